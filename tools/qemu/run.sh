#!/bin/bash
# Boots a kernel under QEMU with a few programs in its memory, and reads from the serial console how they fared.
#
#   run.sh --machine x86_64|aarch64 --kernel FILE --init FILE --plan FILE --program FILE…
#
# The processor is emulated, with every feature that QEMU knows: protection keys on x86_64, memory tags on aarch64.
set -euo pipefail

readonly seconds=${TEST_TIMEOUT:-900}
programs=() failed=0

while (($#)); do
    case $1 in
        --program) programs+=("$2") ;;
        --*) declare "${1#--}=$2" ;;
    esac
    shift 2
done

work=$(mktemp -d "${TEST_TMPDIR:-${TMPDIR:-/tmp}}/qemu.XXXXXX")
trap 'rm -rf "$work"' EXIT

wrong() {
    printf 'FAILED: %s\n' "$*"
    failed=1
}

# The file system: the first process, its plan and what that names, under the paths that programs have for each other.
make_root() {
    mkdir -p "$work/root/runfiles"
    cp -L "$init" "$work/root/init"
    cp -L "$plan" "$work/root/plan"
    cp -L --parents "${programs[@]}" "$work/root/runfiles"
    chmod -R a+rX "$work/root"
    (cd "$work/root" && find . -print0 | sort -z | cpio --null --create --format=newc --owner=0:0 --quiet)
}

emulator() {
    case $machine in
        x86_64) echo qemu-system-x86_64 -machine pc -cpu max ;;
        # The architecture's own algorithm for signed pointers takes most of an emulated boot.
        aarch64) echo qemu-system-aarch64 -machine virt,mte=on -cpu max,pauth-impdef=on ;;
    esac
}

console() { if [[ $machine == x86_64 ]]; then echo ttyS0; else echo ttyAMA0; fi; }

# A guest that panics, or whose first process ends, goes off too (panic=-1, -no-reboot). A little time is left for the
# words at the end. Linux 6.1 has secret memory when it is asked for.
boot() {
    local command
    read -ra command < <(emulator)
    timeout $((seconds - 20)) "${command[@]}" -accel tcg,thread=multi -smp 2 -m 1536 -nodefaults -no-reboot \
        -display none -monitor none -serial stdio -kernel "$kernel" -initrd "$work/initrd" \
        -append "console=$(console) quiet panic=-1 oops=panic secretmem.enable=1 rdinit=/init" </dev/null
}

said() { grep -a "^@@$1" "$work/said" || true; }

# passed NUMBER: how many tests the program of that line says that it passed.
passed() {
    sed -n "/^@@run $1 /,/^@@ended $1 /s/^\[  PASSED  \] \([0-9]*\) tests\?\..*/\1/p" "$work/said"
}

# check_line NUMBER LINE: it has ended well; a test program that ran nothing has not.
check_line() {
    local ended status took count
    read -ra ended < <(said "ended $1 "; echo)
    if ((${#ended[@]} == 0)); then wrong "did not end: $2"; return; fi
    status=${ended[2]} took=${ended[3]}
    if ((status != 0)); then wrong "ended with $status: $2"; fi
    if [[ $2 != *" tests "* ]]; then printf '%8d ms: %s\n' "$took" "$2"; return; fi
    count=$(passed "$1")
    if ((${count:-0} == 0)); then wrong "no test passed: $2"; fi
    printf '%8d ms: %s: %d passed\n' "$took" "$2" "${count:-0}"
}

verdict() {
    local lines number
    mapfile -t lines <"$plan"
    printf '\n%s: %d s\n' "$(said kernel)" $SECONDS
    for number in "${!lines[@]}"; do check_line $((number + 1)) "${lines[number]}"; done
    if [[ -n $(said failed) ]]; then wrong "$(said failed)"; fi
    if [[ -z $(said over) ]]; then wrong "the guest did not come to its end"; fi
    return $failed
}

if [[ ! -s $kernel ]]; then
    wrong "there is no kernel to boot: tools/bazel test fetches one"
    exit 1
fi
make_root >"$work/initrd"
# A console ends its lines as terminals do.
boot 2>&1 | tr -d '\r' | tee "$work/said" || wrong "the emulator ended with ${PIPESTATUS[0]}"
verdict
