#!/bin/bash
# No file but the provider's includes a crypto library's header.
set -euo pipefail

found=0 others=0
for file in "$@"; do
    if ! grep -Eq '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]openssl/' "$file"; then
        continue
    elif [[ ${file##*/} == crypto_boringssl.c ]]; then
        found=1
    else
        echo "$file includes a crypto library's header; only crypto_boringssl.c may" >&2
        others=1
    fi
done
if [[ $found == 0 ]]; then echo "the provider was not among the files" >&2; fi
[[ $found == 1 && $others == 0 ]]
