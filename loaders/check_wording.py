"""What rows say their passages state, held against the words of the passages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from graph.errors import Problem
from graph.statements import Row, Term
from graph.terms import AL, Ontology, Property
from graph.values import fold
from loaders.mapping import Pair
from loaders.tables import TableRow

NOT_PRINTED = frozenset({"language", "property"})
"""Values that no passage prints: what language it is in, the property of a gap."""

Names = Mapping[str, set[str]]
"""All that things are called, by IRI."""

_NAMES = ("name", "caption", "title", "form")
_NAMED = ("agent", "member", "state")
_SPEAKERS = {str(AL["role-adopter"]), str(AL["role-performer"])}
_LEFT = ("furniture", "courtesy")
_MARK = (r"\d{0,2}", "")
"""What may follow a word, and a number."""
_DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b"
)
_QUOTES = str.maketrans("’‘“”–", "''\"\"-")
_UNITS: list[str] = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
)
_TENS: list[str] = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")


def holds(text: str, words: str) -> bool:
    """Whether words stand in a text, whatever typesetting made of them.

    Case, quotes, dashes and line breaks do not matter. The mark of a note may be glued to the
    end of each word; a number ends where its digits do.
    """
    text, words = _plain(text), _plain(words)
    if words.partition(" ")[0] not in text:  # most names are not: that spares them a pattern
        return False
    marked = (re.escape(word) + _MARK[word[-1].isdigit()] for word in words.split())
    return re.search(r"(?<!\w)" + " ".join(marked) + r"(?!\w)", text) is not None


@cache
def _plain(text: str) -> str:
    """Text without the differences that typesetting makes."""
    return " ".join(fold(text.translate(_QUOTES)).split())


def in_words(number: int) -> str:
    """Write a number below ten thousand in words, as declarations write years and counts."""
    if number >= 100:  # noqa: PLR2004  # hundreds and thousands
        unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")  # noqa: PLR2004
        head, rest = f"{in_words(number // unit)} {name}", number % unit
        return f"{head} and {in_words(rest)}" if rest else head
    if number < len(_UNITS):
        return _UNITS[number]
    tens, units = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[units]}" if units else "")


def check_printed(pairs: list[Pair], words: Mapping[str, str], ontology: Ontology) -> list[Problem]:
    """List what passages are said to state and do not print.

    `words` are the words of the passages by IRI, as far as they are at hand. Rows that conclude
    something are passed over, save those by heading, which their passages print together.
    """
    names = _read_names(pairs)
    problems: list[Problem] = []
    for row, made in pairs:
        for text in _iter_texts(made, words):
            problems += _iter_unprinted(row, made, text, names, ontology)
    return [
        *problems,
        *_iter_left(pairs, words, _names_of(("Agent", "Instrument"), pairs, names, ontology)),
        *_iter_denounced(pairs, words),
        *_iter_parts_of_names(pairs, words, names, ontology),
    ]


def _read_names(pairs: list[Pair]) -> Names:
    names: dict[str, set[str]] = defaultdict(set)
    for _, made in pairs:
        things = [thing.value for thing in made.values.get("designates", ())] or [made.subject]
        forms = {term.value for name in _NAMES for term in made.values.get(name, ())}
        for thing in things:
            names[thing] |= forms
    return names


def _names_of(
    classes: tuple[str, ...], pairs: list[Pair], names: Names, ontology: Ontology
) -> set[str]:
    classes = tuple(narrower for name in classes for narrower in ontology.subclasses(name))
    things = {made.subject for _, made in pairs if made.class_name in classes}
    return {name for thing in things for name in names[thing]}


def _iter_texts(made: Row, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts each of which has to print what the row says; heads of columns included."""
    if made.evidence is None or made.evidence.method not in (None, "by-heading"):
        return
    sources = made.evidence.sources
    for group in [(s,) for s in sources] if made.evidence.method is None else [sources]:
        if set(group) <= set(words):
            heads = tuple(source.rpartition("/")[0] + "/columns-" for source in group)
            below = [passage for passage in words if passage.startswith(heads)]
            yield "\n".join(words[passage] for passage in (*group, *below))


def _iter_unprinted(
    row: TableRow, made: Row, text: str, names: Names, ontology: Ontology
) -> Iterator[Problem]:
    for name, terms in made.values.items():
        prop = ontology.properties[name]
        if prop.editorial or name in NOT_PRINTED or (name == "agent" and _speaks(made)):
            continue
        for expected in filter(None, (_lack(prop, term, text, names) for term in terms)):
            yield row.place.problem(name, row.cells[name], expected)


