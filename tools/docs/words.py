"""words.py: the text of a comment, as Doxygen reads it."""

import itertools
import re

# Sentences with a heading of their own.
HEADED = re.compile(r"(?:^|(?<=[.)] )|(?<=\n))(Threads|Signals|Source): ", re.M)
STATUSES = re.compile(r"(?:^|(?<=[.)] )|(?<=\n))(?=(?:OK[;,.:]|Same statuses|Statuses of))", re.M)
NAME = re.compile(r"\b(?:memcall|memguard|securememory|boringssl_heap|MEMCALL|MEMGUARD|SECUREMEMORY)_\w+\b")


class Words:
    """Knows which names of the text are declared somewhere, and which of them are functions."""

    def __init__(self, names, functions):
        self.names, self.functions = names, functions

    @staticmethod
    def escaped(text):
        return re.sub(r"([\\@&<>#%])", r"\\\1", text).replace('"', "&quot;")

    def linked(self, text):
        return NAME.sub(lambda it: self.link(it.group(), text[it.end() :]), text)

    def link(self, name, behind):
        if name in self.functions:
            return name if behind.startswith("(") else name + "()"
        return "#" + name if name in self.names else name

    def flowing(self, lines):
        text = self.linked(self.escaped(" ".join(line.strip() for line in lines)))
        return STATUSES.sub("\n\n@par Statuses\n", HEADED.sub(r"\n\n@par \1\n", text))

    def paragraph(self, text):
        """Lines that are set in keep their shape."""
        lines = [line[3:] if line.startswith("   ") else line for line in text.split("\n")]
        parts = itertools.groupby(lines, lambda line: line.startswith(" "))
        shape = "@verbatim\n%s\n@endverbatim"
        return "\n".join(shape % "\n".join(part) if set_in else self.flowing(part) for set_in, part in parts)

    def marked(self, text):
        return "\n\n".join(self.paragraph(part) for part in re.split(r"\n[ \t]*\n", text))
