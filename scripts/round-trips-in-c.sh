#!/bin/sh
# How many synchronous sends of 100 bytes a second complete with one client, over the C library and over the Java library
# in turn, with and without spinning; takes about a minute. See RoundTripsInC in kaska-server's tests.
set -eu
cd "$(dirname "$0")/.."
. scripts/run-figures.sh
make -s -C libkaska bench
run_figures io.kaska.server.RoundTripsInC libkaska/build/round_trips
