#!/bin/sh
# What Kaska's interface costs on a cluster of Apache Kafka: messages a second of sendAsync and of poll for many, against
# those of kafka-clients alone, in turn, on a cluster of three nodes in the same JVM; takes about seven minutes. Further
# options for the JVM are the arguments: -Drounds=3 -Dbytes=10000000 -Dsizes=100,1000 -Dwhat=poll. See
# AdapterFigures in kaska-kafka's tests.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
# Below the phase package the tests of a module that others use are found in its folder, so both are asked for at once.
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/figures.classpath -pl kaska-kafka -am
exec "$JAVA_HOME/bin/java" -Xms2g -Xmx2g -XX:+AlwaysPreTouch "$@" \
  -cp "kaska-kafka/target/test-classes:kaska-kafka/target/classes:$(cat kaska-kafka/target/figures.classpath)" \
  io.kaska.kafka.AdapterFigures
