#!/bin/sh
# What keeping messages on disk costs, against memory and against plain loops on the same disk; takes about eight minutes.
# See StorageFigures in kaska-server's tests. The folder to write in, on the disk in question: /tmp unless it is given.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
./mvnw -q test-compile -pl kaska-server -am
./kaska --version >/dev/null
libraries=$(echo kaska-cli/target/lib/slf4j-api-*.jar)
modules=
for module in protocol log broker client server; do
  modules=$modules:kaska-$module/target/classes
done
exec "$JAVA_HOME/bin/java" -cp "kaska-server/target/test-classes:kaska-client/target/test-classes$modules:$libraries" \
  io.kaska.server.StorageFigures "${1:-/tmp}"
