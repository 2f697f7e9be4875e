"""Chunks, in which messages travel: taken apart as they arrive, and written.

Source: neo4j.com/docs/bolt, "Chunking". An empty chunk ends a message; between messages it says
only that a peer is alive.
"""

from collections.abc import Iterator

from loaders.neo4j.bolt_proxy.errors import RefusedError

_LONGEST_CHUNK = 0xFFFF
_END = b""
_MESSAGE_HEAD = 2  # bytes: a structure's marker and its tag


class Chunks:
    """Takes chunks apart, whatever pieces they arrive in; each byte is looked at once."""

    def __init__(self) -> None:
        self._left, self._size, self._size_bytes = 0, 0, 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give the content of chunks in pieces, and an empty piece for an empty chunk."""
        at = 0
        while at < len(data):
            if self._left:
                piece = data[at : at + self._left]
                at += len(piece)
                self._left -= len(piece)
                yield piece
            elif self._read_size(data[at]):
                at += 1
                yield _END
            else:
                at += 1

    def _read_size(self, byte: int) -> bool:
        """Take one of the two bytes of a chunk's size; whether the chunk is an empty one."""
        self._size, self._size_bytes = self._size << 8 | byte, self._size_bytes + 1
        if self._size_bytes < 2:  # noqa: PLR2004  bytes of a size
            return False
        self._left, self._size, self._size_bytes = self._size, 0, 0
        return not self._left


class Messages:
    """Puts a client's messages together; none is longer than `longest` bytes."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self._chunks, self._message = Chunks(), bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give the messages that have become whole; raise RefusedError where one is too long."""
        for piece in self._chunks.feed(data):
            self._message += piece
            if len(self._message) > self.longest:
                raise RefusedError("a message is too long")
            if not piece and self._message:
                message = bytes(self._message)
                self._message.clear()
                yield message


class Heads:
    """Reads the tags of a server's messages, of which nothing else is looked at."""

    def __init__(self) -> None:
        self._chunks, self._head = Chunks(), b""

    def feed(self, data: bytes) -> Iterator[int]:
        """Give the tags of the messages that have ended; raise RefusedError where one has none."""
        for piece in self._chunks.feed(data):
            if piece:
                self._head += piece[: _MESSAGE_HEAD - len(self._head)]
            elif self._head:
                if len(self._head) < _MESSAGE_HEAD or self._head[0] >> 4 != 0xB:  # noqa: PLR2004  a structure
                    raise RefusedError("the server's message is no structure")
                tag, self._head = self._head[1], b""
                yield tag


def chunk(message: bytes) -> bytes:
    """A message in chunks."""
    starts = range(0, len(message), _LONGEST_CHUNK)
    chunks = (message[start : start + _LONGEST_CHUNK] for start in starts)
    return b"".join(len(c).to_bytes(2, "big") + c for c in chunks) + b"\x00\x00"
