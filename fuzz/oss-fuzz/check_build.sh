#!/bin/bash
# check_build.sh SANITIZER: build.sh with the environment of OSS-Fuzz makes all that OSS-Fuzz wants of each target, and
# each target runs its seeds where OSS-Fuzz would run it.
set -euo pipefail
. fuzz/oss-fuzz/scratch.sh
export SANITIZER=$1 LIB_FUZZING_ENGINE=-fsanitize=fuzzer UBSAN_OPTIONS=silence_unsigned_overflow=1

# As base-builder sets them.
readonly undefined=array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,\
returns-nonnull-attribute,shift,signed-integer-overflow,unreachable,vla-bound,vptr
declare -A flags=(
    [address]="-fsanitize=address -fsanitize-address-use-after-scope"
    [memory]="-fsanitize=memory -fsanitize-memory-track-origins"
    [undefined]="-fsanitize=$undefined,unsigned-integer-overflow -fno-sanitize-recover=$undefined"
)
CFLAGS="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
CFLAGS+=" ${flags[$SANITIZER]} -fsanitize=fuzzer-no-link"
CXXFLAGS=$CFLAGS
if echo 'int main() {}' | $CXX -x c++ -stdlib=libc++ -o "$scratch/probe" - 2>/dev/null; then
    CXXFLAGS+=" -stdlib=libc++"
fi

offline bash -eu "$SRC/securememory/fuzz/oss-fuzz/build.sh" || fail "build.sh ended with $?"

# What there are is told by the sources, not by what was built.
wanted=()
for source in fuzz/*_fuzz.c; do
    name=$(basename "$source" _fuzz.c)
    wanted+=("$name" "$name.dict" "$name.options" "${name}_seed_corpus.zip")
done
diff <(printf '%s\n' "${wanted[@]}" | sort) <(ls "$OUT") || fail "other files than wanted in \$OUT"

for source in fuzz/*_fuzz.c; do
    name=$(basename "$source" _fuzz.c)
    seeds=$(find -L "fuzz/corpus_src/$name" "fuzz/regressions/$name" -type f 2>/dev/null | wc -l || true)
    python3 fuzz/oss-fuzz/check_outputs.py "$OUT" "$name" "$seeds" || fail "what was made of $name"
    unshare -rmn bash fuzz/oss-fuzz/box.sh "$OUT" "$name" "$seeds" || fail "$name in the box"
    echo "passed: $name with $seeds seeds"
done
