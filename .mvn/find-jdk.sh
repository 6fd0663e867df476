# Finds a JDK of version 25 or newer and exports it as JAVA_HOME; sourced by ./kaska and ./mvnw. One clear line and
# exit 1 if there is none. A JDK's version is read from its `release` file: starting java to ask it would cost more
# than all the rest of the launcher.

KASKA_JDK=25

# The major version of the JDK in folder $1, in jdk_version, and its exact build, in jdk_build; empty if it is no JDK.
read_jdk() {
  jdk_version= jdk_build=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_version=${jdk_line#*\"}
        jdk_version=${jdk_version%%[!0-9]*}
        ;;
      JAVA_RUNTIME_VERSION=*)
        jdk_build=${jdk_line#*\"}
        jdk_build=${jdk_build%\"*}
        ;;
    esac
  done <"$1/release"
}

# Whether the folder $1 is a JDK that will do.
jdk_will_do() {
  read_jdk "$1"
  [ "${jdk_version:-0}" -ge "$KASKA_JDK" ]
}

jdk_on_path() {
  jdk_javac=$(command -v javac) && jdk_javac=$(readlink -f -- "$jdk_javac" 2>/dev/null) || return 1
  jdk_found=${jdk_javac%/bin/javac}
  jdk_will_do "$jdk_found"
}

# The oldest that will do of the usual folders, so that the version that Kaska is tested on comes before newer ones.
jdk_in_usual_folders() {
  jdk_best=
  for jdk_folder in /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/.jdks/*; do
    if jdk_will_do "$jdk_folder" && [ "$jdk_version" -lt "${jdk_best:-1000000}" ]; then
      jdk_best=$jdk_version
      jdk_found=$jdk_folder
    fi
  done
  [ -n "$jdk_best" ] && read_jdk "$jdk_found"
}

if ! jdk_will_do "${JAVA_HOME:-}"; then
  if ! jdk_on_path && ! jdk_in_usual_folders; then
    echo "${0##*/}: no JDK $KASKA_JDK or newer found in JAVA_HOME, on the PATH, or in the usual folders;" \
      "install one, or set JAVA_HOME to it" >&2
    exit 1
  fi
  JAVA_HOME=$jdk_found
fi
export JAVA_HOME
