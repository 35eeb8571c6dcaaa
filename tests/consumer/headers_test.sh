#!/bin/bash
# headers_test.sh CC CXX FILE: each public header compiles by itself, in C and in C++, without one warning, also for
# those who do not treat it as a system's header (pkg-config, -I). FILE stands in the root of this checkout.
set -euo pipefail

cd "$(dirname "$(readlink -f "$3")")"
readonly compilers=("$1" "$2") warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual
    -Wwrite-strings -Wpointer-arith -Wvla -Wformat=2 -Werror)
folders=()
for folder in lib/*/include; do folders+=("-I$folder"); done
count=0 failed=0

# compiles HEADER COMPILER ARGUMENT…
compiles() {
    local header=$1
    shift
    if printf '#include "%s"\ntypedef int unit;\n' "$header" |
        "$@" "${warnings[@]}" "${folders[@]}" -fsyntax-only -; then
        count=$((count + 1))
    else
        printf 'FAILED: %s, by %s\n' "$header" "$*" >&2
        failed=$((failed + 1))
    fi
}

for path in lib/*/include/*/*; do
    header=${path#lib/*/include/}
    if [[ $header == *.h ]]; then
        compiles "$header" "${compilers[0]}" -x c -std=c11 -Wstrict-prototypes
        compiles "$header" "${compilers[0]}" -x c -std=gnu17 -Wstrict-prototypes
    fi
    compiles "$header" "${compilers[1]}" -x c++ -std=c++17 -Wold-style-cast -Wzero-as-null-pointer-constant
    compiles "$header" "${compilers[1]}" -x c++ -std=c++20
done
printf '%d compilations without a warning\n' "$count"
((failed == 0 && count >= 100))
