#!/bin/bash
# run.sh TEST ARGUMENT…: runs a test that was built by --config=coverage, and keeps its counters as one file of the
# test's outputs. They stand in a shared mapping (%c), so that programs that are killed count as well, as most of
# those in death tests are; one file serves all processes of a program (%m).
set -uo pipefail
counters=$(mktemp -d) || exit 1
trap 'rm -rf "$counters"' EXIT
chmod 777 "$counters"
LLVM_PROFILE_FILE="$counters/%c%m.profraw" "$@"
status=$?
shopt -s nullglob
raw=("$counters"/*.profraw)
if ((${#raw[@]})); then
    llvm-profdata-19 merge --sparse --output="$TEST_UNDECLARED_OUTPUTS_DIR/coverage.profdata" "${raw[@]}"
fi
exit "$status"
