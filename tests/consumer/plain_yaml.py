"""Reads the part of YAML that .bcr/presubmit.yml is written in: maps, lists of strings, strings. Anything else is refused."""

import json
import re

LINE = re.compile(r"( *)(?:- (?P<item>.+)|(?P<key>[a-z_]+):(?: (?P<value>.+))?)$")


def parse(text):
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    value, rest = block(lines, 0)
    if rest:
        raise ValueError("not understood: " + rest[0])
    return value


def block(lines, indent):
    """The map or list that begins with the first line, and the lines after it."""
    value = None
    while lines:
        match = LINE.match(lines[0])
        if not match or len(match[1]) > indent:
            raise ValueError("not understood: " + lines[0])
        if len(match[1]) < indent:
            break
        value, lines = (item if match["item"] else entry)(value, match, lines[1:], indent)
    return value, lines


def item(value, match, lines, _indent):
    return (value or []) + [scalar(match["item"])], lines


def entry(value, match, lines, indent):
    value = {} if value is None else value
    if match["key"] in value:
        raise ValueError("twice: " + match["key"])
    value[match["key"]], lines = (scalar(match["value"]), lines) if match["value"] else block(lines, indent + 2)
    return value, lines


def scalar(text):
    return json.loads(text) if text.startswith('"') else text
