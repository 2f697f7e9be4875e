"""Laws of what follows by rule, and of counts in the languages that ask for them."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import RdfFormat, serialize

from graph.embedded.view import View
from graph.plan import ALL, INFERRED, STATED
from tests.stores.laws import Made
from web.sparql import evaluation


def check_that_tasks_reach_members(made: Made) -> None:
    """What is stated to be asked of a group is asked of who is stated to belong to it, undated."""
    stated, view = made.views.at(STATED), made.views.at(INFERRED)
    for group in view.members("Group"):
        asked = set(_tasks(stated, group.target))
        for one in stated.edges("composition")(group.target):
            role, dated = (stated.value(name)(one.target) for name in ("membershipRole", "when"))
            for member in stated.values("member")(one.target):
                if role == "MEMBER" and not dated and not view.claims("when", one.target):
                    assert asked <= set(_tasks(view, str(member))), (group.target, member)


def _tasks(view: View, agent: str) -> Iterator[tuple[object, object]]:
    for edge in view.edges("involvements")(agent):
        for provision in view.values("provision")(edge.target):
            if (role := view.value("role")(edge.target)) != "COORDINATOR":
                yield provision, role


def check_that_citations_rest_on_links(made: Made) -> None:
    """An instrument cites what it, or a part of it, is linked to as citing, by any of its names."""
    view = made.views.at(ALL)
    kinds = {c.token for c in made.ontology.schemes["LinkKind"].concepts if _is_citing(c.broader)}
    links = [
        (str(source), view.value("linkKind")(link.target), str(target))
        for link in view.members("Link")
        for source in view.values("source")(link.target)
        for target in view.values("target")(link.target)
    ]
    same = {frozenset((s, t)) for s, kind, t in links if kind == "SAME_AS"}
    cited: set[tuple[str, str]] = set()
    for source, kind, target in links:
        if kind in kinds:
            wholes = [source, *map(str, view.values("instrument")(source))]
            cited |= {(whole, target) for whole in wholes}
    for _ in range(len(same)):
        cited |= {(s, str(*(pair - {t}))) for s, t in cited for pair in same if t in pair}
    for iri in made.model.edges["cites"]:
        for edge in view.edges("cites")(iri):
            assert (iri, edge.target) in cited, (iri, edge.target)


def _is_citing(broader: tuple[str, ...]) -> bool:
    return any(iri.endswith("#linkkind-citing") for iri in broader)


def check_that_partners_share_the_work(made: Made) -> None:
    """Partners are those that one provision names as doing, supporting or sharing the work."""
    view, named = made.views.at(ALL), set[tuple[str, object]]()
    for edge in view.members("Assignment"):
        if view.value("role")(edge.target) in ("RESPONSIBLE", "JOINT", "SUPPORT", "PARTNER"):
            for agent in view.values("agent")(edge.target):
                named |= {(str(agent), one) for one in view.values("provision")(edge.target)}
    for iri in made.model.edges["partners"]:
        work = {provision for agent, provision in named if agent == iri}
        for edge in view.edges("partners")(iri):
            assert any((edge.target, provision) in named for provision in work), (iri, edge.target)


def check_that_both_names_are_adopted(made: Made) -> None:
    """What is stated to be adopted is adopted under the name that is stated to be its other one."""
    stated, view = made.views.at(STATED), made.views.at(INFERRED)
    for link in stated.members("Link"):
        if stated.value("linkKind")(link.target) == "SAME_AS":
            ends = [*stated.values("source")(link.target), *stated.values("target")(link.target)]
            for one, other in (ends, ends[::-1]) if len(ends) > 1 else ():
                manners = set(_manners(stated, str(one)))
                assert manners <= set(_manners(view, str(other))), (one, other)


def _manners(view: View, iri: str) -> Iterator[object]:
    return (view.value("manner")(edge.target) for edge in view.edges("adoptions")(iri))


def check_counts_in_sparql(made: Made) -> None:
    """SPARQL counts as many things of each class, and pairs of each relation, as are shown at ALL."""
    view = made.views.at(ALL)
    expected: Counter[str] = Counter()
    for name, some in made.ontology.classes.items():
        if not some.abstract:
            of = (made.model.things[edge.target].class_name for edge in view.members(name))
            expected[some.iri] = sum(kind == name for kind in of)
    for prop in made.ontology.properties.values():
        if prop.many and not prop.derived:
            of_all = made.model.edges if prop.kind == "thing" else made.model.claims
            expected[prop.iri] = sum(map(len, of_all.get(prop.name, {}).values()))
    found = Counter(_counted(made, "?s a ?term")) + Counter(_counted(made, "?s ?term ?o"))
    assert {iri: n for iri, n in expected.items() if n} == {
        iri: found[iri] for iri, n in expected.items() if n
    }


def _counted(made: Made, pattern: str) -> dict[str, int]:
    asked = {
        "query": f"SELECT ?term (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?term",
        "base": "http://localhost/",
        "default_graphs": [],
        "named_graphs": [],
        "solutions": "application/json",
        "max_bytes": 1_000_000,
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quads.nq"
        serialize(made.quads, path, format=RdfFormat.N_QUADS)
        _, content = evaluation.answer(evaluation.load(str(path), {}), asked)
    rows: list[dict[str, Any]] = json.loads(content)["results"]["bindings"]
    return {row["term"]["value"]: int(row["n"]["value"]) for row in rows}
