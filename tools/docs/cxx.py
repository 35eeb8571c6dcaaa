"""cxx.py: a C++ header with its comments marked for Doxygen.

What a member means stands, most of the time, at the C call that it makes. So one without a comment says which that is.
"""

import re

SCOPE = re.compile(r"(?:template <[^{;]*>\s*)?(?:class|struct|namespace|extern)\b[^;(]*\{$", re.S)
HANDLE = re.compile(r"explicit \w+\(::\w+\* (?:owned|context)\)")
CALL = re.compile(r"(?<![\w:])(\w+)\(")
# What the standard library expects of such a type.
STANDARD = re.compile(
    r"\b(?:begin|end|data|size|empty|front|back|capacity|allocate|deallocate|get_allocator|max_size|pop_back|push_back|\w+_type|"
    r"propagate_on_\w+|(?:const_)?reference|is_always_equal|rebind|iterator|const_iterator|traits_type)\b|operator|npos|clear|reserve|resize|shrink_to_fit|c_str|release"
)


class Cxx:
    def __init__(self, path, text, words):
        self.path, self.words, self.lines, self.out, self.told = path, words, text.split("\n"), [], False

    def marked(self):
        self.comment("@file %s\n\n" % self.path, re.sub(r"^// \S+: ", "// ", self.lines.pop(0)))
        while self.lines:
            self.step(self.lines.pop(0))
        return "\n".join(self.out) + "\n"

    def step(self, line):
        text = line.strip()
        if text.startswith("//"):
            self.comment("", line)
        elif not text or text.startswith(("#", "}", "public:", "private:", "protected:")):
            self.told = False
            self.out.append(line)
        else:
            self.declaration(line)

    def comment(self, before, line):
        """With the lines of it that follow."""
        lines = [line.strip()[3:]]
        while self.lines and self.lines[0].strip().startswith("//"):
            lines.append(self.lines.pop(0).strip()[3:])
        self.out.append("/** %s%s */" % (before, self.words.marked("\n".join(lines))))
        self.told = True

    def declaration(self, line):
        lines = [line]
        while not self.whole("\n".join(lines)):
            lines.append(self.lines.pop(0))
        behind = re.search(r"; *// (.*)", lines[-1])
        if behind:
            self.comment("", "// " + behind.group(1))
        text = re.sub(r" *//.*", "", "\n".join(lines))
        if not self.told and not line.strip().startswith("static_assert"):
            self.out += ["/** %s */" % meaning for meaning in [self.meaning(text)] if meaning]
        self.out.append(text)
        self.told = False

    @staticmethod
    def whole(text):
        """A class or a namespace only begins; anything else goes up to its own end."""
        code = re.sub(r"//.*", "", text).strip()
        even = code.count("{") == code.count("}") and code.count("(") == code.count(")")
        return bool(SCOPE.match(code)) or (even and code.endswith((";", "}")))

    def meaning(self, text):
        calls = [name for name in CALL.findall(text) if name in self.words.functions and "_default_" not in name]
        if calls:
            return "Is %s()." % calls[0]
        if re.search(r"^ *\w+\(\) = default;", text):
            return "Empty."
        if HANDLE.search(text):
            return "Takes over what C made."
        if re.search(r"\bget\(\)", text):
            return "For calls of C; it stays this object's."
        if re.search(r"\bswap\(", text):
            return "Exchanges two."
        return "As the standard library has it." if STANDARD.search(text) else ""
