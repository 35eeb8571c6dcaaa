#!/bin/bash
# readme_test.sh HEADING FROM_README README ARCHIVE_FOLDER CONSUMER: does what the README says under "Using it" and then
# under the heading, word for word, with the consumer as the program. Warnings are errors.
set -euo pipefail
heading=$1 take=$PWD/$2 readme=$PWD/$3 archives=$PWD/$4 consumer=$PWD/$5
warnings='-Wall -Wextra -Werror'
work=$TEST_TMPDIR/work
checkout=$(readlink -f "$readme")
checkout=${checkout%/tools/dist/*}

# shim NAME COMMAND…: a command of this name, found before others.
shim() {
    printf '#!/bin/sh\nexec %s "$@"\n' "${*:2}" >"$work/shims/$1"
    chmod +x "$work/shims/$1"
}

# The stubs stand for what a network would bring; a nested sandbox cannot be had.
bazel_rc() {
    local name
    for name in rules_cc rules_java remote_coverage_tools platforms; do
        echo "build --override_repository=$name=$checkout/third_party/stubs/$name"
    done
    # shellcheck disable=SC2086 # words
    printf 'build --copt=%s\n' $warnings
    echo "build --cxxopt=-std=c++17"
    echo "build --nosandbox_debug --spawn_strategy=standalone --repository_cache= --curses=no"
}

prepare() {
    mkdir -p "$work/shims" "$work/project"
    cp "$archives"/* "$work/project"
    cp "$consumer" "$work/project/program.${consumer##*.}"
    shim cc "/usr/bin/cc $warnings"
    shim c++ "/usr/bin/c++ $warnings"
    bazel_rc >"$work/bazelrc"
    shim bazel "/usr/bin/bazel-4 --nohome_rc --bazelrc=$work/bazelrc --output_user_root=$work/bazel --host_jvm_args=-Xmx500m"
    export PATH=$work/shims:$PATH CFLAGS=$warnings CXXFLAGS=$warnings HOME=$work
}

# What stands there in C is said in C++.
in_consumers_language() {
    if [[ $consumer == *.c ]]; then return; fi
    sed -i 's/program\.c\b/program.cc/g; s/cc -std=c11/c++ -std=c++17/' "$@"
}

end() {
    if [[ -d $work/bazel ]]; then (cd "$work/project" && bazel shutdown) || true; fi
    chmod -R u+w "$work"
    rm -rf "$work"
}

prepare
trap end EXIT
cd "$work/project"
{ "$take" "$readme" "Using it" && "$take" "$readme" "$heading"; } >"$work/commands"
in_consumers_language "$work/commands" $(ls | grep -E '^(CMakeLists.txt|BUILD.bazel)$')
cat "$work/commands"
bash -euo pipefail "$work/commands" | tee "$work/output"
version=$(sed -n 's/^Version: //p' securememory/lib/pkgconfig/securememory.pc)
grep -Fx "securememory $version works" "$work/output"
