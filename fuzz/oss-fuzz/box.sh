#!/bin/bash
# box.sh FOLDER NAME SEEDS: runs a fuzz target once over its seeds as OSS-Fuzz's machines would: only /tmp can be
# written to, there are no devices, the working folder is none of ours, and little may be locked. To be started in
# mount and network namespaces of its own.
set -euo pipefail
name=$2 seeds=$3

fail() {
    echo "$name: $*"
    exit 1
}

mount --bind "$1" /mnt
mount -t tmpfs -o size=64m tmpfs /tmp
mkdir /tmp/seeds
python3 -m zipfile -e "/mnt/${name}_seed_corpus.zip" /tmp/seeds
# Flags that another user's namespace set must stay as they are.
while read -r _ _ _ _ place flags _; do
    case $place in
        /tmp | /proc*) ;;
        *) mount -o "remount,bind,$flags,ro" "$place" 2>/dev/null || true ;;
    esac
done </proc/self/mountinfo
mount -t tmpfs -o ro tmpfs /dev

cd /
for place in /mnt/x /x /var/tmp/x /dev/x; do
    if (: >"$place") 2>/tmp/refused; then fail "the box lets $place be written"; fi
done
if [[ -e /dev/null || -e /dev/urandom ]]; then fail "the box has devices"; fi

# A small stack, few files, small ones, no core; and so many KiB locked.
run() {
    ulimit -l "$1" -s 512 -n 32 -c 0 -f 256
    "/mnt/$name" -runs=0 -dict="/mnt/$name.dict" -max_len=400 -artifact_prefix=/tmp/ /tmp/seeds 2>&1
}

for kilobytes in 64 0; do
    output=$(run $kilobytes) || fail "with $kilobytes KiB to lock: $output"
    grep -qE "Dictionary: [1-9][0-9]* entries" <<<"$output" || fail "no dictionary: $output"
    grep -qE "seed corpus: files: $seeds " <<<"$output" || fail "other seeds than $seeds: $output"
    grep -qE "INITED cov: [1-9]" <<<"$output" || fail "nothing was seen: $output"
done
