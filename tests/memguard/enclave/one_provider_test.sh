#!/bin/bash
# No file but the provider's includes a crypto library's header, and no object but the provider's calls one:
# one_provider_test.sh SOURCE… -- ARCHIVE… -- ARCHIVE-OF-THE-CRYPTO-LIBRARY…
set -euo pipefail

work=$TEST_TMPDIR
wrong=0
fail() {
    echo "$*" >&2
    wrong=1
}

# files NTH ARGUMENT…: those of the nth part.
files() {
    local part=$1 at=1 argument
    shift
    for argument in "$@"; do
        if [[ $argument == -- ]]; then at=$((at + 1)); elif ((at == part)); then echo "$argument"; fi
    done
}

includes() { grep -Eq '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]openssl/' "$1"; }

look_at_sources() {
    local file found=0
    while read -r file; do
        if ! includes "$file"; then
            continue
        elif [[ ${file##*/} == crypto_boringssl.c ]]; then
            found=1
        else
            fail "$file includes a crypto library's header; only crypto_boringssl.c may"
        fi
    done
    if ((found == 0)); then fail "the provider was not among the files"; fi
}

# symbols OPTION ARCHIVE…: those that any object defines, or lacks.
symbols() { nm --format=posix "$@" | awk 'NF > 1 { print $1 }' | sort -u; }

look_at_objects() {
    local archive used found=0
    while read -r archive; do
        symbols --undefined-only "$archive" | comm -12 - "$work/crypto" >"$work/used"
        used=$(tr '\n' ' ' <"$work/used")
        if [[ ${archive##*/} == libcrypto_boringssl.* ]]; then
            if [[ -n $used ]]; then found=1; fi
        elif [[ -n $used ]]; then
            fail "$archive calls a crypto library: $used"
        fi
    done
    if ((found == 0)); then fail "the provider calls nothing: the search finds nothing at all"; fi
}

# Where a test starts, other repositories are neighbours.
mapfile -t library < <(files 3 "$@" | sed 's|^external/|../|' | grep '\.a$')
symbols --defined-only --extern-only "${library[@]}" >"$work/crypto"
look_at_sources < <(files 1 "$@")
look_at_objects < <(files 2 "$@" | grep '\.a$')
((wrong == 0))
