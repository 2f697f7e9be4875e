"""Names: what an operation asks of the catalogue, each thing once and only until a moment."""

from functools import cache
from math import inf
from time import monotonic

from graph.catalogue import Catalogue, Found


class TakesLong(Exception):
    """Planning takes longer than the event loop may be held up; a thread has the time for it."""


class Names:
    """Looks up what one operation names.

    The catalogue tells when the time of the operation is up: TimeoutError. Where there is a
    moment until which others can wait, TakesLong is raised after it and for what takes long
    by its nature: searches, and graphs by what they rest on.
    """

    def __init__(self, catalogue: Catalogue, until: float = inf) -> None:
        self._catalogue, self._until = catalogue, until
        self.resolve = cache(self._resolve)
        self.search = cache(self._search)
        self.sources = cache(self._sources)

    def check(self) -> None:
        """Raise TimeoutError or TakesLong where it is too late to go on."""
        now = monotonic()
        if now > self._catalogue.deadline:
            raise TimeoutError
        if now > self._until:
            raise TakesLong

    def _resolve(self, key: str, class_name: str) -> str:
        self.check()
        return self._catalogue.resolve(key, class_name)

    def _search(self, text: str, class_name: str) -> Found:
        self._check_patience()
        return self._catalogue.search(text, class_name)

    def _sources(
        self, document: str | None, instrument: str | None, certainty: str | None
    ) -> tuple[tuple[str, ...], ...]:
        self._check_patience()
        return self._catalogue.sources(
            document=document, instrument=instrument, certainty=certainty
        )

    def _check_patience(self) -> None:
        self.check()
        if self._until < inf:
            raise TakesLong
