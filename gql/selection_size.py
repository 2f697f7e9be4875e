"""Measures of selections: levels, aliases, fields, and how often names stand beside each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class SelectionSize:
    """Levels of fields, count of aliases and of fields, fragments counted where they are used."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0


class SelectionMeter:
    """Measures selections; each fragment is measured once, so nothing grows with their use."""

    def __init__(self, definitions: Iterable[ExecutableDefinitionNode]) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._sizes: dict[str, SelectionSize | None] = {}

    def size(self, selected: SelectionSetNode | None) -> SelectionSize:
        """Measure a selection. Raises GraphQLError where a fragment leads to itself."""
        if selected is None:
            return SelectionSize()
        sizes = [self._size_of_one(selection) for selection in selected.selections]
        return SelectionSize(
            max((s.depth for s in sizes), default=0),
            sum(s.aliases for s in sizes),
            sum(s.fields for s in sizes),
        )

    def _size_of_one(self, selection: Any) -> SelectionSize:
        if isinstance(selection, FragmentSpreadNode):
            return self._size_of_fragment(selection)
        below = self.size(selection.selection_set)
        if not isinstance(selection, FieldNode):
            return below
        aliases, fields = below.aliases + bool(selection.alias), below.fields + 1
        if selection.name.value.startswith("__"):  # graphql-core has a limit of its own there
            return SelectionSize(1, aliases, fields)
        return SelectionSize(below.depth + 1, aliases, fields)

    def _size_of_fragment(self, spread: FragmentSpreadNode) -> SelectionSize:
        name = spread.name.value
        if name not in self._fragments:
            return SelectionSize()  # validation reports it
        if name not in self._sizes:
            self._sizes[name] = None
            self._sizes[name] = self.size(self._fragments[name].selection_set)
        size = self._sizes[name]
        if size is None:
            raise GraphQLError(f"Cannot spread fragment '{name}' within itself.", spread)
        return size

    def pairs(self, selected: SelectionSetNode) -> int:
        """Count the pairs of fields of one name that stand beside each other, at all levels."""
        count, waiting = 0, [[selected]]
        while waiting:
            for same in self._by_name(waiting.pop()).values():
                count += len(same) * (len(same) - 1) // 2
                if below := [field.selection_set for field in same if field.selection_set]:
                    waiting.append(below)
        return count

    def _by_name(self, sets: list[SelectionSetNode]) -> Mapping[str, list[FieldNode]]:
        """Fields by their names in the answer; a fragment counts once."""
        fields: dict[str, list[FieldNode]] = {}
        fragments, waiting = dict(self._fragments), sets
        while waiting:
            for selection in waiting.pop().selections:
                if isinstance(selection, FieldNode):
                    fields.setdefault((selection.alias or selection.name).value, []).append(
                        selection
                    )
                elif isinstance(selection, InlineFragmentNode):
                    waiting.append(selection.selection_set)
                elif isinstance(selection, FragmentSpreadNode):
                    spread = fragments.pop(selection.name.value, None)
                    waiting += [spread.selection_set] if spread else []
        return fields
