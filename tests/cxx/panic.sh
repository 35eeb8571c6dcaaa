#!/bin/sh
# panic.sh PROGRAM: each act ends PROGRAM by SIGABRT, with one line that says why.
set -u
program=$1
ulimit -c 0

# expect ACT LINE
expect() {
    line=$("$program" "$1" 2>&1 >/dev/null)
    status=$?
    [ $status -eq 134 ] || { echo "$1: status $status, not 134"; exit 1; }
    case $line in
    *"$2"*) ;;
    *) echo "$1: it said: $line"; exit 1 ;;
    esac
}

"$program" || { echo "without an act it must end well"; exit 1; }
expect vector "no memory for a container: its size passes that of the address space"
expect string "no memory for a container: "
expect allocator "no memory for a container: "
expect result "a result has no value: SECUREMEMORY_ERR_INVALID"
