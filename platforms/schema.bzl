"""What a fact sheet may say.

Everything is data. A row holds the C expression as the reader will see it in the generated file, written with the
parameter names that lib/memcall/backend/backend.h gives that operation. lint.bzl refuses a sheet that says
anything else, when it is loaded.
"""

_RANGE = "void *address, size_t size"
_MAPPING = "size_t size, int protection"
_BYTES = "void *bytes, size_t size"

def _operation(parameters, result, stage = None, absent = "0"):
    """parameters: in C, without the out-parameter of a pointer. result: status, pointer, size or void.

    stage: the step of an allocation that calls it. absent: what a size is where the operation is missing."""
    return struct(parameters = parameters, result = result, stage = stage, absent = absent)

OPERATIONS = {
    "page_size": _operation("void", "size"),
    "granularity": _operation("void", "size"),
    "large_page_size": _operation("void", "size"),
    "stack_room": _operation("void", "size", absent = "MEMCALL_UNKNOWN"),
    "map": _operation(_MAPPING, "pointer", stage = "map"),
    "map_sparse": _operation(_MAPPING, "pointer", stage = "map"),
    "map_large": _operation(_MAPPING, "pointer", stage = "map"),
    "map_secret": _operation(_MAPPING, "pointer", stage = "map"),
    "unmap": _operation(_RANGE, "status"),
    "protect": _operation(_RANGE + ", int protection", "status"),
    "key_alloc": _operation("int *key", "status"),
    "key_free": _operation("int key", "status"),
    "key_protect": _operation(_RANGE + ", int protection, int key", "status", stage = "key"),
    "guard": _operation(_RANGE, "status", stage = "guards"),
    "unguard": _operation(_RANGE, "status"),
    "lock": _operation(_RANGE, "status", stage = "lock"),
    "unlock": _operation(_RANGE, "status"),
    "populate": _operation(_RANGE, "status"),
    "exclude_from_dumps": _operation(_RANGE, "status", stage = "dumps"),
    "exclude_from_merging": _operation(_RANGE, "status", stage = "merge"),
    "small_pages": _operation(_RANGE, "status"),
    "fork_inherit": _operation(_RANGE, "status"),
    "fork_wipe": _operation(_RANGE, "status", stage = "fork"),
    "fork_exclude": _operation(_RANGE, "status", stage = "fork"),
    "discard": _operation(_RANGE, "status"),
    "is_mapped": _operation(_RANGE, "status"),
    "clear": _operation(_BYTES, "void"),
    "random": _operation(_BYTES, "status"),
    "os_encrypt": _operation(_BYTES, "status"),
    "os_decrypt": _operation(_BYTES, "status"),
    "lock_limit": _operation("size_t *limit, size_t *used", "status"),
    "core_limit": _operation("int hard", "status"),
    "core_limit_restore": _operation("void", "status"),
    "harden_not_dumpable": _operation("void", "status"),
    "harden_no_debugger": _operation("void", "status"),
    "harden_no_new_privs": _operation("void", "status"),
    "harden_error_dialogs": _operation("void", "status"),
    "harden_mitigations": _operation("void", "status"),
}

# A probe's page is mapped and unmapped with these, so none of them may wait for a probe.
BEFORE_PROBES = ["page_size", "map", "unmap"]

def _ok(test, code, results, by_out = False):
    """test: how {e}, the row's expression, says yes. code: where the system's code is found; "returned" is {e} itself.

    results: of operations it fits. by_out: the expression stores the pointer through the out-parameter `out`."""
    return struct(test = test, code = code, results = results, by_out = by_out)

OK = {
    "zero": _ok("{e} == 0", "errno", ["status"]),
    "not_map_failed": _ok("{e} != MAP_FAILED", "errno", ["pointer"]),
    "not_null": _ok("{e} != NULL", "GetLastError()", ["pointer"]),
    "true": _ok("{e}", "GetLastError()", ["status"]),
    "kern_success": _ok("{e} == KERN_SUCCESS", "returned", ["status", "pointer"], by_out = True),
    "part": _ok("{e} == 0", "returned", ["status", "pointer"], by_out = True),
    "value": _ok("{e}", "", ["size"]),
    "nothing": _ok("{e}", "", ["void"]),
}

