#!/bin/bash
# links_test.sh HOW COMPILER TRIPLE ARCHIVE_FOLDER CONSUMER: a program for the platform, by Zig, with nothing but the
# archive and the system's own libraries. HOW: "link"; "run" on this machine as well; "wine".
set -euo pipefail
how=$1 compiler=$2 triple=$3 archives=$4 consumer=$5
work=$TEST_TMPDIR
program=$work/program.exe

fail() {
    echo "$1"
    exit 1
}

unpack() {
    mkdir "$work/all"
    case $(echo "$archives"/securememory-*) in
        *.zip) python3 -m zipfile -e "$archives"/*.zip "$work/all" ;;
        *) tar -xf "$archives"/*.tar.gz -C "$work/all" ;;
    esac
    mv "$work"/all/* "$work/archive"
}

# Zig passes on what its own libraries' sources are warned of, when it builds them for the first link.
link() {
    local standard=-std=c11 static=
    case $consumer in *.cc) standard=-std=c++17 ;; esac
    case $triple in *-musl) static=-static ;; esac
    # shellcheck disable=SC2046,SC2086 # words
    "$compiler" -target "$triple" $standard $static -Wall -Wextra -Werror -fno-sanitize=undefined \
        -o "$program" "$consumer" $(PKG_CONFIG_PATH=$work/archive/lib/pkgconfig pkg-config --cflags --libs securememory)
}

# No symbol of a glibc that is newer than the triple says.
floor_holds() {
    local floor=${triple##*gnu.} newest
    newest=$(llvm-readelf-19 --version-info "$program" | sed -n 's/.*Name: GLIBC_\([0-9.]*\).*/\1/p' | sort -V | tail -n 1)
    [[ -n $newest ]] || fail "the program asks for no version of glibc"
    [[ $(printf '%s\n' "$floor" "$newest" | sort -V | tail -n 1) == "$floor" ]] || fail "it needs glibc $newest"
}

# Wine's base folder is in the user's cache.
under_wine() {
    HOME=$(getent passwd "$(id -u)" | cut -d: -f6) tools/wine/run "$program"
}

unpack
link
case $triple in *-gnu.*) floor_holds ;; esac
version=$(sed -n 's/^Version: //p' "$work/archive/lib/pkgconfig/securememory.pc")
case $how in
    run) "$program" >"$work/output" ;;
    wine) under_wine | tr -d '\r' >"$work/output" ;;
    link) exit ;;
esac
grep -Fx "securememory $version works" "$work/output"
