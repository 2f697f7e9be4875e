"""What is kept as long as there is room."""

from gql.lru_cache import SizedCache


def kept(room: int, *sizes: int) -> SizedCache[int, str]:
    found: SizedCache[int, str] = SizedCache(room)
    for number, size in enumerate(sizes):
        found.put(number, f"value {number}", size)
    return found


def test_what_is_kept_is_found() -> None:
    assert "value 0" == kept(10, 4).get(0)
    assert kept(10, 4).get(1) is None


def test_the_oldest_make_room() -> None:
    found = kept(10, 4, 4, 4)
    assert [None, "value 1", "value 2"] == [found.get(number) for number in range(3)]


def test_what_was_used_last_is_kept_longest() -> None:
    found = kept(10, 4, 4)
    found.get(0)
    found.put(2, "value 2", 4)
    assert ["value 0", None, "value 2"] == [found.get(number) for number in range(3)]


def test_what_is_larger_than_all_room_is_not_kept() -> None:
    found = kept(10, 4, 11)
    assert ["value 0", None] == [found.get(number) for number in range(2)]


def test_what_is_kept_takes_its_room_once() -> None:
    found = kept(10, 4)
    for _ in range(5):
        found.put(0, "value 0", 4)
    found.put(1, "value 1", 6)
    assert ["value 0", "value 1"] == [found.get(number) for number in range(2)]
