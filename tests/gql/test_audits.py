"""The audits of graphql-http, run by Node.js against the API."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

AUDITS = Path(__file__).parent / "audits"
SECONDS = 300


@pytest.fixture(scope="module")
def node() -> str:
    """Path of Node.js; the audits are installed on the way."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not (found and npm):
        _missing("No Node.js: node and npm are not on the PATH")
    if not (AUDITS / "node_modules" / "graphql-http").exists():
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            command, cwd=AUDITS, timeout=SECONDS, capture_output=True, text=True, check=False
        )
        if done.returncode:
            _missing(f"The audits could not be installed: {done.stderr}")
    return found


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def test_all_audits_of_graphql_over_http_are_ok(http: httpx.Client, node: str) -> None:
    command = [node, "audit.js", f"{http.base_url}/graphql"]
    done = subprocess.run(
        command, cwd=AUDITS, timeout=SECONDS, capture_output=True, text=True, check=True
    )
    audits = json.loads(done.stdout)
    assert [] == [audit for audit in audits if audit["status"] != "ok"]
    assert 61 == len(audits)


def test_the_lock_file_names_no_registry() -> None:
    text = (AUDITS / "package-lock.json").read_text("utf-8")
    assert "://" not in text
