#!/bin/sh
# What keeping messages on disk costs, against memory and against plain loops on the same disk; takes about eight minutes.
# See StorageFigures in kaska-server's tests. The folder to write in, on the disk in question: /tmp unless it is given.
set -eu
cd "$(dirname "$0")/.."
. scripts/run-figures.sh
run_figures io.kaska.server.StorageFigures "${1:-/tmp}"
