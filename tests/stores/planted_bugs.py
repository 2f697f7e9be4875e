"""Bugs of the kinds that were found in answers, to be planted: each breaks the law beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from graph import inference, naming
from graph.embedded.reader import Reader
from graph.embedded.view import View
from graph.inference import Rule
from graph.model import decoder, observations, relations
from graph.model.dating import Dating
from graph.model.decoder import Decoder
from graph.model.disagreement import disagreement
from graph.model.facts import ALWAYS, Claim, Edge, Entity, Period
from graph.statements import Row
from graph.terms import Ontology
from tests.stores import laws, laws_of_rules, laws_of_time
from tests.stores.laws import Made
from web.sparql import evaluation

Patch = pytest.MonkeyPatch
Bug = Callable[[Patch], None]


def all_ways_bear_a_relation(patch: Patch) -> None:
    """A1: the evidence of weaker ways is shown beside that of the strongest."""

    def merge(found: dict[str, Edge], edge: Edge) -> None:
        known = found.get(edge.target, edge)
        graphs = tuple(sorted({*known.graphs, *edge.graphs}))
        found[edge.target] = Edge(edge.target, min(known.rank, edge.rank), graphs)

    patch.setattr(relations, "_merge", merge)


def ends_do_not_matter(patch: Patch) -> None:
    """A2: a relation is as certain as its statement, whatever it leads to."""

    def relate(
        one: Decoder, weighed: Iterable[tuple[str, int, tuple[str, ...]]], _own: int
    ) -> Iterator[Claim]:
        return (Claim(*some) for some in weighed if one._rank_of(some[0]) is not None)

    patch.setattr(Decoder, "_iter_relations", relate)


def nothing_goes(patch: Patch) -> None:
    """A3: what would go where more counts is not told."""
    patch.setattr(Reader, "_provisional", lambda *_: lambda _iri, _kept: 0)


def only_the_balance_is_withheld(patch: Patch) -> None:
    """A3: things that come and things that go are set off against each other."""
    withheld, provisional = Reader._withheld, Reader._provisional

    def balance(reader: Reader, *page: Any) -> Callable[[str, Sequence[Edge]], int]:
        come, go = withheld(reader, *page), provisional(reader, *page)
        return lambda iri, kept: come(iri, kept) - go(iri, kept)

    patch.setattr(Reader, "_withheld", balance)


def nothing_ends(patch: Patch) -> None:
    """A6: what holds in a year holds ever after."""
    held = observations.held

    def begun(ontology: Ontology, entity: Entity) -> Period | None:
        period = held(ontology, entity)
        return period and (period[0], ALWAYS[1])

    patch.setattr(observations, "held", begun)


def conclusions_date_what_is_stated(patch: Patch) -> None:
    """A7: a date that is only concluded says when something stated counts."""
    patch.setattr(observations, "_date", lambda entity, name: entity.text(name))


def conclusions_outlive_their_premises(patch: Patch) -> None:
    """A8: parents and partners have no end."""
    patch.setattr(Dating, "statement", lambda _dating, one: one)


def disputes_know_no_day(patch: Patch) -> None:
    """A8: values disagree on days on which not all of them count."""

    def disagrees(view: View, name: str, iri: str) -> bool:
        claims = view.model.claims.get(name, {}).get(iri, ())
        found = disagreement(view.model.ontology.properties[name], claims)
        return found is not None and found <= view.level

    patch.setattr(View, "disagrees", disagrees)


def evidence_knows_no_day(patch: Patch) -> None:
    """A8: chains rest on what counts on other days too."""
    joined = relations._joined

    def always(*way: Any) -> Edge:
        edge = joined(*way)
        return replace(edge, ways=tuple(replace(w, graphs=edge.graphs) for w in edge.ways))

    patch.setattr(relations, "_joined", always)


def rows_outlive_cells(patch: Patch) -> None:
    """A9: a row without columns counts beside the later cells of the same."""
    patch.setattr(observations, "combinations", lambda some, _: combinations(some, 0))


def vague_dates_are_shown(patch: Patch) -> None:
    """A10: a year is shown where another text has the month."""
    patch.setattr(decoder, "precise_first", lambda claims: claims)


def _without(patch: Patch, name: str) -> None:
    rules = tuple(rule for rule in inference.read_rules() if rule.name != name)
    patch.setattr(inference, "read_rules", lambda: rules)


def _with(patch: Patch, name: str, old: str, new: str) -> None:
    def changed(rule: Rule) -> Rule:
        return replace(rule, query=rule.query.replace(old, new)) if rule.name == name else rule

    rules = tuple(map(changed, inference.read_rules()))
    patch.setattr(inference, "read_rules", lambda: rules)


def hopes_make_partners(patch: Patch) -> None:
    """A12: whom a plan only hopes for is a partner."""
    _with(
        patch, "partners", "al:role-partner }", "al:role-partner al:role-potential-collaborator }"
    )


def groups_keep_their_tasks(patch: Patch) -> None:
    """A13: what is asked of a group is asked of nobody in it."""
    _without(patch, "group-tasks")


def every_link_cites(patch: Patch) -> None:
    """A14: what is only linked is cited."""
    _with(patch, "cites", "GRAPH graph:apparatus { ?kind skos:broader al:linkkind-citing }", "")


def one_name_is_adopted(patch: Patch) -> None:
    """A15: what is adopted under one name is not under the other."""
    _without(patch, "same-adoptions")


def each_graph_counts(patch: Patch) -> None:
    """A16: the default graph has a triple once for each of its graphs."""

    def load(path: str, _terms: Mapping[str, Sequence[str]]) -> Store:
        store = Store()
        store.bulk_load(path=path, format=RdfFormat.N_QUADS)
        return store

    patch.setattr(evaluation, "load", load)
    patch.setattr(evaluation, "_dataset", lambda *_: {"use_default_graph_as_union": True})


def brackets_are_trimmed(patch: Patch) -> None:
    """A21: names lose a bracket at their end."""
    fill = naming._fill

    def trimmed(template: str, row: Row, names: Mapping[str, str], ontology: Ontology) -> str:
        return fill(template, row, names, ontology).strip(" ,;:()")

    patch.setattr(naming, "_fill", trimmed)


PLANTED: Mapping[Bug, Callable[[Made], None]] = {
    all_ways_bear_a_relation: laws.check_evidence,
    ends_do_not_matter: laws.check_that_what_is_shown_is_found,
    nothing_goes: laws.check_what_comes_and_goes,
    only_the_balance_is_withheld: laws.check_what_comes_and_goes,
    nothing_ends: laws_of_time.check_that_what_ended_is_over,
    conclusions_date_what_is_stated: laws.check_that_conclusions_take_nothing_away,
    conclusions_outlive_their_premises: laws_of_time.check_that_a_day_is_a_cut,
    disputes_know_no_day: laws_of_time.check_that_a_day_is_a_cut,
    evidence_knows_no_day: laws_of_time.check_that_a_day_is_a_cut,
    rows_outlive_cells: laws_of_time.check_that_one_observation_counts,
    vague_dates_are_shown: laws_of_time.check_that_precise_dates_are_shown,
    hopes_make_partners: laws_of_rules.check_that_partners_share_the_work,
    groups_keep_their_tasks: laws_of_rules.check_that_tasks_reach_members,
    every_link_cites: laws_of_rules.check_that_citations_rest_on_links,
    one_name_is_adopted: laws_of_rules.check_that_both_names_are_adopted,
    each_graph_counts: laws_of_rules.check_counts_in_sparql,
    brackets_are_trimmed: laws.check_brackets,
}
"""Each bug with a law that it breaks."""
