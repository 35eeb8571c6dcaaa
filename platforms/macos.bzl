"""macOS, from 10.12 (getentropy) on. Sources: the man pages named, and XNU's headers and source for numbers and codes."""

load(":lint.bzl", "sheet")
load(":schema.bzl", "attempt", "by_nature", "missing")

def _mach(expr, name):
    return attempt(expr, name = name, ok = "kern_success")

# kern_return_t and errno are numbers of their own: 1 is an invalid address to Mach, and EPERM to the rest. These
# come before the common ones, so that an operation that answers the one never reads the other.
_MACH = {
    "KERN_INVALID_ADDRESS": "INVALID",
    "KERN_INVALID_ARGUMENT": "INVALID",
    "KERN_NO_SPACE": "NO_MEMORY",
    "KERN_PROTECTION_FAILURE": "DENIED",  # beyond the mapping's maximum
    "KERN_RESOURCE_SHORTAGE": "NO_MEMORY",
}

MACOS = sheet(
    name = "macOS",
    constraint = "@platforms//os:macos",
    guard = "defined(__APPLE__)",
    defines = ["__STDC_WANT_LIB_EXT1__"],  # for memset_s
    includes = [
        "errno.h",
        "mach/mach.h",
        "string.h",
        "sys/mman.h",
        "sys/random.h",
        "sys/resource.h",
        "unistd.h",
    ],
    libs = [],
    parts = [
        "core_limit",
        "deny_attach",
        "entropy",
        "lock_zeroed",
        "mach_vm",
        "stack_address",
        "superpages",
        "touch",
        "wire_limit",
    ],
    numbers = {
        "EAGAIN": 35,
        "KERN_INVALID_ADDRESS": 1,
        "KERN_INVALID_ARGUMENT": 4,
        "KERN_NO_SPACE": 3,
        "KERN_PROTECTION_FAILURE": 2,
        "KERN_RESOURCE_SHORTAGE": 6,
        "KERN_SUCCESS": 0,
        "MADV_ZERO_WIRED_PAGES": 6,
        "PT_DENY_ATTACH": 31,
        "P_TRACED": 0x800,
        "RLIMIT_CORE": 4,
        "RLIMIT_MEMLOCK": 6,
        "VM_FLAGS_ANYWHERE": 1,
        "VM_FLAGS_SUPERPAGE_SIZE_2MB": 0x20000,
        "VM_INHERIT_COPY": 1,
        "VM_INHERIT_NONE": 2,
        "VM_PROT_DEFAULT": 3,
        "VM_PROT_EXECUTE": 4,
        "VM_PROT_NONE": 0,
        "VM_PROT_READ": 1,
        "VM_PROT_WRITE": 2,
    },
    define_if_missing = {
        "PT_DENY_ATTACH": 31,  # sys/ptrace.h
        "P_TRACED": 0x800,  # sys/proc.h
    },
    stages = ["map", "fork", "lock", "guards"],
    protections = {
        "NO_ACCESS": "VM_PROT_NONE",
        "READ_ONLY": "VM_PROT_READ",
        "READ_WRITE": "VM_PROT_READ | VM_PROT_WRITE",
        "EXECUTE": "VM_PROT_EXECUTE",
        "READ_EXECUTE": "VM_PROT_READ | VM_PROT_EXECUTE",
        "READ_WRITE_EXECUTE": "VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE",
    },
    operations = {
        "page_size": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
        "granularity": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
        "large_page_size": [attempt("MEMCALL_PART_SUPERPAGE", ifdef = "MEMCALL_PART_SUPERPAGE")],
        "stack_room": [attempt("memcall_part_stack_room()", name = "pthread_get_stackaddr_np")],
        "map": [_mach("memcall_part_map(size, protection, 0, out)", "mach_vm_allocate")],
        "map_sparse": [_mach("memcall_part_map(size, protection, 0, out)", "mach_vm_allocate")],
        "map_large": [attempt(
            "memcall_part_map(size, protection, VM_FLAGS_SUPERPAGE_SIZE_2MB, out)",
            name = "mach_vm_allocate(VM_FLAGS_SUPERPAGE_SIZE_2MB)",
            ok = "kern_success",
            ifdef = "MEMCALL_PART_SUPERPAGE",
        )],
        "map_secret": missing("no pages that the kernel itself cannot reach", "nothing"),
        "unmap": [_mach("memcall_part_unmap(address, size)", "mach_vm_deallocate")],
        "protect": [_mach("memcall_part_protect(address, size, protection)", "mach_vm_protect")],
        "key_alloc": missing("programs get no protection keys", "nothing"),
        "key_free": missing("programs get no protection keys", "nothing"),
        "key_protect": missing("programs get no protection keys", "a change of page access"),
        # Emptied first: a core file holds pages without access too.
        "guard": [_mach("memcall_part_clear_and_protect(address, size, VM_PROT_NONE)", "mach_vm_protect")],
        "unguard": [_mach("memcall_part_protect(address, size, VM_PROT_DEFAULT)", "mach_vm_protect")],
        "lock": [attempt("memcall_part_lock_zeroed(address, size)", name = "mlock", ok = "part")],
        "unlock": [attempt("munlock(address, size)")],
        "populate": [attempt("memcall_part_touch(address, size)", name = "touch", ok = "part")],
        "exclude_from_dumps": missing(
            "core files leave out only what is tagged as a device's, which is not documented",
            "core_limit",
        ),
        "exclude_from_merging": by_nature("equal pages are not merged"),
        "small_pages": by_nature("large pages are made on request only"),
        "fork_inherit": [_mach("memcall_part_inherit(address, size, VM_INHERIT_COPY)", "mach_vm_inherit")],
        "fork_wipe": missing("a child's pages are shared, copied or absent, never zeroed", "fork_exclude"),
        "fork_exclude": [_mach("memcall_part_inherit(address, size, VM_INHERIT_NONE)", "mach_vm_inherit")],
        "discard": [_mach("memcall_part_discard(address, size)", "mach_vm_protect")],
        "is_mapped": [attempt("msync(address, size, MS_ASYNC)")],  # ENOMEM for a hole, and nothing else happens
        "clear": [attempt("(void)memset_s(bytes, size, 0, size)", name = "memset_s")],
        "random": [attempt("memcall_part_entropy(bytes, size)", name = "getentropy", ok = "part")],
        "os_encrypt": missing("no such service in the kernel", "memguard seals with its own key"),
        "os_decrypt": missing("no such service in the kernel", "memguard seals with its own key"),
        "lock_limit": [attempt("memcall_part_wire_limit(limit, used)", name = "getrlimit", ok = "part")],
        "core_limit": [attempt("memcall_part_core_limit(hard)", name = "setrlimit", ok = "part")],
        "core_limit_restore": [attempt("memcall_part_core_limit_restore()", name = "setrlimit", ok = "part")],
        "harden_not_dumpable": missing("no switch for one process", "core_limit, and harden_no_debugger"),
        "harden_no_debugger": [attempt("memcall_part_deny_attach()", name = "PT_DENY_ATTACH", ok = "part")],
        "harden_no_new_privs": missing("no switch for one process", "nothing"),
        "harden_error_dialogs": missing(
            "reports of crashes are the system's, and hold no memory but stacks and registers",
            "nothing",
        ),
        "harden_mitigations": missing("the hardened runtime is chosen when a program is signed", "codesign --options runtime"),
    },
    probes = {},
    meanings = {
        "*": {
            "EACCES": "DENIED",
            "EAGAIN": "NO_MEMORY",
            "EBUSY": "DENIED",  # a debugger is there already
            "EINVAL": "INVALID",
            "ENOMEM": "NO_MEMORY",
            "ENOSYS": "UNSUPPORTED",
            "EPERM": "DENIED",
        },
        "core_limit_restore": {"EINVAL": "DENIED"},  # the hard limit is lower than what was remembered
        "discard": _MACH,
        "fork_exclude": _MACH,
        "fork_inherit": _MACH,
        "guard": _MACH,
        "is_mapped": {"EFAULT": "INVALID", "ENOMEM": "INVALID"},
        "lock": {"EAGAIN": "LOCK_LIMIT"},
        "map": _MACH,
        "map_large": dict(_MACH, KERN_INVALID_ARGUMENT = "UNSUPPORTED"),
        "map_sparse": _MACH,
        "protect": _MACH,
        "random": {"ENOSYS": "SYSTEM", "EPERM": "SYSTEM"},
        "unguard": _MACH,
        "unmap": _MACH,
    },
    remedies = {
        "LOCK_LIMIT": "raise the limit ('ulimit -l', or the system's vm.user_wire_limit and vm.global_user_wire_limit)",
        "NO_MEMORY": "close what holds it",
    },
    traits = [
        "has_fork",
        "lock_nests",
    ],
    verified = {"x86_64": "linked", "aarch64": "linked"},
    notes = [
        "Pages without access do reach a core file: the kernel makes them readable for it.",
        "Locks are counted; memcall takes one for a range, and unmapping undoes it. Pages that are still wired then are " +
        "zeroed by the kernel (MADV_ZERO_WIRED_PAGES), so no munlock comes before.",
        "A child's zeroed pages cannot be had: memguard excludes its pages from children instead.",
        "PT_DENY_ATTACH ends a process that is being debugged already; here that is DENIED.",
        "mach_vm_deallocate says yes to addresses where nothing is.",
        "Superpages exist on x86-64 alone, and are absent from children.",
    ],
)
