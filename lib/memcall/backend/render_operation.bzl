"""One operation of a fact sheet as a C function."""

load("//platforms:expressions.bzl", "words")
load("//platforms:lint_rows.bzl", "ok_of", "parameter_names")
load("//platforms:schema.bzl", "OK", "OPERATIONS")

_COMPOUND = [" || ", " && ", " ? ", " == ", " != "]

def operand(expr):
    """An expression that may stand beside a comparison."""
    return "(%s)" % expr if [sign for sign in _COMPOUND if sign in expr] else expr

def indented(lines, depth = 1):
    return ["  " * depth + line for line in lines]

def _block(head, body):
    return [head + " {"] + indented(body) + ["}"]

def _condition(codes, comparison, joint):
    return joint.join(["answer.os_code %s %s" % (comparison, code) for code in codes])

def _failure(way, code, table, last):
    """What a way does with a code that is not a yes."""
    refused = 'memcall_refused("%s", %s, %s)' % (way.name, code, table)
    if not (way.undo or way.fine or way.next_on):
        return ["return %s;" % refused]
    lines = ["const memcall_answer answer = %s;" % refused]
    if way.undo:
        lines.append("(void)%s;" % way.undo)
    if way.fine:
        lines += _block("if (%s)" % _condition(way.fine, "==", " || "), ["return memcall_done();"])
    if way.next_on and not last:
        return lines + _block("if (%s)" % _condition(way.next_on, "!=", " && "), ["return answer;"])
    return lines + ["return answer;"]

def _try(way, result, table, last):
    """The call, its yes and its no."""
    ok = OK[ok_of(way, result)]
    if result == "size":
        return ["return %s;" % way.expr]
    if result == "void":
        return ["%s;" % way.expr] + ([] if last else ["return;"])
    if ok.code == "returned":
        return ["const int64_t code = (int64_t)%s;" % operand(way.expr)] + \
               _block("if (%s)" % ok.test.format(e = "code"), ["return memcall_done();"]) + \
               _failure(way, "code", table, last)
    if result == "pointer":
        return ["void *found = %s;" % way.expr] + \
               _block("if (%s)" % ok.test.format(e = "found"), ["*out = found;", "return memcall_done();"]) + \
               _failure(way, ok.code, table, last)
    return _block("if (%s)" % ok.test.format(e = operand(way.expr)), ["return memcall_done();"]) + \
           _failure(way, ok.code, table, last)

def _way(way, result, table, last):
    if way.kind == "by_nature":
        return ["return memcall_done(); /* %s */" % way.reason]
    lines = _try(way, result, table, last)
    if way.needs:
        lines = _block("if (memcall_probed(PROBE_%s))" % way.needs, lines)
    elif not last and result != "size":
        lines = ["{"] + indented(lines) + ["}"]
    if way.ifdef:
        lines = ["#ifdef %s" % way.ifdef] + lines + ["#endif"]
    return lines

def _may_fall_through(ways):
    return ways[-1].kind != "by_nature" and bool(ways[-1].needs or ways[-1].ifdef)

def _flush_directives(lines):
    """Preprocessor lines stand at the margin."""
    return [line.strip() if line.strip().startswith("#") else line for line in lines]

def _unused(parameters, ways):
    """Parameters that a compiler may find unused."""
    if [way for way in ways if way.kind == "attempt" and way.ifdef]:
        return parameters
    used = [word for way in ways if way.kind == "attempt" for word in words(way.expr)]
    return [name for name in parameters if name not in used]

def _signature(name, operation):
    if operation.result == "size":
        return "size_t memcall_backend_%s(void)" % name
    kind = "void" if operation.result == "void" else "memcall_answer"
    out = ", void **out" if operation.result == "pointer" else ""
    return "%s memcall_backend_%s(%s%s)" % (kind, name, operation.parameters, out)

def _no_way(name, operation):
    if operation.result == "size":
        return ["return %s;" % operation.absent]
    return [] if operation.result == "void" else ['return memcall_no_way("%s");' % name]

def meaning_rows(table):
    return ["{%s, MEMCALL_ERR_%s}," % (code, meaning) for code, meaning in table.items()]

def _own_meanings(name, table, ways):
    """The table of an operation that reads some codes its own way."""
    lines = ["static const memcall_meaning %s_meanings[] = {" % name] + \
            indented(meaning_rows(table) + ["COMMON_MEANINGS,"], 2) + ["};"]
    macros = [way.ifdef for way in ways if way.kind == "attempt"]
    if all(macros):
        return ["#if %s" % " || ".join(["defined(%s)" % macro for macro in macros])] + lines + ["#endif"]
    return lines

def _body(name, operation, ways, table):
    lines = ["(void)%s;" % parameter for parameter in _unused(parameter_names(operation.parameters), ways)]
    if operation.result == "pointer":
        lines.append("*out = NULL;")
    for index, way in enumerate(ways):
        lines += _way(way, operation.result, table, index == len(ways) - 1)
    if not ways or _may_fall_through(ways):
        lines += _no_way(name, operation)
    return lines

def render_operation(name, sheet):
    """The lines of the C function that does the operation `name`."""
    value = sheet["operations"][name]
    ways = value if type(value) == "list" else [value] if value.kind == "by_nature" else []
    own = sheet["meanings"].get(name)
    table = name + "_meanings" if own else "common_meanings"
    lines = _own_meanings(name, own, ways) if own else []
    body = _body(name, OPERATIONS[name], ways, table)
    return lines + _flush_directives([_signature(name, OPERATIONS[name]) + " {"] + indented(body) + ["}"])
