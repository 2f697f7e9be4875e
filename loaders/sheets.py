"""Review sheets: what was taken from each passage of a document, and what was left and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from graph.statements import Evidence, Row
from graph.terms import Ontology, kebab, slug_of
from graph.text import Span
from loaders.mapping import Pair
from loaders.tables import TableRow, document_of, split_cell
from loaders.wording import Wording, escape

SHEETS = Path(__file__).parent.parent / "docs" / "review"
INDEX = "README.md"
_HEAD = "<!-- Written by `python -m loaders sheets` from the tables: do not edit. -->\n"
_HOW_TO_READ = """\
Read the document beside this sheet. Down the left side are its passages with their positions in
the text; each line on the right is what the [tables](../../loaders/data/{folder}) have of one
thing there. A line without a mark is stated by the passage; *by heading* counts as stated,
*inferred* is our conclusion, *undecided* one of several readings. What rules conclude is left
out. Nothing here is the text of the document but names, titles and words in “quotes”.
"""
_INDEX_HEAD = """\
# Review sheets

One sheet a document: what was taken from each passage, what was left and why. They follow from
the tables ([how](../curating.md)).

| document | read | passages | used | left | gaps | undecided |
|---|---|--:|--:|--:|--:|--:|
"""
_ORDER = (
    *("PlanItem", "Clause", "Assignment", "Instrument", "Convention", "Output", "Adoption"),
    *("Event", "Participation", "Membership", "Ratification", "Link"),
)
"""Classes in the order in which a passage tells of them; others follow by name."""
_MENTIONED = ("Agent", "Topic")
"""Classes whose things are listed in one line where a passage says no more of them."""
_UNDER = {"Assignment": "provision", "Participation": "at", "Link": "source"}
"""Classes told under a thing of the same passage, by the property that names it."""
_MOST_LINKS = 4


def build_sheets(pairs: Sequence[Pair], ontology: Ontology) -> dict[str, str]:
    """Return the sheets by file name: one for each document that is read passage by passage."""
    tables = _Tables(pairs, ontology)
    sheets = [_Sheet(slug, tables) for slug in sorted(tables.documents)]
    index = _HEAD + _INDEX_HEAD + "".join(sheet.index_line() for sheet in sheets)
    return {f"{sheet.slug}.md": sheet.build() for sheet in sheets} | {INDEX: index}


def write_sheets(files: Mapping[str, str], folder: Path = SHEETS) -> list[Path]:
    """Write the sheets, delete those of documents that are gone, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


class _Tables:
    """All rows by what they rest on."""

    def __init__(self, pairs: Sequence[Pair], ontology: Ontology) -> None:
        self.ontology = ontology
        self.wording = Wording([made for _, made in pairs], ontology)
        self.mentioned = {c for top in _MENTIONED for c in ontology.subclasses(top)}
        self.documents: dict[str, TableRow] = {}
        self.passages: dict[str, list[Pair]] = defaultdict(list)
        self.resting: dict[str, list[Pair]] = defaultdict(list)
        self._stating: dict[str, set[str]] = defaultdict(set)
        for row, made in pairs:
            if row.class_name == "Document" and row.cells.get("extent") != "register":
                self.documents[row.cells["key"]] = row
            if row.class_name == "Passage":
                self.passages[document_of(row)].append((row, made))
            for source in _sources(made):
                self.resting[source].append((row, made))
                if "method" not in row.cells:
                    self._stating[made.subject].add(source)

    def home(self, made: Row) -> str:
        """The passage under which a conclusion is told: that of the thing itself, not a heading."""
        above = made.values.get(_UNDER.get(made.class_name, ""), ())
        things = {made.subject, *(term.value for term in above)}
        stating = {source for thing in things for source in self._stating[thing]}
        return min(_sources(made), key=lambda s: (s not in stating, len(self.resting[s]), s))

    def told_at(self, passage: str) -> list[Pair]:
        """Rows that are told in full at a passage."""
        return [
            (row, made)
            for row, made in self.resting[passage]
            if "method" not in row.cells or self.home(made) == passage
        ]

    def mark(self, row: TableRow) -> str:
        """How a row is concluded; nothing where its passages state it."""
        concept = self.ontology.schemes["Method"].concept(row.cells.get("method", ""))
        if concept is None or concept.certainty == "STATED":
            return concept.label if concept else ""
        if concept.certainty == "UNDECIDED":
            return "undecided"
        sure = f", {row.cells['confidence']}" if "confidence" in row.cells else ""
        return f"inferred {concept.label}{sure}"


