"""What the archives are built for, by the names of //platforms."""

load("//platforms:platforms.bzl", "PLATFORMS")

# Not part of a public name, so a program may have another copy of the crypto, or another library of the same ancestry.
PRIVATE_PREFIX = "securememory_private_"

# Those that Zig has a C library for.
NAMES = sorted([name for name, it in PLATFORMS.items() if it.triple])

def _split(name):
    cpu = "x86_64" if name.endswith("x86_64") else "aarch64"
    return name[:-len(cpu) - 1], cpu

# The C library where a system has several; Microsoft's compilers cannot link what is made for MinGW's.
_SYSTEMS = {
    "linux": "linux-gnu",
    "linux_musl": "linux-musl",
    "windows": "windows-gnu",
}

def public_name(name):
    """How the archive is called, after its version: linux-gnu-x86_64."""
    system, cpu = _split(name)
    return _SYSTEMS.get(system, system) + "-" + cpu

def object_format(name):
    """What the tools have to read: "elf", "coff" or "macho"."""
    return {"macos": "macho", "windows": "coff"}.get(_split(name)[0], "elf")

def constraints(name):
    """Those of @platforms, which a consumer has too."""
    return [it for it in PLATFORMS[name].constraints if it.startswith("@platforms//")]

# Nothing but what the headers declare is seen outside of the program or library that the archive is linked into.
# -O2 makes a quarter more code of our files, and passes 150 KiB; the ciphers are assembly, or have -O3 from .bazelrc.
_COPTS = [
    "-Os",
    "-fvisibility=hidden",
]

# The consumer's linker would have to bring what checks the stack. The callback's name stands in an instruction for the
# linker too, where no tool renames it afterwards.
_WINDOWS_COPTS = [
    "-fno-stack-protector",
    "-Dp_thread_callback_boringssl=%sp_thread_callback_boringssl" % PRIVATE_PREFIX,
]

# Code for aarch64 is the longest, and this takes out a fortieth; other systems' rules want frame pointers. Unwinding
# goes by tables.
_AARCH64_ELF_COPTS = ["-fomit-frame-pointer"]

def copts(name):
    """What all C sources are compiled with besides."""
    format, cpu = object_format(name), _split(name)[1]
    if format == "coff":
        return _COPTS + _WINDOWS_COPTS
    return _COPTS + (_AARCH64_ELF_COPTS if (format, cpu) == ("elf", "aarch64") else [])
