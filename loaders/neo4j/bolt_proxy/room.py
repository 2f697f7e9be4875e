"""How many may be connected: in all, from an address, and before they have logged in.

Who has not logged in is a stranger. Where there are too many, the one goes that has waited longest
at the address that has most: a crowd pushes out its own, and others find room.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from loaders.neo4j.bolt_proxy.errors import RefusedError

_NETWORK = 64  # bits of an IPv6 address that one customer has


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What clients may take."""

    clients: int = 100
    """Connections that have logged in; fewer than the transactions the server allows at once."""
    strangers: int = 32
    per_address: int = 50
    message_bytes: int = 524_288
    stranger_bytes: int = 16_384
    """Of a message before the log-in."""
    login_seconds: float = 10
    idle_seconds: float = 1_800
    stalled_seconds: float = 30
    """For which a peer may not read what is sent to it."""


@dataclass(eq=False, slots=True)
class Place:
    """One connection, and how to end it."""

    address: str
    end: Callable[[], object]
    logged_in: bool = False


class Room:
    """Gives places to connections."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._places: dict[Place, None] = {}  # the first has waited longest

    @contextmanager
    def place(self, host: str, end: Callable[[], object]) -> Iterator[Place]:
        """Have a place, for which another connection may be ended.

        Raises RefusedError where the address has as many clients as it may.
        """
        place = self.enter(host, end)
        try:
            yield place
        finally:
            self.leave(place)

    def enter(self, host: str, end: Callable[[], object]) -> Place:
        """Take a place; it is given back by `leave`."""
        place = Place(_address(host), end)
        of_address = [p for p in self._places if p.address == place.address]
        if len(of_address) >= self._bounds.per_address:
            self._end_first([p for p in of_address if not p.logged_in])
        strangers = [p for p in self._places if not p.logged_in]
        if len(strangers) >= self._bounds.strangers:
            [(most, _)] = Counter(p.address for p in strangers).most_common(1)
            self._end_first([p for p in strangers if p.address == most])
        self._places[place] = None
        return place

    def log_in(self, place: Place) -> None:
        """Make a stranger a client; raise RefusedError where there are enough."""
        if sum(p.logged_in for p in self._places) >= self._bounds.clients:
            raise RefusedError("too many clients")
        place.logged_in = True

    def leave(self, place: Place) -> None:
        """Give a place back; nothing where it was taken away."""
        self._places.pop(place, None)

    def _end_first(self, places: list[Place]) -> None:
        if not places:
            raise RefusedError("too many clients of one address")
        self.leave(places[0])
        places[0].end()


def _address(host: str) -> str:
    """What one client connects from: an address, or a network of IPv6."""
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, _NETWORK), strict=False))
    return str(address)
