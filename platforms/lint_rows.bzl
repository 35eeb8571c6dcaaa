"""The lint of fact sheets, row by row: operations with their ways, and probes."""

load(":expressions.bzl", "conditional", "is_identifier", "unnamed_number", "words")
load(":schema.bzl", "BEFORE_PROBES", "OK", "OK_BY_RESULT", "OPERATIONS")

def macro_problems(where, name):
    return [] if is_identifier(name) else ["%s: `%s` is not an identifier" % (where, name)]

def expression_problems(where, text, sheet, names):
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
        found += macro_problems(where + ": ifdef", row.ifdef)
        if conditional(row.ifdef, sheet["guard"]):
            found.append("%s: ifdef names a system: `%s`" % (where, row.ifdef))
    return found

def _way(where, way, name, sheet):
    operation = OPERATIONS[name]
    names = parameter_names(operation.parameters) + (["out"] if operation.result == "pointer" else [])
    found = _condition(where, way, sheet) + expression_problems(where, way.expr, sheet, names)
    if way.name.startswith("memcall_"):
        found.append("%s: errors would call it `%s`: give it a name" % (where, way.name))
    if way.undo:
        found += expression_problems(where + ": undo", way.undo, sheet, names)
    ok = ok_of(way, operation.result)
    if ok not in OK:
        found.append("%s: unknown ok `%s`" % (where, ok))
    elif operation.result not in OK[ok].results:
        found.append("%s: ok `%s` is not for an operation that answers a %s" % (where, ok, operation.result))
    for code in way.next_on + way.fine:
        found += macro_problems(where, code)
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

def operation_problems(sheet):
    found = ["operations: no operation is called %s" % name for name in sheet["operations"] if name not in OPERATIONS]
    for name in OPERATIONS:
        if name in sheet["operations"]:
            found += _operation(name, sheet["operations"][name], sheet)
        else:
            found.append("operations: %s is not there: give its ways, missing(...) or by_nature(...)" % name)
    return found

def has_ways(sheet, name):
    return type(sheet["operations"].get(name)) == "list"

def probe_problems(sheet):
    found = []
    for name, row in sheet["probes"].items():
        where = "probes: %s" % name
        found += macro_problems(where, name) + _condition(where, row, sheet) + expression_problems(where, row.expr, sheet, ["size"])
        needed = sheet["probes"].get(row.needs)
        if needed and needed.needs:
            found.append("%s: needs `%s`, which needs another one" % (where, row.needs))
    return found
