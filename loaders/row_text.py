"""Rows of statements in words, as a line of a review sheet."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from graph.naming import with_names
from graph.statements import Row, Term
from graph.terms import AL, Ontology, Property, slug_of
from graph.values import fold

_UNSAID = frozenset({"name", "caption", "summary", "note", "topics", "key"})
_OBSERVED = frozenset({"state", "convention", "status", "asAt"})


class Wording:
    """What things are called on a sheet, and rows said in words.

    Things go by their captions, as far as the editors gave one; `untold` are properties that a
    sheet leaves out.
    """

    def __init__(self, rows: Sequence[Row], ontology: Ontology) -> None:
        self.ontology = ontology
        captions = {r.subject: r.values["caption"] for r in rows if "caption" in r.values}
        short = [_renamed(row, captions.get(row.subject)) for row in rows]
        named = with_names(short, ontology)
        self._called = {r.subject: r.values["name"][0].value for r in named if "name" in r.values}
        self._provisions = set(ontology.subclasses("Provision"))

    def call(self, iri: str) -> str:
        """Name or caption of a thing, label of a concept or a property; else its slug."""
        concept = self.ontology.concepts.get(iri)
        prop = self.ontology.properties.get(iri.removeprefix(str(AL)))
        if concept or prop:
            return (concept or prop).label  # type: ignore[union-attr]  # one of them is there
        return self._called.get(iri) or slug_of(iri)

    def say(self, row: Row, untold: Container[str] = ()) -> str:
        """Say what a row states: what it is about, its values by their labels, our summary."""
        head = f"**{escape(self.call(row.subject))}**{self._full_name(row)}"
        parts = "; ".join(self._iter_values(row, untold))
        return " · ".join(part for part in (head, parts, *self._iter_remarks(row)) if part)

    def say_assignment(self, row: Row) -> str:
        """Say who has which role, under the provision that assigns it."""
        agent, role = (self.call(row.values[name][0].value) for name in ("agent", "role"))
        parts = [f"{escape(agent)}: {role}", *self._iter_values(row), *self._iter_remarks(row)]
        return " · ".join(parts)

    def say_name(self, row: Row) -> str:
        """Give a printed form and, where they differ, whose it is and of what kind."""
        (form,), (thing,) = row.values["form"], row.values["designates"]
        called = self.call(thing.value)
        same = "" if fold(called) == fold(form.value) else f" = {escape(called)}"
        kinds = [self.call(kind.value) for kind in row.values.get("designationKind", ())]
        marked = [kind for kind in kinds if kind in ("misprint", "printed form")]
        return f"“{escape(form.value)}”{same}" + "".join(f" ({kind})" for kind in marked)

    def say_ratifications(self, rows: Sequence[Row]) -> Iterator[str]:
        """Say what is observed of a state on a day, one line a status; a row by itself if it says more."""
        alike: dict[tuple[Term, ...], list[Term]] = {}
        for row in rows:
            if set(row.values) == _OBSERVED:
                observed = *row.values["state"], *row.values["status"], *row.values["asAt"]
                alike.setdefault(observed, []).extend(row.values["convention"])
            else:
                yield self.say(row)
        for (state, status, day), conventions in alike.items():
            head = f"**{escape(self.call(state.value))}: {self.call(status.value)}**"
            named = ", ".join(escape(self.call(term.value)) for term in conventions)
            yield f"{head} (as at {day.value}): {named}"

    def say_link(self, row: Row) -> str:
        """Say what a link leads to, under the thing that it leads from."""
        kind, target = (self.call(row.values[name][0].value) for name in ("linkKind", "target"))
        parts = [f"{kind} {escape(target)}", *self._iter_values(row), *self._iter_remarks(row)]
        return " · ".join(parts)

    def say_gaps(self, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
        """Say what is not known of each thing and why, beside one of the rows that say so."""
        groups: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            alike = *(row.values.get(n) for n in ("concerns", "reason", "note")), row.evidence
            groups.setdefault(alike, []).append(row)
        for first, *others in groups.values():
            thing, reason = (self.call(first.values[n][0].value) for n in ("concerns", "reason"))
            terms = [t for row in (first, *others) for t in row.values.get("property", ())]
            missing = ", ".join(self.call(term.value) for term in terms)
            yield f"{escape(thing)}: {missing}".removesuffix(": ") + f" ({reason})", first

    def _full_name(self, row: Row) -> str:
        """The name in full where a row gives it; provisions are known by their number."""
        names = row.values.get("name", ()) if row.class_name not in self._provisions else ()
        return "".join(f" ({escape(n.value)})" for n in names if n.value != self.call(row.subject))

    def _in_head(self, row: Row) -> set[str]:
        item = self.ontology.classes[row.class_name]
        return set(re.findall(r"\w+", item.name_template)) if item.key else set()

    def _iter_values(self, row: Row, untold: Container[str] = ()) -> Iterator[str]:
        left_out = {*_UNSAID, *self._in_head(row)}
        for name, terms in sorted(row.values.items(), key=lambda item: self._rank(item[0])):
            printed = name.endswith("Printed") and name.removesuffix("Printed") in row.values
            prop = self.ontology.properties[name]
            if name in untold or name in left_out or (printed and name != "rolePrinted"):
                continue
            yield self._say_value(prop, terms, row)

    def _rank(self, name: str) -> tuple[bool, bool, str]:
        """Kinds first, then the force, then the others by their names."""
        prop = self.ontology.properties[name]
        return not (prop.editorial and prop.kind == "concept"), name != "force", name

    def _say_value(self, prop: Property, terms: tuple[Term, ...], row: Row) -> str:
        if prop.name == "title" and terms == row.values.get("name"):
            return "title as named"
        words = ", ".join(self._words(prop, term) for term in terms)
        if (prop.editorial and prop.kind == "concept") or prop.name in ("rolePrinted", "printed"):
            return words
        beside = ", ".join(
            f"“{escape(t.value)}”" for t in row.values.get(f"{prop.name}Printed", ())
        )
        return f"{prop.label} {words}" + (f" ({beside})" if beside else "")

    def _words(self, prop: Property, term: Term) -> str:
        if prop.kind in ("thing", "concept") or term.value.startswith(str(AL)):
            return escape(self.call(term.value))
        if prop.kind == "string" and prop.name != "number":
            return f"“{escape(term.value)}”"
        return escape(term.value)

    def _iter_remarks(self, row: Row) -> Iterator[str]:
        for term in row.values.get("summary", ()):
            yield escape(term.value)
        for term in row.values.get("note", ()):
            yield f"*Note: {escape(term.value)}*"


def _renamed(row: Row, caption: tuple[Term, ...] | None) -> Row:
    """Call a thing by its caption; names that follow from others are made anew from these."""
    if "name" not in row.values or caption is None:
        return row
    return replace(row, values={**row.values, "name": caption})


def escape(text: str) -> str:
    """Keep Markdown from reading marks in a text."""
    for mark in "\\*_|<>`[]":
        text = text.replace(mark, f"&#{ord(mark)};" if mark in "|<>" else f"\\{mark}")
    return text
