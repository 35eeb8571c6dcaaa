"""Rows that the sheets of the BSDs and of Solaris share, because POSIX gives them the same words. No number stands here:
those differ."""

load(":schema.bzl", "attempt", "by_nature", "missing")

POSIX_PROTECTIONS = {
    "NO_ACCESS": "PROT_NONE",
    "READ_ONLY": "PROT_READ",
    "READ_WRITE": "PROT_READ | PROT_WRITE",
    "EXECUTE": "PROT_EXEC",
    "READ_EXECUTE": "PROT_READ | PROT_EXEC",
    "READ_WRITE_EXECUTE": "PROT_READ | PROT_WRITE | PROT_EXEC",
}

def anonymous(flags):
    """One way to map fresh private pages, with flags of the system's own."""
    return [attempt(
        "mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANON%s, -1, 0)" % "".join([" | " + flag for flag in flags]),
        ok = "not_map_failed",
    )]

# A part's name is in the sheet's own list of parts.
POSIX_OPERATIONS = {
    "page_size": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
    "granularity": [attempt("(size_t)sysconf(_SC_PAGESIZE)")],
    "stack_room": [attempt("memcall_part_stack_room()", name = "pthread_attr_get_np")],
    "map_secret": missing("no pages that the kernel itself leaves alone", "MEMCALL_SECURE"),
    "unmap": [attempt("munmap(address, size)")],
    "protect": [attempt("mprotect(address, size, protection)")],
    "key_alloc": missing("programs get no protection keys", "nothing"),
    "key_free": missing("programs get no protection keys", "nothing"),
    "key_protect": missing("programs get no protection keys", "a change of page access"),
    "guard": [attempt("mprotect(address, size, PROT_NONE)")],
    "unguard": [attempt("memcall_part_open_cleared(address, size)", name = "mprotect", ok = "part")],
    "lock": [attempt("mlock(address, size)")],
    "unlock": [attempt("munlock(address, size)")],
    "populate": [attempt("memcall_part_touch(address, size)", name = "touch", ok = "part")],
    "exclude_from_merging": by_nature("the kernel never merges equal pages"),
    "discard": [attempt("memcall_part_clear_and_hide(address, size)", name = "mprotect", ok = "part")],
    "is_mapped": [attempt("msync(address, size, MS_ASYNC)")],
    "clear": [attempt("memcall_part_clear(bytes, size)", name = "explicit_bzero")],
    "random": [attempt("memcall_part_random(bytes, size)", name = "getrandom", ok = "part")],
    "os_encrypt": missing("no such service in the kernel", "memguard seals with its own key"),
    "os_decrypt": missing("no such service in the kernel", "memguard seals with its own key"),
    "lock_limit": [attempt("memcall_part_memlock_limit(limit, used)", name = "getrlimit", ok = "part")],
    "core_limit": [attempt("memcall_part_core_limit(hard)", name = "setrlimit", ok = "part")],
    "core_limit_restore": [attempt("memcall_part_core_limit_restore()", name = "setrlimit", ok = "part")],
    "harden_error_dialogs": missing("a crash shows no dialog", "nothing"),
}

# What the same operations' codes mean everywhere.
POSIX_MEANINGS = {
    "core_limit_restore": {"EINVAL": "DENIED"},  # the hard limit is lower than what was remembered
    "is_mapped": {"EFAULT": "INVALID", "ENOMEM": "INVALID"},
    "random": {"ENOSYS": "SYSTEM", "EPERM": "SYSTEM"},
}

# What a sheet's parts are, where it takes the rows above as they are.
POSIX_PARTS = [
    "clear_and_hide",
    "core_limit",
    "open_cleared",
    "touch",
]
