"""Runs a program under the system call filter of a systemd unit: confined.py UNIT PROGRAM ARGUMENT…"""

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

ALLOW, EPERM = 0x7FFF0000, 0x00050001  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(1)


def calls(group):
    """The system calls of one of systemd's groups, and of those in it."""
    command = ["systemd-analyze", "--no-pager", "syscall-filter", group]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [line.strip() for line in shown.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return {call for name in names for call in (calls(name) if name.startswith("@") else [name])}


def allowed(unit):
    """What the lines `SystemCallFilter=` leave: the first lists what is allowed, others begin with ~ and take away."""
    lines = re.findall(r"^SystemCallFilter=(.+)$", unit, re.MULTILINE)
    left = set()
    for line in lines:
        groups = [calls(group) for group in line.removeprefix("~").split()]
        left = left.difference(*groups) if line.startswith("~") else left.union(*groups)
    return left


def confine(names):
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(EPERM))
    for name in names:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of other processors
            assert library.seccomp_rule_add(rules, ctypes.c_uint32(ALLOW), number, 0) == 0
    assert library.seccomp_load(rules) == 0


if __name__ == "__main__":
    unit, program, *arguments = sys.argv[1:]
    confine(allowed(Path(unit).read_text()))
    os.execv(program, [program, *arguments])
