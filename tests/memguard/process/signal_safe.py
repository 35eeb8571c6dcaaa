#!/usr/bin/env python3
"""Walks the calls of everything that is documented as "Signals: safe", in a linked program.

Usage: signal_safe.py PROGRAM HEADER...

What is reached may call no function of the C library but those below, so neither memory is allocated, nor a mutex
taken, nor stdio used. A function whose address is taken counts as called. Calls through pointers may stand only in
functions that are listed here; what they may lead to is walked as well.
"""

import bisect
import re
import subprocess
import sys

# POSIX.1-2017, 2.4.3 "Signal Actions", and what Linux adds that is a plain system call or touches only its arguments.
ALLOWED = set("""
    _exit abort close fstat fstat64 getpid kill memcmp memcpy memmove memset pthread_sigmask raise sched_yield sigaction
    sigaddset sigdelset sigemptyset sigfillset sigprocmask strlen sysconf write __errno_location explicit_bzero madvise mlock
    mlock2 mmap mprotect munlock munmap syscall __tls_get_addr __stack_chk_fail
""".split())

# The handlers themselves. `deliver` is called by the kernel, the others by it.
HANDLERS = ["deliver", "on_signal", "on_fault"]

# Entries of memguard_part_calls that handlers use.
ENTRIES = ["wipe_key", "emergency", "locate"]

# Who may call through a pointer, and what stands there: one of ENTRIES; what visits a registry, whose address a caller
# took; on_signal and on_fault; an earlier handler, which is the program's own affair. With -O2 some of them are
# inlined into others.
INDIRECT = {
    "for_parts": "ENTRIES",
    "wipe_context": "ENTRIES",
    "emergency_one": "ENTRIES",
    "memguard_context_emergency": "ENTRIES",
    "search_one": "ENTRIES",
    "for_units": "a visit",
    "memguard_region_wipe": "a visit",
    "walk": "a visit",
    "visit_entry": "a visit",
    "memguard_registry_each": "a visit",
    "memcall_probe_ask": "a probe",
    "deliver": "a handler",
    "call_handler": "an earlier handler",
    "pass_on": "an earlier handler",
}

# The backend's probes stand in a table of their own, and its switches may jump through another.
INDIRECT_PREFIXES = ("memcall_backend_", "probe_")
PROBES = "memcall_probes"

# Without these the walk went astray.
REACHED = """
    memguard_emergency_wipe memguard_coffer_wipe memguard_region_wipe memguard_large_wipe memguard_buffers_locate
    memguard_heap_locate memguard_buffer_empty_pages memcall_backend_discard memcall_host_complain
    memcall_host_end_as_by memcall_host_pass_on memcall_host_pipe_put memcall_secure_clear
""".split()


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout


def documented(header):
    """Names of the functions whose comment ends with the promise."""
    with open(header, encoding="utf-8") as file:
        text = file.read()
    names = []
    for comment, declaration in re.findall(r"/\*(.*?)\*/\s*((?:[^/#]|/(?!\*))*)", text, re.S):
        if re.search(r"Signals:\s+(\*\s+)?safe\.\s*$", comment):
            names += re.findall(r"\b(\w+)\s*\(", declaration)[:1]
    return names


def entries_of_table(header):
    with open(header, encoding="utf-8") as file:
        table = re.search(r"typedef struct memguard_part_calls \{(.*?)\n\} memguard_part_calls;", file.read(), re.S)
    return re.findall(r"\(\*(\w+)\)", table.group(1))


