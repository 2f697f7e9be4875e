"""The texts of the documents at hand, found by what they say."""

from collections.abc import Mapping
from pathlib import Path

from graph.errors import DocumentError
from graph.text import digest, normalise


def read_documents(folder: Path) -> Mapping[str, str]:
    """Return the normalised texts of the files in a folder by the digest of each.

    File names do not matter. Folders in it, hidden files and files that are not UTF-8 (a PDF
    beside its text) are no texts of documents. Raises DocumentError where the folder or a file
    cannot be read.
    """
    try:
        contents = [path.read_bytes() for path in _files(folder)]
    except OSError as error:
        raise DocumentError(
            f"{error.filename}: {error.strerror}; expected a folder of readable text files"
        ) from error
    texts = [normalise(data) for data in contents if _is_utf8(data)]
    return {digest(text): text for text in texts}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file() and path.name[0] != "."]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
