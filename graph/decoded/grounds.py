"""What statements are weighed by: how sure their graphs are, and whose words they hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from graph.decoded.facts import INFERRED, Scalar
from graph.terms import APPARATUS, CERTAINTIES, Ontology
from graph.values import date_bounds

Pair = tuple[str, str]
"""Subject and object of a statement, as text."""

TOLD_BY = ("method", "restsOn", "wordsOf", "document", "issued", "date")
"""Properties that the weight of statements follows from."""


class Grounds:
    """Weighs statements by the passages and readings that they stand in.

    It holds what is said of passages, readings and the dates of instruments: a few texts each.
    """

    def __init__(self, ontology: Ontology, pairs: Mapping[str, Iterable[Pair]]) -> None:
        self._ontology = ontology
        self._rests: dict[str, list[str]] = defaultdict(list)
        for reading, source in pairs["restsOn"]:
            self._rests[reading].append(source)
        self._methods, self._words = lowest(pairs["method"]), lowest(pairs["wordsOf"])
        self._dates = lowest(pairs["date"])
        self._documents, self._issued = lowest(pairs["document"]), lowest(pairs["issued"])
        self._speakers_of = cache(self._find_speakers)
        self.ranks: dict[str, int] = {APPARATUS: 0}
        for reading in sorted(self._methods):
            self._rank(reading)

    def weigh(self, graphs: Collection[str]) -> tuple[int, tuple[str, ...]]:
        """Rank of a statement in these graphs, the strongest of theirs; and those that bear it."""
        if len(graphs) == 1:
            (graph,) = graphs
            return self.ranks.get(graph, 0), () if graph == APPARATUS else (graph,)
        rank = min(self.ranks.get(graph, 0) for graph in graphs)
        return rank, tuple(sorted(graph for graph in graphs if graph != APPARATUS))

    def preference(
        self, own: str | None, rank: int, graphs: tuple[str, ...], value: Scalar
    ) -> tuple[int, int, str, str]:
        """Stated first, then the thing's own instrument, then the latest one, then the lowest."""
        speakers = {speaker for graph in graphs for speaker in self._speakers_of(graph)}
        latest = max(
            (date_bounds(self._dates[s]).latest for s in speakers if s in self._dates), default=""
        )
        return (
            rank,
            own not in speakers,
            _descending(latest),
            f"{value:>12}" if isinstance(value, int) else value,
        )

    def said_on(self, graphs: tuple[str, ...]) -> str:
        """Last day of the latest text that speaks, or on which its document was issued."""
        speakers = {s for graph in graphs for s in self._speakers_of(graph)} & self._dates.keys()
        dates = {self._dates[speaker] for speaker in speakers}
        dates = dates or {self._issued[d] for g in graphs for d in self._documents_of(g)}
        return max((date_bounds(date).latest for date in dates), default="")

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


def lowest(pairs: Iterable[Pair]) -> dict[str, str]:
    """One value a thing: the lowest, where documents disagree."""
    found: dict[str, str] = {}
    for subject, value in pairs:
        known = found.get(subject)
        if known is None or value < known:
            found[subject] = value
    return found


def _descending(text: str) -> str:
    """Turn digits around, so that later dates sort first."""
    return "".join(chr(ord("9") - ord(c) + ord("0")) if c.isdigit() else c for c in text) or "~"
