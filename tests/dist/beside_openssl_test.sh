#!/bin/bash
# beside_openssl_test.sh ARCHIVE_FOLDER PROGRAM: one program with OpenSSL's libcrypto and the archive, shared and static;
# and what becomes of it when the archive's private names are those that BoringSSL gives.
set -euo pipefail
archives=$1 program=$2
work=$TEST_TMPDIR
readonly private=securememory_private_ hijacked=3

# built OUTPUT LIBRARY…: the linker has nothing to say.
built() {
    local output=$1
    shift
    cc -std=c11 -Wall -Wextra -Werror -Wl,--fatal-warnings -o "$output" "$program" -I"$work/archive/include" "$@"
}

status_of() {
    local status=0
    "$@" || status=$?
    echo "$status"
}

fail() {
    echo "$1"
    exit 1
}

# What the map of //tools/dist made of names is undone.
unprefixed() {
    llvm-nm-19 -P -g "$1" | sed -n "s/^\($private\([^ ]*\)\) .*/\1 \2/p" | sort -u >"$work/names"
    grep -q ' ERR_get_error$' "$work/names" || fail "the crypto has another function by now: choose one for this test"
    llvm-objcopy-19 --redefine-syms="$work/names" "$1" "$2"
}

mkdir "$work/archive"
tar -xf "$archives"/*.tar.gz -C "$work/archive" --strip-components=1
library=$work/archive/lib/libsecurememory.a

built "$work/shared" "$library" -pthread -lcrypto
built "$work/static" "$library" -pthread -l:libcrypto.a -ldl
built "$work/static_first" -l:libcrypto.a "$library" -pthread -l:libcrypto.a -ldl
for kind in shared static static_first; do
    status=$(status_of "$work/$kind")
    ((status == 0)) || fail "$kind: the program ended with $status"
done

unprefixed "$library" "$work/unprefixed.a"
built "$work/mixed" "$work/unprefixed.a" -pthread -lcrypto
status=$(status_of "$work/mixed")
((status == hijacked)) || fail "without the prefix: the program ended with $status, and not with $hijacked"
