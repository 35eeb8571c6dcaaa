"""Linux, from 3.17 (getrandom) on. Sources: the man pages named, and the kernel's uapi headers for numbers."""

load(":lint.bzl", "sheet")
load(":schema.bzl", "attempt", "by_nature", "missing", "probe", "while_probe")

def _advice(advice, needs = "advice_is_checked", **kwargs):
    return attempt("madvise(address, size, %s)" % advice, name = advice, needs = needs, **kwargs)

# mlock(2): a failed lock can leave the range locked and charged. The raw calls, because sanitizers turn libc's into
# no-ops that answer 0.
_UNLOCK = "syscall(SYS_munlock, address, size)"

LINUX = sheet(
    name = "Linux",
    constraint = "@platforms//os:linux",
    guard = "defined(__linux__)",
    defines = ["_GNU_SOURCE"],
    includes = [
        "errno.h",
        "string.h",
        "sys/mman.h",
        "sys/prctl.h",
        "sys/resource.h",
        "sys/syscall.h",
        "unistd.h",
    ],
    libs = ["-lpthread"],
    parts = [
        "clear",
        "core_limit",
        "discard_locked",
        "guard_pages",
        "large_pages",
        "lock_limit",
        "memfd_secret",
        "protection_keys",
        "random",
        "stack_room",
        "touch",
    ],
    numbers = {
        "MADV_DOFORK": 11,
        "MADV_DONTDUMP": 16,
        "MADV_DONTFORK": 10,
        "MADV_DONTNEED": 4,
        "MADV_DONTNEED_LOCKED": 24,
        "MADV_GUARD_INSTALL": 102,
        "MADV_GUARD_REMOVE": 103,
        "MADV_KEEPONFORK": 19,
        "MADV_NOHUGEPAGE": 15,
        "MADV_POPULATE_WRITE": 23,
        "MADV_UNMERGEABLE": 13,
        "MADV_WIPEONFORK": 18,
        "MLOCK_ONFAULT": 1,
        "PKEY_DISABLE_ACCESS": 1,
        "PR_SET_DUMPABLE": 4,
        "PR_SET_NO_NEW_PRIVS": 38,
        "RLIMIT_CORE": 4,
        "RLIMIT_MEMLOCK": 8,
    },
    define_if_missing = {
        "MADV_DONTNEED_LOCKED": 24,  # Linux 5.18
        "MADV_GUARD_INSTALL": 102,  # Linux 6.13
        "MADV_GUARD_REMOVE": 103,
        "MADV_KEEPONFORK": 19,
        "MADV_POPULATE_WRITE": 23,  # Linux 5.14
        "MADV_WIPEONFORK": 18,  # Linux 4.14
        "MEMCALL_NO_SUCH_ADVICE": 9999,
        "MLOCK_ONFAULT": 1,  # Linux 4.4
        "PKEY_DISABLE_ACCESS": 1,
        # The kernel's headers may know what libc's do not. The number is the same on every processor but alpha
        # (BoringSSL does not run there) and mips (which has no call of this number, and so no memfd_secret).
        "SYS_memfd_secret": ["__NR_memfd_secret", 447],  # Linux 5.14
        "SYS_mlock2": "__NR_mlock2",  # Linux 4.4; without it, mlock
    },
    # Guard markers before the lock: a locked range refuses them, but mlock2(ONFAULT) takes a range that has them.
    stages = ["map", "fork", "dumps", "merge", "guards", "lock", "key"],
    protections = {
        "NO_ACCESS": "PROT_NONE",
        "READ_ONLY": "PROT_READ",
        "READ_WRITE": "PROT_READ | PROT_WRITE",
        "EXECUTE": "PROT_EXEC",
        "READ_EXECUTE": "PROT_READ | PROT_EXEC",
        "READ_WRITE_EXECUTE": "PROT_READ | PROT_WRITE | PROT_EXEC",
    },
    operations = {
        "page_size": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
        "granularity": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
        "large_page_size": [attempt("memcall_part_large_page_size()", name = "Hugepagesize in /proc/meminfo")],
        "stack_room": [attempt("memcall_part_stack_room()", name = "pthread_getattr_np")],
        "map": [attempt("mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)", ok = "not_map_failed")],
        "map_sparse": [attempt(
            "mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)",
            ok = "not_map_failed",
        )],
        "map_large": [attempt(
            "memcall_part_large_pages(size, protection)",
            name = "mmap(MAP_HUGETLB)",
            ok = "not_map_failed",
        )],
        "map_secret": [attempt(
            "memcall_part_memfd_secret(size, protection)",
            name = "memfd_secret",
            ok = "not_map_failed",
            needs = "memfd_secret",
            ifdef = "SYS_memfd_secret",
        )],
        "unmap": [attempt("munmap(address, size)")],
        "protect": [attempt("mprotect(address, size, protection)")],
        "key_alloc": [attempt(
            "memcall_part_key_alloc(key)",
            name = "pkey_alloc",
            ok = "part",
            needs = "protection_keys",
            ifdef = "SYS_pkey_alloc",
        )],
        "key_free": [attempt("syscall(SYS_pkey_free, key)", name = "pkey_free", ifdef = "SYS_pkey_free")],
        "key_protect": [attempt(
            "syscall(SYS_pkey_mprotect, address, size, protection, key)",
            name = "pkey_mprotect",
            needs = "protection_keys",
            ifdef = "SYS_pkey_mprotect",
        )],
        "guard": [
            _advice("MADV_GUARD_INSTALL", needs = "guard_markers"),
            attempt("memcall_part_guard_pages(address, size)", name = "mprotect", ok = "part"),
        ],
        "unguard": [
            _advice("MADV_GUARD_REMOVE", needs = "guard_markers"),
            attempt("mprotect(address, size, PROT_READ | PROT_WRITE)"),
        ],
        "lock": [
            attempt(
                "syscall(SYS_mlock2, address, size, MLOCK_ONFAULT)",
                name = "mlock2",
                needs = "mlock2",
                undo = _UNLOCK,
                ifdef = "SYS_mlock2",
            ),
            attempt("syscall(SYS_mlock, address, size)", name = "mlock", undo = _UNLOCK),
        ],
        "unlock": [attempt(_UNLOCK, name = "munlock")],
        "populate": [
            _advice("MADV_POPULATE_WRITE", needs = "populate_write"),
            attempt("memcall_part_touch(address, size)", name = "touch", ok = "part"),
        ],
        "exclude_from_dumps": [_advice("MADV_DONTDUMP")],
        "exclude_from_merging": [
            _advice("MADV_UNMERGEABLE", needs = "ksm"),
            by_nature("this kernel merges no pages (it has no CONFIG_KSM)"),
        ],
        "small_pages": [
            _advice("MADV_NOHUGEPAGE", needs = "thp"),
            by_nature("this kernel has no transparent large pages"),
        ],
        "fork_inherit": [
            attempt(
                "madvise(address, size, MADV_DOFORK) || madvise(address, size, MADV_KEEPONFORK)",
                name = "MADV_KEEPONFORK",
                needs = "fork_wipe",
            ),
            _advice("MADV_DOFORK"),
            by_nature("fork(2) copies, and advice that would say otherwise is not taken here"),
        ],
        "fork_wipe": [_advice("MADV_WIPEONFORK", needs = "fork_wipe")],
        "fork_exclude": [_advice("MADV_DONTFORK")],
        "discard": [
            _advice("MADV_DONTNEED_LOCKED", needs = "dontneed_locked"),
            _advice("MADV_DONTNEED", next_on = ["EINVAL"]),  # EINVAL: locked
            attempt(
                "memcall_part_discard_locked(address, size)",
                name = "mlock",
                ok = "part",
                needs = "advice_is_checked",
            ),
        ],
        "is_mapped": [attempt("msync(address, size, MS_ASYNC)")],  # ENOMEM for a hole, and nothing else happens
        "clear": [attempt("memcall_part_clear(bytes, size)", name = "explicit_bzero")],
        "random": [attempt("memcall_part_random(bytes, size)", name = "getrandom", ok = "part")],
        "os_encrypt": missing("no such service in the kernel", "memguard seals with its own key"),
        "os_decrypt": missing("no such service in the kernel", "memguard seals with its own key"),
        "lock_limit": [attempt("memcall_part_lock_limit(limit, used)", name = "getrlimit", ok = "part")],
        "core_limit": [attempt("memcall_part_core_limit(hard)", name = "setrlimit", ok = "part")],
        "core_limit_restore": [attempt("memcall_part_core_limit_restore()", name = "setrlimit", ok = "part")],
        "harden_not_dumpable": [attempt("prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL)", name = "PR_SET_DUMPABLE")],
        "harden_no_debugger": missing(
            "no switch against tracers alone",
            "harden_not_dumpable: then only CAP_SYS_PTRACE may attach",
        ),
        "harden_no_new_privs": [attempt("prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL)", name = "PR_SET_NO_NEW_PRIVS")],
        "harden_error_dialogs": missing(
            "no dialogs: what sees a crash is the program in core_pattern",
            "harden_not_dumpable: then it is not started",
        ),
        "harden_mitigations": missing(
            "PR_SET_MDWE cannot be taken back and ends every just-in-time compiler in the process",
            "nothing",
        ),
    },
    probes = {
        # QEMU's user mode takes any advice and does nothing: what it says to the others would mean nothing.
        "advice_is_checked": probe("madvise(page, size, MEMCALL_NO_SUCH_ADVICE) != -1"),
        "dontneed_locked": probe("madvise(page, size, MADV_DONTNEED_LOCKED)", needs = "advice_is_checked"),
        "fork_wipe": probe("madvise(page, size, MADV_WIPEONFORK)", needs = "advice_is_checked"),
        "guard_markers": probe("madvise(page, size, MADV_GUARD_INSTALL)", needs = "advice_is_checked"),
        "ksm": probe("madvise(page, size, MADV_UNMERGEABLE)"),
        "memfd_secret": probe("memcall_part_memfd_secret_exists()", ifdef = "SYS_memfd_secret"),
        "mlock2": probe("syscall(SYS_mlock2, page, 0, MLOCK_ONFAULT)", ifdef = "SYS_mlock2"),  # length 0: no budget
        "populate_write": probe("madvise(page, size, MADV_POPULATE_WRITE)", needs = "advice_is_checked"),
        "protection_keys": probe("memcall_part_protection_keys_exist()", ifdef = "SYS_pkey_alloc"),
        "thp": probe("madvise(page, size, MADV_NOHUGEPAGE)"),
    },
    meanings = {
        "*": {
            "EACCES": "DENIED",
            "EAGAIN": "NO_MEMORY",  # madvise(2): the mapping count is used up
            "EINVAL": "INVALID",
            "ENOMEM": "NO_MEMORY",
            "ENOSYS": "UNSUPPORTED",
            "EPERM": "DENIED",
        },
        "core_limit_restore": {"EINVAL": "DENIED"},  # the hard limit is lower than what was remembered
        "is_mapped": {"ENOMEM": "INVALID"},
        "key_alloc": {"EINVAL": "UNSUPPORTED", "ENOSPC": "UNSUPPORTED"},  # no processor or kernel with them; all taken
        "lock": {"EAGAIN": "LOCK_LIMIT", "ENOMEM": "LOCK_LIMIT", "EPERM": "LOCK_LIMIT"},
        "map_large": {"EINVAL": "UNSUPPORTED"},  # no pages of that size
        "map_secret": {"EAGAIN": "LOCK_LIMIT"},  # charged when mapped
        "populate": {"EFAULT": "INVALID"},
        "random": {"ENOSYS": "SYSTEM", "EPERM": "SYSTEM"},
    },
    remedies = {
        "LOCK_LIMIT": "raise the limit ('ulimit -l', LimitMEMLOCK=, memlock in limits.conf)",
        "NO_MEMORY": "raise what is used up ('ulimit -v', vm.max_map_count, vm.overcommit_memory, vm.nr_hugepages)",
    },
    traits = [
        "has_fork",
        while_probe("fork_wipe_loses_guards", "guard_markers"),
        while_probe("guards_cost_no_mapping", "guard_markers"),
    ],
    verified = {"x86_64": "run", "aarch64": "vm"},
    notes = [
        "PROT_NONE pages do reach a core file: only MADV_DONTDUMP keeps them out, and `gcore -a` ignores it.",
        "Discarding does not empty secret memory, whose pages belong to a file: protect it read-write and clear it.",
        "Secret memory is locked and out of dumps from birth; mlock(2) refuses it, and a child shares it unless " +
        "fork_exclude is set. Some kernels (6.1.192) keep it in memory without charging the lock limit.",
        "Unmapping gives a lock's charge back: munlock before munmap would add 1.5 µs to 5.8 (measured) for nothing.",
        "A locked mapping is charged with the guards inside it.",
        "A protection key closes pages to threads of this process and to no other process: process_vm_readv(2) and " +
        "/proc/pid/mem pass it by. mprotect(2) leaves it where it is. Linux 4.9, on x86-64; the keys of aarch64 (POE, " +
        "Linux 6.12) are opened by a register that nothing here writes.",
        "A core_pattern that pipes to a program ignores the core limit; harden_not_dumpable does not.",
    ],
)
