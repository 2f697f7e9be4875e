"""How values are compared: folded text and the bounds of dates."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf
from time import struct_time

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

EARLIEST, LATEST = "0000-00-00", "9999-99-99"
"""Bounds of an interval that is open on that side; they sort before and after every date."""

_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?"
_FORM = re.compile(rf"{_DAY}(/({_DAY}|\.\.))?|\.\./{_DAY}", re.ASCII)


def fold(text: str) -> str:
    """Fold case and accents away, so that text compares as a reader expects (NFKD, UAX #15)."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", text).casefold()  # marks of compatibility hide capitals
    decomposed = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class DateBounds:
    """First and last day that a date covers, as YYYY-MM-DD."""

    earliest: str
    latest: str


@lru_cache(maxsize=4096)
def date_bounds(text: str) -> DateBounds:
    """Bounds of a date in EDTF level 0, or of an interval that may be open at one end.

    Raises ValueError where the text is no such date
    (Library of Congress, Extended Date/Time Format specification, 2019).
    """
    problem = f"{text!r} is not a date such as 2024-10-30, 2024, 2016/2020"
    if not _FORM.fullmatch(text):
        raise ValueError(problem)
    try:
        parsed = parse_edtf(text)
        bounds = DateBounds(_day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (EDTFParseException, AttributeError, TypeError, ValueError) as error:
        raise ValueError(problem) from error
    if bounds.earliest > bounds.latest:
        raise ValueError(f"{text!r} ends before it begins")
    return bounds


def _day(moment: struct_time | float) -> str:
    if isinstance(moment, struct_time):
        return date(moment.tm_year, moment.tm_mon, moment.tm_mday).isoformat()
    return LATEST if moment == inf else EARLIEST
