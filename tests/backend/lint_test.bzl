"""What the lint says against sheets that are wrong in one place each."""

load("//platforms:lint.bzl", "problems", "together_problems")
load("//platforms:linux.bzl", "LINUX")
load("//platforms:schema.bzl", "EVIDENCE", "REMEDIES", "TRAITS", "attempt", "by_nature", "missing", "probe", "while_probe")

_CALL = "munmap(address, size)"

def _without(table, name):
    return {key: value for key, value in table.items() if key != name}

def _with_operation(name, value):
    return dict(LINUX, operations = dict(LINUX["operations"], **{name: value}))

def _with_row(key, **rows):
    return dict(LINUX, **{key: dict(LINUX[key], **rows)})

def _with_way(expr = _CALL, **kwargs):
    return _with_operation("unmap", [attempt(expr, **kwargs)])

# Each with all that is said against it.
_WRONG = [
    # Operations.
    (
        dict(LINUX, operations = _without(LINUX["operations"], "clear")),
        ["operations: clear is not there: give its ways, missing(...) or by_nature(...)"],
    ),
    (_with_operation("gaurd", [attempt(_CALL)]), ["operations: no operation is called gaurd"]),
    (_with_operation("unmap", []), ["operations: unmap: no way is given"]),
    (
        _with_operation("os_encrypt", missing("", "nothing")),
        ["operations: os_encrypt: missing without a reason"],
    ),
    (
        _with_operation("os_encrypt", missing("no such service", " ")),
        ["operations: os_encrypt: missing without a fallback"],
    ),
    (
        _with_operation("unmap", [attempt(_CALL), attempt(_CALL)]),
        ["operations: unmap: way 1: no way behind this one is ever reached"],
    ),
    (
        _with_operation("unmap", [by_nature("it is"), attempt(_CALL)]),
        ["operations: unmap: way 1: only attempts, and by_nature as the last"],
    ),

    # Ways.
    (_with_way(ok = "yes"), ["operations: unmap: way 1: unknown ok `yes`"]),
    (
        _with_way(ok = "not_null"),
        ["operations: unmap: way 1: ok `not_null` is not for an operation that answers a status"],
    ),
    (
        _with_operation("map", [attempt("mmap(NULL, size, protection)")]),
        ["operations: map: way 1: unknown ok `None`"],
    ),
    (
        _with_operation("guard", [attempt(_CALL, needs = "markers")]),
        ["operations: guard: way 1: needs the unknown probe `markers`"],
    ),
    (
        _with_way(needs = "mlock2"),
        ["operations: unmap: way 1: probes need this operation, so it cannot wait for one"],
    ),
    (_with_way(fine = ["12"]), ["operations: unmap: way 1: `12` is not an identifier"]),
    (_with_way(next_on = ["E-1"]), ["operations: unmap: way 1: `E-1` is not an identifier"]),
    (_with_way(ifdef = "SYS-x"), ["operations: unmap: way 1: ifdef: `SYS-x` is not an identifier"]),
    (_with_way(ifdef = "__linux__"), ["operations: unmap: way 1: ifdef names a system: `__linux__`"]),
    (
        _with_way("memcall_part_unmap(address, size)"),
        ["operations: unmap: way 1: errors would call it `memcall_part_unmap`: give it a name"],
    ),

    # Expressions.
    (
        _with_way("unmap(address, size, 4)"),
        ["operations: unmap: way 1: give 4 a name in `unmap(address, size, 4)`"],
    ),
    (
        _with_way("unmap(bytes, size)"),
        ["operations: unmap: way 1: there is no `bytes` here: `unmap(bytes, size)`"],
    ),
    (
        _with_way("unmap(address, __APPLE__)"),
        ["operations: unmap: way 1: a condition on a system in `unmap(address, __APPLE__)`; " +
         "that is what ifdef and other sheets are for"],
    ),
    (
        _with_way(undo = "defined(X) ? 0 : 1"),
        ["operations: unmap: way 1: undo: a condition on a system in `defined(X) ? 0 : 1`; " +
         "that is what ifdef and other sheets are for"],
    ),

    # The other tables.
    (
        _with_row("probes", thp = probe("madvise(page, size, MADV_NOHUGEPAGE)", needs = "no_such")),
        ["probes: thp: needs the unknown probe `no_such`"],
    ),
    (
        _with_row("probes", thp = probe("madvise(page, size, MADV_NOHUGEPAGE)", needs = "guard_markers")),
        ["probes: thp: needs `guard_markers`, which needs another one"],
    ),
    (_with_row("meanings", lock = {"ENOMEM": "FULL"}), ["meanings: lock: ENOMEM means the unknown `FULL`"]),
    (_with_row("meanings", lock = {"12": "NO_MEMORY"}), ["meanings: lock: `12` is not an identifier"]),
    (_with_row("meanings", os_encrypt = {"EIO": "SYSTEM"}), ["meanings: os_encrypt: there is no such operation here"]),
    (_with_row("protections", READ_ONLY = "1"), ["protections: READ_ONLY is a number, not a macro"]),
    (
        dict(LINUX, protections = _without(LINUX["protections"], "EXECUTE")),
        ["protections: EXECUTE is not there"],
    ),
    (_with_row("numbers", RLIMIT_CORE = "4"), ["numbers: RLIMIT_CORE is not a number"]),
    (
        _with_row("define_if_missing", SYS_mlock2 = "nr mlock2"),
        ["define_if_missing: SYS_mlock2 is neither a number nor another macro"],
    ),
    (
        dict(LINUX, stages = ["map", "fork", "dumps", "merge", "guards", "key"]),
        ["stages: `lock` is not there, but the operation lock is"],
    ),
    (
        dict(LINUX, stages = ["fork", "map", "dumps", "merge", "guards", "lock", "key"]),
        ["stages: `map` must be the first"],
    ),
    (dict(LINUX, stages = LINUX["stages"] + ["seal"]), ["stages: unknown stage `seal`"]),
    (dict(LINUX, traits = ["has_forks"]), ["traits: unknown trait `has_forks`; known: " + ", ".join(TRAITS)]),
    (
        dict(LINUX, traits = [while_probe("has_fork", "forks")]),
        ["traits: has_fork needs the unknown probe `forks`"],
    ),
    (
        dict(LINUX, remedies = {"LOCK_LIMIT": "raise it.", "DENIED": "ask"}),
        [
            "remedies: NO_MEMORY is not there: say " + REMEDIES["NO_MEMORY"],
            "remedies: unknown `DENIED`",
            "remedies: LOCK_LIMIT: a clause, with no quote or stop",
        ],
    ),
    (dict(LINUX, verified = {"x86_64": "yes"}), ["verified: x86_64: unknown evidence `yes`; known: " + ", ".join(EVIDENCE)]),
    (dict(LINUX, verified = {}), ["verified: no processor is named; \"none\" may be said, silence not"]),
    (_without(LINUX, "guard"), ["guard: is missing", "guard: is empty"]),
    (dict(LINUX, colour = "red"), ["colour: no sheet has such a key"]),
]

