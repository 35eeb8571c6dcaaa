#!/usr/bin/env python3
"""links_test.py: every link of every document leads somewhere: relative ones to a file, and to a heading of it."""

import re

from documents import Document, documents, end


def fault(document, link):
    if re.match(r"[a-z]+:", link):
        return None if link.startswith("https://") else "is no https"
    path, _, anchor = link.partition("#")
    target = (document.path.parent / path).resolve() if path else document.path
    if not target.exists():
        return "leads nowhere"
    if anchor and anchor not in Document(target).anchors():
        return "leads to no heading"
    return None


def main():
    links = [(document, link) for document in documents() for link in document.links()]
    faults = ["%s: %s %s" % (document.name, link, why) for document, link in links for why in [fault(document, link)] if why]
    if len(links) < 50:
        faults.append("only %d links were found" % len(links))
    end(faults, "%d links" % len(links))


main()
