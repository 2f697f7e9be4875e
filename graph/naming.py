"""Names that follow from content: slugs, names and captions of things that have none of their own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import chain

from pyoxigraph import Literal, NamedNode

from graph.statements import Row, Term, term_name
from graph.terms import AL, Class, Ontology, kebab, slug_of
from graph.values import fold

CAPTION_LENGTH = 16
"""Characters that fit a circle of Neo4j Browser."""

XSD_STRING = Literal("").datatype
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def key_slug(thing_class: Class, values: Mapping[str, tuple[Term, ...]], ontology: Ontology) -> str:
    """Slug of a thing that is identified by others: their slugs joined in the order of its key.

    Printed words, save acronyms, also get six digits of their SHA-256: forms that differ in case
    or marks alone stay two.
    """
    parts = [sorted(_slug_part(t, ontology) for t in values.get(n, ())) for n in thing_class.key]
    return ".".join(chain.from_iterable(parts))


def _slug_part(term: Term, ontology: Ontology) -> str:
    if isinstance(term, NamedNode):
        concept = ontology.concepts.get(term.value)
        return concept.notation if concept else slug_of(term.value)
    if term.value.startswith(str(AL)):
        return kebab(term_name(term.value))
    if term.datatype != XSD_STRING:
        return _slugify(term.value.replace("..", "open"))  # an end of an interval
    slug = _slugify(term.value)
    if slug.upper() == term.value:
        return slug
    return f"{slug}-{sha256(term.value.encode()).hexdigest()[:6]}"


def _slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def with_names(
    rows: Iterable[Row], ontology: Ontology, known: Mapping[str, str] | None = None
) -> list[Row]:
    """Give a name to what has a template for one, and a caption to all that have a name.

    `known` are names of things that are in none of the rows.
    """
    rows = list(rows)
    names = dict(known or {})
    names |= {r.subject: _text(r.values["name"][0]) for r in rows if "name" in r.values}
    captioned = {r.subject for r in rows if "caption" in r.values}
    waiting = [r for r in rows if r.subject not in names and _template(r, ontology)]
    for row in _parts_first(waiting):
        name = _fill(_template(row, ontology), row, names, ontology)
        if name:
            names[row.subject] = name
    return [_named(row, names, captioned, ontology) for row in rows]


def _template(row: Row, ontology: Ontology) -> str:
    return ontology.classes[row.class_name].name_template


def _parts_first(rows: Iterable[Row]) -> list[Row]:
    """Put before each row those of the things it names, so that they have names by then."""
    by_subject: dict[str, list[Row]] = {}
    for row in rows:
        by_subject.setdefault(row.subject, []).append(row)
    ordered: dict[str, list[Row]] = {}
    seen: set[str] = set()

    def visit(subject: str) -> None:
        if subject in seen or subject not in by_subject:
            return
        seen.add(subject)
        for row in by_subject[subject]:
            for term in chain.from_iterable(row.values.values()):
                visit(term.value)
        ordered[subject] = by_subject[subject]

    for subject in by_subject:
        visit(subject)
    return [row for some in ordered.values() for row in some]


def _named(row: Row, names: Mapping[str, str], captioned: set[str], ontology: Ontology) -> Row:
    values = dict(row.values)
    if _template(row, ontology) and row.subject in names:
        values.setdefault("name", (Literal(names[row.subject]),))
    if "name" in values and row.subject not in captioned:
        template = ontology.classes[row.class_name].caption_template
        caption = fill_caption(template, _fill(template.lstrip("…"), row, names, ontology))
        values["caption"] = (Literal(caption or shorten(names[row.subject])),)
    return replace(row, values=values)


def fill_caption(template: str, text: str) -> str:
    """Cut what fills a template to the length of a caption, at the side that the template says."""
    return shorten_start(text) if template.startswith("…") else shorten(text)


def shorten_start(text: str) -> str:
    """Cut the beginning off, so that the end of a text fits a caption, from a word on if possible.

    What stands in parentheses at the end goes first.
    """
    if len(text) > CAPTION_LENGTH:
        text = re.sub(r" \([^)]*\)$", "", text)
    if len(text) <= CAPTION_LENGTH:
        return text
    tail = text[-CAPTION_LENGTH + 1 :]
    cut = tail.partition(" ")[2] if text[-CAPTION_LENGTH] != " " else tail
    return "…" + (cut or tail).lstrip(" ,;:)")


def shorten(text: str) -> str:
    """Cut a text to the length of a caption, at the end of a word where there is one."""
    if len(text) <= CAPTION_LENGTH:
        return text
    head = text[: CAPTION_LENGTH - 1]
    cut = head.rpartition(" ")[0] if text[CAPTION_LENGTH - 1] != " " else head
    return (cut if len(cut) > CAPTION_LENGTH // 2 else head).rstrip(" ,;:") + "…"


def _fill(template: str, row: Row, names: Mapping[str, str], ontology: Ontology) -> str:
    """Fill a template with the values of a row; empty where the row has none of them."""
    if not any(row.values.get(name) for name in _PLACEHOLDER.findall(template)):
        return ""

    def words(match: re.Match[str]) -> str:
        terms = row.values.get(match[1], ())
        return " and ".join(_words(term, names, ontology) for term in terms)

    filled = _PLACEHOLDER.sub(words, template)
    return re.sub(r"\s+", " ", filled).strip(" ,;:")


def _words(term: Term, names: Mapping[str, str], ontology: Ontology) -> str:
    if concept := ontology.concepts.get(term.value):
        return concept.label
    if (name := term_name(term.value)) in ontology.properties and term.value.startswith(str(AL)):
        return ontology.properties[name].label
    return names.get(term.value, _text(term))


def _text(term: Term) -> str:
    return slug_of(term.value) if isinstance(term, NamedNode) else term.value
