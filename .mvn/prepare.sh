# Builds Kaska and trains the JVM's ahead-of-time cache; sourced by ./kaska when something is missing or a source is
# newer. One at a time, whoever comes second waits and then finds it done. All it says goes to stderr, since stdout
# belongs to the command that follows, and nothing here may read stdin, which may be that command's script.

set +f
state=$root/.kaska
log=$state/build.log

note() { printf 'kaska: %s\n' "$*" >&2; }

# At a terminal one line that changes, elsewhere a few plain lines.
show_step() {
  if [ -t 2 ]; then
    printf '\r\033[Kkaska: %.100s' "$*" >&2
  else
    note "$*"
  fi
}

# Where a line was shown that changes, the next word begins a new one.
end_steps() { [ ! -t 2 ] || printf '\r\033[K' >&2; }

# Descriptor 9 holds the lock, which the kernel gives back however this process ends. Where there is no flock, a folder
# has to do, with the process's id in it, so that one that was killed is not waited for.
take_lock() {
  if command -v flock >/dev/null; then
    exec 9>"$state/lock"
    flock -n 9 || { note "another build is running; waiting for it" && flock 9; }
    return
  fi
  waiting=
  until mkdir "$state/lock.d" 2>/dev/null; do
    [ -n "$waiting" ] || note "another build is running; waiting for it, or for $state/lock.d to be removed"
    waiting=yes
    owner=$(cat "$state/lock.d/pid" 2>/dev/null) || owner=
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$state/lock.d"
    else
      sleep 1
    fi
  done
  trap 'rm -rf "$state/lock.d"' EXIT
  trap 'exit 130' INT TERM
  echo $$ >"$state/lock.d/pid"
}

release_lock() {
  if command -v flock >/dev/null; then
    exec 9>&-
  else
    rm -rf "$state/lock.d"
    trap - EXIT INT TERM
  fi
}

# Maven's modules and downloads as steps.
follow_maven() {
  while IFS= read -r line; do
    case $line in
      "[INFO] Building Kaska "*"]")
        step=${line#"[INFO] Building "}
        show_step "building ${step##*  } ${step%% [0-9]*}"
        ;;
      *"Downloading from "*) [ ! -t 2 ] || show_step "fetching ${line##*/}" ;;
    esac
  done
}

run_maven() {
  cd -- "$root" && ./mvnw -B package -Dmaven.test.skip=true -Dspotless.check.skip -pl "kaska-cli$more_modules" -am </dev/null 9>&-
}

fail_build() {
  note "the build failed; the whole log is in $log"
  # What the compiler said, and why Maven stopped; not Maven's advice behind it.
  sed -n -e '/\[Help 1\]$/q' -e '/^\[\(ERROR\|WARNING\)\]/p' "$log" | tail -n 25 >&2
  grep -q '^\[ERROR\]' "$log" || tail -n 25 "$log" >&2
  exit 1
}

build() {
  started=$(date +%s)
  : >"$state/started"
  note "building what is missing (log: $log)"
  { (run_maven) 2>&1 && : >"$state/succeeded"; } | tee "$log" | follow_maven
  end_steps
  rm "$state/succeeded" 2>/dev/null || fail_build
  # What was edited while Maven ran is built the next time.
  touch -r "$state/started" "$target/libraries"
  is_complete || fail_build
  is_current || note "sources changed during the build; the next run builds again"
  note "built in $(($(date +%s) - started)) s"
}

# One run through what matters at the start: the JVM writes down what it loaded and linked.
train() {
  show_step "preparing a fast start"
  training_failed=
  rm -f "$target"/kaska-*.aot
  "$JAVA_HOME/bin/java" "$root/.mvn/LiftClasses.java" "$target"/lib/*.jar </dev/null >"$state/training.log" 2>&1 9>&- ||
    rm -f "$target"/lib/*.lifted
  # shellcheck disable=SC2086 # the options are words
  "$JAVA_HOME/bin/java" $jvm_options -XX:AOTCacheOutput="$target/training.aot" -cp "$class_path" \
    io.kaska.cli.Training </dev/null >>"$state/training.log" 2>&1 9>&- || training_failed=yes
  end_steps
  [ -f "$target/training.aot" ] || { training_failed=yes && : >"$target/training.aot"; }
  mv "$target/training.aot" "$cache"
  [ -z "$training_failed" ] || note "the training run failed, starts may take longer (log: $state/training.log)"
}

if mkdir -p "$state" 2>/dev/null && [ -w "$state" ]; then
  take_lock
  is_built || build
  is_trained || train
  release_lock
elif ! is_built; then
  note "cannot build: $state is not writable"
  exit 1
fi
set -f
