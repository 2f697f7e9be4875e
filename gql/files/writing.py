"""How tables are written: as CSV and as JSON, in pieces, so that none has to hold all rows."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Protocol

import orjson

from gql.files.rows import AnswerRow, Scalar
from gql.files.table import Column, Table
from graph.plan import Json


class TableWriter(Protocol):
    """Writes a table: what stands before the rows, rows as they come, what stands behind them."""

    def head(self) -> bytes:
        """Write the beginning."""
        ...

    def rows(self, rows: Iterable[AnswerRow]) -> bytes:
        """Write more rows."""
        ...

    def tail(self) -> bytes:
        """Write the end."""
        ...


class CsvWriter:
    """Writes CSV (RFC 4180): a header, then a line a row; several values are joined."""

    def __init__(self, table: Table) -> None:
        self._header = table.header

    def head(self) -> bytes:
        """Write the header."""
        return _lines([self._header])

    def rows(self, rows: Iterable[AnswerRow]) -> bytes:
        """Write more lines."""
        return _lines(row.texts() for row in rows)

    def tail(self) -> bytes:
        """Write nothing."""
        return b""


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


class JsonWriter:
    """Writes one JSON object: what is told of the table, its rows, and last how many there are."""

    def __init__(self, table: Table, about: Mapping[str, Json]) -> None:
        self._table, self._about = table, about
        self._count = 0

    def head(self) -> bytes:
        """Write what is told of the table, and open the rows."""
        return orjson.dumps(self._about)[:-1] + b',"rows":['

    def rows(self, rows: Iterable[AnswerRow]) -> bytes:
        """Write more rows."""
        return b"".join(self._iter_rows(rows))

    def _iter_rows(self, rows: Iterable[AnswerRow]) -> Iterator[bytes]:
        columns = self._table.columns
        for row in rows:
            cells = [_cell(*pair) for pair in zip(columns, row.cells, strict=True)]
            evidence = [piece.as_json() for piece in row.evidence]
            yield b",\n" if self._count else b"\n"
            yield orjson.dumps({"cells": cells, "evidence": evidence})
            self._count += 1

    def tail(self) -> bytes:
        """Close the rows, and say how many there are."""
        return b'\n],"rowCount":%d}\n' % self._count


def _cell(column: Column, values: tuple[Scalar | None, ...]) -> Json:
    if column.many:
        return list(values)
    return values[0] if values else None
