"""FreeBSD, from 12 (INHERIT_ZERO, getrandom) on. Sources: the man pages named, sys/mman.h and sys/procctl.h for
numbers; calls and codes were once checked on a kernel of 15.1."""

load(":lint.bzl", "sheet")
load(":posix.bzl", "POSIX_MEANINGS", "POSIX_OPERATIONS", "POSIX_PARTS", "POSIX_PROTECTIONS", "anonymous")
load(":schema.bzl", "attempt", "by_nature", "missing")

def _minherit(inheritance):
    return [attempt("minherit(address, size, %s)" % inheritance, name = inheritance)]

def _procctl(command, setting, ifdef = None):
    return [attempt(
        "procctl(P_PID, getpid(), %s, &(int){%s})" % (command, setting),
        name = command,
        ifdef = ifdef,
    )]

_NO_KEYS = "keys are numbers that programs choose (x86_pkru_protect_range(3)): which are taken nobody tells"

FREEBSD = sheet(
    name = "FreeBSD",
    constraint = "@platforms//os:freebsd",
    guard = "defined(__FreeBSD__)",
    defines = [],
    includes = [
        "errno.h",
        "pthread.h",
        "pthread_np.h",
        "string.h",
        "strings.h",
        "sys/mman.h",
        "sys/procctl.h",
        "sys/resource.h",
        "sys/wait.h",
        "unistd.h",
    ],
    libs = ["-lpthread"],
    parts = POSIX_PARTS + [
        "clear",
        "memlock_limit",
        "random",
        "stack_attributes",
    ],
    numbers = {
        "INHERIT_COPY": 1,
        "INHERIT_NONE": 2,
        "INHERIT_ZERO": 3,
        "MADV_NOCORE": 8,
        "MAP_ANON": 0x1000,
        "MAP_NOCORE": 0x20000,
        "MAP_PRIVATE": 2,
        "MS_ASYNC": 1,
        "PROC_NO_NEW_PRIVS_CTL": 19,
        "PROC_NO_NEW_PRIVS_ENABLE": 1,
        "PROC_TRACE_CTL": 7,
        "PROC_TRACE_CTL_DISABLE": 2,
        "RLIMIT_CORE": 4,
        "RLIMIT_MEMLOCK": 6,
    },
    define_if_missing = {},
    # Pages without access cannot be wired: the lock comes while the data can be written, and the guards after it.
    stages = ["map", "fork", "dumps", "lock", "guards"],
    protections = POSIX_PROTECTIONS,
    operations = dict(
        POSIX_OPERATIONS,
        large_page_size = missing("superpages are the kernel's own choice", "the page size"),
        map = anonymous(["MAP_NOCORE"]),
        map_sparse = anonymous(["MAP_NOCORE"]),  # swap is overcommitted unless vm.overcommit says otherwise
        map_large = missing(
            "shm_create_largepage(3) gives shared memory, into which a child could write",
            "plain pages, which the kernel joins into superpages in place",
        ),
        key_alloc = missing(_NO_KEYS, "nothing"),
        key_free = missing(_NO_KEYS, "nothing"),
        key_protect = missing(_NO_KEYS, "a change of page access"),
        # munlock(2): ENOMEM also for pages that are mapped and not locked.
        unlock = [attempt("munlock(address, size)", fine = ["ENOMEM"])],
        exclude_from_dumps = [attempt("madvise(address, size, MADV_NOCORE)", name = "MADV_NOCORE")],
        small_pages = by_nature("pages are joined into superpages where they lie: nothing is copied"),
        fork_inherit = _minherit("INHERIT_COPY"),
        fork_wipe = _minherit("INHERIT_ZERO"),
        fork_exclude = _minherit("INHERIT_NONE"),
        # One switch for both: no core file, no ptrace(2), no ktrace(1).
        harden_not_dumpable = _procctl("PROC_TRACE_CTL", "PROC_TRACE_CTL_DISABLE"),
        harden_no_debugger = _procctl("PROC_TRACE_CTL", "PROC_TRACE_CTL_DISABLE"),
        harden_no_new_privs = _procctl(
            "PROC_NO_NEW_PRIVS_CTL",
            "PROC_NO_NEW_PRIVS_ENABLE",
            ifdef = "PROC_NO_NEW_PRIVS_CTL",
        ),
        harden_mitigations = missing(
            "PROC_WXMAP_CTL forbids writable code for good and ends every just-in-time compiler in the process",
            "nothing",
        ),
    ),
    probes = {},
    meanings = dict(
        POSIX_MEANINGS,
        harden_no_debugger = {"EBUSY": "DENIED"},  # it is being traced
        harden_no_new_privs = {"EINVAL": "UNSUPPORTED"},  # a kernel that is older than the headers
        harden_not_dumpable = {"EBUSY": "DENIED"},
        # EPERM: security.bsd.unprivileged_mlock is 0, or a jail without allow.mlock. ENOMEM: RLIMIT_MEMLOCK or
        # vm.max_user_wired; also a hole, which is_mapped tells apart.
        lock = {"EAGAIN": "LOCK_LIMIT", "ENOMEM": "LOCK_LIMIT", "EPERM": "DENIED"},
        **{
            "*": {
                "EACCES": "DENIED",
                "EINVAL": "INVALID",
                "ENOMEM": "NO_MEMORY",
                "ENOSYS": "UNSUPPORTED",
                "ENOTSUP": "DENIED",  # beyond the mapping's maximum
                "EPERM": "DENIED",
            },
        }
    ),
    remedies = {
        "LOCK_LIMIT": "raise the limit ('ulimit -l', memorylocked in login.conf, or the system's vm.max_user_wired)",
        "NO_MEMORY": "raise what is used up ('ulimit -v', vmemoryuse and datasize in login.conf)",
    },
    traits = [
        "has_fork",
        "protect_passes_holes",
    ],
    verified = {"x86_64": "linked", "aarch64": "linked"},
    notes = [
        "MAP_NOCORE when mapped, and MADV_NOCORE as a call: a core file leaves out both, and pages without access too.",
        "A MAP_GUARD region cannot be made of pages that exist: mprotect(2) on one answers 0 and the page still faults " +
        "(seen on 15.1). So guards are pages without access.",
        "PROT_MAX is not used: a maximum of read and write would forbid the EXECUTE levels for ever, and no later call " +
        "of memcall's own adds access that a secret's pages must not have.",
        "The lock limit is every user's, root's too. A privilege (or security.bsd.unprivileged_mlock, which is 1 unless " +
        "the administrator sets it) is asked for before the limit: EPERM is DENIED, and no limit helps.",
        "PROC_TRACE_CTL is inherited by fork(2) and ended by execve(2). It answers EBUSY while a tracer is attached.",
    ],
)
