"""OpenBSD, from 6.5 (MAP_CONCEAL) on. Sources: the man pages named, sys/mman.h for numbers, sys/uvm and
kern/kern_pledge.c for what they mean; calls and codes were once checked on kernels of 7.7 and 7.8."""

load(":lint.bzl", "sheet")
load(":posix.bzl", "POSIX_MEANINGS", "POSIX_OPERATIONS", "POSIX_PARTS", "POSIX_PROTECTIONS", "anonymous")
load(":schema.bzl", "attempt", "by_nature", "missing")

def _minherit(inheritance):
    return [attempt("minherit(address, size, %s)" % inheritance, name = inheritance)]

_NO_KEYS = "the kernel keeps the processor's protection keys for code that cannot be read"

OPENBSD = sheet(
    name = "OpenBSD",
    constraint = "@platforms//os:openbsd",
    guard = "defined(__OpenBSD__)",
    defines = [],
    includes = [
        "errno.h",
        "pthread.h",
        "pthread_np.h",
        "string.h",
        "sys/mman.h",
        "sys/resource.h",
        "unistd.h",
    ],
    libs = ["-lpthread"],
    parts = POSIX_PARTS + [
        "clear",
        "entropy",
        "memlock_limit",
        "stack_segment_posix",
    ],
    numbers = {
        "MAP_ANON": 0x1000,
        "MAP_CONCEAL": 0x8000,
        "MAP_INHERIT_COPY": 1,
        "MAP_INHERIT_NONE": 2,
        "MAP_INHERIT_ZERO": 3,
        "MAP_PRIVATE": 2,
        "MS_ASYNC": 1,
        "RLIMIT_CORE": 4,
        "RLIMIT_MEMLOCK": 6,
    },
    define_if_missing = {},
    stages = ["map", "fork", "lock", "guards"],
    protections = POSIX_PROTECTIONS,
    operations = dict(
        POSIX_OPERATIONS,
        large_page_size = missing("programs have no large pages", "the page size"),
        stack_room = [attempt("memcall_part_stack_room()", name = "pthread_stackseg_np")],
        map = anonymous(["MAP_CONCEAL"]),
        map_sparse = anonymous(["MAP_CONCEAL"]),  # MAP_NORESERVE is 0: nothing is reserved anyway
        map_large = missing("programs have no large pages", "plain pages"),
        key_alloc = missing(_NO_KEYS, "nothing"),
        key_free = missing(_NO_KEYS, "nothing"),
        key_protect = missing(_NO_KEYS, "a change of page access"),
        # No undo behind a failed lock, and no unlock before unmapping: a process that has pledged may do neither.
        # munlock(2) of pages that were not locked is EINVAL in the kernel, ENOMEM in the manual.
        unlock = [attempt("munlock(address, size)", fine = ["EINVAL", "ENOMEM"])],
        exclude_from_dumps = by_nature("whatever memcall maps is mapped with MAP_CONCEAL"),
        small_pages = by_nature("there are no large pages for programs"),
        fork_inherit = _minherit("MAP_INHERIT_COPY"),
        fork_wipe = _minherit("MAP_INHERIT_ZERO"),
        fork_exclude = _minherit("MAP_INHERIT_NONE"),
        random = [attempt("memcall_part_entropy(bytes, size)", name = "getentropy", ok = "part")],
        harden_not_dumpable = missing("no such call for one process", "the core limit"),
        harden_no_debugger = missing(
            "no such call for one process",
            "kern.global_ptrace, which is 0: only parents may trace",
        ),
        harden_no_new_privs = missing(
            "pledge(2) is a promise about the whole program, which a library cannot make",
            "the program's own pledge(2)",
        ),
        harden_mitigations = missing(
            "pledge(2) and unveil(2) are promises about the whole program, which a library cannot make",
            "W^X and mimmutable(2) code are the system's defaults",
        ),
    ),
    probes = {},
    meanings = dict(
        POSIX_MEANINGS,
        # EAGAIN: RLIMIT_MEMLOCK or the system's limit. ENOMEM: a page could not be had; also a hole, which is_mapped
        # tells apart.
        lock = {"EAGAIN": "LOCK_LIMIT", "ENOMEM": "NO_MEMORY", "EPERM": "DENIED"},
        **{
            "*": {
                "EACCES": "DENIED",
                "EINVAL": "INVALID",
                "ENOMEM": "NO_MEMORY",
                "ENOSYS": "UNSUPPORTED",
                "ENOTSUP": "DENIED",  # W^X
                "EPERM": "DENIED",  # mimmutable(2)
            },
        }
    ),
    remedies = {
        "LOCK_LIMIT": "raise the limit ('ulimit -l', memorylocked in login.conf)",
        "NO_MEMORY": "raise what is used up ('ulimit -d', datasize in login.conf)",
    },
    traits = [
        "has_fork",
        "lock_nests",
        "protect_passes_holes",
    ],
    verified = {"x86_64": "linked", "aarch64": "linked"},
    notes = [
        "MAP_CONCEAL keeps pages out of core files and of nothing else: it hides them from no other process.",
        "A mapping has MAP_CONCEAL from birth or never: memcall_exclude_from_dumps answers OK because whatever memcall " +
        "maps has it, and can do nothing for memory that somebody else mapped.",
        "After pledge(\"stdio\") mlock(2) and munlock(2) end the process, and so does setrlimit(2): take every lock " +
        "and switch core files off before. Freeing unlocks nothing, so it may come later.",
        "W^X: READ_WRITE_EXECUTE is DENIED (ENOTSUP).",
        "Address space has no limit of its own (there is no RLIMIT_AS); private pages are charged to RLIMIT_DATA.",
        "mimmutable(2) is not used: what it fixes can be neither protected nor unmapped again.",
    ],
)