# Side by side with Linux.
_MINIX = dict(LINUX, name = "Minix", constraint = "minix", guard = "defined(MINIX_MACRO)")
_MINT = dict(_with_way("unmap(address, size, MINIX_MACRO)"), name = "Mint", guard = "defined(MINT)")

# Nothing is said against these.
_RIGHT = [
    LINUX,
    _with_way(fine = ["EINVAL"], undo = _CALL, ifdef = "SYS_munmap"),
    _with_way("VirtualFree(address, 0, MEM_RELEASE)", ok = "true"),
    _with_operation("map", [
        attempt("memcall_part_mach_allocate(size, protection, out)", name = "mach_vm_allocate", ok = "kern_success"),
    ]),
]

def _lines_test_impl(ctx):
    expected, found = [ctx.actions.declare_file("%s.%s" % (ctx.label.name, side)) for side in ["expected", "found"]]
    ctx.actions.write(expected, "\n".join(ctx.attr.expected) + "\n")
    ctx.actions.write(found, "\n".join(ctx.attr.found) + "\n")
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(
        script,
        '#!/bin/sh\nexec diff -u "%s" "%s"\n' % (expected.short_path, found.short_path),
        is_executable = True,
    )
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles([expected, found]))]

_lines_test = rule(
    doc = "Fails, showing the difference, unless these are the same lines.",
    implementation = _lines_test_impl,
    attrs = {
        "expected": attr.string_list(),
        "found": attr.string_list(),
    },
    test = True,
)

def lint_test(name):
    """Every wrong sheet is named by its system and by what is wrong, and nothing is said against the right ones."""
    _lines_test(
        name = name,
        size = "small",
        expected = ["Linux: " + message for _, messages in _WRONG for message in messages] + [
            "Linux: constraint: another sheet has the same",
            "Mint: constraint: another sheet has the same",
            "Mint: operations: `MINIX_MACRO` is another system's name",
        ],
        found = [message for sheet, _ in _WRONG for message in problems(sheet)] +
                [message for sheet in _RIGHT for message in problems(sheet)] +
                together_problems([LINUX, _MINT, _MINIX]),
    )
