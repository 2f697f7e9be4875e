"""Names: what an operation asks of the catalogue, each thing once and only until a moment."""

from functools import cache
from time import monotonic

from graph.catalogue import Catalogue


class Names:
    """Looks up what one operation names; raises TimeoutError after the catalogue's deadline."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._deadline = catalogue.deadline
        self.resolve = cache(catalogue.resolve)
        self.search = cache(catalogue.search)
        self.sources = cache(catalogue.sources)

    def check(self) -> None:
        """Raise TimeoutError where it is too late to go on."""
        if monotonic() > self._deadline:
            raise TimeoutError
