#!/bin/bash
# Formats the files that git tracks: C and C++ by clang-format, BUILD and .bzl files by buildifier.
#
#   tools/setup/format.sh            rewrites them
#   tools/setup/format.sh --check    names what differs, and fails
set -euo pipefail
umask 022

root=$(cd -P "${BASH_SOURCE[0]%/*}/../.." && pwd)
for part in report cache needs; do . "$root/tools/setup/$part.sh"; done

# Generated files keep their generator's form.
tracked() { git -C "$root" ls-files -z -- "$@" ':!*/gen/*'; }

format_c() {
    local mode=-i
    if [[ -n $check ]]; then mode="--dry-run --Werror"; fi
    # shellcheck disable=SC2086 # two words
    (cd "$root" && tracked 'lib/*.[ch]' 'tests/*.[ch]' 'tests/*.cc' 'tools/*.[ch]' 'fuzz/*.[ch]' 'lib/*.hpp' |
        xargs -0 clang-format-19 $mode)
}

format_build() {
    local mode=fix
    if [[ -n $check ]]; then mode=check; fi
    (cd "$root" && tracked '*.bazel' '*.bzl' '*.BUILD' WORKSPACE |
        xargs -0 "$buildifier/node_modules/@bazel/buildifier/buildifier-linux_${machine}" -mode=$mode)
}

check=
if [[ ${1-} == --check ]]; then check=yes; fi
case $(uname -m) in aarch64) machine=arm64 ;; *) machine=amd64 ;; esac
cache_open
needs_meet format
failed=0
format_c || failed=1
format_build || failed=1
exit $failed
