"""As much of WebSocket (RFC 6455) as Neo4j Browser needs to speak Bolt."""

from asyncio import IncompleteReadError, StreamReader, StreamWriter
from base64 import b64encode
from hashlib import sha1

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_BINARY, _CLOSE, _PONG = 0x2, 0x8, 0xA
_LAST, _MASKED = 0x80, 0x80
_LONGEST_CONTROL = 125
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class WebSocketError(Exception):
    """A client does not speak WebSocket as the gate does."""


async def accept_upgrade(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer the opening handshake, of which `GET ` has been read."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    key = headers.get(b"sec-websocket-key")
    if headers.get(b"upgrade", b"").lower() != b"websocket" or not key:
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        raise WebSocketError
    proof = b64encode(sha1(key + _GUID, usedforsecurity=False).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
    )
    await writer.drain()


async def read_frames(
    reader: StreamReader, writer: StreamWriter, stream: StreamReader, longest: int
) -> None:
    """Feed what frames hold into a stream, until the client closes or says what it must not."""
    try:
        while await _read_frame(reader, writer, stream, longest):
            pass
    except (IncompleteReadError, OSError, WebSocketError):
        pass
    finally:
        stream.feed_eof()


async def _read_frame(
    reader: StreamReader, writer: StreamWriter, stream: StreamReader, longest: int
) -> bool:
    kind, size = await reader.readexactly(2)
    if not size & _MASKED:
        raise WebSocketError
    size &= ~_MASKED
    if size in (_TWO_BYTES, _EIGHT_BYTES):
        size = int.from_bytes(await reader.readexactly(2 if size == _TWO_BYTES else 8), "big")
    if size > longest:
        raise WebSocketError
    mask = await reader.readexactly(4)
    data = _unmask(await reader.readexactly(size), mask)
    match kind & 0x0F:
        case 0x0 | 0x2:
            stream.feed_data(data)
        case 0x9:
            _write(writer, _PONG, data[:_LONGEST_CONTROL])
        case 0x8:
            _write(writer, _CLOSE, b"")
            return False
        case 0xA:
            pass
        case _:
            raise WebSocketError
    return True


def write_frame(writer: StreamWriter, data: bytes) -> None:
    """Write data as one binary frame."""
    _write(writer, _BINARY, data)


def _write(writer: StreamWriter, kind: int, data: bytes) -> None:
    size = len(data)
    if size <= _LONGEST_CONTROL:
        head = bytes([_LAST | kind, size])
    elif size <= 0xFFFF:  # noqa: PLR2004  what two bytes hold
        head = bytes([_LAST | kind, _TWO_BYTES]) + size.to_bytes(2, "big")
    else:
        head = bytes([_LAST | kind, _EIGHT_BYTES]) + size.to_bytes(8, "big")
    writer.write(head + data)


def _unmask(data: bytes, mask: bytes) -> bytes:
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
