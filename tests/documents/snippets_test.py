#!/usr/bin/env python3
"""snippets_test.py: what documents show in C and C++ is, letter for letter, what the tests beside it compile and run."""

import re

from documents import ROOT, documents, end

# Between these two marks a file holds what a document shows.
MARKED = re.compile(r"^(?:/\* README \*/|// README)\n(.*?)^(?:/\* END \*/|// END)$", re.M | re.S)
FOLDERS = ("tests/examples", "tests/documents/guides")


def compiled():
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.c*"))]
    return {text.rstrip("\n"): path.name for path in files for text in MARKED.findall(path.read_text())}


def main():
    known = compiled()
    shown = [(document, text) for document in documents() for _, text in document.snippets()]
    faults = [
        "%s: no file of %s has this between its marks:\n%s" % (document.name, " or ".join(FOLDERS), text)
        for document, text in shown
        if text.rstrip("\n") not in known
    ]
    texts = {text.rstrip("\n") for _, text in shown}
    faults += ["%s: no document shows this:\n%s" % (name, text) for text, name in known.items() if text not in texts]
    end(faults, "%d snippets" % len(shown))


main()
