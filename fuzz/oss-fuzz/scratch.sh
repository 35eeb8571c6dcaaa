# For the tests beside it: a checkout of its own as OSS-Fuzz's container has it, from what Bazel gave as this test's
# data, so whatever the scripts read is declared. To be sourced.

scratch=${TEST_TMPDIR:?}/container
export SRC=$scratch/src WORK=$scratch/work OUT=$scratch/out
export CC=clang-19 CXX=clang++-19
mkdir -p "$scratch"/{src,work,out}

cp -rL "$PWD" "$SRC/securememory"
cp -rL "$PWD/../boringssl" "$SRC/boringssl"

fail() {
    echo "FAILED: $*"
    exit 1
}

# A command without a network, and with nothing of the caller's environment but what OSS-Fuzz sets.
offline() {
    env -i PATH="$PATH" TMPDIR="$TEST_TMPDIR" SRC="$SRC" WORK="$WORK" OUT="$OUT" CC="$CC" CXX="$CXX" \
        CFLAGS="${CFLAGS-}" CXXFLAGS="${CXXFLAGS-}" SANITIZER="${SANITIZER-}" \
        LIB_FUZZING_ENGINE="${LIB_FUZZING_ENGINE-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" unshare -rn "$@"
}
