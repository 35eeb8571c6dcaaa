#!/usr/bin/env python3
"""Takes what the README shows under a heading: commands go to standard output, files into the working folder.

Usage: from_readme.py README.md HEADING

A block marked "sh" is commands. Another one is a file, whose first line names it: "# CMakeLists.txt".
"""

import re
import sys


def blocks(text, heading):
    """The kind and the text of each block between the heading and the next one."""
    section = re.search(r"^#+ %s\n(.*?)(?=^#|\Z)" % re.escape(heading), hide_comments(text), re.M | re.S)
    if not section:
        return []
    return re.findall(r"^```(\w+)\n(.*?)^```$", section.group(1).replace("\0", "#"), re.M | re.S)


def hide_comments(text):
    """A line that begins with # inside of a block is no heading."""
    return re.sub(r"^```\w+\n.*?^```$", lambda it: it.group(0).replace("#", "\0"), text, flags=re.M | re.S)


def main():
    path, heading = sys.argv[1:]
    with open(path) as file:
        found = blocks(file.read(), heading)
    if not found:
        sys.exit("%s shows nothing under %s" % (path, heading))
    for kind, text in found:
        if kind == "sh":
            print(text, end="")
            continue
        with open(text.split("\n")[0][len("# "):], "w") as file:
            file.write(text)


main()
