"""Windows, from Vista on. Sources: Microsoft's pages of the calls named, and the headers of mingw-w64 for numbers."""

load(":lint.bzl", "sheet")
load(":schema.bzl", "attempt", "by_nature", "missing", "probe")

_NO_FORK = by_nature("no process starts as a copy of another")

def _lock(**kwargs):
    return attempt(name = "VirtualLock", ok = "true", **kwargs)

WINDOWS = sheet(
    name = "Windows",
    constraint = "@platforms//os:windows",
    guard = "defined(_WIN32)",
    defines = ["WIN32_LEAN_AND_MEAN"],
    includes = [
        "windows.h",
        "bcrypt.h",
        "dpapi.h",
    ],
    libs = [
        "-ladvapi32",
        "-lbcrypt",
        "-lcrypt32",
    ],
    parts = [
        "crypt_protect",
        "error_dialogs",
        "gen_random",
        "is_mapped",
        "lock_memory_privilege",
        "mitigations",
        "protect_and_clear",
        "sizes",
        "stack_limits",
        "touch",
        "wer",
        "working_set",
    ],
    numbers = {
        "CRYPTPROTECTMEMORY_BLOCK_SIZE": 16,
        "CRYPTPROTECTMEMORY_SAME_PROCESS": 0,
        "ERROR_ACCESS_DENIED": 5,
        "ERROR_COMMITMENT_LIMIT": 1455,
        "ERROR_INVALID_ADDRESS": 487,
        "ERROR_INVALID_PARAMETER": 87,
        "ERROR_NOACCESS": 998,
        "ERROR_NOT_ALL_ASSIGNED": 1300,
        "ERROR_NOT_ENOUGH_MEMORY": 8,
        "ERROR_NOT_LOCKED": 158,
        "ERROR_NO_SYSTEM_RESOURCES": 1450,
        "ERROR_PRIVILEGE_NOT_HELD": 1314,
        "ERROR_WORKING_SET_QUOTA": 1453,
        "MEM_COMMIT": 0x1000,
        "MEM_DECOMMIT": 0x4000,
        "MEM_LARGE_PAGES": 0x20000000,
        "MEM_RELEASE": 0x8000,
        "MEM_RESERVE": 0x2000,
        "PAGE_NOACCESS": 1,
        "PAGE_READONLY": 2,
        "PAGE_READWRITE": 4,
        "SEM_FAILCRITICALERRORS": 1,
        "SEM_NOGPFAULTERRORBOX": 2,
        "WER_FAULT_REPORTING_FLAG_NOHEAP": 1,
        "WER_FAULT_REPORTING_NO_UI": 32,
    },
    define_if_missing = {
        # werapi.h of some distributions does not compile.
        "WER_FAULT_REPORTING_FLAG_NOHEAP": 1,
        "WER_FAULT_REPORTING_NO_UI": 32,
    },
    stages = ["map", "dumps", "lock", "guards"],
    protections = {
        "NO_ACCESS": "PAGE_NOACCESS",
        "READ_ONLY": "PAGE_READONLY",
        "READ_WRITE": "PAGE_READWRITE",
        "EXECUTE": "PAGE_EXECUTE",
        "READ_EXECUTE": "PAGE_EXECUTE_READ",
        "READ_WRITE_EXECUTE": "PAGE_EXECUTE_READWRITE",
    },
    operations = {
        "page_size": [attempt("memcall_part_page_size()", name = "GetSystemInfo")],
        "granularity": [attempt("memcall_part_granularity()", name = "GetSystemInfo")],
        "large_page_size": [attempt("GetLargePageMinimum()")],
        "stack_room": [attempt("memcall_part_stack_room()", name = "GetCurrentThreadStackLimits")],
        "map": [attempt("VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, (DWORD)protection)", ok = "not_null")],
        "map_sparse": [attempt("VirtualAlloc(NULL, size, MEM_RESERVE, (DWORD)protection)", ok = "not_null")],
        "map_large": [attempt(
            "memcall_part_large_pages(size, protection)",
            name = "VirtualAlloc(MEM_LARGE_PAGES)",
            ok = "not_null",
        )],
        "map_secret": missing("no pages that the kernel itself cannot reach", "nothing"),
        "unmap": [attempt("memcall_part_release(address)", name = "VirtualFree", ok = "true")],
        "protect": [attempt("VirtualProtect(address, size, (DWORD)protection, &(DWORD){0})", ok = "true")],
        "key_alloc": missing("programs get no protection keys", "nothing"),
        "key_free": missing("programs get no protection keys", "nothing"),
        "key_protect": missing("programs get no protection keys", "a change of page access"),
        # A page without memory behind it costs no commit charge, and has nothing to be found in a dump.
        "guard": [attempt("VirtualFree(address, size, MEM_DECOMMIT)", name = "VirtualFree(MEM_DECOMMIT)", ok = "true")],
        "unguard": [attempt(
            "VirtualAlloc(address, size, MEM_COMMIT, PAGE_READWRITE) != NULL",
            name = "VirtualAlloc(MEM_COMMIT)",
            ok = "true",
        )],
        "lock": [
            _lock(expr = "VirtualLock(address, size)", next_on = ["ERROR_WORKING_SET_QUOTA"]),
            _lock(expr = "memcall_part_lock_with_growth(address, size)"),
        ],
        "unlock": [
            attempt("VirtualUnlock(address, size)", ok = "true", next_on = ["ERROR_NOT_LOCKED"]),
            attempt("memcall_part_unlock_pages(address, size)", name = "VirtualUnlock", ok = "part"),
        ],
        "populate": [attempt("memcall_part_touch(address, size)", name = "touch", ok = "part")],
        "exclude_from_dumps": [attempt(
            "memcall_part_wer_exclude(address, size)",
            name = "WerRegisterExcludedMemoryBlock",
            ok = "part",
            needs = "wer_exclude",
        )],
        "exclude_from_merging": missing(
            "page combining cannot be switched off for single pages",
            "the administrator's Disable-MMAgent -PageCombining",
        ),
        "small_pages": by_nature("large pages are made on request only"),
        "fork_inherit": _NO_FORK,
        "fork_wipe": _NO_FORK,
        "fork_exclude": _NO_FORK,
        "discard": [attempt("memcall_part_protect_and_clear(address, size)", name = "VirtualProtect", ok = "true")],
        "is_mapped": [attempt("memcall_part_is_mapped(address, size)", name = "VirtualQuery", ok = "part")],
        "clear": [attempt("(void)SecureZeroMemory(bytes, size)", name = "SecureZeroMemory")],
        "random": [attempt("memcall_part_random(bytes, size)", name = "BCryptGenRandom", ok = "part")],
        "os_encrypt": [attempt(
            "memcall_part_encrypt(bytes, size)",
            name = "CryptProtectMemory",
            ok = "true",
            needs = "os_encrypt",
        )],
        "os_decrypt": [attempt(
            "memcall_part_decrypt(bytes, size)",
            name = "CryptUnprotectMemory",
            ok = "true",
            needs = "os_encrypt",
        )],
        "lock_limit": [attempt("memcall_part_lock_limit(limit, used)", name = "lock_limit", ok = "part")],
        "core_limit": missing("no limit on dumps", "harden_error_dialogs: then reports hold no heap"),
        "core_limit_restore": missing("no limit on dumps", "nothing"),
        "harden_not_dumpable": missing(
            "whoever runs as the same user may read a process's memory",
            "run as another user, or as a protected process",
        ),
        "harden_no_debugger": missing("no documented switch", "run as another user"),
        "harden_no_new_privs": missing("rights come with a token, not with a program", "a restricted token"),
        "harden_error_dialogs": [attempt("memcall_part_error_dialogs()", name = "WerSetFlags", ok = "part")],
        "harden_mitigations": [attempt(
            "memcall_part_mitigate()",
            name = "SetProcessMitigationPolicy",
            ok = "part",
            needs = "mitigations",
        )],
    },
    probes = {
        "mitigations": probe("memcall_part_mitigations_exist()"),
        "os_encrypt": probe("memcall_part_crypt_protect_works(page)"),
        "wer_exclude": probe("memcall_part_wer_lookup()"),
    },
    meanings = {
        "*": {
            "ERROR_ACCESS_DENIED": "DENIED",
            "ERROR_COMMITMENT_LIMIT": "NO_MEMORY",
            "ERROR_INVALID_ADDRESS": "INVALID",
            "ERROR_INVALID_PARAMETER": "INVALID",
            "ERROR_NOACCESS": "INVALID",
            "ERROR_NOT_ENOUGH_MEMORY": "NO_MEMORY",
            "ERROR_NO_SYSTEM_RESOURCES": "NO_MEMORY",
            "ERROR_OUTOFMEMORY": "NO_MEMORY",
            "ERROR_PRIVILEGE_NOT_HELD": "DENIED",
        },
        "exclude_from_dumps": {"ERROR_INSUFFICIENT_BUFFER": "NO_MEMORY"},  # 512 ranges are excluded already
        "harden_mitigations": {"ERROR_INVALID_PARAMETER": "UNSUPPORTED"},  # the policy is younger
        # Access denied is what Wine answers at the host's limit.
        "lock": {
            "ERROR_ACCESS_DENIED": "LOCK_LIMIT",
            "ERROR_NO_SYSTEM_RESOURCES": "LOCK_LIMIT",
            "ERROR_WORKING_SET_QUOTA": "LOCK_LIMIT",
        },
        # A size that is too large for any process is a wrong parameter to VirtualAlloc.
        "map": {"ERROR_INVALID_PARAMETER": "NO_MEMORY"},
        "map_large": {"ERROR_INVALID_PARAMETER": "UNSUPPORTED", "ERROR_NOT_ALL_ASSIGNED": "DENIED"},
        "map_sparse": {"ERROR_INVALID_PARAMETER": "NO_MEMORY"},
    },
    remedies = {
        "LOCK_LIMIT": "raise the largest working set that it may have (a limit of its job object, or of the system)",
        "NO_MEMORY": "raise the commit limit (the paging file, or the job object's limit)",
    },
    traits = [
        "no_access_unlocks",
        "reserve_then_commit",
    ],
    verified = {"x86_64": "wine", "aarch64": "linked"},
    notes = [
        "PAGE_NOACCESS takes a locked page out of the lock, and VirtualProtect says nothing: hidden memory must hold " +
        "ciphertext, and is locked anew when it is shown.",
        "The lock limit is the minimum working set; it is grown on demand, which the whole process sees.",
        "WerRegisterExcludedMemoryBlock keeps pages out of error reports only, and 512 ranges at most: whoever may " +
        "open the process can write a dump with everything in it.",
        "CryptProtectMemory is deterministic and not authenticated: an addition to a seal.",
        "Under Wine, locks are the host's mlock(2), the working set is not real, and CryptProtectMemory does nothing " +
        "(its probe says no).",
    ],
)
