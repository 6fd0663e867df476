#!/bin/sh
# Microbenchmarks of the queue and the codecs by JMH. Arguments are JMH's: scripts/jmh.sh -f 1 -prof gc Queue
set -eu
cd -- "$(dirname -- "$0")/.."
. .mvn/find-jdk.sh
./mvnw -q -Pjmh package -Dmaven.test.skip=true -Dspotless.check.skip -pl kaska-jmh -am
exec "$JAVA_HOME/bin/java" -cp "kaska-jmh/target/classes:$(cat kaska-jmh/target/class-path)" org.openjdk.jmh.Main \
  -jvmArgsAppend "-XX:+UseCompactObjectHeaders -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED" "$@"
