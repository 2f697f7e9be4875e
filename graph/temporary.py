"""Folders for a time: what a process leaves behind, killed or refused, is deleted."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from graph.errors import GraphError

_NAME = re.compile(r"asean-labour-(\d+)-\w+")


def open_temporary_folder() -> TemporaryDirectory[str]:
    """Make a folder that is deleted with its object, or by the next process."""
    for path in Path(gettempdir()).glob("asean-labour-*"):
        owner = _NAME.fullmatch(path.name)
        if owner and not _is_running(int(owner[1])):
            shutil.rmtree(path, ignore_errors=True)
    return TemporaryDirectory(prefix=f"asean-labour-{os.getpid()}-")


@contextmanager
def fill_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to write to, which gets its name once all is written.

    Raises GraphError where it cannot be written, of which nothing is left then, and where there is
    something in a folder of the name.
    """
    if folder.exists() and any(folder.iterdir()):
        raise GraphError(f"{folder} is not empty; name a new folder")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        partial.replace(folder)
    except OSError as error:
        raise GraphError(f"{folder}: {error.strerror}; name a folder to write to") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
