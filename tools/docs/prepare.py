"""prepare.py OUT HEADER…: copies of the public headers, with their comments marked for Doxygen.

The headers are written for who reads them: plain comments, one for several declarations that belong together, names
without marks. Doxygen wants a mark on each comment, and a comment of its own for each declaration.
"""

import pathlib
import re
import sys

from cxx import Cxx
from words import NAME, Words

SECTION = re.compile(r"/\* -{3} (.*?) -* \*/$")
# What marks declarations (memcall/attributes.h) is no name that a reader looks up.
MARKS = {"MEMCALL_CHECKED", "MEMCALL_NORETURN", "MEMCALL_API", "MEMCALL_BEGIN", "MEMCALL_END"}


class Header:
    """One header in C, read line by line from `at`."""

    def __init__(self, path, text, words):
        self.path, self.words = path, words
        self.lines = re.sub(r"\\\n *", "", text).split("\n")
        self.at, self.out, self.in_section, self.type = 0, [], False, ""

    def take(self):
        self.at += 1
        return self.lines[self.at - 1]

    def comment(self, first):
        """The text of the comment that begins in this line."""
        lines = [first]
        while "*/" not in lines[-1]:
            lines.append(self.take())
        text = re.sub(r"^/\*|\*/\s*$", "", "\n".join(lines)).strip()
        return re.sub(r"\n \* ?", "\n", text)

    def marked(self):
        text = self.comment(self.take()).partition(": ")[2]
        self.about_file(text[0].upper() + text[1:])
        while self.at < len(self.lines):
            self.step(self.take())
        return "\n".join(self.out + ["/** @} */"] * self.in_section) + "\n"

    def about_file(self, text):
        self.out.append("/** @file %s\n\n%s */" % (self.path, self.words.marked(text)))

    def step(self, line):
        section = SECTION.match(line)
        if section:
            self.begin_section(section.group(1))
        elif line.startswith("/*"):
            self.documented(self.comment(line))
        elif line.startswith("#define") and "/*" in line:
            self.define(line)
        else:
            self.out.append(line)

    def begin_section(self, title):
        self.out += ["/** @} */"] * self.in_section + ["/** @name %s\n @{ */" % self.words.escaped(title)]
        self.in_section = True

    def documented(self, text):
        """A comment that stands alone is about the file."""
        if self.lines[self.at].strip():
            self.declarations(text)
        else:
            self.about_file(text)

    def declarations(self, text):
        """Up to an empty line or the next comment: each gets this one, or the paragraph of it that is about it."""
        while self.lines[self.at].strip() and not self.lines[self.at].startswith("/*"):
            if self.lines[self.at].startswith("#define") and "/*" in self.lines[self.at]:
                self.define(self.take())
            else:
                self.out.append("/** %s */" % self.words.marked(self.part_of(text)))
                self.declaration()

    def part_of(self, text):
        first, *others = text.split("\n\n")
        names = NAME.findall(self.lines[self.at])
        return next((part for part in others if part.split(" ", 1)[0].strip() in names), text)

    def define(self, line):
        """Its own comment, which stands behind it, goes before."""
        code = line.partition("/*")[0]
        self.out += ["/** %s */" % self.words.marked(self.comment(line[len(code) :])), code]

    def declaration(self):
        depth, code = 0, ""
        while depth or not self.ends(code):
            line = self.take()
            code = line.partition("/*")[0]
            depth += code.count("{") - code.count("}")
            self.out.append(self.with_comment(code, line))

    @staticmethod
    def ends(code):
        return code.startswith("#") or code.rstrip().endswith((";", "}"))

    def with_comment(self, code, line):
        """A comment behind code is about that code, one before it about what follows."""
        if code == line:
            return self.enumerator(line)
        text = self.words.marked(" ".join(self.comment(line[len(code) :]).split()))
        if code.strip():
            return " ".join(each + "/**< %s */" % text for each in self.apart(code))
        return "\n".join("/** %s */ %s" % (text, each) for each in self.apart(self.take()))

    @staticmethod
    def apart(code):
        """`int a, b;` as two declarations, for a comment is about both."""
        found = re.match(r"\s*([\w ]+) (\w+(?:, \w+)+);", code)
        return ["%s %s;" % (found.group(1), name) for name in found.group(2).split(", ")] if found else [code]

    def enumerator(self, line):
        """One without a comment: what it means stands at its type, or is what the layer below means by it."""
        self.type = (re.match(r"typedef enum (\w+)", line) or [None, self.type])[1]
        name = re.match(r"\s+([A-Z]+)_(\w+)(?: = \d+)?,?$", line)
        if not name:
            return line
        below = [layer + "_" + name[2] for layer in ("MEMCALL", "MEMGUARD") if layer != name[1]]
        known = [one for one in below if self.type.endswith("_status") and one in self.words.names]
        return line + " /**< As %s. */" % self.words.linked((known + [self.type])[0])


# What is for the other headers alone.
PRIVATE = ("/attributes.h", "/storage.hpp")


def main(out, *headers):
    texts = {path: pathlib.Path(path).read_text() for path in headers if not path.endswith(PRIVATE)}
    in_c = "\n".join(text for path, text in texts.items() if path.endswith(".h"))
    code = re.sub(r"/\*.*?\*/|^#ifn?def [^\n]*", "", in_c, flags=re.S | re.M)
    names = {name for name in NAME.findall(code) if not name.endswith("_H")} - MARKS
    words = Words(names, set(re.findall(r"\b(\w+)\(", code)) & names)
    for path, text in texts.items():
        short = path.partition("/include/")[2]
        to = pathlib.Path(out) / short
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text((Header if path.endswith(".h") else Cxx)(short, text, words).marked())


main(*sys.argv[1:])
