#!/usr/bin/env python3
"""commands_test.py SECMEM: every command of every document is run by a test, or commands.txt says why not.

A row of commands.txt: how, and the command as the document has it. How is

  run       this test runs it, with secmem in the place of `tools/bazel run //tools/secmem --`
  ci STEP   the step of that name of .ci/run does, or does more
  //LABEL   this test of //... does
  no WHY    nothing does: another system, root, minutes, a person at a terminal
"""

import os
import re
import subprocess
import sys
import tempfile

from documents import ROOT, documents, end

COMMANDS = ROOT / "tests/documents/commands.txt"
SECMEM = re.compile(r"tools/bazel run (?:-c opt )?//tools/secmem --")
LABEL = re.compile(r"//[\w/.-]*(?::[\w.-]+)?")


def rows():
    lines = [line.partition(" | ") for line in COMMANDS.read_text().split("\n")]
    return {command: how.strip() for how, mark, command in lines if mark and not how.startswith("#")}


def rule(label):
    """The text of the rule that this label names, as far as it can be found without Bazel; None: it cannot."""
    package, _, name = label[2:].partition(":")
    if package.endswith("..."):
        return "" if (ROOT / package[:-3]).is_dir() else None
    build = ROOT / package / "BUILD.bazel"
    if not build.exists():
        return None
    name = name or package.rpartition("/")[2]
    text = build.read_text()
    found = re.search(r'^\w+\(\n(?:(?!^\)).)*?name = "%s",.*?^\)' % re.escape(name), text, re.M | re.S)
    if found:
        return found.group()
    # What a macro makes has a longer name than what is written there.
    stems = [name[:i] for i in range(len(name), 2, -1)]
    return "" if name == "all" or any('"%s"' % stem in text for stem in stems) else None


def fault_of_row(command, how, steps):
    if how.startswith("ci "):
        return None if how[3:] in steps else ".ci/run has no step %r" % how[3:]
    if how.startswith("//"):
        text = rule(how)
        return "%s is no test of //..." % how if text is None or '"manual"' in text else None
    return None if how == "run" or re.match(r"no \S", how) else "%r is no way to run anything" % how


def missing_labels(command):
    own = command.partition(" -- ")[0]
    return [label for label in LABEL.findall(own) if label != "//..." and rule(label) is None]


def run(command, secmem, folder):
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", SECMEM.sub(secmem, command)],
        cwd=folder,
        env=dict(os.environ, SECRET="correct horse battery staple"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    print("%d: %s" % (done.returncode, command))
    said = done.stdout or b"".join(path.read_bytes() for path in folder.iterdir())
    if done.returncode == 0 and said:
        return None
    return "%s ended with %d and said %r" % (command, done.returncode, done.stdout[-500:])


def main(secmem):
    known, steps = rows(), re.findall(r'^ *(?:step|optional \d+) "([^"]*)"', (ROOT / ".ci/run").read_text(), re.M)
    typed = {command: document.name for document in documents() for command in document.commands()}
    faults = ["%s: no row of commands.txt for: %s" % (name, command) for command, name in typed.items() if command not in known]
    faults += ["commands.txt: no document has: %s" % command for command in known if command not in typed]
    faults += ["commands.txt: %s: %s" % (command, why) for command, how in known.items() for why in [fault_of_row(command, how, steps)] if why]
    faults += ["%s: %s: there is no %s" % (name, command, label) for command, name in typed.items() for label in missing_labels(command)]
    for command in [command for command, how in known.items() if how == "run"]:
        with tempfile.TemporaryDirectory() as folder:
            faults += filter(None, [run(command, os.path.abspath(secmem), type(ROOT)(folder))])
    end(faults, "%d commands" % len(typed))


main(sys.argv[1])
