#!/bin/bash
# check_run_tests.sh: run_tests.sh passes in a fresh checkout, runs every target and every test of the list, leaves
# nothing behind in the checkout, and fails where a test does.
set -euo pipefail
. fuzz/oss-fuzz/scratch.sh
CFLAGS=-O1 CXXFLAGS=-O1
checkout=$SRC/securememory
programs=$(grep -c ^program "$checkout/fuzz/oss-fuzz/sources.txt")

git_in() { HOME=$scratch git -C "$checkout" -c user.name=test -c user.email=test@localhost "$@"; }
git_in init -q
git_in add -A
git_in commit -q -m "what is built"

offline bash -eu "$checkout/fuzz/oss-fuzz/run_tests.sh" | tee "$scratch/said" || fail "run_tests.sh ended with $?"
grep -qx "$programs passed, 0 failed" "$scratch/said" || fail "not all of $programs programs passed"
changed=$(git_in status --porcelain --ignored)
[[ -z $changed ]] || fail "the checkout changed: $changed"

# A test that fails is told, and fails the script.
sed -i 's/^int main(void) {/& return 1;/' "$checkout/tests/memcall/header_test.c"
offline bash -eu "$checkout/fuzz/oss-fuzz/run_tests.sh" >"$scratch/said" && fail "run_tests.sh passes whatever happens"
grep -qx "FAILED: tests-memcall-header_c11_test" "$scratch/said" || fail "which test failed is not said"
grep -qx "$((programs - 1)) passed, 1 failed" "$scratch/said" || fail "others failed with it"
