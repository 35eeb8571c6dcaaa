#!/bin/bash
# monorepo_test.sh COMPILER FILE BORINGSSL: builds and runs monorepo/ with another Bazel, offline, in an output base of its
# own. FILE stands in the root of this checkout, BORINGSSL in the pinned sources.
set -euo pipefail

readonly checkout=$(dirname "$(readlink -f "$2")") sources=$(dirname "$(readlink -f "$3")")
readonly scratch=$TEST_TMPDIR boringssl=$TEST_TMPDIR/vendored_boringssl

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

# The monorepo's own copy of BoringSSL, and what stands in for the rest of what it would download.
mkdir "$boringssl"
ln -s "$sources"/* "$boringssl"
rm -f "$boringssl"/{BUILD,BUILD.bazel,WORKSPACE}
ln -s "$checkout/third_party/boringssl/overlay.BUILD" "$boringssl/BUILD.bazel"
touch "$boringssl/WORKSPACE"
overrides=("--override_repository=vendored_boringssl=$boringssl")
for name in rules_cc rules_java remote_coverage_tools platforms; do
    overrides+=("--override_repository=$name=$checkout/third_party/stubs/$name")
done

nested() {
    local command=$1
    shift
    /usr/bin/bazel-4 --nohome_rc --output_user_root="$scratch/bazel" --host_jvm_args=-Xmx700m \
        "$command" --repo_env=CC="$compiler" --noshow_progress "${overrides[@]}" "$@"
}
built() { nested "$1" --spawn_strategy=local --experimental_convenience_symlinks=ignore "${@:2}"; }

readonly compiler=$1
cd "$checkout/tests/consumer/monorepo"
trap 'nested shutdown >/dev/null 2>&1 || true' EXIT

# Every public library, and every program, under the monorepo's flags.
built test --test_output=errors //... @securememory//lib/... || fail "the monorepo does not build, or its tests fail"
# An optimizing compiler sees more to warn of.
built build --compilation_mode=opt @securememory//lib/... || fail "a warning of optimized code"
for program in seal_c seal_cxx; do
    built run "//app:$program" || fail "$program"
done

# Those flags are in force.
if built build //app:warns 2>"$scratch/warns"; then fail "a warning stopped nothing"; fi
grep -q 'unused-variable' "$scratch/warns" || fail "something else stopped it: $(cat "$scratch/warns")"

# One libcrypto, and none of what only this checkout's own tests and tools need.
nested query --output=package 'let all = deps(//... + @securememory//lib/...) in $all + buildfiles($all)' | sed -n 's|^@\([^/]*\)//.*|\1|p' | sort -u \
    >"$scratch/repositories"
echo "it takes: $(paste -sd' ' "$scratch/repositories")"
grep -qx vendored_boringssl "$scratch/repositories" || fail "its own BoringSSL is not among them"
if grep -xE 'boringssl|googletest|bazel_skylib|benchmark|zig|guests' "$scratch/repositories"; then
    fail "a consumer must do without these"
fi
