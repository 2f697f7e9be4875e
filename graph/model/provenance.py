"""What statements are weighed by: how sure their graphs are, and whose words they hold."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache

from graph.model.facts import ALWAYS, INFERRED, Period, Scalar, level_of
from graph.terms import APPARATUS, CERTAINTIES, Ontology
from graph.values import date_bounds

Stated = tuple[str, str, str]
"""Subject, object and graph of a statement, as text."""

PROVENANCE_PROPERTIES = (
    "method",
    "restsOn",
    "dependsOn",
    "wordsOf",
    "document",
    "issued",
    "date",
)
"""Properties that the weight of statements follows from."""


class ProvenanceIndex:
    """Weighs statements by the passages and readings that they stand in.

    It holds what is said of passages, readings and the dates of instruments: a few texts each.
    """

    def __init__(self, ontology: Ontology, statements: Mapping[str, Iterable[Stated]]) -> None:
        self._ontology = ontology
        self._rests, self._depends = (_lists(statements[n]) for n in ("restsOn", "dependsOn"))
        self._methods, self._words = lowest(statements["method"]), lowest(statements["wordsOf"])
        self._documents, self._issued = lowest(statements["document"]), lowest(statements["issued"])
        self._speakers_of = cache(self._find_speakers)
        self.ranks: dict[str, int] = {APPARATUS: 0}
        for reading in sorted(self._methods):
            self._rank(reading)
        # what is stated is not weighed by what is concluded
        self._dates = lowest(
            one for one in statements["date"] if self.ranks.get(one[2], 0) < INFERRED
        )

    def certainty_of(self, graphs: Collection[str]) -> tuple[int, tuple[str, ...]]:
        """Rank of a statement in these graphs, the strongest of theirs; and those that bear it."""
        if len(graphs) == 1:
            (graph,) = graphs
            return self.ranks.get(graph, 0), () if graph == APPARATUS else (graph,)
        rank = min(self.ranks.get(graph, 0) for graph in graphs)
        return rank, tuple(sorted(graph for graph in graphs if graph != APPARATUS))

    def rank_key(
        self, own: str | None, rank: int, graphs: tuple[str, ...], value: Scalar
    ) -> tuple[int, int, str, str]:
        """Stated first, then the thing's own instrument, then the latest one, then the lowest."""
        speakers = self._speakers(graphs)
        latest = max(
            (date_bounds(self._dates[s]).latest for s in speakers if s in self._dates), default=""
        )
        return (
            rank,
            own not in speakers,
            _descending(latest),
            f"{value:>12}" if isinstance(value, int) else value,
        )

    def periods(self, period_of: Callable[[str], Period]) -> dict[str, Period]:
        """When readings count, save those that do always: while all does that they depend on."""

        @cache
        def period(graph: str) -> Period:
            parts = list(map(period_of, self._depends.get(graph, ())))
            parts += map(period, self._rests.get(graph, ()))
            return max(p[0] for p in (ALWAYS, *parts)), min(p[1] for p in (ALWAYS, *parts))

        return {g: found for g in sorted(self._rests) if (found := period(g)) != ALWAYS}

    def stated_on(self, graphs: tuple[str, ...]) -> str:
        """Last day of the latest text that speaks, or on which its document was issued."""
        speakers = self._speakers(graphs) & self._dates.keys()
        dates = {self._dates[speaker] for speaker in speakers}
        best = self._strongest(graphs)
        dates = dates or {self._issued[d] for g in best for d in self._documents_of(g)}
        return max((date_bounds(date).latest for date in dates), default=ALWAYS[0])

    def _speakers(self, graphs: tuple[str, ...]) -> set[str]:
        best = self._strongest(graphs)
        return {speaker for graph in best for speaker in self._speakers_of(graph)}

    def _strongest(self, graphs: tuple[str, ...]) -> list[str]:
        """The graphs that make a statement as certain as it is; weaker ones add no weight."""
        levels = [level_of(self.ranks.get(graph, 0)) for graph in graphs]
        least = min(levels, default=0)
        return [g for g, level in zip(graphs, levels, strict=True) if level == least]

    def _rank(self, graph: str) -> int:
        """Rank of a reading: its method's, or the weakest of what it rests on."""
        if graph not in self.ranks:
            method = self._ontology.concepts.get(self._methods.get(graph, ""))
            own = CERTAINTIES.index(method.certainty) if method and method.certainty else 0
            below = [self._rank(source) for source in self._rests.get(graph, ())]
            self.ranks[graph] = max([own, *(r for r in below if r >= INFERRED)])
        return self.ranks[graph]

    def _find_speakers(self, graph: str) -> frozenset[str]:
        """Instruments whose words a passage is, or those that a reading rests on."""
        own = self._words.get(graph)
        below = [self._speakers_of(source) for source in self._rests.get(graph, ())]
        return frozenset({own} if own else ()).union(*below)

    def _documents_of(self, graph: str) -> set[str]:
        own = {self._documents[graph]} & self._issued.keys() if graph in self._documents else set()
        return own.union(*(self._documents_of(source) for source in self._rests.get(graph, ())))


def _lists(statements: Iterable[Stated]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, value, _ in statements:
        found[subject].append(value)
    return found


def lowest(statements: Iterable[Stated]) -> dict[str, str]:
    """One value a thing: the lowest, where documents disagree."""
    found: dict[str, str] = {}
    for subject, value, _ in statements:
        known = found.get(subject)
        if known is None or value < known:
            found[subject] = value
    return found


def _descending(text: str) -> str:
    """Turn digits around, so that later dates sort first."""
    return "".join(chr(ord("9") - ord(c) + ord("0")) if c.isdigit() else c for c in text) or "~"
