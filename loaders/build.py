"""Building a release: tables, statements, inference, gate, files, pointer, in this order."""

from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from graph.catalogue import build_catalogue
from graph.documents import read_documents
from graph.errors import TableError
from graph.filled import count_filled
from graph.inference import infer, read_rules
from graph.model.read_model import Model, build_model
from graph.naming import with_names
from graph.plan import Json
from graph.release import (
    CATALOGUE,
    MANIFEST,
    QUADS,
    Release,
    manifest_bytes,
    point_to,
    quads_bytes,
    release_id,
    write_release,
)
from graph.statements import Row, iter_quads
from graph.terms import APPARATUS, FOLDER, Ontology, read_ontology
from graph.validation import DERIVED_SHAPES, check_release
from loaders.check_wording import check_printed
from loaders.finding_locator import FindingLocator
from loaders.mapping import Pair, iter_siblings, pair_rows
from loaders.sheets import build_sheets
from loaders.spans import check_spans, read_words
from loaders.tables import DATA, read_tables

Report = Callable[[str], None]
"""Says which phase begins; the phases are those of `PHASES`, in order."""

PHASES = ("tables", "inference", "gate", "writing", "pointer")
LAYOUT = 1
"""Version of the layout of a release."""


def build_release(
    releases: Path,
    *,
    data: Path = DATA,
    documents: Path | None = None,
    report: Report = lambda _: None,
) -> Release:
    """Build the release of the curated tables and make it the one that is served.

    With the documents at hand each span is checked against them. Raises TableError with all
    problems found in the tables, ReleaseError with all findings of the gate.
    """
    report("tables")
    ontology = read_ontology()
    pairs = read_pairs(data, ontology, documents)
    rows = _with_siblings(pairs, ontology)
    stated = {quad for row in rows for quad in iter_quads(row, ontology)} | read_apparatus()
    report("inference")
    quads = stated | infer(stated, read_rules(), ontology)
    report("gate")
    check_release(quads, ontology, describe=FindingLocator(pairs).describe)
    report("writing")
    content = quads_bytes(quads)
    model = build_model(quads, ontology)
    manifest = manifest_bytes(build_manifest(model, len(quads), data))
    catalogue = build_catalogue(model, content)
    files = {QUADS: content, MANIFEST: manifest, CATALOGUE: catalogue}
    release = write_release(releases, files, release_id(content, manifest))
    report("pointer")
    point_to(release)
    return release


def read_rows(data: Path, ontology: Ontology, documents: Path | None = None) -> list[Row]:
    """Read the tables below a folder as rows of statements.

    Raises TableError with all problems found.
    """
    return _with_siblings(read_pairs(data, ontology, documents), ontology)


def read_pairs(data: Path, ontology: Ontology, documents: Path | None = None) -> list[Pair]:
    """Read the tables below a folder, each row beside the row of statements it makes.

    Raises TableError with all problems found.
    """
    table_rows, problems = read_tables(data, ontology)
    pairs, wrong_cells = pair_rows(table_rows, ontology)
    problems += wrong_cells
    texts = {} if documents is None else read_documents(documents)
    problems += check_spans(table_rows, texts)
    if not problems:
        problems += check_printed(pairs, read_words(table_rows, texts), ontology)
    if problems:
        raise TableError(problems)
    return pairs


def read_sheets(data: Path, ontology: Ontology) -> dict[str, str]:
    """Return the review sheets of the tables by file name.

    Raises TableError with all problems found.
    """
    return build_sheets(read_pairs(data, ontology), ontology)


def _with_siblings(pairs: list[Pair], ontology: Ontology) -> list[Row]:
    return with_names([*(made for _, made in pairs), *iter_siblings(pairs)], ontology)


def read_apparatus(folder: Path = FOLDER) -> set[Quad]:
    """Read terms and schemes into the apparatus graph; blank nodes get canonical names."""
    quads: set[Quad] = set()
    for name in ("labour.ttl", "vocabularies.ttl"):
        dataset = Dataset(parse(path=folder / name, format=RdfFormat.TURTLE))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        prefix = name.partition(".")[0]
        quads |= {_in_apparatus(quad, prefix) for quad in dataset}
    return quads


def _in_apparatus(quad: Quad, prefix: str) -> Quad:
    subject = _distinct(quad.subject, prefix)
    return Quad(subject, quad.predicate, _distinct(quad.object, prefix), NamedNode(APPARATUS))


def _distinct(term: Any, prefix: str) -> Any:
    """Tell blank nodes of one file from those of another."""
    return BlankNode(prefix + term.value) if isinstance(term, BlankNode) else term


def build_manifest(model: Model, quads: int, data: Path) -> dict[str, Json]:
    """Describe what a release has and is made from; nothing in it depends on when or where."""
    counts: Mapping[str, int] = Counter(thing.class_name for thing in model.things.values())
    return {
        "layout": LAYOUT,
        "licence": "CC-BY-4.0",
        "quads": quads,
        "things": dict(sorted(counts.items())),
        "filled": {name: dict[str, Json](some) for name, some in count_filled(model).items()},
        "inputs": {
            str(path.relative_to(root.parent)): _digest(path) for root, path in _inputs(data)
        },
    }


def _inputs(data: Path) -> list[tuple[Path, Path]]:
    turtle = [path for path in FOLDER.glob("*.ttl") if path != DERIVED_SHAPES]
    terms = [*turtle, *FOLDER.glob("rules/*.rq")]
    return [(FOLDER, path) for path in sorted(terms)] + [
        (data, p) for p in sorted(data.glob("*/*.csv"))
    ]


def _digest(path: Path) -> str:
    return "sha256:" + sha256(path.read_bytes()).hexdigest()
