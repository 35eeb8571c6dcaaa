"""illumos and Oracle Solaris 11.3 (getrandom) and later, by one sheet: what only illumos has is left out at compile
time where the headers lack it. Sources: the man pages named, illumos-gate's sys/mman.h and sys/priv.h for numbers.
Nothing was ever run on either."""

load(":lint.bzl", "sheet")
load(":posix.bzl", "POSIX_MEANINGS", "POSIX_OPERATIONS", "POSIX_PARTS", "POSIX_PROTECTIONS", "anonymous")
load(":schema.bzl", "attempt", "missing")

# Forbids core files, and /proc to whoever lacks the privileges.
_PROTECT = [attempt("setpflags(__PROC_PROTECT, 1)", name = "__PROC_PROTECT", ifdef = "__PROC_PROTECT")]

SOLARIS = sheet(
    name = "Solaris",
    constraint = "//platforms:solaris",
    guard = "defined(__sun)",
    defines = ["__EXTENSIONS__"],  # memcntl(2) and meminfo(2), whatever standard the compiler is told
    includes = [
        "errno.h",
        "priv.h",
        "string.h",
        "strings.h",
        "sys/mman.h",
        "sys/resource.h",
        "sys/types.h",
        "unistd.h",
    ],
    libs = ["-lpthread"],
    parts = POSIX_PARTS + [
        "clear",
        "preferred_page_size",
        "random",
        "stack_segment_thr",
        "untold_limit",
    ],
    numbers = {
        "MAP_ALIGN": 0x200,
        "MAP_ANON": 0x100,
        "MAP_NORESERVE": 0x40,
        "MAP_PRIVATE": 2,
        "MC_HAT_ADVISE": 7,
        "MC_INHERIT_ZERO": 8,
        "MHA_MAPSIZE_VA": 1,
        "MS_ASYNC": 1,
        "RLIMIT_CORE": 4,
        "__PROC_PROTECT": 8,
    },
    define_if_missing = {},
    stages = ["map", "fork", "lock", "guards"],
    protections = POSIX_PROTECTIONS,
    operations = dict(
        POSIX_OPERATIONS,
        large_page_size = [attempt("memcall_part_large_page_size()", name = "getpagesizes")],
        stack_room = [attempt("memcall_part_stack_room()", name = "thr_stksegment")],
        map = anonymous([]),
        map_sparse = anonymous(["MAP_NORESERVE"]),  # swap is reserved by mmap(2) otherwise
        map_large = [attempt(
            "memcall_part_large_pages(size, protection)",
            name = "MC_HAT_ADVISE",
            ok = "not_map_failed",
        )],
        # memcntl(2) does not say what a failed lock leaves locked.
        lock = [attempt("mlock(address, size)", undo = "munlock(address, size)")],
        # Where locking needs a privilege, so does unlocking; without it nothing is locked.
        unlock = [attempt("munlock(address, size)", fine = ["EPERM"])],
        exclude_from_dumps = missing(
            "neither a flag nor advice keeps pages out of a core file",
            "the core limit, and harden_not_dumpable",
        ),
        small_pages = missing("large pages are the kernel's own policy, and no call forbids them", "nothing"),
        fork_inherit = missing("MC_INHERIT_ZERO cannot be taken back", "fresh pages are copied to a child anyway"),
        fork_wipe = [attempt(
            "memcntl(address, size, MC_INHERIT_ZERO, NULL, 0, 0)",
            name = "MC_INHERIT_ZERO",
            ifdef = "MC_INHERIT_ZERO",
        )],
        fork_exclude = missing("a child gets every mapping", "fork_wipe, which illumos has"),
        lock_limit = [attempt("memcall_part_untold_limit(limit, used)", name = "getrctl", ok = "part")],
        harden_not_dumpable = _PROTECT,
        harden_no_debugger = _PROTECT,
        harden_no_new_privs = missing(
            "privileges are dropped one by one, and which ones is the program's to know",
            "the program's own setppriv(2)",
        ),
        harden_mitigations = missing("security-flags(7) are set for a program before it runs", "psecflags(1)"),
    ),
    probes = {},
    meanings = dict(
        POSIX_MEANINGS,
        # EAGAIN: project.max-locked-memory or zone.max-locked-memory. EPERM: no PRIV_PROC_LOCK_MEMORY. ENOMEM: a hole.
        lock = {"EAGAIN": "LOCK_LIMIT", "ENOMEM": "INVALID", "EPERM": "DENIED"},
        # ENOTSUP: not private anonymous memory.
        fork_wipe = {"EINVAL": "UNSUPPORTED", "ENOTSUP": "UNSUPPORTED"},
        # EAGAIN: no contiguous memory.
        map_large = {"EINVAL": "UNSUPPORTED"},
        **{
            "*": {
                "EACCES": "DENIED",
                "EAGAIN": "NO_MEMORY",  # mmap(2): swap or a resource control is used up
                "EINVAL": "INVALID",
                "ENOMEM": "NO_MEMORY",
                "ENOSYS": "UNSUPPORTED",
                "ENOTSUP": "UNSUPPORTED",
                "EPERM": "DENIED",
            },
        }
    ),
    remedies = {
        "LOCK_LIMIT": "raise the limit (project.max-locked-memory or zone.max-locked-memory; see prctl and projmod)",
        "NO_MEMORY": "raise what is used up ('ulimit -v', process.max-address-space, swap space)",
    },
    traits = [
        "has_fork",
        "lock_needs_privilege",
    ],
    verified = {"x86_64": "simulated"},
    notes = [
        "Locking needs the privilege proc_lock_memory, which ordinary users do not have: REQUIRE answers DENIED there. " +
        "The limit is a project's or a zone's, not a process's, and how much of it is left nobody tells.",
        "MC_INHERIT_ZERO is illumos' alone; a program that is compiled where the header lacks it answers UNSUPPORTED.",
        "No page can be kept out of a core file. The core limit is the process's own: a global core file that " +
        "coreadm(8) asks for may still be written, but not after harden_not_dumpable.",
        "mmap(2) reserves swap for what it maps, without overcommitment; MAP_NORESERVE takes address space alone.",
        "Advice for large pages is a wish. Each page is touched and looked at (meminfo(2)), and memory that did not " +
        "become large is given back.",
    ],
)
