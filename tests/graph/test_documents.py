"""Documents at hand are found by what they say."""

from pathlib import Path

import pytest

from graph.documents import read_documents
from graph.errors import DocumentError
from graph.text import digest


def test_file_names_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "scan of something.text").write_text("1. We met.\n")
    assert read_documents(tmp_path) == {digest("1. We met.\n"): "1. We met.\n"}


def test_texts_are_normalised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Communique\u0301\r\n".encode())
    assert read_documents(tmp_path) == {digest("Communiqué\n"): "Communiqué\n"}


def test_copies_are_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1. We met.\n")
    (tmp_path / "b.txt").write_bytes(b"1. We met.\r\n")
    assert len(read_documents(tmp_path)) == 1


def test_other_files_and_folders_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n\xe2\xe3\xcf\xd3")
    (tmp_path / ".hidden").write_text("hidden")
    (tmp_path / "inner").mkdir()
    assert read_documents(tmp_path) == {}


def test_folder_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"absent: .*expected a folder of readable text files"):
        read_documents(tmp_path / "absent")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1. We met.\n")
    with pytest.raises(DocumentError, match="expected a folder of readable text files"):
        read_documents(path)
