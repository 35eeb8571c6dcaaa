#!/bin/bash -eu
# OSS-Fuzz's build of all fuzz targets: for each its program, seed corpus, dictionary and options, in $OUT.
#
# $SRC/securememory is the checkout, ${BORINGSSL:-$SRC/boringssl} BoringSSL; all else is as OSS-Fuzz sets it, and
# fuzz/oss-fuzz/compile.sh says what for.
set -o pipefail
cd "$SRC/securememory"
BORINGSSL=${BORINGSSL:-$SRC/boringssl}
. fuzz/oss-fuzz/compile.sh

# Bytes, nearly twice the longest seed: what longer programs find, shorter ones find sooner.
readonly longest=400

package() {
    link "$OUT/$1" fuzz "$1" "$LIB_FUZZING_ENGINE"
    corpus "$1" "$WORK/seeds/$1"
    rm -f "$OUT/$1_seed_corpus.zip"
    python3 -m zipfile -c "$OUT/$1_seed_corpus.zip" "$WORK/seeds/$1"/*
    assemble "$1" --dictionary "$OUT/$1.dict"
    printf '[libfuzzer]\ndict = %s.dict\nmax_len = %d\n' "$1" $longest >"$OUT/$1.options"
}

read_list
compile fuzz
for name in $(names_of fuzz); do package "$name"; done
