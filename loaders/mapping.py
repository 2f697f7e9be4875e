"""From table rows to statements: keys become IRIs, cells become terms, rows get their evidence."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from graph.errors import Problem
from graph.naming import key_slug
from graph.statements import Provenance, Row, Term, reading_of
from graph.terms import AL, Class, Ontology, Property, kebab, passage_iri, thing_iri
from graph.values import date_bounds
from loaders.tables import EVIDENCE_COLUMNS, TableRow, document_of, split_cell

XSD = "http://www.w3.org/2001/XMLSchema#"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNIT = re.compile(r"[a-z0-9.-]+/[a-z0-9.-]+")
_DATATYPES: Mapping[str, NamedNode] = {
    "string": NamedNode(XSD + "string"),
    "integer": NamedNode(XSD + "integer"),
    "uri": NamedNode(XSD + "anyURI"),
    "date": NamedNode(str(AL.edtf)),
}


Pair = tuple[TableRow, Row]
"""A row of a table and the row of statements it makes."""


def map_rows(rows: list[TableRow], ontology: Ontology) -> tuple[list[Row], list[Problem]]:
    """Map all table rows, which may refer to each other, to rows of statements."""
    pairs, problems = pair_rows(rows, ontology)
    return [made for _, made in pairs] + list(iter_siblings(pairs)), problems


def pair_rows(rows: list[TableRow], ontology: Ontology) -> tuple[list[Pair], list[Problem]]:
    """Map all table rows, each beside the row of statements it makes; siblings are left out."""
    mapper = _Mapper(ontology)
    mapper.register(rows)
    pairs = [(row, made) for row in rows if (made := mapper.map_row(row)) is not None]
    return pairs, mapper.problems


def iter_siblings(pairs: Iterable[Pair]) -> Iterator[Row]:
    """Rows with the same value in `alternatives` are readings of which one is true."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row, made in pairs:
        if "alternatives" in row.cells and made.evidence is not None:
            group = (row.place.folder, row.cells["alternatives"])
            groups[group].append(reading_of(made.evidence))
    for readings in groups.values():
        for reading in readings:
            others = tuple(NamedNode(other) for other in readings if other != reading)
            yield Row("Reading", reading, {"alternativeTo": others}, None)


