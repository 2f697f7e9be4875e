"""What the system refuses a process from now on: memory without end, files, connections, programs.

A process that answers a query computes and writes to a descriptor it has; that is all it is left.
On Linux a list of system calls sees to it (seccomp), on macOS a profile of its sandbox, on both a
limit of no further descriptors. None of it needs privileges, and nothing in the process can undo it.
"""

import ctypes
import errno
import json
import os
import platform
import resource
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

MEBIBYTE = 2**20

_CALLS: Mapping[str, tuple[int, int]] = {
    "brk": (12, 214),
    "clock_gettime": (228, 113),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "futex": (202, 98),
    "getpid": (39, 172),
    "getrandom": (318, 278),
    "gettid": (186, 178),
    "madvise": (28, 233),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "read": (0, 63),
    "restart_syscall": (219, 128),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "sigaltstack": (131, 132),
    "write": (1, 64),
}
"""The system calls of Linux that are left, by their numbers on x86_64 and on aarch64."""
_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""What seccomp calls a kind of machine (linux/audit.h), and which of the numbers are its own."""

_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h
_KILL, _REFUSE, _ALLOW = 0x8000_0000, 0x0005_0000 | errno.EPERM, 0x7FFF_0000  # linux/seccomp.h
_CALL, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_INSTRUCTION = struct.Struct("=HBBI")  # struct sock_filter
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_NAMED_PROFILE = 1  # sandbox.h


class _Unsupported(Exception):
    """The system has no such protection."""


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(megabytes: int) -> list[str]:
    """Give up what answering does not take; returns what the system could not be made to refuse."""
    most = megabytes * MEBIBYTE
    protections: Mapping[str, Callable[[], None]] = {
        "memory beyond its bound": lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
        "further descriptors": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0)),
        "other system calls": _refuse_calls,
    }
    return [what for what, refuse in protections.items() if not _succeeds(refuse)]


def find_unprotected(megabytes: int) -> list[str]:
    """Find what this system does not refuse, by confining a process and trying."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            found = [*confine(megabytes), *_still_possible()]
            os.write(writer, json.dumps(found).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as written:
        text = written.read()
    os.waitpid(child, 0)
    tried: list[str] = json.loads(text or '["anything"]')
    return tried


def build_filter(machine: str) -> bytes:
    """Build the program that decides on each call, in classic BPF (seccomp(2), filter mode)."""
    architecture, column = _ARCHITECTURES[machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),  # numbers mean other calls there
        (_LOAD, 0, 0, _CALL),
    ]
    for numbers in _CALLS.values():
        steps += [(_JUMP_IF_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOW)]
    steps.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(_INSTRUCTION.pack(*step) for step in steps)


def _succeeds(refuse: Callable[[], None]) -> bool:
    try:
        refuse()
    except (AttributeError, OSError, ValueError, _Unsupported):
        return False
    return True


def _still_possible() -> list[str]:
    found = []
    with suppress(OSError):
        os.open(os.devnull, os.O_RDONLY)
        found.append("files")
    with suppress(OSError):
        socket.socket()
        found.append("connections")
    return found


def _refuse_calls() -> None:
    match sys.platform:
        case "linux":
            _filter_calls(platform.machine())
        case "darwin":
            _enter_sandbox()
        case other:
            raise _Unsupported(other)


def _filter_calls(machine: str) -> None:
    if machine not in _ARCHITECTURES:
        raise _Unsupported(machine)
    instructions = build_filter(machine)
    program = _Program(len(instructions) // _INSTRUCTION.size, instructions)
    control = ctypes.CDLL(None, use_errno=True).prctl
    zero = ctypes.c_ulong(0)
    for option, second, third in (
        (_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero),
        (_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program)),
    ):
        if control(option, second, third, zero, zero) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def _enter_sandbox() -> None:
    """Enter the profile of programs that only compute (sandbox_init(3))."""
    message = ctypes.c_char_p()
    enter = ctypes.CDLL(None).sandbox_init
    if enter(b"pure-computation", _NAMED_PROFILE, ctypes.byref(message)) != 0:
        raise OSError(errno.EPERM, "sandbox_init")
