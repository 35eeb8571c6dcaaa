#!/bin/bash
# What of lib/ the tests run, on this machine: tools/coverage/measure.sh [FOLDER]
#
# Prints lines and branches by folder, and functions with a line that no test runs where uncovered.txt does not say why. Fails where
# too little is run. In FOLDER: every source with its counts, as a page.
set -uo pipefail
cd -P "${BASH_SOURCE[0]%/*}/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bazel() { tools/bazel "$1" --config=coverage --curses=no --color=no --show_progress_rate_limit=60 "${@:2}"; }

# Models run nothing of lib/. A test that fails says so, and what it ran counts.
bazel test --keep_going --build_tests_only --test_output=summary -- //... -//tests/models/... 2>&1 | grep -E '^//.*(FAILED|TIMEOUT)|^Executed'
logs=$(bazel info bazel-testlogs 2>/dev/null) || exit 1
number=0
while read -r archive; do
    number=$((number + 1))
    # Tests in other languages have none.
    mkdir "$work/$number" && python3 -m zipfile -e "$archive" "$work/$number" || exit 1
done < <(find "$logs/" -name outputs.zip)
llvm-profdata-19 merge --sparse --output="$work/all" "$work"/*/coverage.profdata || exit 1

# What is built now: a folder of output keeps what was built before as well. Names of sources are relative to the execution root.
mapfile -t objects < <(bazel aquery 'mnemonic("CppCompile", //lib/...)' 2>/dev/null |
    sed -nE "s|^  Outputs: .*bazel-out/[^/]*/bin(/[^],]*\\.o)\]|-object\n${logs%/testlogs}/bin\1|p")
cover() { llvm-cov-19 "$1" --instr-profile="$work/all" --path-equivalence=/proc/self/cwd,"$PWD" "${objects[@]}" "${@:2}"; }
cover export --format=lcov >"$work/lcov" 2>"$work/warnings" || { cat "$work/warnings"; exit 1; }
if (($#)); then cover show --format=html --show-branches=count --output-dir="$1" 2>/dev/null; fi
python3 tools/coverage/report.py "$work/lcov" tools/coverage/uncovered.txt
