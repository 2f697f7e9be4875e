"""What the fields of a selection read, put together: of the same things, pages and groups once."""

from dataclasses import dataclass, field

from graph import plan


class ThingsRead:
    """What several selections read of the same things of a class, each column once."""

    def __init__(self, class_name: str) -> None:
        self.class_name = class_name
        self._columns: dict[int, tuple[int, plan.Column]] = {}
        self._classes: dict[str, dict[int, int]] = {}

    def add_class(self, class_name: str) -> None:
        """Read things of a class, if only that they are there."""
        self._classes.setdefault(class_name, {})

    def place_of(self, class_name: str, column: plan.Column) -> int:
        """Place of a column among those of a class, which reads it from now on."""
        place, _ = self._columns.setdefault(id(column), (len(self._columns), column))
        own = self._classes[class_name]
        return own.setdefault(place, len(own))

    def read(self) -> plan.ThingColumns:
        """Read all columns."""
        columns = tuple(column for _, column in self._columns.values())
        return plan.ThingColumns(columns, {name: tuple(own) for name, own in self._classes.items()})

    def read_any(self) -> plan.ThingColumns | None:
        """Read all columns, where anything is selected."""
        return self.read() if self._classes else None


@dataclass
class PageRead:
    """What the parts of a page read."""

    offset: int
    first: int
    things: ThingsRead
    total: bool = False
    withheld: bool = False
    provisional: bool = False
    evidence: int = 0
    groups: list[plan.Groups] = field(default_factory=list)

    def read(self, source: str, where: plan.Filter, order: tuple[plan.Sort, ...]) -> plan.Page:
        """Read all parts."""
        return plan.Page(
            source,
            where,
            order,
            found=(),
            offset=self.offset,
            first=self.first,
            total=self.total,
            withheld=self.withheld,
            provisional=self.provisional,
            things=self.things.read_any(),
            evidence=self.evidence,
            groups=tuple(self.groups),
        )


@dataclass
class GroupsRead:
    """What the parts of groups read; only keys that are things have something to be read."""

    key: ThingsRead | None
    members: ThingsRead
    measures: list[plan.Aggregate] = field(default_factory=list)
    groups: list[plan.Groups] = field(default_factory=list)

    def read(self, property_name: str, *, with_empty: bool, by_key: bool) -> plan.Groups:
        """Read all parts."""
        return plan.Groups(
            property_name,
            with_empty,
            by_key,
            tuple(self.measures),
            self.key.read_any() if self.key else None,
            self.members.read_any(),
            tuple(self.groups),
        )
