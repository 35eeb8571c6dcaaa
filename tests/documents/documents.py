"""documents.py: the checkout's Markdown, as commands, snippets and links."""

import os
import pathlib
import re
import sys

# This file is read where it stands in the checkout, whatever link the test was started by.
ROOT = pathlib.Path(__file__).resolve().parents[2]

# What begins a line that is meant to be typed.
_TOOLS = r"tools/\S+|\.ci/run|tests/\S+\.(?:py|sh)|bazel(?:isk)?|bash|sh|git|head|printf|echo|cat|cp|tar|unzip|cmake|make|ninja"
_MORE = r"pkg-config|cc|gcc|clang|python3?|sudo|sysctl|ulimit|apt(?:-get)?|npm|npx|pip|cargo|go|docker|curl|wget|export|cd|LD_PRELOAD=\S+"
COMMAND = re.compile(r"(?:%s|%s)(?: |$)" % (_TOOLS, _MORE))
# In running text a tool's name alone is not meant to be typed.
IN_TEXT = re.compile(r"(?:tools/bazel|tools/\S+\.sh|\.ci/run|tests/\S+\.(?:py|sh)|printf|ulimit|sysctl|bash|git|apt-get|npm|cmake|pkg-config)(?: |$)")
FENCE = re.compile(r"^ *```(\w*)")


class Document:
    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(ROOT))
        self.blocks, self.text = _split(path.read_text().split("\n"))

    def commands(self):
        """Each command once, as it is typed: without what is said behind it."""
        typed = [line for language, lines in self.blocks if language in ("", "sh", "bash", "console") for line in lines]
        found = [part for line in typed for part in _parts(line) if COMMAND.match(part)]
        spans = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", "\n".join(self.text))]
        return list(dict.fromkeys(found + [span for span in spans if IN_TEXT.match(span)]))

    def snippets(self):
        return [(language, "\n".join(lines)) for language, lines in self.blocks if language in ("c", "cpp")]

    def links(self):
        text = re.sub(r"`[^`\n]*`", "", "\n".join(self.text))
        return re.findall(r"\]\(([^)\s]+)\)", text)

    def anchors(self):
        """What GitHub makes of the headings."""
        seen, found = {}, set()
        for title in [line.lstrip("#").strip() for line in self.text if re.match(r"#{1,6} ", line)]:
            title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title)
            name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            found.add("%s-%d" % (name, seen[name]) if name in seen else name)
            seen[name] = seen.get(name, 0) + 1
        return found


def _parts(line):
    """Commands that stand side by side, without comments."""
    line = re.sub(r"\s+#( .*)?$", "", line.strip())
    return [part.strip() for part in line.split("; ")]


def _split(lines):
    """The blocks of code, each with its language, and the lines that are none."""
    blocks, text, language, block = [], [], None, []
    for line in lines:
        fence = FENCE.match(line)
        if fence:
            if language is not None:
                blocks.append((language, block))
            language, block = (fence.group(1), []) if language is None else (None, [])
        elif language is not None:
            block.append(line)
        elif line.startswith("    "):
            blocks.append(("", [line]))
        else:
            text.append(line)
    return blocks, text


def documents():
    """Every Markdown file of the checkout that a reader may meet; those that are filled in later end in .tpl.md."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(("bazel-", ".git", "node_modules", "fuzz-out"))]
        found += [pathlib.Path(folder) / name for name in files if name.endswith(".md") and not name.endswith(".tpl.md")]
    return [Document(path) for path in sorted(found)]


def end(faults, said):
    """How each of these tests ends."""
    for fault in faults:
        print("FAILED: " + fault)
    print("%d faults; %s" % (len(faults), said))
    sys.exit(1 if faults else 0)
