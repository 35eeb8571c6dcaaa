"""The lint of fact sheets: `sheet` fails at load, and names the system and the operation or key that is wrong."""

load(":expressions.bzl", "conditional", "is_identifier", "unnamed_number", "words")
load(
    ":schema.bzl",
    "BEFORE_PROBES",
    "EVIDENCE",
    "MEANINGS",
    "OK",
    "OK_BY_RESULT",
    "OPERATIONS",
    "PROTECTIONS",
    "STAGES",
    "TRAITS",
)

_KEYS = {
    "name": "string",
    "constraint": "string",
    "guard": "string",
    "defines": "list",
    "includes": "list",
    "libs": "list",
    "parts": "list",
    "numbers": "dict",
    "define_if_missing": "dict",
    "stages": "list",
    "protections": "dict",
    "operations": "dict",
    "probes": "dict",
    "meanings": "dict",
    "traits": "list",
    "verified": "dict",
    "notes": "list",
}

def _keys(sheet):
    found = ["%s: is missing" % key for key in _KEYS if key not in sheet]
    found += ["%s: no sheet has such a key" % key for key in sheet if key not in _KEYS]
    return found + [
        "%s: must be a %s, not a %s" % (key, kind, type(sheet[key]))
        for key, kind in _KEYS.items()
        if key in sheet and type(sheet[key]) != kind
    ] + ["%s: is empty" % key for key in ["name", "constraint", "guard"] if not sheet.get(key)]

def _macro(where, name):
    return [] if is_identifier(name) else ["%s: `%s` is not an identifier" % (where, name)]

def _expression(where, text, sheet, names):
    """names: what of all operations' parameters this expression may use."""
    found = []
    if not text.strip():
        found.append("%s: the expression is empty" % where)
    if conditional(text, sheet["guard"]):
        found.append("%s: a condition on a system in `%s`; that is what ifdef and other sheets are for" % (where, text))
    if unnamed_number(text):
        found.append("%s: give %s a name in `%s`" % (where, unnamed_number(text), text))
    for name in words(text):
        if name in _ALL_NAMES and name not in names:
            found.append("%s: there is no `%s` here: `%s`" % (where, name, text))
    return found

def parameter_names(parameters):
    """Names alone of C parameters such as "void *address, size_t size"."""
    return [] if parameters == "void" else [words(one)[-1] for one in parameters.split(",")]

_ALL_NAMES = {name: None for operation in OPERATIONS.values() for name in parameter_names(operation.parameters)}

def ok_of(way, result):
    """The key of OK by which this way of an operation says yes; None when a pointer's does not say."""
    return way.ok or OK_BY_RESULT.get(result)

def _condition(where, row, sheet):
    found = []
    if row.needs and row.needs not in sheet["probes"]:
        found.append("%s: needs the unknown probe `%s`" % (where, row.needs))
    if row.ifdef:
        found += _macro(where + ": ifdef", row.ifdef)
        if conditional(row.ifdef, sheet["guard"]):
            found.append("%s: ifdef names a system: `%s`" % (where, row.ifdef))
    return found

def _way(where, way, name, sheet):
    operation = OPERATIONS[name]
    names = parameter_names(operation.parameters) + (["out"] if operation.result == "pointer" else [])
    found = _condition(where, way, sheet) + _expression(where, way.expr, sheet, names)
    if way.name.startswith("memcall_"):
        found.append("%s: errors would call it `%s`: give it a name" % (where, way.name))
    if way.undo:
        found += _expression(where + ": undo", way.undo, sheet, names)
    ok = ok_of(way, operation.result)
    if ok not in OK:
        found.append("%s: unknown ok `%s`" % (where, ok))
    elif operation.result not in OK[ok].results:
        found.append("%s: ok `%s` is not for an operation that answers a %s" % (where, ok, operation.result))
    for code in way.next_on + way.fine:
        found += _macro(where, code)
    if way.needs and name in BEFORE_PROBES:
        found.append("%s: probes need this operation, so it cannot wait for one" % where)
    return found

def _ways(where, ways, name, sheet):
    found = [] if ways else ["%s: no way is given" % where]
    for index, way in enumerate(ways):
        last = index == len(ways) - 1
        place = "%s: way %d" % (where, index + 1)
        if way.kind == "attempt":
            found += _way(place, way, name, sheet)
            if not last and not (way.needs or way.ifdef or way.next_on):
                found.append("%s: no way behind this one is ever reached" % place)
        elif way.kind != "by_nature" or not last:
            found.append("%s: only attempts, and by_nature as the last" % place)
        elif not way.reason.strip():
            found.append("%s: by_nature gives no reason" % place)
    return found

