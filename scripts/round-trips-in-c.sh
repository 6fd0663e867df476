#!/bin/sh
# How many synchronous sends of 100 bytes a second complete with one client, over the C library and over the Java library
# in turn, with and without spinning; takes about a minute. See RoundTripsInC in kaska-server's tests.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
./mvnw -q test-compile -pl kaska-server -am
./kaska --version >/dev/null
make -s -C libkaska bench
libraries=$(echo kaska-cli/target/lib/slf4j-api-*.jar)
modules=
for module in protocol log broker client server; do
  modules=$modules:kaska-$module/target/classes
done
exec "$JAVA_HOME/bin/java" -cp "kaska-server/target/test-classes:kaska-client/target/test-classes$modules:$libraries" \
  io.kaska.server.RoundTripsInC libkaska/build/round_trips
