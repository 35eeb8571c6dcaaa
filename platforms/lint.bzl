"""The lint of fact sheets: `sheet` fails at load, and names the system and the operation or key that is wrong."""

load(":expressions.bzl", "is_identifier", "words")
load(":lint_rows.bzl", "expression_problems", "has_ways", "macro_problems", "operation_problems", "probe_problems")
load(":schema.bzl", "EVIDENCE", "MEANINGS", "OPERATIONS", "PROTECTIONS", "REMEDIES", "STAGES", "TRAITS")

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
    "remedies": "dict",
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

def _meanings(sheet):
    found = []
    for name, table in sheet["meanings"].items():
        where = "meanings: %s" % name
        if name != "*" and not has_ways(sheet, name):
            found.append("%s: there is no such operation here" % where)
        for code, meaning in table.items():
            found += macro_problems(where, code)
            if meaning not in MEANINGS:
                found.append("%s: %s means the unknown `%s`" % (where, code, meaning))
    return found

def _remedies(sheet):
    remedies = sheet["remedies"]
    return ["remedies: %s is not there: say %s" % (name, REMEDIES[name]) for name in REMEDIES if name not in remedies] + [
        "remedies: unknown `%s`" % name
        for name in remedies
        if name not in REMEDIES
    ] + [
        "remedies: %s: a clause, with no quote or stop" % name
        for name, text in remedies.items()
        if not text.strip() or "\"" in text or text.endswith(".")
    ]

def _stages(sheet):
    stages = sheet["stages"]
    found = ["stages: unknown stage `%s`" % stage for stage in stages if stage not in STAGES]
    found += ["stages: `%s` stands there twice" % stage for stage in STAGES if len([one for one in stages if one == stage]) > 1]
    for stage in STAGES:
        served = [name for name in OPERATIONS if OPERATIONS[name].stage == stage and has_ways(sheet, name)]
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
            found.append("traits: unknown trait `%s`; known: %s" % (name, ", ".join(TRAITS)))
        if type(trait) != "string" and trait.needs not in sheet["probes"]:
            found.append("traits: %s needs the unknown probe `%s`" % (name, trait.needs))
    return found

def _numbers(sheet):
    found = []
    for name, number in sheet["numbers"].items():
        found += macro_problems("numbers", name)
        if type(number) != "int":
            found.append("numbers: %s is not a number" % name)
    for name, values in sheet["define_if_missing"].items():
        found += macro_problems("define_if_missing", name)
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
            found += expression_problems("protections: %s" % name, sheet["protections"][name], sheet, [])
            if not [word for word in words(sheet["protections"][name]) if is_identifier(word)]:
                found.append("protections: %s is a number, not a macro" % name)
    return found

def _evidence(sheet):
    found = [] if sheet["verified"] else ["verified: no processor is named; \"none\" may be said, silence not"]
    return found + [
        "verified: %s: unknown evidence `%s`; known: %s" % (cpu, evidence, ", ".join(EVIDENCE))
        for cpu, evidence in sheet["verified"].items()
        if evidence not in EVIDENCE
    ] + ["notes: an empty note" for note in sheet["notes"] if not note.strip()]

_RULES = [operation_problems, probe_problems, _meanings, _remedies, _stages, _traits, _numbers, _protections, _evidence]

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

def _other_systems_words(sheet, others):
    """Words of the sheet's expressions that are the guard of another sheet."""
    guards = [word for other in others for word in words(other["guard"]) if word != "defined"]
    rows = [way for ways in sheet["operations"].values() if type(ways) == "list" for way in ways]
    texts = [row.expr for row in rows if row.kind == "attempt"] + [row.expr for row in sheet["probes"].values()]
    return [word for text in texts for word in words(text) if word in guards]

def together_problems(sheets):
    """What is wrong with sheets only when they stand side by side."""
    found = []
    for index, sheet in enumerate(sheets):
        others = [other for place, other in enumerate(sheets) if place != index]
        for key in ["name", "constraint", "guard"]:
            if sheet[key] in [other[key] for other in others]:
                found.append("%s: %s: another sheet has the same" % (sheet["name"], key))
        for word in _other_systems_words(sheet, others):
            found.append("%s: operations: `%s` is another system's name" % (sheet["name"], word))
    return found

def together(sheets):
    """The sheets, once none takes another's place."""
    found = together_problems(sheets)
    if found:
        fail("fact sheets\n  " + "\n  ".join(found))
    return sheets
