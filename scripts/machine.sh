#!/bin/sh
# What the machine gives without Java, to compare Kaska's figures with: requests a second of a small C program over 16 and
# over 1 000 connections, how long busy threads are kept off the cores, and how long messages take that two threads and a
# process hand on; three times each, about a minute and a half; then how long it takes to get memory, GiB by GiB, half of
# what is free. It needs a C compiler. See machine.c.
set -eu
cd "$(dirname "$0")/.."
program=$(mktemp)
trap 'rm -f "$program"' EXIT
cc -O2 -Wall -pthread -o "$program" scripts/machine.c
for _ in 1 2 3; do
  for kind in threads epoll; do
    for count in 16 1000; do
      "$program" connections $count $kind
    done
  done
done
for count in 2 3; do
  echo "$count busy threads:"
  "$program" slices $count
done
echo "messages handed on, each thread with so much work for a batch:"
for micros in 1 20 30; do
  for _ in 1 2 3; do
    "$program" relay $micros
  done
done
echo "memory that is taken for the first time:"
free=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
"$program" memory $((free / 2 > 12 ? 12 : free / 2))
