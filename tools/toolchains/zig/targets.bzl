"""What Zig is told for each platform of //platforms that it has a C library for."""

load("//platforms:platforms.bzl", "PLATFORMS")

# What Bazel calls the processor; aarch64 where it is not said.
_CPUS = {
    "freebsd_aarch64": "freebsd_aarch64",
    "freebsd_x86_64": "freebsd",
    "linux_musl_x86_64": "k8",
    "linux_x86_64": "k8",
    "macos_aarch64": "darwin_arm64",
    "macos_x86_64": "darwin_x86_64",
    "netbsd_aarch64": "netbsd_aarch64",
    "netbsd_x86_64": "netbsd",
    "openbsd_aarch64": "openbsd_aarch64",
    "openbsd_x86_64": "openbsd",
    "windows_aarch64": "arm64_windows",
    "windows_x86_64": "x64_windows",
}

def _copts(name):
    # Zig declares every feature beyond its baseline as absent, the 512-bit encoding as well, and a function that asks
    # for AVX-512 by attribute does not get that one back. It adds no instruction to any other function.
    if name.endswith("x86_64"):
        return ["-mevex512"]

    # BoringSSL's assembly uses instructions that Zig's baseline for aarch64 does not admit; every such Mac has them.
    return ["-mcpu=apple_m1"] if name == "macos_aarch64" else []

TARGETS = {
    name: struct(
        constraints = platform.constraints,
        copts = _copts(name),
        cpu = _CPUS.get(name, "aarch64"),
        linkopts = ["-static"] if "musl" in name else [],
        triple = platform.triple,
    )
    for name, platform in PLATFORMS.items()
    if platform.triple
}
