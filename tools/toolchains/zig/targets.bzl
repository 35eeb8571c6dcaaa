"""What Zig is told for each platform of //platforms."""

_ARM = "@platforms//cpu:aarch64"
_X86 = "@platforms//cpu:x86_64"

# Zig declares every feature beyond its baseline as absent, the 512-bit encoding as well, and a function that asks for
# AVX-512 by attribute does not get that one back. It adds no instruction to any other function.
_X86_COPTS = ["-mevex512"]

def _target(triple, cpu, constraints, copts = [], linkopts = []):
    if triple.startswith("x86_64"):
        copts = copts + _X86_COPTS
    return struct(constraints = constraints, copts = copts, cpu = cpu, linkopts = linkopts, triple = triple)

def _linux(cpu, bazel_cpu, constraint):
    # Symbols of glibc 2.28 (2018) and older, whatever the building machine has.
    return _target(cpu + "-linux-gnu.2.28", bazel_cpu, ["@platforms//os:linux", constraint, "@securememory//platforms:gnu_zig"])

def _musl(cpu, bazel_cpu, constraint):
    return _target(
        cpu + "-linux-musl",
        bazel_cpu,
        ["@platforms//os:linux", constraint, "@securememory//platforms:musl"],
        linkopts = ["-static"],
    )

TARGETS = {
    "freebsd_aarch64": _target("aarch64-freebsd", "freebsd_aarch64", ["@platforms//os:freebsd", _ARM]),
    "freebsd_x86_64": _target("x86_64-freebsd", "freebsd", ["@platforms//os:freebsd", _X86]),
    "linux_aarch64": _linux("aarch64", "aarch64", _ARM),
    "linux_musl_aarch64": _musl("aarch64", "aarch64", _ARM),
    "linux_musl_x86_64": _musl("x86_64", "k8", _X86),
    "linux_x86_64": _linux("x86_64", "k8", _X86),
    # BoringSSL's assembly uses instructions that Zig's baseline for aarch64 does not admit; every such Mac has them.
    "macos_aarch64": _target(
        "aarch64-macos.11.0",
        "darwin_arm64",
        ["@platforms//os:macos", _ARM],
        copts = ["-mcpu=apple_m1"],
    ),
    "macos_x86_64": _target("x86_64-macos.10.15", "darwin_x86_64", ["@platforms//os:macos", _X86]),
    "netbsd_x86_64": _target("x86_64-netbsd", "netbsd", ["@platforms//os:netbsd", _X86]),
    "openbsd_x86_64": _target("x86_64-openbsd", "openbsd", ["@platforms//os:openbsd", _X86]),
    "windows_aarch64": _target("aarch64-windows-gnu", "arm64_windows", ["@platforms//os:windows", _ARM]),
    "windows_x86_64": _target("x86_64-windows-gnu", "x64_windows", ["@platforms//os:windows", _X86]),
}
