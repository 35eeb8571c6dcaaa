#!/bin/bash
# Every public call is called by one of these programs: every_call_test.sh HEADER-OR-PROGRAM…
set -euo pipefail

headers=() programs=()
for file in "$@"; do
    case $file in *.h) headers+=("$file") ;; *) programs+=("$file") ;; esac
done

# A declaration may go over lines; its name is the word before the first parenthesis.
declared=$(cat "${headers[@]}" | tr '\n' ' ' | grep -oE 'MEMCALL_API [^;(]*\(' | grep -oE '(memcall|memguard|securememory)_[a-z_0-9]+ *\($' |
    tr -d ' (' | sort -u)
missing=$(for name in $declared; do grep -q "\b$name(" "${programs[@]}" || echo "$name"; done)
if [[ -n $missing ]]; then printf 'nothing calls %s\n' $missing >&2; fi
(($(wc -w <<<"$declared") > 100)) && [[ -z $missing ]]
