#!/bin/bash -eu
# The project's tests in plain C, built and run without Bazel and without a network: the replays of all fuzz targets
# on the fake system, and what has no fake, on the real one. Nothing is written into the checkout.
#
# Environment: as for build.sh. CC, CXX and WORK may be missing.
set -o pipefail
cd "$SRC/securememory"
CC=${CC:-cc} CXX=${CXX:-c++} CFLAGS=${CFLAGS-} CXXFLAGS=${CXXFLAGS-} BORINGSSL=${BORINGSSL:-$SRC/boringssl}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
WORK=${WORK:-$scratch}/tests
mkdir -p "$WORK"
. fuzz/oss-fuzz/compile.sh

passed=0 failed=0
# checked NAME COMMAND…
checked() {
    local name=$1
    shift
    if "$@" >"$scratch/output" 2>&1; then
        echo "passed: $name" && passed=$((passed + 1))
    else
        echo "FAILED: $name" && failed=$((failed + 1))
        tail -n 40 "$scratch/output"
    fi
}

read_list
compile fuzz test
for name in $(names_of fuzz); do
    link "$WORK/$name" fuzz "$name"
    corpus "$name" "$scratch/seeds/$name"
    checked "replay of $name" "$WORK/$name" "$scratch/seeds/$name"/*
done
for name in $(names_of test); do
    link "$WORK/$name" test "$name"
    checked "$name" "$WORK/$name"
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
