"""What the Bolt proxy lets through, message by message: PackStream, chunks, handshake, states."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.neo4j.bolt_proxy import handshake
from loaders.neo4j.bolt_proxy.errors import RefusedError
from loaders.neo4j.bolt_proxy.framing import Heads, Messages, chunk
from loaders.neo4j.bolt_proxy.messages import LONGEST_TRANSACTION, read_message
from loaders.neo4j.bolt_proxy.packstream import (
    MAX_DEPTH,
    MAX_VALUES,
    STRUCTURES,
    Structure,
    Value,
    pack,
    unpack_message,
)
from loaders.neo4j.bolt_proxy.room import Bounds, Room
from loaders.neo4j.bolt_proxy.states import MAX_WAITING, Answer, Conversation, Request
from tests.loaders.bolt_peer import CODEC, framed

RUN, BEGIN, PULL = b"\xb3\x10", b"\xb1\x11", b"\xb1\x3f"
READER = {"mode": "r", "tx_timeout": LONGEST_TRANSACTION}

values: st.SearchStrategy[Value] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.binary(max_size=300)
    | st.text(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=20)
        | st.dictionaries(st.text(max_size=20), inner, max_size=20)
        | st.sampled_from(sorted(STRUCTURES)).flatmap(
            lambda tag: st.tuples(*[inner] * STRUCTURES[tag]).map(lambda f: Structure(tag, f))
        )
    ),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_again(value: Value) -> None:
    message = Structure(0x10, (value,))
    assert message == unpack_message(pack(message))


@given(st.recursive(st.text() | st.integers(-(2**63), 2**63 - 1), st.lists, max_leaves=10))
def test_values_are_written_as_the_driver_writes_them(value: Value) -> None:
    buffer = CODEC.PackableBuffer()
    CODEC.Packer(buffer).pack(value)
    assert bytes(buffer.data) == pack(value)


@given(st.binary(max_size=80))
def test_whatever_bytes_come_are_one_value_or_refused(data: bytes) -> None:
    try:
        message = unpack_message(b"\xb1\x10" + data)
    except RefusedError:
        return
    assert message == unpack_message(pack(message))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xb1",  # a structure without a tag
        b"\xb1\x10",  # ends early
        b"\xb1\x10\xc0\xc0",  # goes on behind its end
        b"\x91\x10",  # no structure
        b"\xb1\x10\xc4",  # no marker
        b"\xb1\x10\xdb\x00",
        b"\xb1\x10\xdf",
        b"\xb1\x10\xe0",
        b"\xb1\x10\x82a",  # a text that ends early
        b"\xb1\x10\xd0\xffa",
        b"\xb1\x10\xd2\xff\xff\xff\xff",
        b"\xb1\x10\xd6\xff\xff\xff\xff",
        b"\xb1\x10\xda\xff\xff\xff\xff",
        b"\xb1\x10\x81\xff",  # not UTF-8
        b"\xb1\x10\x83\xed\xa0\x80",  # a surrogate
        b"\xb1\x10\xa1\x01\x01",  # a key that is no text
        b"\xb1\x10\xa1\xc0\x01",
        b"\xb1\x10\xa2\x81a\x01\x81a\x02",  # a key that comes twice
        b"\xb1\x10\xa2\x81a\x01\xd0\x01a\x02",
        b"\xb1\x10\xb1\x4e\x01",  # a node, which no client sends
        b"\xb1\x10\xb2\x44\x01\x01",  # a date with two fields
        b"\xb1\x10\xb1\x10\xa0",  # a message inside
        b"\xb1\x10" + b"\x91" * MAX_DEPTH + b"\xc0",
        b"\xb1\x10" + b"\x91" * 500_000 + b"\xc0",
        b"\xb1\x10\xd6" + (MAX_VALUES + 1).to_bytes(4, "big") + b"\x01" * (MAX_VALUES + 1),
    ],
)
def test_what_is_no_message_is_refused(value: bytes) -> None:
    with pytest.raises(RefusedError):
        unpack_message(value)


@pytest.mark.parametrize(
    ("options", "passed"),
    [
        (b"\xa0", READER),
        (b"\xa1\x84mode\x81w", READER),
        (b"\xa1\xd0\x04mode\x81w", READER),
        (b"\xa2\x82db\x86system\x84mode\x81w", {"db": "system", **READER}),
        (b"\xa1\x8atx_timeout\x00", READER),  # without end, says Neo4j
        (b"\xa1\x8atx_timeout\xff", READER),
        (b"\xa1\x8atx_timeout\xc0", READER),
        (b"\xa1\x8atx_timeout\xcb" + b"\x7f" * 8, READER),
        (b"\xa1\x8atx_timeout\x05", {"mode": "r", "tx_timeout": 5}),
    ],
)
def test_a_transaction_reads_and_ends(options: bytes, passed: dict[str, Value]) -> None:
    query = b"\x88RETURN 1\xa0"
    assert passed == read_message(BEGIN + options).fields[0]
    assert ("RETURN 1", {}, passed) == read_message(RUN + query + options).fields


@pytest.mark.parametrize(
    "message",
    [
        b"\xb1\x01\xa2\x8auser_agent\x81x\x8abolt_agent\xa1\x87product\x81x",
        b"\xb1\x6a\xa1\x86scheme\x84none",
        b"\xb0\x6b",
        b"\xb1\x3f\xa1\x81n\xc9\x03\xe8",
        b"\xb1\x2f\xa2\x81n\xff\x83qid\x00",
        b"\xb3\x66\xa0\x90\xa1\x82db\xc0",
        b"\xb1\x54\x01",
        b"\xb0\x12",
        b"\xb0\x13",
        b"\xb0\x0f",
        b"\xb0\x02",
    ],
)
def test_other_messages_pass_as_they_are(message: bytes) -> None:
    assert message == read_message(message).pack()


@pytest.mark.parametrize(
    "message",
    [
        b"\xb2\x10\x81x\xa0",  # RUN of Bolt 1, which has no mode
        b"\xb4\x10\x81x\xa0\xa0\xa0",
        b"\xb3\x10\x01\xa0\xa0",  # a query that is no text
        b"\xb3\x10\x81x\x90\xa0",
        b"\xb3\x10\x81x\xa0\x90",
        b"\xb3\x10\x81x\xa0\xc0",
        b"\xb0\x11",
        BEGIN + b"\xa1\x84mode\x01",
        BEGIN + b"\xa1\x84mode\x81x",
        BEGIN + b"\xa1\x84Mode\x81w",  # an option that Bolt does not have
        BEGIN + b"\xa1\x85mode\x00\x81w",
        BEGIN + b"\xa1\x8atx_timeout\x81x",
        BEGIN + b"\xa1\x8atx_timeout\xc3",
        BEGIN + b"\xa1\x89bookmarks\x91\x01",
        b"\xb1\x01\xa1\x86scheme\x84none",  # a log-in in HELLO, as before Bolt 5.1
        b"\xb1\x6a\xa1\x86scheme\x01",
        b"\xb1\x3f\xa1\x81n\x811",
        b"\xb0\x3f",
        b"\xb1\x12\xa0",
        b"\xb1\x0f\xa0",
        b"\xb1\x54\x81x",
        b"\xb3\x66\xa0\x90\xc0",  # ROUTE of Bolt 4.3
        b"\xb1\x70\xa0",  # SUCCESS, which a server says
        b"\xb0\x0e",  # ACK_FAILURE of Bolt 1
        b"\xb1\x77\xa0",
    ],
)
def test_what_no_reader_says_is_refused(message: bytes) -> None:
    with pytest.raises(RefusedError):
        read_message(message)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_messages_are_put_together_from_any_chunks_in_any_pieces(size: int) -> None:
    sent = [bytes(range(50)), b"x", bytes(70_000)]
    data = b"\x00\x00" + b"".join(framed(message, 7 * size) for message in sent) + b"\x00\x00"
    messages = Messages(100_000)
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    assert sent == [message for piece in pieces for message in messages.feed(piece)]


def test_a_message_is_written_in_the_largest_chunks() -> None:
    written = chunk(bytes(70_000))
    assert framed(bytes(70_000)) == written
    assert b"\x00\x00" == chunk(b"")


def test_a_message_that_is_too_long_is_refused_before_it_is_whole() -> None:
    with pytest.raises(RefusedError, match="too long"):
        list(Messages(100).feed(b"\x00\x65" + bytes(101)))


def test_the_longest_message_may_come_in_chunks_of_one_byte() -> None:
    longest = Bounds().message_bytes
    assert [b"x" * longest] == list(Messages(longest).feed(framed(b"x" * longest, 1)))


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_the_tags_of_a_server_are_read_from_any_pieces(size: int) -> None:
    data = (
        framed(b"\xb1\x70\xa0", 1) + b"\x00\x00" + framed(b"\xb1\x71\x91\x01") + framed(b"\xb0\x7e")
    )
    heads = Heads()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    assert [0x70, 0x71, 0x7E] == [tag for piece in pieces for tag in heads.feed(piece)]


@pytest.mark.parametrize("message", [b"\xb1", b"\x91\x01"])
def test_a_server_that_sends_no_structure_is_left(message: bytes) -> None:
    with pytest.raises(RefusedError):
        list(Heads().feed(framed(message)))


NOTHING = "00000000"


@pytest.mark.parametrize(
    ("proposals", "version"),
    [
        ("000001ff 00080805 00020404 00000003", "00000805"),  # drivers of today
        ("00030305 00020404 00000104 00000003", "00000305"),  # Neo4j Browser 5
        ("00000505 00000105", "00000105"),  # nobody speaks 5.5
        ("00010505", "00000405"),
        ("00020705", "00000705"),
        ("00ff0805", NOTHING),  # a range below zero
        ("01000805", NOTHING),  # something in the reserved byte
        ("00020905", "00000805"),
        ("00000905", NOTHING),
        ("00000005", NOTHING),  # HELLO logs in
        ("00020404", NOTHING),
        ("00000006", NOTHING),
        ("000001ff", NOTHING),
        ("000101ff", NOTHING),
        ("010001ff", NOTHING),
        ("00ff01ff", NOTHING),
        ("ffffffff", NOTHING),
        ("000002ff", NOTHING),
        ("", NOTHING),
    ],
)
def test_a_version_is_chosen_that_the_proxy_speaks(proposals: str, version: str) -> None:
    assert version == handshake.choose(bytes.fromhex(proposals).ljust(16, b"\x00")).hex()


@given(st.binary(min_size=16, max_size=16))
def test_whatever_is_proposed_no_other_version_is_chosen(proposals: bytes) -> None:
    chosen = handshake.choose(proposals)
    spoken = {bytes([0, 0, minor, 5]) for minor in handshake.MINORS}
    assert chosen in spoken | {handshake.NONE}
    assert chosen == handshake.NONE or any(
        proposals[at + 3] == 5 and proposals[at] == 0 for at in range(0, 16, 4)
    )


R = Request
LOGGED_IN = (R.HELLO, R.LOGON)


def conversation(requests: Iterable[Request | Answer]) -> Conversation:
    talk = Conversation()
    for said in requests:
        if isinstance(said, Request):
            talk.ask(said)
        else:
            talk.answer(said)
    return talk


@pytest.mark.parametrize(
    "requests",
    [
        (R.RUN, R.PULL, R.RUN, R.DISCARD, R.PULL, R.PULL),
        (R.TELEMETRY, R.BEGIN, R.RUN, R.PULL, R.RUN, R.RUN, R.PULL, R.COMMIT),
        (R.BEGIN, R.ROLLBACK, R.ROUTE, R.RESET, R.LOGOFF, R.LOGON, R.RUN),
        (R.RUN, R.RESET, R.BEGIN, R.RESET, R.RESET, R.GOODBYE),
        (R.RUN, Answer.SUCCESS, Answer.SUCCESS, Answer.FAILURE, R.PULL, R.RUN, R.RESET, R.RUN),
        (R.RUN, R.PULL, *[Answer.SUCCESS] * 3, Answer.RECORD, Answer.RECORD, Answer.SUCCESS, R.RUN),
        (R.RUN, R.PULL, R.RESET, *[Answer.SUCCESS] * 3, Answer.IGNORED, Answer.SUCCESS, R.BEGIN),
    ],
)
def test_what_drivers_say_passes_ahead_of_the_answers(requests: Iterable[Request | Answer]) -> None:
    conversation((*LOGGED_IN, *requests))


@pytest.mark.parametrize(
    "requests",
    [
        (R.LOGON,),
        (R.RUN,),
        (R.RESET,),
        (R.HELLO, R.RUN),
        (R.HELLO, R.RESET),
        (R.HELLO, R.HELLO),
        (R.HELLO, Answer.FAILURE, R.LOGON),
        (*LOGGED_IN, R.HELLO),
        (*LOGGED_IN, R.LOGON),
        (*LOGGED_IN, Answer.SUCCESS, Answer.FAILURE, R.LOGON),
        (*LOGGED_IN, Answer.SUCCESS, Answer.FAILURE, R.RUN),
        (*LOGGED_IN, R.PULL),
        (*LOGGED_IN, R.COMMIT),
        (*LOGGED_IN, R.RUN, R.RUN),
        (*LOGGED_IN, R.RUN, R.BEGIN),
        (*LOGGED_IN, R.RUN, R.LOGOFF),
        (*LOGGED_IN, R.BEGIN, R.BEGIN),
        (*LOGGED_IN, R.BEGIN, R.LOGOFF),
        (*LOGGED_IN, R.BEGIN, R.ROUTE),
        (*LOGGED_IN, R.BEGIN, R.PULL),
        (*LOGGED_IN, R.LOGOFF, R.RUN),
        (*LOGGED_IN, R.GOODBYE, R.RUN),
        (*LOGGED_IN, R.GOODBYE, R.GOODBYE),
        (R.GOODBYE,),
        (*LOGGED_IN, *[R.RESET] * (MAX_WAITING - 1)),
    ],
)
def test_what_the_protocol_does_not_have_in_a_state_is_refused(
    requests: Iterable[Request | Answer],
) -> None:
    *before, last = requests
    talk = conversation(before)
    with pytest.raises(RefusedError):
        talk.ask(R(last))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ((), Answer.SUCCESS),
        (LOGGED_IN, 0x10),
        (LOGGED_IN, Answer.RECORD),
        ((*LOGGED_IN, Answer.SUCCESS, Answer.SUCCESS), Answer.SUCCESS),
        ((*LOGGED_IN, R.LOGOFF, R.LOGON, *[Answer.SUCCESS] * 2, Answer.FAILURE), Answer.SUCCESS),
    ],
)
def test_a_server_that_answers_what_was_not_asked_is_left(
    said: Iterable[Request | Answer], answer: int
) -> None:
    talk = conversation(said)
    with pytest.raises(RefusedError):
        talk.answer(answer)


def test_who_is_logged_in_has_been_let_in_by_the_server() -> None:
    steps: list[Request | Answer] = [
        R.HELLO,
        R.LOGON,
        Answer.SUCCESS,
        Answer.SUCCESS,
        R.LOGOFF,
        Answer.SUCCESS,
    ]
    logged_in = [conversation(steps[:count]).logged_in for count in range(len(steps) + 1)]
    assert [False, False, False, False, True, True, False] == logged_in


def test_a_crowd_of_strangers_pushes_out_its_own() -> None:
    room, ended = Room(Bounds(strangers=3, per_address=10)), list[str]()
    for number, host in enumerate(["10.0.0.1", "10.0.0.9", "10.0.0.9", "10.0.0.2", "10.0.0.3"]):
        room.enter(host, lambda number=number: ended.append(f"{number}"))  # type: ignore[misc]  # the default binds
    assert ["1", "0"] == ended


def test_an_address_has_so_many_places_and_a_new_stranger_takes_that_of_the_first() -> None:
    room, ended = Room(Bounds(per_address=2)), list[int]()
    places = [room.enter("10.0.0.1", lambda: ended.append(1)) for _ in range(3)]
    assert [1] == ended
    for place in places[1:]:
        room.log_in(place)
    with pytest.raises(RefusedError):
        room.enter("::ffff:10.0.0.1", list)
    room.leave(places[1])
    room.enter("10.0.0.1", list)


def test_an_ipv6_client_is_its_network() -> None:
    room, ended = Room(Bounds(per_address=1)), list[int]()
    room.enter("2001:db8::1%eth0", lambda: ended.append(1))
    room.enter("2001:db8::2", lambda: ended.append(2))
    room.enter("2001:db8:0:1::2", list)
    assert [1] == ended


def test_there_is_a_most_of_clients_whatever_their_addresses() -> None:
    room = Room(Bounds(clients=1))
    first, second = room.enter("10.0.0.1", list), room.enter("10.0.0.2", list)
    room.log_in(first)
    with pytest.raises(RefusedError):
        room.log_in(second)
