"""Groups of things by the values of a property, and how values are shown that may be things."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from graph.budget import CHUNK, Budget
from graph.decoded.facts import Scalar
from graph.embedded.rows import Show
from graph.embedded.view import View
from graph.plan import (
    Constant,
    GroupKey,
    GroupPart,
    Groups,
    Json,
    KeyField,
    Measure,
    Nodes,
    Shape,
    Total,
)
from graph.shaping import Group, concept_label, measured, sorted_groups
from graph.witness import Witnesses

_Group = Group[list[str]]


class Grouping(ABC):
    """Reads groups; how a thing is shown in them is left open."""

    def __init__(self, view: View, every: View, witnesses: Witnesses, budget: Budget) -> None:
        self.view, self.every, self.witnesses, self.budget = view, every, witnesses, budget

    @abstractmethod
    def show(self, shape: Shape) -> Show:
        """Show things in a shape."""

    def grouper(self, groups: Groups) -> Callable[[Sequence[str]], Json]:
        """Show things by the values of a property."""
        prop = self.view.model.ontology.properties[groups.property]
        keys, label = self.view.values(groups.property), self.label(groups.property)
        names = [name for name, _ in groups.fields]
        parts = [(name, self._group_part(part)) for name, part in groups.fields]

        def show(iris: Sequence[str]) -> Json:
            members: dict[Scalar | None, list[str]] = {}
            for start in range(0, len(iris), CHUNK):
                self.budget.check()
                for iri in iris[start : start + CHUNK]:
                    own: Sequence[Scalar | None] = keys(iri)
                    for key in own or ([None] if groups.with_empty else []):
                        members.setdefault(key, []).append(iri)
            self.budget.take(len(members))
            self.budget.write_names(names, len(members))
            found = [Group(key, label(key), len(some), some) for key, some in members.items()]
            ordered = sorted_groups(found, prop, by_key=groups.by_key)
            return [{name: part(group) for name, part in parts} for group in ordered]

        return show

    def _group_part(self, part: GroupPart) -> Callable[[_Group], Json]:
        match part:
            case Constant(text):
                return lambda _: text
            case Total():
                return lambda group: group.count
            case GroupKey(fields):
                shows = [(name, self.key_field(field)) for name, field in fields]
                weighed = [name for name, field in fields if not isinstance(field, Shape)]

                def show_key(group: _Group) -> Json:
                    key = {name: show(group.value, group.label) for name, show in shows}
                    self.budget.weigh([{name: key[name] for name in weighed}])
                    return key

                return show_key
            case Measure(kind, name):
                values = (
                    self.view.values(name) if kind == "countDistinct" else self.view.scalars(name)
                )

                def measure(group: _Group) -> Json:
                    self.budget.check()
                    return measured(kind, (v for i in group.members for v in values(i)))

                return measure
            case Nodes(shape):
                show_things = self.show(shape)

                def show_members(group: _Group) -> Json:
                    self.budget.take(len(group.members))
                    return list(show_things(group.members))

                return show_members
            case Groups():
                show_groups = self.grouper(part)
                return lambda group: show_groups(group.members)

    def label(self, name: str) -> Callable[[Scalar | None], str | None]:
        """Label of a value of a property: the name of a thing, else the value in words."""
        model, prop = self.view.model, self.view.model.ontology.properties[name]
        if prop.kind == "thing":
            return lambda value: None if value is None else model.text("name", str(value))
        return lambda value: concept_label(model.ontology, prop, value)

    def key_field(self, field: KeyField) -> Callable[[Scalar | None, str | None], Json]:
        """Show a value that has a label, and may be a thing."""
        match field:
            case Constant(text):
                return lambda _value, _label: text
            case Shape():
                show, things = self.show(field), self.view.model.things
                return lambda value, _label: show([str(value)])[0] if value in things else None
            case "label":
                return lambda _value, label: label
            case "node":
                return lambda _value, _label: None
            case _:
                return lambda value, _label: None if value is None else str(value)
