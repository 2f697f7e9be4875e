"""In which state a connection is, and which messages the protocol has in it.

Clients send messages ahead of the answers. A message is let through where the protocol has it if
all messages before it succeed; after a failure the server ignores those that are on their way.
Source: neo4j.com/docs/bolt, "Server state", "Bolt message state transitions in version 5.1+".
"""

from collections import deque
from collections.abc import Mapping
from enum import Enum, IntEnum, auto
from typing import assert_never

from loaders.neo4j.bolt_proxy.errors import RefusedError

MAX_WAITING = 1_000
"""Most messages of a client that wait for an answer."""


class Request(IntEnum):
    """Messages of a client, by their tags."""

    HELLO = 0x01
    GOODBYE = 0x02
    RESET = 0x0F
    RUN = 0x10
    BEGIN = 0x11
    COMMIT = 0x12
    ROLLBACK = 0x13
    DISCARD = 0x2F
    PULL = 0x3F
    TELEMETRY = 0x54
    ROUTE = 0x66
    LOGON = 0x6A
    LOGOFF = 0x6B


class Answer(IntEnum):
    """Messages of a server, by their tags."""

    SUCCESS = 0x70
    RECORD = 0x71
    IGNORED = 0x7E
    FAILURE = 0x7F


_ANSWERS = frozenset(Answer)


class State(Enum):
    """States of a server's side of a connection."""

    NEGOTIATION = auto()
    AUTHENTICATION = auto()
    READY = auto()
    STREAMING = auto()
    TX_READY = auto()
    TX_STREAMING = auto()
    FAILED = auto()
    DEFUNCT = auto()


States = frozenset[State]

_STREAMING = frozenset({State.STREAMING, State.READY})
_TX_STREAMING = frozenset({State.TX_STREAMING, State.TX_READY})
_READY = frozenset({State.READY})
_NEXT: Mapping[State, Mapping[Request, States]] = {
    State.NEGOTIATION: {Request.HELLO: frozenset({State.AUTHENTICATION})},
    State.AUTHENTICATION: {Request.LOGON: _READY},
    State.READY: {
        Request.RUN: frozenset({State.STREAMING}),
        Request.BEGIN: frozenset({State.TX_READY}),
        Request.LOGOFF: frozenset({State.AUTHENTICATION}),
        Request.ROUTE: _READY,
        Request.TELEMETRY: _READY,
        Request.RESET: _READY,
    },
    State.STREAMING: {
        Request.PULL: _STREAMING,  # the answer tells whether there is more, and is not looked into
        Request.DISCARD: _STREAMING,
        Request.RESET: _READY,
    },
    State.TX_READY: {
        Request.RUN: frozenset({State.TX_STREAMING}),
        Request.COMMIT: _READY,
        Request.ROLLBACK: _READY,
        Request.RESET: _READY,
    },
    State.TX_STREAMING: {
        Request.RUN: frozenset({State.TX_STREAMING}),
        Request.PULL: _TX_STREAMING,
        Request.DISCARD: _TX_STREAMING,
        Request.RESET: _READY,
    },
    State.FAILED: {
        Request.RESET: _READY,
        **dict.fromkeys(
            (
                Request.RUN,
                Request.PULL,
                Request.DISCARD,
                Request.BEGIN,
                Request.COMMIT,
                Request.ROLLBACK,
                Request.ROUTE,
                Request.LOGOFF,
                Request.TELEMETRY,
            ),
            frozenset({State.FAILED}),  # ignored
        ),
    },
    State.DEFUNCT: {},
}


def after(states: States, request: Request) -> States:
    """States a connection may be in after a message succeeds; none where it cannot be sent."""
    if request is Request.GOODBYE:
        return frozenset({State.DEFUNCT} if states - {State.NEGOTIATION, State.DEFUNCT} else ())
    return frozenset().union(*(_NEXT[state].get(request, ()) for state in states))


class Conversation:
    """Follows a connection: what the client asks, and what the server answers."""

    def __init__(self) -> None:
        self._reached: States = frozenset({State.NEGOTIATION})
        self._expected = self._reached
        self._waiting: deque[Request] = deque()

    @property
    def logged_in(self) -> bool:
        """Whether the server has let the client in."""
        return not self._reached & {State.NEGOTIATION, State.AUTHENTICATION, State.DEFUNCT}

    def ask(self, request: Request) -> None:
        """Note a message of the client; raise RefusedError where the protocol does not have it."""
        expected = after(self._expected, request)
        if not expected or len(self._waiting) >= MAX_WAITING:
            raise RefusedError(f"{request.name} cannot be sent now")
        self._waiting.append(request)
        self._expected = expected

    def answer(self, tag: int) -> None:
        """Note a message of the server; raise RefusedError where nothing has asked for it."""
        if not self._waiting or tag not in _ANSWERS:
            raise RefusedError("the server says what the protocol does not have")
        match answer := Answer(tag):
            case Answer.RECORD:
                if self._waiting[0] is not Request.PULL:
                    raise RefusedError("the server sends a record that nothing has asked for")
            case Answer.SUCCESS:
                self._reached = after(self._reached, self._waiting.popleft())
                if not self._reached:
                    raise RefusedError("the server answers what could not be asked")
            case Answer.IGNORED:
                self._waiting.popleft()
                self._fall_to(State.FAILED)
            case Answer.FAILURE:
                fatal = self._waiting.popleft() in {Request.HELLO, Request.LOGON, Request.RESET}
                self._fall_to(State.DEFUNCT if fatal else State.FAILED)
            case _:
                assert_never(answer)

    def _fall_to(self, state: State) -> None:
        """Expect what follows where what is on its way no longer succeeds."""
        if self._reached == {state}:
            return
        self._reached = self._expected = frozenset({state})
        for request in self._waiting:
            self._expected = after(self._expected, request)
