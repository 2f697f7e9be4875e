"""A temporary clone of the checkout in which a reader's commands are typed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import httpx

from graph.settings import Settings
from loaders.neo4j.process import free_port
from tests.docs.examples import Block, Command, Example, check_answer, is_shown, iter_commands
from tests.places import ROOT

PATIENCE = 300
"""Seconds that a command may take; none of them should take a tenth of it."""

_SETTINGS = {name.upper() for name in Settings.model_fields} | {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
"""What is not handed on: our settings, and those of a make that runs the tests."""
_VENV = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


def clone(folder: Path) -> Path:
    """Clone the checkout with what is not committed yet; its environment runs our Python."""
    _git("clone", "--quiet", "--shared", str(ROOT), str(folder))
    for name in _git("ls-files", "-z", "--modified", "--others", "--exclude-standard").split("\0"):
        source, target = ROOT / name, folder / name
        if name and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
        elif name:
            target.unlink(missing_ok=True)
    _git("-C", str(folder), "add", "--all")
    who = ("-c", "user.name=reader", "-c", "user.email=reader@localhost")
    _git("-C", str(folder), *who, "commit", "--quiet", "--allow-empty", "--message=As it is")
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(_VENV, "utf-8")
    python.chmod(0o755)
    for tool in ("ruff", "mypy", "lint-imports"):
        python.with_name(tool).symlink_to(Path(sys.executable).with_name(tool))
    for stamp in ("serve.stamp", "dev.stamp"):  # so that make installs nothing
        (folder / ".venv" / stamp).touch()
    return folder


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody in a clone who types what a document shows.

    `port` takes the place of 8000. What goes on when a command is typed ends with `running`.
    """

    folder: Path
    running: ExitStack
    port: int = field(default_factory=free_port)

    def follow(self, example: Example) -> None:
        """Do what a block shows and compare the answer."""
        block, answer = example.block, example.answer
        if block.language == "console":
            printed = self._type(block)
        elif block.language == "graphql":
            printed = self._ask(block, "?format=csv" if answer and answer.language == "csv" else "")
        else:
            printed = self._ask_sparql(block)
        if answer:
            check_answer(answer, printed)

    def _type(self, block: Block) -> str:
        printed = ""
        for command in iter_commands(block.text):
            if block.is_kept_running:
                self._start(command, block.place)
            else:
                printed = self._run(command, block)
        return printed

    def _run(self, command: Command, block: Block) -> str:
        done = subprocess.run(
            self._shell(command),
            **self._where(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        printed = self._as_shown(done.stdout + (done.stderr if block.fails else ""))
        context = f"{block.place}: $ {command.text}\n{printed}\n{done.stderr}"
        assert block.fails == bool(done.returncode), context
        assert not command.output or is_shown(command.output, printed), context
        return printed

    def _start(self, command: Command, place: str) -> None:
        """Start a server and wait until it answers; by then it has printed what is shown."""
        file: IO[bytes] = self.running.enter_context(TemporaryFile())  # noqa: SIM115  # closed by it
        process = subprocess.Popen(
            self._shell(command), **self._where(), stdout=file, start_new_session=True
        )
        self.running.callback(_end, process)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None and not self._is_ready():
            time.sleep(0.2)
        file.seek(0)
        printed = self._as_shown(file.read().decode())
        context = f"{place}: $ {command.text}\n{printed}"
        assert self._is_ready(), context
        assert is_shown(command.output, printed), context

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"http://localhost:{self.port}/readyz").is_success
        except httpx.TransportError:
            return False

    def _shell(self, command: Command) -> list[str]:
        typed = command.text.replace("localhost:8000", f"localhost:{self.port}")
        return ["bash", "-eo", "pipefail", "-c", typed]

    def _where(self) -> dict[str, Any]:
        kept = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        return {"cwd": self.folder, "env": kept | {"PORT": str(self.port)}}

    def _as_shown(self, printed: str) -> str:
        printed = re.sub(rf"\b(localhost|127\.0\.0\.1):{self.port}\b", r"\1:8000", printed)
        return printed.replace(str(self.folder), "/folder/of/the/checkout")

    def _ask(self, block: Block, form: str) -> str:
        address = f"http://localhost:{self.port}/graphql{form}"
        response = httpx.post(address, json={"query": block.text}, timeout=60)
        assert response.is_success, f"{block.place}: {response.text}"
        return response.text

    def _ask_sparql(self, block: Block) -> str:
        address = f"http://localhost:{self.port}/sparql"
        response = httpx.post(
            address, data={"query": block.text}, headers={"Accept": "text/csv"}, timeout=60
        )
        assert response.is_success, f"{block.place}: {response.text}"
        return response.text


def _end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)