# What an attempt's ok is when it does not say; a pointer has to.
OK_BY_RESULT = {"status": "zero", "size": "value", "void": "nothing"}

MEANINGS = ["INVALID", "NO_MEMORY", "LOCK_LIMIT", "DENIED", "UNSUPPORTED", "SYSTEM"]

# Failures whose remedy differs, and what an error says of each: what to do, as a clause. memcall says the rest.
REMEDIES = {
    "LOCK_LIMIT": "how more memory may be locked",
    "NO_MEMORY": "how to have more address space, mappings, memory or large pages",
}

STAGES = ["map", "fork", "dumps", "merge", "guards", "lock", "key"]

PROTECTIONS = ["NO_ACCESS", "READ_ONLY", "READ_WRITE", "EXECUTE", "READ_EXECUTE", "READ_WRITE_EXECUTE"]

TRAITS = {
    "lock_nests": "each lock needs an unlock of its own",
    "lock_needs_privilege": "an ordinary user cannot lock at all",
    "no_access_unlocks": "taking access away drops the lock",
    "protect_passes_holes": "changing the access of what is not mapped is no failure",
    "map_protection_is_ceiling": "no later call may add access that the mapping was made without",
    "reserve_then_commit": "address space and memory are taken in two steps",
    "unlock_before_free": "unmapping alone does not undo a lock",
    "guards_cost_no_mapping": "a guard does not split its mapping",
    "fork_wipe_loses_guards": "in a child, guards inside a wiped range are plain pages",
    "has_fork": "processes can fork",
}

# How a sheet was checked on one processor, strongest first.
EVIDENCE = {
    "run": "the tests ran on a machine with this system",
    "vm": "the tests ran on this system in an emulated machine",
    "wine": "the tests ran under Wine, which is not Windows",
    "linked": "it compiles and links against this system's own headers and library",
    "simulated": "it ran against headers and calls of ours that imitate this system",
    "none": "nobody has tried",
}

def _called(expr):
    """The function that an expression calls first; a cast before it is none."""
    for text in expr.split("("):
        name = text.split(")")[-1].strip()
        if name:
            return name
    return expr

def attempt(expr, name = None, ok = None, needs = None, next_on = (), undo = None, fine = (), ifdef = None):
    """One way to do an operation; ways are tried in order.

    Args:
      expr: the C expression.
      name: what errors call it; by default the function that expr calls.
      ok: how it says yes, a key of OK; by default what OK_BY_RESULT says.
      needs: a probe; without it this way is left out at run time.
      next_on: codes after which the next way is tried, in this call only.
      undo: run after any failure, its result ignored.
      fine: codes that mean it was so already.
      ifdef: a macro (never a system's own) without which this way is not compiled.

    Returns:
      the row.
    """
    return struct(
        kind = "attempt",
        expr = expr,
        name = name or _called(expr),
        ok = ok,
        needs = needs,
        next_on = list(next_on),
        undo = undo,
        fine = list(fine),
        ifdef = ifdef,
    )

def missing(reason, fallback):
    """An operation that this system lacks: why, and what stands in ("nothing" is allowed, silence is not)."""
    return struct(kind = "missing", reason = reason, fallback = fallback)

def by_nature(reason):
    """What the operation is for holds without any call: it answers OK. Alone, or as the last of the ways."""
    return struct(kind = "by_nature", reason = reason)

def probe(expr, needs = None, ifdef = None):
    """A question that is asked once per process: the answer is yes when expr is 0.

    Args:
      expr: may name `page` and `size`, one fresh page made for it.
      needs: another probe that must say yes first.
      ifdef: a macro without which the answer is no.

    Returns:
      the row.
    """
    return struct(expr = expr, needs = needs, ifdef = ifdef)

def while_probe(trait, needs):
    """A trait that holds only where the probe `needs` says yes."""
    return struct(trait = trait, needs = needs)
