"""Tables of answers as files that office programs open, and as JSON with the same cells."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO

import orjson
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # has no types

from web.pages.answer_table import AnswerTable

_WIDTHS = (10, 60)
"""Narrowest and widest column of a sheet, in characters."""
_NAME_OF_SHEET = 31
"""Longest name of a sheet that office programs open, in characters."""
_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""When sheets say that they were made: the same answer is the same file."""
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A kind of file: its media type, and what writes tables with what is said of them as one."""

    media_type: str
    write: Callable[[Sequence[AnswerTable], Mapping[str, str]], bytes]


def write_csv(tables: Sequence[AnswerTable], _: Mapping[str, str]) -> bytes:
    """Write CSV that office programs take for UTF-8, for it begins with the mark of that."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    for number, table in enumerate(tables):
        if number:
            writer.writerow(())
        writer.writerow(table.head)
        writer.writerows(table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def write_json(tables: Sequence[AnswerTable], about: Mapping[str, str]) -> bytes:
    """Write one JSON object: what is said of the answer, and its tables."""
    shown = [{"name": one.root, "columns": one.head, "rows": one.rows} for one in tables]
    return orjson.dumps({**about, "tables": shown}, option=orjson.OPT_INDENT_2)


def write_xlsx(tables: Sequence[AnswerTable], about: Mapping[str, str]) -> bytes:
    """Write a workbook with a sheet a table, and one with what is said of the answer."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, **_PLAIN}) as book:
        book.set_properties({"title": about["title"], "created": _NO_CLOCK})
        bold = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for table in tables:
            sheet = book.add_worksheet(table.root[:_NAME_OF_SHEET])
            sheet.write_row(0, 0, table.head, bold)
            for number, row in enumerate(table.rows, 1):
                sheet.write_row(number, 0, row, wrapped)
            for place, head in enumerate(table.head):
                longest = max([len(head), *(len(str(row[place])) for row in table.rows)])
                sheet.set_column(place, place, min(max(longest, _WIDTHS[0]), _WIDTHS[1]))
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 0, _WIDTHS[0])
        sheet.set_column(1, 1, _WIDTHS[1])
        for number, (name, text) in enumerate(about.items()):
            sheet.write_row(number, 0, (name, text), wrapped)
    return buffer.getvalue()


ANSWER_FILES: Mapping[str, AnswerFile] = {
    "csv": AnswerFile("text/csv; charset=utf-8", write_csv),
    "xlsx": AnswerFile(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
    ),
    "json": AnswerFile("application/json; charset=utf-8", write_json),
}
"""Kinds of files by the endings of their names."""
