"""Words as two readers may spell them alike: names, stems, dates and numbers."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

from graph.values import date_bounds, fold


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STOP = frozenset(
    _list(
        "a an and are as at be been being by for from had has have in into is it its of on or our s "
        "that the their this to was were which will with"
    )
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_WORD = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_POSSESSIVE = re.compile(r"'s?\b")
_UNITS = _list("first second third fourth fifth sixth seventh eighth ninth")
_TEENS = _list(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth twentieth"
)
_ORDINALS = {
    name: f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10 if n > 20 else n, 'th') }"
    for n, name in enumerate((*_UNITS, *_TEENS, *(f"twenty-{unit}" for unit in _UNITS)), 1)
}
_COUNTS = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_SUFFIXES = _list(
    "isations isation ization ations ally ation ising izing ities ional ments ment ating ised ises ated "
    "ates able ings ions ance ence ants ents ists ness ive ity ing ion ise ize ate ant ent ist ies "
    "ers ors ied ed es er or al ly y s e"
)
_SHORTEST = 4
"""Letters that a stem keeps at least."""

_MONTHS = _list(
    "january february march april may june july august september october november december"
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:\s*(?P<until>{_MONTH})?\s*-\s*(?P<last>\d{{1,2}}))?\s+)?"
    rf"(?P<month>{_MONTH})\s+(?P<year>\d{{4}})"
    r"|(?P<from>(?:19|20)\d\d)(?:\s*-\s*(?P<to>(?:19|20)\d\d))?(?![\d.])"
)


def plain(text: str) -> str:
    """Fold a text and write its quotes, dashes and spaces in one way."""
    return " ".join(fold(text.translate(_PLAIN)).split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Words of a name that tell it from others, in the singular; possessives are dropped."""
    found = _WORD.findall(_POSSESSIVE.sub("", plain(text)))
    return tuple(_singular(_ORDINALS.get(word, word)) for word in found if word not in _STOP)


def _singular(word: str) -> str:
    if len(word) > _SHORTEST and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) >= _SHORTEST and word[-1] == "s" and word[-2] not in "su":
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def stems(text: str) -> frozenset[str]:
    """Stems of the words of a text; parts of hyphened words count for themselves too."""
    found = {part for whole in words(text) for part in (whole, *whole.split("-"))}
    return frozenset(_stem(word) for word in found if word not in _STOP)


def all_stems(texts: Iterable[str]) -> frozenset[str]:
    """Stems of the words of several texts."""
    return frozenset().union(*map(stems, texts))


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word


class Period(NamedTuple):
    """First and last day that a date covers."""

    earliest: str
    latest: str

    @classmethod
    def of(cls, first: str, last: str) -> Self:
        """From the first day of a date to the last day of another, in EDTF."""
        return cls(date_bounds(first).earliest, date_bounds(last).latest)

    def within(self, other: Self) -> bool:
        """Tell whether the period is another one or a part of it."""
        return other.earliest <= self.earliest and self.latest <= other.latest


def periods(text: str) -> list[Period]:
    """Dates printed in a text, in its order."""
    return [_period(match) for match in _DATE.finditer(plain(text))]


def without_dates(text: str) -> str:
    """Return what is left of a text when its dates are taken out."""
    return _DATE.sub(" ", plain(text))


def _period(match: re.Match[str]) -> Period:
    if match["from"]:
        return Period.of(match["from"], match["to"] or match["from"])
    month = _month(match["year"], match["month"])
    if not match["day"]:
        return Period.of(month, month)
    first = _month(match["year"], match["until"] or match["month"])
    return Period.of(f"{first}-{match['day']:0>2}", f"{month}-{match['last'] or match['day']:0>2}")


def _month(year: str, name: str) -> str:
    return f"{year}-{[month[:3] for month in _MONTHS].index(name[:3]) + 1:02}"


def number(text: str) -> int | None:
    """Return the number that a text begins with, in digits or words."""
    first = next(iter(plain(text).split()), "").strip(".,;:")
    if first.isdigit():
        return int(first)
    return _COUNTS.index(first) if first in _COUNTS else None


def ordinals(text: str) -> frozenset[str]:
    """Ordinals in a text, such as 2nd."""
    return frozenset(word for word in words(text) if re.fullmatch(r"\d+(st|nd|rd|th)", word))
