"""The drawing of neighbours."""

from web.pages.drawing import HEIGHT, MOST, WIDTH, draw


def test_each_neighbour_is_drawn_once_and_inside() -> None:
    drawing = draw(
        "Council", [("member", "Northland", "/id/state/n"), ("host", "Northland", "/id/state/n")]
    )
    (point,) = drawing.points
    assert (point.relation, point.name, point.href) == ("member", "Northland", "/id/state/n")
    assert 0 < point.x < WIDTH
    assert 0 < point.y < HEIGHT


def test_relations_take_turns_where_there_is_no_room_for_all() -> None:
    many = [("member", f"State {n:02}", f"/id/state/{n}") for n in range(40)]
    drawing = draw("Council", [*many, ("office", "Chair", "/id/office/chair")])
    assert len(drawing.points) == MOST
    assert drawing.left_out == 41 - MOST
    assert "Chair" in {point.name for point in drawing.points}


def test_names_are_short_and_do_not_repeat_the_middle() -> None:
    long = "Council: responsible, an item with a name that is much too long to be drawn"
    (point,) = draw("Council", [("assignments", long, "/id/assignment/a")]).points
    assert point.name == long
    assert point.short.startswith("responsible, an item")
    assert point.short.endswith("…")


def test_nothing_is_drawn_of_a_thing_alone() -> None:
    assert draw("Council", []).points == ()
