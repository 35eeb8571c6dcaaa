#!/bin/bash
# check.sh MODEL: Spin looks at every state of the model and finds nothing wrong; and with each of the bugs that the
# model's first comment names (-DNAME) it finds something, so the model can fail.
set -euo pipefail
model=$(readlink -f "$1")
cd "${TEST_TMPDIR:?}"

# searched FLAG…: the verifier's output, for the model with these flags.
searched() {
    rm -f pan pan.* ./*.trail
    spin "$@" -a "$model"
    gcc -O2 -w -DSAFETY -DNOCLAIM -DCOLLAPSE -o pan pan.c
    ./pan -m100000
}

# An incomplete search proves nothing.
is_complete() { ! grep -qE 'max search depth too small|out of memory|Search not completed' "$1"; }
finds_nothing() { grep -q 'errors: 0$' "$1" && is_complete "$1"; }
finds_something() { grep -qE 'errors: [1-9]' "$1"; }

bugs=$(sed '/\*\//q' "$model" | grep -oE -- '-D[A-Z_]+' | sort -u)
[[ -n $bugs ]] || { echo "$1 names no bugs that it can find"; exit 1; }

failed=0
searched >found
grep -E 'states, stored|elapsed' found
finds_nothing found || { cat found; echo "FAILED: the model as it is"; failed=1; }
for bug in $bugs; do
    searched "$bug" >found
    if finds_something found; then
        printf '%-32s %s\n' "$bug" "$(grep -m1 -E '^pan:1' found)"
    else
        echo "FAILED: $bug is not found"
        failed=1
    fi
done
exit $failed