class _Mapper:
    """Holds what is known of all tables while single rows are mapped."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.problems: list[Problem] = []
        self._subjects: dict[int, str] = {}
        self._by_slug: dict[str, dict[str, str]] = defaultdict(dict)
        self._passages: set[str] = set()

    def register(self, rows: list[TableRow]) -> None:
        """Learn the slugs of all things: plain keys first, then those made from other things."""
        for class_name, slug in self.ontology.things:
            self._by_slug[slug][class_name] = thing_iri(class_name, slug)
        keyed = [row for row in rows if not self._class(row).key]
        joined = [row for row in rows if self._class(row).key]
        for row in keyed:
            self._register_keyed(row)
        for row in sorted(joined, key=self._depth):
            self._register_joined(row)

    def map_row(self, row: TableRow) -> Row | None:
        """Map one row; None where problems were found in it."""
        subject = self._subjects.get(id(row))
        known = len(self.problems)
        values = dict(self._iter_values(row))
        evidence = None if row.describes_apparatus else self._evidence(row)
        if subject is None or len(self.problems) > known:
            return None
        if row.class_name == "Passage":
            values.setdefault("document", (NamedNode(thing_iri("Document", document_of(row))),))
        return Row(row.class_name, subject, values, evidence)

    def _class(self, row: TableRow) -> Class:
        return self.ontology.classes[row.class_name]

    def _depth(self, row: TableRow) -> int:
        """Classes whose keys name other joined things come after those."""
        targets = [self.ontology.properties[name].range for name in self._class(row).key]
        below = {
            c for t in targets if t in self.ontology.classes for c in self.ontology.concrete(t)
        }
        return (
            sum(bool(self.ontology.classes[c].key) for c in below) if "Thing" not in targets else 99
        )

    def _register_keyed(self, row: TableRow) -> None:
        key = row.cells.get("key", "")
        if row.class_name == "Passage":
            self._check_key(row, key, _UNIT, "section and unit, such as main/7")
            self._subjects[id(row)] = passage_iri(document_of(row), key)
            self._passages.add(self._subjects[id(row)])
            return
        self._check_key(row, key, _SLUG, "a slug of lower-case letters, digits and hyphens")
        self._learn(row, key)

    def _check_key(self, row: TableRow, key: str, pattern: re.Pattern[str], expected: str) -> None:
        if not pattern.fullmatch(key):
            self.problems.append(row.place.problem("key", key, expected))

    def _register_joined(self, row: TableRow) -> None:
        known, joined = len(self.problems), self._class(row)
        for name in joined.key:
            if name in joined.requires and name not in row.cells:
                expected = "a value; the row is told from its like by it"
                self.problems.append(row.place.problem(name, "", expected))
        values = {n: self._cell(row, self.ontology.properties[n]) for n in joined.key}
        if len(self.problems) == known:
            self._learn(row, key_slug(joined, values, self.ontology))

    def _learn(self, row: TableRow, slug: str) -> None:
        iri = thing_iri(row.class_name, slug)
        self._subjects[id(row)] = iri
        self._by_slug[slug][row.class_name] = iri

    def _iter_values(self, row: TableRow) -> Iterator[tuple[str, tuple[Term, ...]]]:
        for name in row.cells:
            if name in self.ontology.properties and name not in EVIDENCE_COLUMNS:
                terms = self._cell(row, self.ontology.properties[name])
                if terms:
                    yield name, terms

    def _cell(self, row: TableRow, prop: Property) -> tuple[Term, ...]:
        text = row.cells.get(prop.name, "")
        parts = split_cell(text)
        if len(parts) > 1 and not prop.many:
            self.problems.append(row.place.problem(prop.name, text, "one value at most"))
        terms = [self._term(row, prop, part) for part in parts]
        return tuple(term for term in terms if term is not None)

    def _term(self, row: TableRow, prop: Property, text: str) -> Term | None:
        try:
            if prop.range in ("Passage", "Source"):
                return NamedNode(self._passage(row, text))
            if prop.kind == "thing":
                return NamedNode(self._resolve(prop.range, text))
            return self._value(prop, text)
        except ValueError as error:
            problem = row.place.problem(prop.name, text, str(error))
            if problem not in self.problems:
                self.problems.append(problem)
            return None

    def _value(self, prop: Property, text: str) -> Term:
        if prop.kind == "concept":
            scheme = self.ontology.schemes[prop.range]
            concept = scheme.concept(text)
            if concept is None:
                raise ValueError("one of " + ", ".join(c.notation for c in scheme.concepts))
            return NamedNode(concept.iri)
        if prop.kind == "date":
            date_bounds(text)
        if prop.kind == "integer" and not re.fullmatch(r"-?\d+", text):
            raise ValueError("a whole number")
        if prop.kind == "uri" and text in self.ontology.properties:
            text = self.ontology.properties[text].iri
        return Literal(text, datatype=_DATATYPES[prop.kind])

    def _resolve(self, range_name: str, text: str) -> str:
        class_part, _, slug = text.rpartition("/")
        found = {
            name: iri
            for name, iri in self._by_slug.get(slug, {}).items()
            if name in self.ontology.concrete(range_name) and class_part in ("", kebab(name))
        }
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            options = ", ".join(f"{kebab(name)}/{slug}" for name in sorted(found))
            raise ValueError(f"a slug that names one thing; write one of {options}")
        label = self.ontology.classes[range_name].label
        article = "an" if label[0] in "aeiou" else "a"
        raise ValueError(f"the slug of {article} {label} that has a row in some table")

    def _passage(self, row: TableRow, text: str) -> str:
        absolute = text if text.count("/") > 1 else f"{row.place.folder}/{text}"
        document, _, unit = absolute.partition("/")
        iri = passage_iri(document, unit)
        if iri not in self._passages:
            raise ValueError("a passage with a row in passages.csv, as section/unit")
        return iri

    def _evidence(self, row: TableRow) -> Provenance | None:
        cells = row.cells
        sources = tuple(self._source(row, part) for part in split_cell(cells.get("passage", "")))
        if not cells.get("passage"):
            self.problems.append(row.place.problem("passage", "", "the passages the row rests on"))
        for column, scheme in (("method", "Method"), ("confidence", "Confidence")):
            self._check_notation(row, column, scheme)
        if cells.get("confidence") and not cells.get("method"):
            expected = "empty, as the passages state the row; or a method"
            self.problems.append(row.place.problem("confidence", cells["confidence"], expected))
        if ("alternatives" in cells) != (cells.get("method") == "alternatives"):
            expected = (
                "alternatives for rows of which one is true, that share a word in that column"
            )
            self.problems.append(row.place.problem("method", cells.get("method", ""), expected))
        sibling = None
        if "alternatives" in cells:
            sibling = f"{cells['alternatives']} {sorted(cells.items())}"
        unique = tuple(dict.fromkeys(sources))
        return Provenance(unique, cells.get("method"), cells.get("confidence"), sibling)

    def _source(self, row: TableRow, text: str) -> str:
        try:
            return self._passage(row, text)
        except ValueError as error:
            self.problems.append(row.place.problem("passage", text, str(error)))
            return ""

    def _check_notation(self, row: TableRow, column: str, scheme_name: str) -> None:
        text, scheme = row.cells.get(column), self.ontology.schemes[scheme_name]
        if text is not None and scheme.concept(text) is None:
            expected = "one of " + ", ".join(c.notation for c in scheme.concepts)
            self.problems.append(row.place.problem(column, text, expected))
