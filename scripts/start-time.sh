#!/usr/bin/env bash
# How long it takes from the exec of `./kaska broker` to the first acknowledged message, and how long `./kaska --help`
# takes: the median of N starts (default 20). The client is bash itself, speaking the protocol: a hello, CREATE_TOPIC "t"
# and SEND "x" to topic 1 go out at once, and the 24 + 12 + 16 bytes of their answers are awaited.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-20}
./kaska --version >/dev/null

median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

start_broker() {
    local begun=$EPOCHREALTIME line port
    coproc broker { exec ./kaska broker 0 --bind 127.0.0.1; }
    local pid=$broker_PID
    read -r line <&"${broker[0]}"
    port=${line##*:}
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'KASK\0\1\0\1\0\0\0\0\0\0\0\0''\1\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0t''\6\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0x' >&3
    local answered
    answered=$(head -c 52 <&3 | wc -c)
    local done=$EPOCHREALTIME
    exec 3>&-
    kill "$pid"
    wait "$pid" 2>/dev/null || :
    [ "$answered" -eq 52 ] || { echo "the broker answered $answered bytes of 52" >&2; exit 1; }
    echo $(((${done/./} - ${begun/./}) / 1000))
}

help_time() {
    local begun=$EPOCHREALTIME
    ./kaska --help >/dev/null
    local done=$EPOCHREALTIME
    echo $(((${done/./} - ${begun/./}) / 1000))
}

for i in $(seq "$rounds"); do start_broker; done | median | sed 's/$/ ms from exec to the first acknowledged message/'
for i in $(seq "$rounds"); do help_time; done | median | sed 's/$/ ms for .\/kaska --help/'
