#!/bin/bash
# check.sh PROGRAM SUPPRESSIONS: no decision and no address of the library depends on secret bytes; and where one does,
# in the program's control, it is found.
set -uo pipefail
watched() {
    valgrind --quiet --error-exitcode=9 --suppressions="$suppressions" "$program" "$@" 2>&1
}
program=$1 suppressions=$2
watched || { echo "FAILED: a decision or an address depends on secret bytes"; exit 1; }
found=$(watched control)
if (($? != 9)) || ! grep -q 'depends on uninitialised' <<<"$found"; then
    echo "FAILED: a comparison that stops early was not found"
    echo "$found"
    exit 1
fi
