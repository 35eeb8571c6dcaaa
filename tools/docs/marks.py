"""marks.py: the parts of documents that programs write, each between two marks."""

import re


def between(text, begin, end, inside):
    """text with `inside` between its marks, which are lines of their own."""
    if begin not in text or end not in text:
        raise SystemExit("There is no place for it: %s" % begin)
    return re.sub(re.escape(begin) + ".*" + re.escape(end), lambda _: "%s\n\n%s\n\n%s" % (begin, inside.strip(), end), text, flags=re.S)
