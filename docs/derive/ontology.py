"""Page of the terms of the graph."""

from collections.abc import Iterable

from docs.derive.markdown import write_page, write_table
from graph.terms import Ontology, Scheme


def build_ontology_page(ontology: Ontology) -> str:
    """The way to the ontology's own pages, its classes, and the words of its vocabularies."""
    about = (
        "The ontology is `ontology/labour.ttl` and `ontology/vocabularies.ttl`. A server shows it at "
        "<http://localhost:8000/ns>, with alignments, rules and examples, and as data: "
        "`/ns.ttl`, `/ns.jsonld`, `/shapes`. Every term has an address below "
        "`https://w3id.org/asean-labour/ns#`."
    )
    rows = (
        (f"[{c.name}](schema.md#{c.name.lower()})", ", ".join(c.ancestors[:1]), c.definition)
        for c in ontology.classes.values()
    )
    classes = write_table(("class", "is a", "meaning"), rows)
    schemes = (part for one in ontology.schemes.values() for part in _scheme(one))
    words = "Values of fields that hold a concept, as questions and answers write them."
    return write_page(
        "The terms of the graph",
        "the ontology",
        about,
        "## Classes",
        classes,
        "## Vocabularies",
        words,
        *schemes,
    )


def _scheme(scheme: Scheme) -> Iterable[str]:
    yield f"### {scheme.name}"
    yield scheme.definition
    yield write_table(
        ("value", "meaning"), ((f"`{c.token}`", c.definition) for c in scheme.concepts)
    )
