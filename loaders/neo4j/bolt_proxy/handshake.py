"""The handshake, by which two peers agree on a version: the proxy takes part in it on both sides.

Four proposals of four bytes: reserved, number of minor versions below that are also spoken, minor,
major. The manifest handshake, which a proposal that ends in FF asks for, is not spoken.
Source: neo4j.com/docs/bolt, "Handshake".
"""

from collections.abc import Awaitable, Callable

from loaders.neo4j.bolt_proxy.errors import RefusedError

MAGIC = b"\x60\x60\xb0\x17"
PROPOSALS = 16
"""Bytes of a client's four proposals."""
NONE = b"\x00\x00\x00\x00"
MINORS = frozenset({1, 2, 3, 4, 6, 7, 8})
"""Minor versions of Bolt 5 that are spoken. No server speaks 5.5; before 5.1 HELLO logs in too."""
_MAJOR = 5

Read = Callable[[int], Awaitable[bytes]]


def choose(proposals: bytes) -> bytes:
    """The version to speak: the latest of the first proposal that has one, or NONE."""
    for at in range(0, PROPOSALS, 4):
        reserved, below, minor, major = proposals[at : at + 4]
        spoken = MINORS.intersection(range(minor - below, minor + 1))
        if not reserved and below <= minor and major == _MAJOR and spoken:
            return bytes([0, 0, max(spoken), _MAJOR])
    return NONE


def propose(version: bytes) -> bytes:
    """What to say to a server to speak exactly this version."""
    return MAGIC + version + 3 * NONE


async def check_answer(read: Read, version: bytes) -> None:
    """Read a server's answer; raise RefusedError where it is another version than was proposed."""
    if await read(len(version)) != version:
        raise RefusedError("the server does not speak the version")
