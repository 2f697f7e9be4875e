"""Bolt over WebSocket, as Neo4j Browser speaks it: a stream in binary messages (RFC 6455)."""

from asyncio import IncompleteReadError, StreamReader, StreamWriter

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from loaders.neo4j.bolt_proxy.errors import RefusedError

_AT_A_TIME = 65_536


class WebSocket:
    """Reads and writes like a stream what the messages of a WebSocket hold."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, longest: int) -> None:
        self._reader, self._writer = reader, writer
        self._protocol = ServerProtocol(max_size=longest)
        self._received = bytearray()

    async def accept(self, begun: bytes) -> None:
        """Answer the opening handshake, of which some bytes have been read."""
        data = begun
        while data:
            self._protocol.receive_data(data)
            for event in self._protocol.events_received():
                if isinstance(event, Request):
                    self._protocol.send_response(self._protocol.accept(event))
            await self._send()
            if self._protocol.state is OPEN:
                return
            refused = self._protocol.handshake_exc
            data = b"" if refused else await self._reader.read(_AT_A_TIME)
        raise RefusedError("no opening handshake of a WebSocket")

    async def read(self, size: int) -> bytes:
        """Some bytes, at most so many; none at the end."""
        while not self._received:
            data = await self._reader.read(_AT_A_TIME) if self._protocol.state is OPEN else b""
            if not data:
                return b""
            self._protocol.receive_data(data)
            self._take_frames()
            await self._send()  # pongs: who does not read them is not read either
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    async def readexactly(self, size: int) -> bytes:
        """Exactly so many bytes; raise IncompleteReadError where there are fewer."""
        data = b""
        while len(data) < size:
            more = await self.read(size - len(data))
            if not more:
                raise IncompleteReadError(data, size)
            data += more
        return data

    def write(self, data: bytes) -> None:
        """Write data as one message."""
        try:
            self._protocol.send_binary(data)
        except InvalidState as error:
            raise RefusedError("the WebSocket is closed") from error
        self._writer.write(b"".join(self._protocol.data_to_send()))

    def _take_frames(self) -> None:
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                if event.opcode is Opcode.TEXT:
                    raise RefusedError("Bolt is binary")
                if event.opcode in {Opcode.BINARY, Opcode.CONT}:
                    self._received += event.data

    async def _send(self) -> None:
        self._writer.write(b"".join(self._protocol.data_to_send()))
        await self._writer.drain()