class _Sheet:
    """The sheet of one document."""

    def __init__(self, slug: str, tables: _Tables) -> None:
        self.slug, self.tables, self.say = slug, tables, tables.wording
        first: dict[str, int] = {}  # sections in the order in which they begin
        for pair in sorted(tables.passages[slug], key=_position):
            first.setdefault(pair[0].cells["section"], len(first))
        self.passages = sorted(
            tables.passages[slug], key=lambda p: (first[p[0].cells["section"]], _position(p))
        )
        self.left = Counter(r.cells["unused"] for r, _ in self.passages if "unused" in r.cells)
        by_id = {
            id(row): (row, m) for _, p in self.passages for row, m in tables.resting[p.subject]
        }
        self.rows = list(by_id.values())

    def build(self) -> str:
        """The sheet in Markdown."""
        cells = self.tables.documents[self.slug].cells
        parts = [
            f"{_HEAD}# {escape(cells['name'])}\n",
            _HOW_TO_READ.format(folder=self.slug),
            self._shares(),
            self._methods(),
            self._contents(),
            *self._iter_passages(),
            *self._section("Left", self._iter_left()),
            *self._section("Not known", self._iter_gaps()),
            *self._section("Undecided", self._iter_undecided()),
        ]
        return "\n".join(parts)

    def index_line(self) -> str:
        """The line of the document in the index."""
        cells = self.tables.documents[self.slug].cells
        used, left = len(self.passages) - self.left.total(), self.left.total()
        counts = [len(self.passages), used, left, len(self._of("Gap")), len(self._undecided())]
        name = f"[{escape(cells['name'])}]({self.slug}.md)"
        return f"| {name} | {cells['extent']} | {' | '.join(map(str, counts))} |\n"

    def _contents(self) -> str:
        sections = list(dict.fromkeys(row.cells["section"] for row, _ in self.passages))
        ends = {"Left": self.left, "Not known": self._of("Gap"), "Undecided": self._undecided()}
        titles = sections + [title for title, lines in ends.items() if lines]
        return (
            " · ".join(f"[{escape(title)}](#{_heading_anchor(title)})" for title in titles) + "\n"
        )

    def _shares(self) -> str:
        lines = ["| passages | number | share |", "|---|--:|--:|"]
        used = len(self.passages) - self.left.total()
        scheme = self.tables.ontology.schemes["UnusedReason"]
        reasons = [(f"left: {c.label}", self.left[c.notation]) for c in scheme.concepts]
        for label, number in [("used", used), *reasons, ("all", len(self.passages))]:
            lines.append(f"| {label} | {number} | {_share(number, len(self.passages))} |")
        return "\n".join(lines) + "\n"

    def _methods(self) -> str:
        counts = Counter(self.tables.mark(row) or "stated" for row, _ in self.rows)
        lines = ["| rows | number |", "|---|--:|"]
        lines += [f"| {mark} | {n} |" for mark, n in sorted(counts.items(), key=_stated_first)]
        return "\n".join(lines) + "\n"

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        lines = list(lines)
        if lines:
            yield f"## {title}\n"
            yield "\n".join(lines) + "\n"

    def _iter_left(self) -> Iterator[str]:
        for row, made in self.passages:
            if "unused" in row.cells:
                note = escape(row.cells.get("note", ""))
                yield f"- {self._link(made.subject)}: {row.cells['unused']}. {note}".rstrip()

    def _of(self, class_name: str) -> list[Pair]:
        return [(row, made) for row, made in self.rows if row.class_name == class_name]

    def _undecided(self) -> list[Pair]:
        return [(row, made) for row, made in self.rows if "alternatives" in row.cells]

    def _iter_gaps(self) -> Iterator[str]:
        for told, made in self.say.say_gaps(made for _, made in self._of("Gap")):
            notes = [f" · *{escape(term.value)}*" for term in made.values.get("note", ())]
            yield f"- {told}{''.join(notes)} – {self._links(made)}"

    def _iter_undecided(self) -> Iterator[str]:
        by_word = sorted(self._undecided(), key=lambda pair: pair[0].cells["alternatives"])
        for word, pairs in groupby(by_word, key=lambda pair: pair[0].cells["alternatives"]):
            yield f"- Exactly one is right ({escape(word)}):"
            yield from (f"  - {self.say.say(made)} – {self._links(made)}" for _, made in pairs)

    def _iter_passages(self) -> Iterator[str]:
        for section, pairs in groupby(self.passages, key=lambda p: p[0].cells["section"]):
            yield f"## {escape(section)}\n"
            yield "| passage | taken |\n|---|---|"
            for row, made in pairs:
                yield f"| {self._place(row, made)} | {'<br>'.join(self._iter_taken(row, made))} |"
            yield ""

    def _place(self, row: TableRow, made: Row) -> str:
        """Where a passage is: locator, key, positions in the text, its damage."""
        key = row.cells["key"]
        spans = ", ".join(_positions(split_cell(row.cells.get("spans", ""))))
        head = f'<a id="{_anchor(made.subject)}"></a>{escape(row.cells["locator"])}'
        note = row.cells.get("note", "") if "unused" not in row.cells else ""
        lines = [head, f"`{key}`", spans, f"*{escape(note)}*" if note else ""]
        return "<br>".join(line for line in lines if line)

    def _iter_taken(self, row: TableRow, made: Row) -> Iterator[str]:
        if "unused" in row.cells:
            yield f"*left: {row.cells['unused']}.* {escape(row.cells.get('note', ''))}".rstrip()
        elif not self.tables.resting[made.subject]:
            yield "*nothing is taken, and no reason is given*"
        passage, told = made.subject, self.tables.told_at(made.subject)
        untold = _same_instrument(made)
        merged = _merged(pair for pair in told if not self._is_listed(pair))
        subjects = {m.subject for _, m in merged}
        below: dict[str, list[Pair]] = defaultdict(list)
        for pair in merged:
            above = pair[1].values.get(_UNDER.get(pair[1].class_name, ""), ())
            below[next((t.value for t in above if t.value in subjects), "")].append(pair)
        for pair in sorted(below.pop("", ()), key=_told_order):
            yield from self._iter_lines(pair, passage, below, untold)
        yield from self._iter_lists(told, passage)

    def _iter_lines(
        self, pair: Pair, passage: str, below: dict[str, list[Pair]], untold: Container[str]
    ) -> Iterator[str]:
        """A line for a thing, and lines for what is said under it."""
        said = {term for term in pair[1].values.get("instrument", ()) if term.value in untold}
        yield self._line(pair, passage, self.say.say(pair[1], {"instrument"} if said else ()))
        for under in sorted(below.pop(pair[1].subject, ()), key=_told_order):
            say = self.say.say_link if under[0].class_name == "Link" else self.say.say_assignment
            yield "↳ " + self._line(under, passage, say(under[1]))

    def _iter_lists(self, told: list[Pair], passage: str) -> Iterator[str]:
        things = {self.say.call(m.subject) for r, m in told if self._is_mention(m)}
        lists = {
            "Speaks of": [escape(thing) for thing in things],
            "Names": [self.say.say_name(m) for r, m in told if r.class_name == "Designation"],
            "Not known": [
                said for said, _ in self.say.say_gaps(m for r, m in told if r.class_name == "Gap")
            ],
            "Also read with": self._elsewhere(passage),
        }
        for head, items in lists.items():
            if items:
                yield f"*{head}:* {', '.join(sorted(items, key=str.casefold))}"

    def _elsewhere(self, passage: str) -> list[str]:
        """Passages at which conclusions are told that rest on this one too."""
        homes = Counter(
            self.tables.home(made)
            for row, made in self.tables.resting[passage]
            if "method" in row.cells and self.tables.home(made) != passage
        )
        if len(homes) > _MOST_LINKS:
            return [f"{len(homes)} other passages ({homes.total()} lines)"]
        return [self._link(home) for home in homes]

    def _is_listed(self, pair: Pair) -> bool:
        return pair[0].class_name in ("Designation", "Gap") or self._is_mention(pair[1])

    def _is_mention(self, made: Row) -> bool:
        """Whether a row says no more of a thing than that the passage names it."""
        props = self.tables.ontology.properties
        plain = all(props[name].editorial and name != "note" for name in made.values)
        return made.class_name in self.tables.mentioned and plain

    def _line(self, pair: Pair, passage: str, words: str) -> str:
        row, made = pair
        mark = self.tables.mark(row)
        others = [source for source in _sources(made) if source != passage]
        if mark and others:
            mark += f" with {', '.join(map(self._link, others))}"
        return f"{words} *({mark})*" if mark else words

    def _links(self, made: Row) -> str:
        return ", ".join(map(self._link, _sources(made)))

    def _link(self, passage: str) -> str:
        document, _, unit = slug_of(passage).partition("/")
        page = "" if document == self.slug else f"{document}.md"
        return f"[{unit}]({page}#{_anchor(passage)})"


