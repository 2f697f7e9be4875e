"""Review sheets: what was taken from each passage of a document, and what was left and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from graph.settings import ROOT
from graph.statements import Row
from graph.terms import Ontology
from graph.text import Span
from loaders.mapping import Pair
from loaders.review_rows import Taken, anchor, link, sources
from loaders.row_text import escape
from loaders.tables import TableRow, document_of, split_cell

SHEETS = ROOT / "docs" / "review"
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
the tables ([how](../how-to/curating.md)).

| document | read | passages | used | left | gaps | undecided |
|---|---|--:|--:|--:|--:|--:|
"""


def build_sheets(pairs: Sequence[Pair], ontology: Ontology) -> dict[str, str]:
    """Return the sheets by file name: one for each document that is read passage by passage."""
    taken = Taken(pairs, ontology)
    passages: dict[str, list[Pair]] = defaultdict(list)
    for row, made in pairs:
        if row.class_name == "Passage":
            passages[document_of(row)].append((row, made))
    documents = [row for row, _ in pairs if row.class_name == "Document"]
    sheets = [
        _Sheet(row.cells, passages[row.cells["key"]], taken)
        for row in sorted(documents, key=lambda row: row.cells["key"])
        if row.cells.get("extent") != "register"
    ]
    index = _HEAD + _INDEX_HEAD + "".join(sheet.index_line() for sheet in sheets)
    return {f"{sheet.cells['key']}.md": sheet.build() for sheet in sheets} | {INDEX: index}


def write_sheets(files: Mapping[str, str], folder: Path = SHEETS) -> list[Path]:
    """Write the sheets, delete those of documents that are gone, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


class _Sheet:
    """The sheet of one document."""

    def __init__(self, cells: Mapping[str, str], passages: list[Pair], taken: Taken) -> None:
        self.cells, self.taken, self.say = cells, taken, taken.say
        first: dict[str, int] = {}  # sections in the order in which they begin
        for pair in sorted(passages, key=_position):
            first.setdefault(pair[0].cells["section"], len(first))
        self.passages = sorted(passages, key=lambda p: (first[p[0].cells["section"]], _position(p)))
        self.left = Counter(r.cells["unused"] for r, _ in self.passages if "unused" in r.cells)
        resting = [pair for _, passage in self.passages for pair in taken.resting[passage.subject]]
        self.rows = list({id(row): (row, made) for row, made in resting}.values())

    def build(self) -> str:
        """The sheet in Markdown."""
        parts = [
            f"{_HEAD}# {escape(self.cells['name'])}\n",
            _HOW_TO_READ.format(folder=self.cells["key"]),
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
        used, left = len(self.passages) - self.left.total(), self.left.total()
        counts = [len(self.passages), used, left, len(self._of("Gap")), len(self._undecided())]
        name = f"[{escape(self.cells['name'])}]({self.cells['key']}.md)"
        return f"| {name} | {self.cells['extent']} | {' | '.join(map(str, counts))} |\n"

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
        scheme = self.taken.ontology.schemes["UnusedReason"]
        reasons = [(f"left: {c.label}", self.left[c.notation]) for c in scheme.concepts]
        for label, number in [("used", used), *reasons, ("all", len(self.passages))]:
            lines.append(f"| {label} | {number} | {_share(number, len(self.passages))} |")
        return "\n".join(lines) + "\n"

    def _methods(self) -> str:
        counts = Counter(self.taken.mark(row) or "stated" for row, _ in self.rows)
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
                yield f"- {link(made.subject, made.subject)}: {row.cells['unused']}. {note}".rstrip()

    def _of(self, class_name: str) -> list[Pair]:
        return [(row, made) for row, made in self.rows if row.class_name == class_name]

    def _undecided(self) -> list[Pair]:
        return [(row, made) for row, made in self.rows if "alternatives" in row.cells]

    def _iter_gaps(self) -> Iterator[str]:
        for entity, made in self.say.say_gaps(made for _, made in self._of("Gap")):
            notes = [f" · *{escape(term.value)}*" for term in made.values.get("note", ())]
            yield f"- {entity}{''.join(notes)} – {self._links(made)}"

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
        head = f'<a id="{anchor(made.subject)}"></a>{escape(row.cells["locator"])}'
        note = row.cells.get("note", "") if "unused" not in row.cells else ""
        lines = [head, f"`{key}`", spans, f"*{escape(note)}*" if note else ""]
        return "<br>".join(line for line in lines if line)

    def _iter_taken(self, row: TableRow, made: Row) -> Iterator[str]:
        if "unused" in row.cells:
            yield f"*left: {row.cells['unused']}.* {escape(row.cells.get('note', ''))}".rstrip()
        elif not self.taken.resting[made.subject]:
            yield "*nothing is taken, and no reason is given*"
        yield from self.taken.iter_lines(made)

    def _links(self, made: Row) -> str:
        here = self.passages[0][1].subject
        return ", ".join(link(source, here) for source in sources(made))


def _position(pair: Pair) -> tuple[int, int]:
    row, _ = pair
    spans = [Span.parse(span) for span in split_cell(row.cells.get("spans", ""))]
    return min((span.start for span in spans), default=0), row.place.row


def _positions(spans: Sequence[str]) -> Iterator[str]:
    for span in sorted(map(Span.parse, spans)):
        yield f"{span.start}–{span.end}"


def _stated_first(item: tuple[str, int]) -> tuple[bool, bool, str]:
    return item[0] != "stated", item[0] != "by heading", item[0]


def _heading_anchor(title: str) -> str:
    """Anchor that forges give a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _share(number: int, total: int) -> str:
    return f"{number / total:.0%}" if total else ""