def _operation(name, value, sheet):
    where = "operations: %s" % name
    if type(value) == "list":
        return _ways(where, value, name, sheet)
    if value.kind == "by_nature":
        return _ways(where, [value], name, sheet)
    if value.kind != "missing":
        return ["%s: a list of attempts, missing(...) or by_nature(...)" % where]
    return [
        "%s: missing without a %s" % (where, part)
        for part in ["reason", "fallback"]
        if not getattr(value, part).strip()
    ]

def _operations(sheet):
    found = ["operations: no operation is called %s" % name for name in sheet["operations"] if name not in OPERATIONS]
    for name in OPERATIONS:
        if name in sheet["operations"]:
            found += _operation(name, sheet["operations"][name], sheet)
        else:
            found.append("operations: %s is not there: give its ways, missing(...) or by_nature(...)" % name)
    return found

def _has_ways(sheet, name):
    return type(sheet["operations"].get(name)) == "list"

def _probes(sheet):
    found = []
    for name, row in sheet["probes"].items():
        where = "probes: %s" % name
        found += _macro(where, name) + _condition(where, row, sheet) + _expression(where, row.expr, sheet, ["size"])
        needed = sheet["probes"].get(row.needs)
        if needed and needed.needs:
            found.append("%s: needs `%s`, which needs another one" % (where, row.needs))
    return found

def _meanings(sheet):
    found = []
    for name, table in sheet["meanings"].items():
        where = "meanings: %s" % name
        if name != "*" and not _has_ways(sheet, name):
            found.append("%s: there is no such operation here" % where)
        for code, meaning in table.items():
            found += _macro(where, code)
            if meaning not in MEANINGS:
                found.append("%s: %s means the unknown `%s`" % (where, code, meaning))
    return found

def _stages(sheet):
    stages = sheet["stages"]
    found = ["stages: unknown stage `%s`" % stage for stage in stages if stage not in STAGES]
    found += ["stages: `%s` stands there twice" % stage for stage in STAGES if len([one for one in stages if one == stage]) > 1]
    for stage in STAGES:
        served = [name for name in OPERATIONS if OPERATIONS[name].stage == stage and _has_ways(sheet, name)]
        if served and stage not in stages:
            found.append("stages: `%s` is not there, but the operation %s is" % (stage, served[0]))
        if stage in stages and not served:
            found.append("stages: `%s` has no operation to call" % stage)
    return found + (["stages: `map` must be the first"] if stages[:1] != ["map"] else [])

def _traits(sheet):
    found = []
    for trait in sheet["traits"]:
        name = trait if type(trait) == "string" else trait.trait
        if name not in TRAITS:
            found.append("traits: unknown trait `%s`" % name)
        if type(trait) != "string" and trait.needs not in sheet["probes"]:
            found.append("traits: %s needs the unknown probe `%s`" % (name, trait.needs))
    return found

def _numbers(sheet):
    found = []
    for name, number in sheet["numbers"].items():
        found += _macro("numbers", name)
        if type(number) != "int":
            found.append("numbers: %s is not a number" % name)
    for name, values in sheet["define_if_missing"].items():
        found += _macro("define_if_missing", name)
        for value in values if type(values) == "list" else [values]:
            if type(value) != "int" and not is_identifier(value):
                found.append("define_if_missing: %s is neither a number nor another macro" % name)
    return found

def _protections(sheet):
    found = ["protections: unknown `%s`" % name for name in sheet["protections"] if name not in PROTECTIONS]
    for name in PROTECTIONS:
        if name not in sheet["protections"]:
            found.append("protections: %s is not there" % name)
        else:
            found += _expression("protections: %s" % name, sheet["protections"][name], sheet, [])
            if not [word for word in words(sheet["protections"][name]) if is_identifier(word)]:
                found.append("protections: %s is a number, not a macro" % name)
    return found

def _evidence(sheet):
    found = [] if sheet["verified"] else ["verified: no processor is named; \"none\" may be said, silence not"]
    return found + [
        "verified: %s: unknown evidence `%s`" % (cpu, evidence)
        for cpu, evidence in sheet["verified"].items()
        if evidence not in EVIDENCE
    ] + ["notes: an empty note" for note in sheet["notes"] if not note.strip()]

_RULES = [_operations, _probes, _meanings, _stages, _traits, _numbers, _protections, _evidence]

def problems(sheet):
    """All that is wrong with a sheet, each starting with its system's name."""
    found = _keys(sheet)
    if not found:
        found = [message for rule in _RULES for message in rule(sheet)]
    return ["%s: %s" % (sheet.get("name", "a sheet without name"), message) for message in found]

def sheet(**facts):
    """A fact sheet: the facts, once the lint has nothing to say against them."""
    found = problems(facts)
    if found:
        fail("fact sheet\n  " + "\n  ".join(found))
    return facts