class Program:
    """Functions by address: what each calls or takes the address of."""

    def __init__(self, path):
        self.name, self.calls, self.indirect = {}, {}, set()
        self.tables = []  # (address, size)
        self.probes = []
        self._read_symbols(path)
        self._read_code(path)
        self.pointers = self._read_pointers(path)

    def _read_symbols(self, path):
        for line in run("objdump", "-t", path).splitlines():
            match = re.match(r"([0-9a-f]{16}) .{6}([FO]) \S+\s+([0-9a-f]{16})\s+(?:\.hidden )?(\S+)$", line)
            if match and match.group(4) in ("calls", "kCalls", PROBES):
                tables = self.probes if match.group(4) == PROBES else self.tables
                tables.append((int(match.group(1), 16), int(match.group(3), 16)))

    def _read_code(self, path):
        at = None
        references = {}
        for line in run("objdump", "-d", "--no-show-raw-insn", path).splitlines():
            start = re.match(r"([0-9a-f]{16}) <(.+)>:$", line)
            if start:
                at = int(start.group(1), 16)
                self.name[at] = start.group(2)
                references[at] = set()
            elif re.search(r"\b(call|jmp)\s+\*", line) and "@" not in line and "notrack" not in line:
                self.indirect.add(at)
            else:
                found = re.search(r"\b(?:call|j\w+)\s+([0-9a-f]+) <|\blea\s.*# ([0-9a-f]+) <", line)
                if found:
                    references[at].add(int(found.group(1) or found.group(2), 16))
        self.starts = sorted(self.name)
        for at, targets in references.items():
            self.calls[at] = {self.start_of(target) for target in targets} - {at, None}

    # Data that is named in the same way lies beyond the last function.
    def start_of(self, address):
        place = bisect.bisect_right(self.starts, address) - 1
        if place < 0 or (place == len(self.starts) - 1 and address > self.starts[-1]):
            return None
        return self.starts[place]

    def _read_pointers(self, path):
        pointers = {}
        for line in run("objdump", "-R", path).splitlines():
            match = re.match(r"([0-9a-f]{16}) R_X86_64_RELATIVE\s+\*ABS\*\+0x([0-9a-f]+)", line)
            if match:
                pointers[int(match.group(1), 16)] = int(match.group(2), 16)
        return pointers

    def named(self, name):
        return [at for at, other in self.name.items() if other == name]

    def in_probes(self):
        for address, size in self.probes:
            found = [self.pointers.get(place) for place in range(address, address + size, 8)]
            yield from (target for target in found if target in self.name)

    def in_tables(self, entries, wanted):
        for address, size in self.tables:
            for offset in range(0, size, 8):
                if address + offset in self.pointers and entries[offset // 8] in wanted:
                    yield self.pointers[address + offset]


def walk(program, roots):
    """The names of all that is reached, and what is wrong."""
    led, wrong, waiting = {}, [], [(root, "the documentation") for root in roots]
    while waiting:
        at, by = waiting.pop()
        name = program.name[at]
        if at in led:
            continue
        led[at] = name
        if "@" in name:
            if name.split("@")[0] not in ALLOWED:
                wrong.append("%s calls %s" % (by, name.split("@")[0]))
            continue
        if at in program.indirect and name not in INDIRECT and not name.startswith(INDIRECT_PREFIXES):
            wrong.append("%s calls through a pointer that this test does not know of" % name)
        waiting += [(called, name) for called in program.calls[at]]
    return set(led.values()), wrong


def main():
    headers = [word for word in sys.argv[2:] if word.endswith(".h")]
    context = next(word for word in headers if word.endswith("/context/context.h"))
    program = Program(sys.argv[1])
    promised = sorted({name for header in headers if header != context for name in documented(header)})
    roots, wrong = [], []
    for name in promised + HANDLERS:
        found = program.named(name)
        roots += found
        if not found:
            wrong.append("%s is not in the program" % name)
    tables = list(program.in_tables(entries_of_table(context), ENTRIES))
    probes = list(program.in_probes())
    names, more = walk(program, roots + tables + probes)
    if not probes:
        wrong.append("there is no probe in %s, so this test is blind" % PROBES)
    wrong += more + ["%s was not reached, so this test is blind" % name for name in REACHED if name not in names]
    print("promised: %s; %d entries of tables; %d functions reached" % (" ".join(promised), len(tables), len(names)))
    for line in sorted(set(wrong)):
        print("NOT SAFE: " + line)
    sys.exit(bool(wrong))


main()