def _position(pair: Pair) -> tuple[int, int]:
    row, _ = pair
    spans = [Span.parse(span) for span in split_cell(row.cells.get("spans", ""))]
    return min((span.start for span in spans), default=0), row.place.row


def _positions(spans: Sequence[str]) -> Iterator[str]:
    for span in sorted(map(Span.parse, spans)):
        yield f"{span.start}–{span.end}"


def _sources(made: Row) -> tuple[str, ...]:
    return made.evidence.sources if made.evidence else ()


def _same_instrument(passage: Row) -> set[str]:
    """The instrument whose words a passage is, which goes without saying there."""
    return {term.value for term in passage.values.get("wordsOf", ())}


def _merged(pairs: Iterable[Pair]) -> list[Pair]:
    """Join rows of one thing that rest on the same evidence."""
    groups: dict[tuple[str, Evidence | None], Pair] = {}
    for row, made in pairs:
        evidence = made.evidence if made.evidence and made.evidence.method else None
        _, before = groups.get((made.subject, evidence), (row, made))
        values = {
            n: tuple(dict.fromkeys((*before.values.get(n, ()), *t))) for n, t in made.values.items()
        }
        joined = replace(made, values={**before.values, **values})
        groups[made.subject, evidence] = (row, joined)
    return list(groups.values())


def _told_order(pair: Pair) -> int:
    name = pair[0].class_name
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _stated_first(item: tuple[str, int]) -> tuple[bool, bool, str]:
    return item[0] != "stated", item[0] != "by heading", item[0]


def _anchor(passage: str) -> str:
    return kebab(slug_of(passage).partition("/")[2].replace("/", "-"))


def _heading_anchor(title: str) -> str:
    """Anchor that forges give a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _share(number: int, total: int) -> str:
    return f"{number / total:.0%}" if total else ""
