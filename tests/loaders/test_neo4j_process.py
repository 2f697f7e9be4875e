"""A server that was started ends with whoever started it."""

import os
import subprocess
import sys
import time
from contextlib import suppress

from loaders.neo4j.process import ended_with_this_process

STARTER = """
import subprocess, sys
from loaders.neo4j.process import ended_with_this_process
child = subprocess.Popen(["sleep", "600"], start_new_session=True, stdout=subprocess.DEVNULL)
with ended_with_this_process(child.pid):
    print(child.pid, flush=True)
    sys.stdin.read()
"""


def ends(pid: int) -> bool:
    """Whether a process, which nobody may be waiting for, is gone within some seconds."""
    for _ in range(100):
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_what_was_started_ends_when_its_starter_is_killed() -> None:
    command = [sys.executable, "-c", STARTER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as starter:
        pid = int(starter.stdout.readline()) if starter.stdout else 0
        starter.kill()
    assert ends(pid)


def test_what_was_started_goes_on_after_the_watch() -> None:
    with subprocess.Popen(["sleep", "600"]) as child:  # noqa: S607  any program that waits
        with ended_with_this_process(child.pid):
            pass
        time.sleep(0.3)
        running = child.poll() is None
        child.kill()
    assert running
