"""What a page of a thing begins with: its caption, one sentence, and figures that lead on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.pages.thing_view import EvidenceView, StatementGroup, ThingView

FIGURES = 4
"""How many figures stand above all else."""
OPEN, SHORT = 6, 2
"""How many statements are not folded, and how many a group has at most that is not."""
_FILED = {"/ns#classes", "/ns#name", "/ns#caption"}
_DOCUMENTS = 4


@dataclass(frozen=True, slots=True)
class Fold:
    """A group of statements below its heading: where it stands, what it begins with, whether open."""

    anchor: str
    group: StatementGroup
    is_open: bool

    @property
    def beginning(self) -> str:
        """The first values in words."""
        texts = [statement.value.text for statement in self.group.statements[:3]]
        return "; ".join(texts) + ("; …" if len(self.group.statements) > len(texts) else "")


@dataclass(frozen=True, slots=True)
class Summary:
    """A thing at a glance."""

    caption: str
    sentence: str
    figures: tuple[Fold, ...]
    own: tuple[Fold, ...]
    others: tuple[Fold, ...]


def summarize(thing: ThingView) -> Summary:
    """Say in short what the release has of a thing."""
    own = tuple(_folds("own", thing.own, OPEN))
    others = tuple(_folds("others", thing.others, 0))
    largest = sorted((*own, *others), key=lambda one: -len(one.group.statements))
    by_property: dict[str, Fold] = {}  # a relation that goes both ways is counted once
    for one in largest:
        if one.group.term not in _FILED and one.group.statements[0].value.href.startswith("/"):
            by_property.setdefault(one.group.term, one)
    figures = tuple(by_property.values())[:FIGURES]
    return Summary(_caption(thing), _sentence(thing), figures, own, others)


def _folds(prefix: str, groups: Sequence[StatementGroup], room: int) -> Iterator[Fold]:
    """Yield groups; short ones and those that disagree are open, as long as there is room."""
    for number, group in enumerate(groups, 1):
        count = len(group.statements)
        wanted = group.disagrees or count <= SHORT
        is_open = wanted and count <= room and group.term not in _FILED
        room -= count if is_open else 0
        yield Fold(f"{prefix}-{number}", group, is_open)


def _caption(thing: ThingView) -> str:
    """The caption, where the name does not have it already."""
    return "" if thing.caption in thing.name else thing.caption


def _sentence(thing: ThingView) -> str:
    """What kind of thing it is, how much is said of it, and where."""
    statements = [one for group in (*thing.own, *thing.others) for one in group.statements]
    statements += thing.printed
    pieces = [piece for one in statements for piece in one.witnesses]
    passages = {piece.passage.href for piece in pieces}
    kinds = [g.statements[0].value.text for g in thing.own if g.term.endswith("Kind")]
    kind = thing.kind.text + "".join(f" ({one})" for one in kinds)
    article = "An" if kind[:1] in "aeiou" else "A"
    count = _counted(len(statements), "statement")
    rests = f", resting on {_counted(len(passages), 'passage')}{_documents(pieces)}"
    return f"{article} {kind}, known from {count}{rests if passages else ''}."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _documents(pieces: Sequence[EvidenceView]) -> str:
    """In which documents evidence stands, by their captions."""
    names = sorted({piece.document.text for piece in pieces} - {""})
    if len(names) > _DOCUMENTS:
        return f" of {len(names)} documents"
    return f" of {', '.join(names)}" if names else ""
