#!/bin/bash
# A guest that did not do all of its plan is a failed test, whatever became of it. The emulators here are scripts that
# print what such a guest says.
set -uo pipefail
run=$PWD/$1 failed=0
work=$(mktemp -d "$TEST_TMPDIR/verdict.XXXXXX")
mkdir "$work/bin"
printf 'root tests suite\nroot command secmem doctor\n' >"$work/plan"
printf 'anything' | tee "$work/init" "$work/kernel" "$work/suite" >/dev/null

readonly tests=$'@@run 1 root tests suite\n[  PASSED  ] 9 tests.\n@@ended 1 0 5\n'
readonly command=$'@@run 2 root command secmem doctor\n@@ended 2 0 5\n'

# guest SCRIPT: what run.sh says of a guest that is this script, and its status.
guest() {
    printf '#!/bin/bash\n%s\n' "$1" >"$work/bin/qemu-system-x86_64"
    chmod +x "$work/bin/qemu-system-x86_64"
    PATH=$work/bin:$PATH TEST_TIMEOUT=22 "$run" --machine x86_64 --kernel "$work/${2-kernel}" --init "$work/init" \
        --plan "$work/plan" --program "$work/suite" >"$work/out" 2>&1
}

says() { printf 'cat <<"END"\n%s\nEND' "$1"; }

wrong() {
    printf 'FAILED: %s\n' "$1"
    sed 's/^/    /' "$work/out"
    failed=1
}

# fails WHY SCRIPT WORDS: the verdict is no, and it says why.
fails() {
    if guest "$2" "${4-kernel}"; then wrong "passes: $1"; fi
    if ! grep -q "^FAILED: .*$3" "$work/out"; then wrong "does not say \"$3\": $1"; fi
}

if ! guest "$(says "$tests$command@@over")"; then wrong "a guest that did everything fails"; fi
if ! grep -q 'root tests suite: 9 passed' "$work/out"; then wrong "the tests are not counted"; fi
if ! guest "$(says "${tests//$'\n'/$'\r\n'}$command@@over")"; then wrong "a terminal's ends of lines"; fi

fails "a test failed" "$(says "${tests/@@ended 1 0/@@ended 1 1}$command@@over")" "ended with 1: root tests suite"
fails "a signal" "$(says "$tests${command/@@ended 2 0/@@ended 2 139}@@over")" "ended with 139: root command"
fails "no test ran" "$(says "${tests/9 tests/0 tests}$command@@over")" "no test passed: root tests suite"
fails "nothing was counted" "$(says "${tests/"[  PASSED  ] 9 tests."/}$command@@over")" "no test passed"
fails "a panic" "$(says "$tests"$'@@run 2 root command secmem doctor\nKernel panic - not syncing')" "did not end: root command"
fails "an early end" "$(says "$tests$command")" "the guest did not come to its end"
fails "a mount" "$(says "@@failed /proc: no"$'\n'"$tests$command@@over")" "@@failed /proc"
fails "nothing said" "true" "did not end: root tests suite"
fails "a hang" "$(says "$tests")"$'\nexec sleep 60' "the emulator ended with 124"
fails "no kernel" "$(says "$tests$command@@over")" "there is no kernel" absent
exit $failed
