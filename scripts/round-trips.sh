#!/bin/sh
# How many synchronous sends of 100 bytes a second complete, with 1 to 64 clients, with and without spinning; takes about
# two minutes. See RoundTrips in kaska-server's tests.
set -eu
cd "$(dirname "$0")/.."
. scripts/run-figures.sh
run_figures io.kaska.server.RoundTrips
