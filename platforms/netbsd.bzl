"""NetBSD, from 10 (getrandom) on. Sources: the man pages named, sys/mman.h for numbers, and sys/uvm for what codes
mean; calls and codes were once checked on a kernel of 7.0."""

load(":lint.bzl", "sheet")
load(":posix.bzl", "POSIX_MEANINGS", "POSIX_OPERATIONS", "POSIX_PARTS", "POSIX_PROTECTIONS", "anonymous")
load(":schema.bzl", "attempt", "by_nature", "missing")

def _minherit(inheritance):
    return [attempt("minherit(address, size, %s)" % inheritance, name = inheritance)]

NETBSD = sheet(
    name = "NetBSD",
    constraint = "@platforms//os:netbsd",
    guard = "defined(__NetBSD__)",
    defines = ["_NETBSD_SOURCE"],  # a compiler that is told the language's standard hides minherit(2) otherwise
    includes = [
        "errno.h",
        "pthread.h",
        "string.h",
        "sys/mman.h",
        "sys/resource.h",
        "unistd.h",
    ],
    libs = ["-lpthread"],
    parts = POSIX_PARTS + [
        "memlock_limit",
        "random",
        "stack_attributes",
    ],
    numbers = {
        "MAP_ANON": 0x1000,
        "MAP_INHERIT_COPY": 1,
        "MAP_INHERIT_NONE": 2,
        "MAP_INHERIT_ZERO": 4,  # 3, which is zero elsewhere, is an inheritance that was never made
        "MAP_NORESERVE": 0x40,
        "MAP_PRIVATE": 2,
        "MS_ASYNC": 1,
        "RLIMIT_CORE": 4,
        "RLIMIT_MEMLOCK": 6,
    },
    define_if_missing = {},
    # Mapped read-write first, whatever is asked for: see map_protection_is_ceiling.
    stages = ["map", "fork", "lock", "guards"],
    protections = POSIX_PROTECTIONS,
    operations = dict(
        POSIX_OPERATIONS,
        large_page_size = missing("programs have no large pages", "the page size"),
        map = anonymous([]),
        map_sparse = anonymous(["MAP_NORESERVE"]),
        map_large = missing("programs have no large pages", "plain pages"),
        # munlock(2): the pages were not locked. The kernel's code for it is EINVAL, the manual's ENOMEM.
        unlock = [attempt("munlock(address, size)", fine = ["EINVAL", "ENOMEM"])],
        exclude_from_dumps = missing(
            "neither a flag nor advice keeps pages out of a core file",
            "the core limit, and no access while at rest: pages that cannot be read are left out",
        ),
        small_pages = by_nature("there are no large pages for programs"),
        fork_inherit = _minherit("MAP_INHERIT_COPY"),
        fork_wipe = _minherit("MAP_INHERIT_ZERO"),
        fork_exclude = _minherit("MAP_INHERIT_NONE"),
        clear = [attempt("explicit_memset(bytes, 0, size)")],
        harden_not_dumpable = missing("no such call for one process", "the core limit"),
        harden_no_debugger = missing("no such call for one process", "the system's security.models.extensions.curtain"),
        harden_no_new_privs = missing("no such call", "nothing"),
        harden_mitigations = missing("PaX is set for a program by paxctl(8), before it runs", "its defaults are on"),
    ),
    probes = {},
    meanings = dict(
        POSIX_MEANINGS,
        # EAGAIN: RLIMIT_MEMLOCK or the system's limit. ENOMEM: a page could not be had; also a hole, which is_mapped
        # tells apart.
        lock = {"EAGAIN": "LOCK_LIMIT", "ENOMEM": "NO_MEMORY", "EPERM": "DENIED"},
        **{
            "*": {
                "EACCES": "DENIED",  # mprotect(2): PaX
                "EINVAL": "INVALID",
                "ENOMEM": "NO_MEMORY",
                "ENOSYS": "UNSUPPORTED",
                "EPERM": "DENIED",
            },
        }
    ),
    remedies = {
        "LOCK_LIMIT": "raise the limit ('ulimit -l', memorylocked in login.conf)",
        "NO_MEMORY": "raise what is used up ('ulimit -v', 'ulimit -d', datasize in login.conf)",
    },
    traits = [
        "has_fork",
        "lock_nests",
        "map_protection_is_ceiling",
        "protect_passes_holes",
    ],
    verified = {"x86_64": "linked", "aarch64": "linked"},
    notes = [
        "PaX MPROTECT is on: mprotect(2) adds no access that the mapping was made without, so the EXECUTE levels are " +
        "DENIED, and everything is mapped read-write first.",
        "No page can be kept out of a core file. The kernel leaves out what the process itself cannot read: buffers " +
        "are hidden while at rest, and the core limit does the rest.",
        "MAP_INHERIT_ZERO is 4 here and 3 on FreeBSD and OpenBSD.",
        "mlock(2) nests, but one munlock(2) is all that memcall needs: it takes every lock exactly once.",
    ],
)
