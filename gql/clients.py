"""Who asks: clients are told apart by their addresses, those of IPv6 by their networks."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

NETWORK_BITS = 64
"""Who has an IPv6 network has 2**64 addresses: all of them are one client."""


@lru_cache(maxsize=1_000)
def client_at(host: str) -> str:
    """Client at an address: an IPv4 address, also where it is written in IPv6, or a network.

    What is no address, as the name of a local socket, is the client itself.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> NETWORK_BITS << NETWORK_BITS))


def read_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks with commas between them. Raises ValueError for anything else."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_within(host: str, networks: tuple[Network, ...]) -> bool:
    """Whether an address is in one of several networks."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
