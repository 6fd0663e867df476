# Sourced by the scripts beside it, which say what they measure: builds what is missing, and becomes a JVM that runs a class
# of kaska-server's tests. The arguments are the class and its own arguments.
run_figures() {
  . .mvn/find-jdk.sh
  ./mvnw -q test-compile -pl kaska-server -am
  ./kaska --version >/dev/null
  class_path=kaska-server/target/test-classes:kaska-client/target/test-classes
  for module in protocol log broker client server; do
    class_path=$class_path:kaska-$module/target/classes
  done
  exec "$JAVA_HOME/bin/java" -cp "$class_path:$(echo kaska-cli/target/lib/slf4j-api-*.jar)" "$@"
}
