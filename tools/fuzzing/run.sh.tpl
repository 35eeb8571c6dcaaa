#!/bin/bash
# Replays a fuzz target's corpus, as a test; under `tools/bazel run --config=fuzz` it fuzzes. New inputs and crashes go
# to a folder of the user's: libFuzzer writes into the first corpus folder that it is given, and that must not be the
# checkout's.
set -eu
words=({WORDS})
fuzzer=$PWD/${words[0]}
if [[ {ENGINE} != libfuzzer || -z ${BUILD_WORKSPACE_DIRECTORY-} ]]; then exec "$fuzzer" "${words[@]:2}" "$@"; fi
arguments=("$@")
if [[ -n ${words[1]} ]]; then arguments+=("-dict=$PWD/${words[1]}"); fi
scratch=${SECUREMEMORY_FUZZ:-$BUILD_WORKSPACE_DIRECTORY/fuzz-out}/{NAME}
mkdir -p "$scratch"/{corpus,seeds}
for seed in "${words[@]:2}"; do cp -f "$seed" "$scratch/seeds/"; done
echo "new inputs and crashes: $scratch" >&2
cd "$scratch"
exec "$fuzzer" "${arguments[@]}" corpus seeds