def _speaks(made: Row) -> bool:
    """Whether the agent may be the one who says "we"."""
    return not {term.value for term in made.values["role"]}.isdisjoint(_SPEAKERS)


def _lack(prop: Property, term: Term, text: str, names: Names) -> str:
    """What the text should print for a value and does not; empty where it does."""
    value = term.value.partition(":")[2] if prop.name == "identifier" else term.value
    if prop.kind in ("string", "uri") and not holds(text, value):
        return "words that the passage prints; a method where they are concluded"
    if prop.kind == "date":
        years = re.findall(r"\d{4}(?=[-/]|$)", value)
        if absent := [year for year in years if not _has_year(text, year)]:
            return f"years that the passage prints, unlike {absent[0]}; a method otherwise"
    if prop.name == "count" and not any(holds(text, w) for w in (value, in_words(int(value)))):
        return "a number that the passage prints; counts are computed, not stored"
    if prop.name in _NAMED and not any(holds(text, n) for n in names.get(value, ())):
        return "an agent that the passage names, by one of its designations; a group stays a group"
    return ""


def _has_year(text: str, year: str) -> bool:
    """Whether a text has a year, in words (of a declaration) or in the end of 2010-15 as well."""
    ends = re.search(rf"\d[-/]{year[2:]}(?!\d)", _plain(text)) is not None
    return year in text or ends or holds(text, in_words(int(year)))


def _iter_left(pairs: list[Pair], words: Mapping[str, str], names: set[str]) -> Iterator[Problem]:
    """Passages left as furniture or courtesy, without a note, that name somebody or a date."""
    for row, made in pairs:
        left = made.class_name == "Passage" and row.cells.get("unused") in _LEFT
        text = words.get(made.subject, "") if left and "note" not in row.cells else ""
        named = [name for name in names if text and holds(text, name)]
        if named or _DATE.search(text):
            expected = f"a note that says why, as the passage names {_longest(named)!r}"
            yield row.place.problem("unused", row.cells["unused"], expected)


def _longest(named: list[str]) -> str:
    return min(named, key=lambda name: (-len(name), name), default="a date")


def _iter_denounced(pairs: list[Pair], words: Mapping[str, str]) -> Iterator[Problem]:
    """Denunciations that no passage prints, and those printed that no row takes."""
    taken: Counter[str] = Counter()
    for row, made in pairs:
        if row.cells.get("status") == "denounced" and made.evidence is not None:
            texts = [words.get(source, "denounced") for source in made.evidence.sources]
            if not any(map(_denounced, texts)):
                yield row.place.problem("status", "denounced", "one that a passage prints")
            taken.update(made.evidence.sources)
    for row, made in pairs:
        printed = _denounced(words.get(made.subject, ""))
        if made.class_name == "Passage" and printed > taken[made.subject]:
            expected = f"{printed} denounced ratifications on it, as printed; that is no blank"
            yield row.place.problem("key", row.cells["key"], expected)


def _denounced(text: str) -> int:
    return len(re.findall(r"\bdenounced\b", _plain(text)))


def _iter_parts_of_names(
    pairs: list[Pair], words: Mapping[str, str], names: Names, ontology: Ontology
) -> Iterator[Problem]:
    """Things that a passage is said to cite, and names only as a part of what an agent is called.

    The title of a work that has another in it does refer to that one.
    """
    agents = set(map(_plain, _names_of(("Agent",), pairs, names, ontology)))
    for row, made in pairs:
        if made.class_name != "Link" or not _cites(made, ontology):
            continue
        forms = set(map(_plain, names.get(made.values["target"][0].value, ())))
        for text in _iter_texts(made, words):
            if longer := _covering(forms, _plain(text), agents - forms):
                expected = f"what the passage names by itself, not as a part of {longer!r}"
                yield row.place.problem("target", row.cells["target"], expected)


def _cites(link: Row, ontology: Ontology) -> bool:
    kinds = (ontology.concepts[term.value] for term in link.values["linkKind"])
    return any(str(AL["linkkind-citing"]) in kind.broader for kind in kinds)


def _covering(forms: set[str], text: str, others: set[str]) -> str:
    """The name of another in which alone a text has any of some names; else nothing."""
    printed = {form for form in forms if form in text}
    longer = {name for name in others if name in text and any(form in name for form in printed)}
    for name in longer:
        text = text.replace(name, " ")
    return "" if any(form in text for form in printed) else max(longer, key=len, default="")
