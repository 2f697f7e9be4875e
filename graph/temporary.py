"""Temporary folders: those of processes that were killed are deleted by the next that has some."""

import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

_NAME = re.compile(r"asean-labour-(\d+)-\w+")


def open_temporary_folder() -> TemporaryDirectory[str]:
    """Make a folder that is deleted with its object, or by the next process."""
    for path in Path(gettempdir()).glob("asean-labour-*"):
        owner = _NAME.fullmatch(path.name)
        if owner and not _is_running(int(owner[1])):
            shutil.rmtree(path, ignore_errors=True)
    return TemporaryDirectory(prefix=f"asean-labour-{os.getpid()}-")


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
