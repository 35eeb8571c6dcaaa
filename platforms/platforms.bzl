"""The platforms that have a name, for platform(), for Zig and for the table in README.md."""

_ARM = "@platforms//cpu:aarch64"
_X86 = "@platforms//cpu:x86_64"

_GNU = "@securememory//platforms:gnu_zig"
_MUSL = "@securememory//platforms:musl"

def _on(os, cpu, triple, *more):
    return struct(constraints = [os, cpu] + list(more), triple = triple)

# triple: what Zig calls it; None where it has no C library for it. gnu.2.28: symbols of glibc 2.28 (2018) and older,
# whatever the building machine has. macos.11.0, macos.10.15: the oldest system that programs run on.
PLATFORMS = {
    "freebsd_aarch64": _on("@platforms//os:freebsd", _ARM, "aarch64-freebsd"),
    "freebsd_x86_64": _on("@platforms//os:freebsd", _X86, "x86_64-freebsd"),
    "linux_aarch64": _on("@platforms//os:linux", _ARM, "aarch64-linux-gnu.2.28", _GNU),
    "linux_musl_aarch64": _on("@platforms//os:linux", _ARM, "aarch64-linux-musl", _MUSL),
    "linux_musl_x86_64": _on("@platforms//os:linux", _X86, "x86_64-linux-musl", _MUSL),
    "linux_x86_64": _on("@platforms//os:linux", _X86, "x86_64-linux-gnu.2.28", _GNU),
    "macos_aarch64": _on("@platforms//os:macos", _ARM, "aarch64-macos.11.0"),
    "macos_x86_64": _on("@platforms//os:macos", _X86, "x86_64-macos.10.15"),
    "netbsd_aarch64": _on("@platforms//os:netbsd", _ARM, "aarch64-netbsd"),
    "netbsd_x86_64": _on("@platforms//os:netbsd", _X86, "x86_64-netbsd"),
    "openbsd_aarch64": _on("@platforms//os:openbsd", _ARM, "aarch64-openbsd"),
    "openbsd_x86_64": _on("@platforms//os:openbsd", _X86, "x86_64-openbsd"),
    "solaris_x86_64": _on("@securememory//platforms:solaris", _X86, None),
    "windows_aarch64": _on("@platforms//os:windows", _ARM, "aarch64-windows-gnu"),
    "windows_x86_64": _on("@platforms//os:windows", _X86, "x86_64-windows-gnu"),
}
