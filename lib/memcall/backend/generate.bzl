"""A fact sheet of //platforms as a C file: what the names in frame.c.tpl stand for.

Nothing here knows a system: what differs stands in the sheets, and what cannot be said there belongs in
platforms/schema.bzl.
"""

load("//platforms:schema.bzl", "OPERATIONS", "PROTECTIONS", "REMEDIES")
load(":render_operation.bzl", "indented", "meaning_rows", "operand", "render_operation")

def file_name(sheet):
    """What the sheet's files are called: platforms/<it>.bzl, gen/<it>.c."""
    return sheet["name"].lower()

def _number(value):
    """Flags in hexadecimal, as the headers have them. Bazel 4.2's `%` cannot say that."""
    digits = ["0123456789abcdef"[(value >> shift) % 16] for shift in [28, 24, 20, 16, 12, 8, 4, 0]]
    return "0x" + "".join(digits).lstrip("0") if value > 255 and value % 16 == 0 else str(value)

def _defines(sheet):
    return "".join(["#ifndef %s\n#define %s 1\n#endif\n" % (one, one) for one in sheet["defines"]])

def _define(name, value):
    """A macro that the headers lack, from a number or from another macro, should there be one."""
    if type(value) == "int":
        return "#ifndef %s\n#define %s %s\n#endif\n" % (name, name, _number(value))
    return "#if !defined(%s) && defined(%s)\n#define %s %s\n#endif\n" % (name, value, name, value)

def _define_if_missing(sheet):
    lines = [
        _define(name, value)
        for name, values in sheet["define_if_missing"].items()
        for value in (values if type(values) == "list" else [values])
    ]
    return "".join(lines) + "\n" if lines else ""

def _rows(sheet):
    """Every row that can have an ifdef."""
    ways = [way for value in sheet["operations"].values() if type(value) == "list" for way in value]
    return [way for way in ways if way.kind == "attempt"] + sheet["probes"].values()

def _numbers(sheet):
    optional = {row.ifdef: None for row in _rows(sheet) if row.ifdef}
    text = ""
    for name, value in sheet["numbers"].items():
        line = '_Static_assert(%s == %s, "%s");\n' % (name, _number(value), name)
        text += "#ifdef %s\n%s#endif\n" % (name, line) if name in optional else line
    return text

def _probe(name, row):
    needs = "memcall_probed(PROBE_%s) && " % row.needs if row.needs else ""
    lines = ["(void)page;", "(void)size;"]
    if row.ifdef:
        lines.append("#ifdef %s" % row.ifdef)
    lines.append("return %s%s == 0;" % (needs, operand(row.expr)))
    if row.ifdef:
        lines += ["#else", "return false;", "#endif"]
    lines = [line if line.startswith("#") else "  " + line for line in lines]
    return "static bool probe_%s(void *page, size_t size) {\n%s\n}\n\n" % (name, "\n".join(lines))

def _trait(trait):
    line = "traits |= MEMCALL_TRAIT_%s;"
    if type(trait) == "string":
        return [line % trait.upper()]
    return ["if (memcall_probed(PROBE_%s)) {" % trait.needs, "  " + line % trait.trait.upper(), "}"]

def _absence(name, value):
    """The row of an operation that is missing, or was not compiled in."""
    if type(value) != "list":
        if value.kind != "missing":
            return []
        return ['{"%s", "%s; instead: %s"},' % (name, value.reason, value.fallback)]
    macros = [way.ifdef for way in value if way.kind == "attempt"]
    if not macros or not all(macros) or value[-1].kind == "by_nature":
        return []
    return [
        "#if %s" % " && ".join(["!defined(%s)" % macro for macro in macros]),
        '{"%s", "the headers it was compiled with have no %s"},' % (name, " or ".join(macros)),
        "#endif",
    ]

def _text(lines, depth):
    return "".join([
        line.strip() + "\n" if line.strip().startswith("#") else line + "\n"
        for line in indented(lines, depth)
    ])

def _list(items, form, depth):
    return _text([form % item for item in items], depth)

def render_backend(sheet):
    """What the names in frame.c.tpl stand for."""
    probes = sheet["probes"]
    absences = [line for name in OPERATIONS for line in _absence(name, sheet["operations"][name])]
    return {
        "{FILE}": file_name(sheet),
        "{NAME}": sheet["name"],
        "{GUARD}": sheet["guard"],
        "{DEFINES}": _defines(sheet) + ("\n" if sheet["defines"] else ""),
        "{INCLUDES}": _list(sheet["includes"], "#include <%s>", 0),
        "{DEFINE_IF_MISSING}": _define_if_missing(sheet),
        "{PARTS}": _list(sheet["parts"], '#include "lib/memcall/backend/parts/%s.h"', 0),
        "{NUMBERS}": _numbers(sheet),
        "{PROBE_ENUMERATORS}": _list(probes, "PROBE_%s,", 1),
        "{PROBES}": "".join([_probe(name, row) for name, row in probes.items()]),
        "{PROBE_ROWS}": _text(['{"%s", probe_%s, MEMCALL_NOT_ASKED},' % (name, name) for name in probes], 2),
        "{STAGES}": _list([stage.upper() for stage in sheet["stages"]], "MEMCALL_STAGE_%s,", 3),
        "{TRAITS}": _text([line for trait in sheet["traits"] for line in _trait(trait)], 1),
        "{ABSENCES}": _text(absences, 3),
        "{REMEDIES}": _text([
            'case MEMCALL_ERR_%s: return "%s";' % (name, sheet["remedies"][name])
            for name in REMEDIES
        ], 2),
        "{PROTECTIONS}": _text([
            "case MEMCALL_%s: return %s;" % (name, sheet["protections"][name])
            for name in PROTECTIONS
        ], 2),
        "{COMMON_ROWS}": "".join(["  %s \\\n" % row for row in meaning_rows(sheet["meanings"].get("*", {}))]),
        "{OPERATIONS}": "\n\n".join(["\n".join(render_operation(name, sheet)) for name in OPERATIONS]) + "\n",
    }
