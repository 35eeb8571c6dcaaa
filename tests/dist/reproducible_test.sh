#!/bin/bash
# reproducible_test.sh README ARCHIVE_FOLDER: builds one archive once more, from a copy of the checkout in another folder, in
# an output base of its own and without the cache of results, and compares.
set -euo pipefail
checkout=$(readlink -f "$1")
checkout=${checkout%/tools/dist/*}
first=$PWD/$2
work=$(mktemp -d "$TEST_TMPDIR/another.XXXXXX")
readonly target=linux_x86_64

bazel() { "$work/checkout/tools/bazel" --output_user_root="$work/bazel" --host_jvm_args=-Xmx700m "$@"; }

end() {
    (cd "$work/checkout" && bazel shutdown) || true
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap end EXIT

mkdir "$work/checkout"
tar -c -C "$checkout" --exclude=./.git --exclude='./bazel-*' . | tar -x -C "$work/checkout"
cd "$work/checkout"
bazel build --disk_cache= --curses=no --show_progress_rate_limit=60 "//tools/dist:$target"
second=$work/checkout/bazel-bin/tools/dist/$target/archive

[[ $(ls "$first") == "$(ls "$second")" ]]
for name in $(ls "$first"); do cmp "$first/$name" "$second/$name"; done
