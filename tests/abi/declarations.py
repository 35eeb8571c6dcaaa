"""Reads the public C headers: structs, enums, constants, callbacks and functions, as text. What it does not understand is an
error, so that nothing can be left out unnoticed."""

import re

COMMENT = re.compile(r"/\*.*?\*/", re.S)
FIELD = re.compile(r"(?P<type>[\w ]+?) ?(?P<names>\**\w+(?:\[\w+\])?(?:, \**\w+(?:\[\w+\])?)*)$")


def plain(text):
    """Without comments, line continuations, and white space that means nothing."""
    return re.sub(r"[ \t]+", " ", COMMENT.sub(" ", text).replace("\\\n", " "))


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def structs(text):
    """{struct: [(field, type)]}; fields of a struct without a name are "outer.inner"."""
    found = {}
    for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\n\} \1;", text, re.S):
        found[name] = list(fields(body, ""))
    complete(text, r"typedef struct \w+ \{", found)
    return found


def fields(body, prefix):
    inner = re.compile(r"struct \{([^{}]*)\} (\w+);", re.S)
    for nested, name in inner.findall(body):
        yield prefix + name, "struct"
        yield from fields(nested, prefix + name + ".")
    for declaration in filter(None, map(flat, inner.sub("", body).split(";"))):
        match = FIELD.match(declaration)
        if not match:
            raise ValueError("not understood: " + declaration)
        for name in match["names"].split(", "):
            bare = re.sub(r"[*]|\[.*\]", "", name)
            yield prefix + bare, flat(match["type"] + " " + name.replace(bare, ""))


def enums(text):
    """{enum: [value names]}"""
    found = {}
    for name, body in re.findall(r"typedef enum (\w+) \{(.*?)\} \1;", text, re.S):
        found[name] = [flat(part).split(" ")[0] for part in body.split(",") if flat(part)]
    complete(text, r"typedef enum \w+ \{", found)
    return found


def constants(text):
    """{macro: its text}, of those that stand for a value."""
    rows = re.findall(r"^ ?# ?define (\w+) +(\S.*)$", text, re.M)
    return {name: flat(value) for name, value in rows if not re.search(r'__attribute__|[{}]', value)}


def functions(text):
    """{function: its type}"""
    found = {}
    for declaration in re.findall(r"MEMCALL_API\s+(?!extern)([^;{]+);", text):
        returned, name, parameters = re.match(r"(.*?)(\w+)\((.*)\)$", flat(declaration)).groups()
        found[name] = flat("%s(%s)" % (returned, types(parameters)))
    complete(text, r"(?<!define )\bMEMCALL_API\b(?! extern)", found)
    return found


def variables(text):
    """{variable: its type}"""
    return {name: flat(kind) for kind, name in re.findall(r"MEMCALL_API extern ([\w *]+?)(\w+);", text)}


def callbacks(text):
    """{typedef: its type}, of pointers to functions and of names for plain types."""
    found = {}
    for returned, name, parameters in re.findall(r"typedef ([\w *]+?)\(\*(\w+)\)\(([^;]*)\);", text):
        found[name] = flat("%s (*)(%s)" % (flat(returned), types(flat(parameters))))
    for kind, name in re.findall(r"typedef ((?!struct|enum)[\w ]+?) (\w+);", text):
        found[name] = kind
    return found


def types(parameters):
    return ", ".join(re.sub(r"(?<=[ *])\w+(\[\w*\])?$", r"\1", one).strip() for one in parameters.split(", "))


def complete(text, pattern, found):
    count = len(re.findall(pattern, text))
    if count != len(found):
        raise ValueError("%d of %d were understood: %s" % (len(found), count, pattern))
