"""What a compiler makes of the declarations: offsets, sizes, and the values of enums."""

import pathlib
import subprocess
import tempfile

import declarations


def program(includes, structs, enums):
    lines = ["#include <stddef.h>", "#include <stdio.h>"] + ['#include "%s"' % name for name in includes]
    lines += ["int main(void) {"]
    for name, members in structs.items():
        lines.append('printf("struct %s %%zu\\n", sizeof(%s));' % (name, name))
        for member, kind in members:
            lines.append(
                'printf("field %s.%s %%zu %%zu %s\\n", offsetof(%s, %s), sizeof(((%s *)0)->%s));'
                % (name, member, kind, name, member, name, member)
            )
    for name, values in enums.items():
        lines.append('printf("enum %s %%zu\\n", sizeof(%s));' % (name, name))
        lines += ['printf("value %s.%s %%d\\n", (int)%s);' % (name, value, value) for value in values]
    return "\n".join(lines + ["}", ""])


def run(source, folders):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "print"
        flags = [word for one in folders for word in ("-I", str(one))]
        subprocess.run(["gcc", "-std=c11", "-x", "c", "-", "-o", path] + flags, input=source, text=True, check=True)
        return subprocess.run([path], capture_output=True, text=True, check=True).stdout


def interface(headers):
    """The rows of abi.txt for these headers, each "what name value"."""
    text = "\n".join(declarations.plain(header.read_text(encoding="utf-8")) for header in headers)
    structs, enums = declarations.structs(text), declarations.enums(text)
    includes = ["%s/%s" % (header.parent.name, header.name) for header in headers]
    folders = {header.parent.parent for header in headers}
    rows = run(program(includes, structs, enums), folders).splitlines()
    for what, found in (
        ("constant", declarations.constants(text)),
        ("type", declarations.callbacks(text)),
        ("function", declarations.functions(text)),
        ("variable", declarations.variables(text)),
    ):
        rows += ["%s %s %s" % (what, name, value) for name, value in found.items()]
    return rows
