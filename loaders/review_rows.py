"""What the tables take from a passage, as the lines of a review sheet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graph.statements import Provenance, Row
from graph.terms import Ontology, kebab, slug_of
from loaders.mapping import Pair
from loaders.row_text import Wording, escape
from loaders.tables import TableRow

_ORDER = (
    *("PlanItem", "Clause", "Assignment", "Instrument", "Convention", "Output", "Adoption"),
    *("Event", "Participation", "Membership", "Ratification", "Link"),
)
"""Classes in the order in which a passage tells of them; others follow."""
_MENTIONED = ("Agent", "Topic")
"""Classes whose things are listed in one line where a passage says no more of them."""
_UNDER = {"Assignment": "provision", "Participation": "at", "Link": "source"}
"""Classes told under a thing of the same passage, by the property that names it."""
_MOST_LINKS = 4


class Taken:
    """All rows by the passages they rest on, told passage by passage."""

    def __init__(self, pairs: Sequence[Pair], ontology: Ontology) -> None:
        self.ontology = ontology
        self.say = Wording([made for _, made in pairs], ontology)
        self.resting: dict[str, list[Pair]] = defaultdict(list)
        self._mentioned = {c for top in _MENTIONED for c in ontology.subclasses(top)}
        self._stating: dict[str, set[str]] = defaultdict(set)
        for row, made in pairs:
            for source in sources(made):
                self.resting[source].append((row, made))
                if "method" not in row.cells:
                    self._stating[made.subject].add(source)

    def iter_lines(self, passage: Row) -> Iterator[str]:
        """Yield what is taken from a passage: stated things first, then what is concluded."""
        entity = self._stated_at(passage.subject)
        merged = _merged(pair for pair in entity if not self._is_listed(pair))
        subjects = {made.subject for _, made in merged}
        below: dict[str, list[Pair]] = defaultdict(list)
        for pair in sorted(merged, key=_review_order):
            above = pair[1].values.get(_UNDER.get(pair[1].class_name, ""), ())
            below[next((t.value for t in above if t.value in subjects), "")].append(pair)
        by_mark: dict[str, list[Pair]] = {"": []}
        for pair in below.pop("", ()):
            by_mark.setdefault(self._full_mark(pair, passage.subject), []).append(pair)
        for mark, pairs in by_mark.items():
            yield from self._iter_alike(mark, pairs, passage, below)
        yield from self._iter_lists(entity, passage.subject)

    def mark(self, row: TableRow) -> str:
        """How a row is concluded; nothing where its passages state it."""
        concept = self.ontology.schemes["Method"].concept(row.cells.get("method", ""))
        if concept is None or concept.certainty == "STATED":
            return concept.label if concept else ""
        if concept.certainty == "UNDECIDED":
            return "undecided"
        sure = f", {row.cells['confidence']}" if "confidence" in row.cells else ""
        return f"inferred {concept.label}{sure}"

    def _home(self, made: Row) -> str:
        """The passage under which a conclusion is told: that of the thing itself, not a heading."""
        above = made.values.get(_UNDER.get(made.class_name, ""), ())
        things = {made.subject, *(term.value for term in above)}
        stating = {source for thing in things for source in self._stating[thing]}
        return min(sources(made), key=lambda s: (s not in stating, len(self.resting[s]), s))

    def _stated_at(self, passage: str) -> list[Pair]:
        return [
            (row, made)
            for row, made in self.resting[passage]
            if "method" not in row.cells or self._home(made) == passage
        ]

    def _iter_alike(
        self, mark: str, pairs: list[Pair], passage: Row, below: dict[str, list[Pair]]
    ) -> Iterator[str]:
        """Lines of rows with the same mark, which stands over them where they are several."""
        if mark and len(pairs) > 1:
            yield f"*{mark[0].upper()}{mark[1:]}:*"
        end = f" *({mark})*" if mark and len(pairs) == 1 else ""
        ratifications = [made for row, made in pairs if row.class_name == "Ratification"]
        for line in self.say.say_ratifications(ratifications):
            yield line + end
        for row, made in pairs:
            if row.class_name != "Ratification":
                yield self.say.say(made, _same_instrument(made, passage)) + end
                yield from self._iter_under(made, passage.subject, below)

    def _iter_under(self, above: Row, passage: str, below: dict[str, list[Pair]]) -> Iterator[str]:
        for row, made in below.pop(above.subject, ()):
            is_link = row.class_name == "Link"
            words = self.say.say_link(made) if is_link else self.say.say_assignment(made)
            mark = self._full_mark((row, made), passage)
            yield f"↳ {words}" + (f" *({mark})*" if mark else "")

    def _iter_lists(self, entity: list[Pair], passage: str) -> Iterator[str]:
        gaps = [made for row, made in entity if row.class_name == "Gap"]
        lists = {
            "Speaks of": {
                escape(self.say.call(m.subject)) for _, m in entity if self._is_mention(m)
            },
            "Names": {self.say.say_name(m) for row, m in entity if row.class_name == "Designation"},
            "Not known": {words for words, _ in self.say.say_gaps(gaps)},
            "Also read with": self._elsewhere(passage),
        }
        for head, items in lists.items():
            if items:
                yield f"*{head}:* {', '.join(sorted(items, key=lambda item: (item.casefold(), item)))}"

    def _elsewhere(self, passage: str) -> set[str]:
        """Passages at which conclusions are told that rest on this one too."""
        homes = Counter(
            self._home(made)
            for row, made in self.resting[passage]
            if "method" in row.cells and self._home(made) != passage
        )
        if len(homes) > _MOST_LINKS:
            return {f"{len(homes)} other passages ({homes.total()} lines)"}
        return {link(home, passage) for home in homes}

    def _is_listed(self, pair: Pair) -> bool:
        return pair[0].class_name in ("Designation", "Gap") or self._is_mention(pair[1])

    def _is_mention(self, made: Row) -> bool:
        """Whether a row says no more of a thing than that the passage names it."""
        props = self.ontology.properties
        plain = all(props[name].editorial and name != "note" for name in made.values)
        return made.class_name in self._mentioned and plain

    def _full_mark(self, pair: Pair, passage: str) -> str:
        row, made = pair
        mark, others = self.mark(row), [s for s in sources(made) if s != passage]
        beside = f" with {', '.join(link(other, passage) for other in others)}"
        return mark + beside if mark and others else mark


def sources(made: Row) -> tuple[str, ...]:
    """Passages that a row rests on."""
    return made.evidence.sources if made.evidence else ()


def link(passage: str, here: str) -> str:
    """Link to a passage from the sheet of another one."""
    document, _, unit = slug_of(passage).partition("/")
    page = "" if document == slug_of(here).partition("/")[0] else f"{document}.md"
    return f"[{unit}]({page}#{anchor(passage)})"


def anchor(passage: str) -> str:
    """Where a passage stands in the sheet of its document."""
    return kebab(slug_of(passage).partition("/")[2].replace("/", "-"))


def _same_instrument(made: Row, passage: Row) -> tuple[str, ...]:
    """The property that goes without saying: the instrument is that whose words a passage is."""
    same = made.values.get("instrument") == passage.values.get("wordsOf")
    return ("instrument",) if same else ()


def _merged(pairs: Iterable[Pair]) -> list[Pair]:
    """Join rows of one thing that rest on the same evidence."""
    groups: dict[tuple[str, Provenance | None], Pair] = {}
    for row, made in pairs:
        evidence = made.evidence if made.evidence and made.evidence.method else None
        _, before = groups.get((made.subject, evidence), (row, made))
        values = {
            n: tuple(dict.fromkeys((*before.values.get(n, ()), *t))) for n, t in made.values.items()
        }
        groups[made.subject, evidence] = row, replace(made, values={**before.values, **values})
    return list(groups.values())


def _review_order(pair: Pair) -> int:
    name = pair[0].class_name
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
