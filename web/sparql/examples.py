"""The worked questions in SPARQL, described as examples of queries are: by terms of SHACL.

The vocabulary is that of https://github.com/sib-swiss/sparql-examples, which editors and other
programs know how to read.
"""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import RDF, RDFS, SDO, SH, XSD

from graph.rdf.dataset_description import SERVICE
from graph.terms import BASE
from web.pages.questions import Question, read_questions, read_themes

EXAMPLES = "sparql/examples"
"""Path of the document in which they are described."""
_PREFIXES = NamedNode(f"{BASE}{EXAMPLES}#prefixes")
_PREFIX = re.compile(r"^PREFIX\s+(\S*):\s+<(\S+)>", re.MULTILINE | re.IGNORECASE)


def describe_examples() -> list[Triple]:
    """Describe each question that is put in SPARQL, by its theme, and the prefixes in them."""
    questions = read_questions()
    return [*_describe_questions(questions), *_describe_prefixes(questions)]


def _describe_questions(questions: Sequence[Question]) -> Iterator[Triple]:
    for theme in read_themes(questions):
        for question in (one for one in theme.questions if one.sparql):
            example = NamedNode(f"{BASE}questions/{question.stem}")
            for class_ in (SH.SPARQLExecutable, SH.SPARQLSelectExecutable):
                yield _say(example, RDF.type, NamedNode(class_))
            yield _say(example, RDFS.label, Literal(question.title, language="en"))
            yield _say(example, RDFS.comment, Literal(question.asks, language="en"))
            yield _say(example, SH.prefixes, _PREFIXES)
            yield _say(example, SH.select, Literal(question.sparql))
            yield _say(example, SDO.target, NamedNode(SERVICE))
            yield _say(example, SDO.keywords, Literal(theme.title))


def _describe_prefixes(questions: Sequence[Question]) -> Iterator[Triple]:
    pairs = {pair for question in questions for pair in _PREFIX.findall(question.sparql)}
    for prefix, namespace in sorted(pairs):
        declared = NamedNode(f"{_PREFIXES.value}-{prefix}")
        yield _say(_PREFIXES, SH.declare, declared)
        yield _say(declared, SH.prefix, Literal(prefix))
        yield _say(declared, SH.namespace, Literal(namespace, datatype=NamedNode(XSD.anyURI)))


def _say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
