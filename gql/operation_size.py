"""How large operations are with fragments written out: levels, fields, arguments, names repeated."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

CHARACTERS = 100
"""So many characters of a text count as one more token: texts are copied and folded at each use."""

_TEXT = ""
"""What stands for the text of the operation among the names of its variables."""


@dataclass(frozen=True, slots=True)
class SelectionSize:
    """Levels of fields, count of aliases and of fields; fragments count where they are used.

    Of arguments it has the uses of each variable by name, and the tokens of all else.
    """

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    arguments: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class OperationSize:
    """The size of what an operation selects, and the tokens of the defaults of its variables."""

    selection: SelectionSize
    defaults: Mapping[str, int]

    def tokens(self, variables: Mapping[str, Any]) -> int:
        """Count the tokens of all arguments, each variable written out at each of its uses."""
        given = {_TEXT: 1, **self.defaults, **{n: _of_json(v) for n, v in variables.items()}}
        return sum(count * given.get(name, 0) for name, count in self.selection.arguments.items())


class DocumentMeter:
    """Measures a document; each fragment is measured once, so nothing grows with their use."""

    def __init__(self, document: DocumentNode) -> None:
        self.definitions = [
            d for d in document.definitions if isinstance(d, ExecutableDefinitionNode)
        ]
        self._fragments = {
            d.name.value: d for d in self.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._sizes: dict[str, SelectionSize | None] = {}

    def operations(self) -> list[OperationSize]:
        """Measure each operation. Raises GraphQLError where a fragment leads to itself."""
        operations = [d for d in self.definitions if isinstance(d, OperationDefinitionNode)]
        return [OperationSize(self.size(d.selection_set), _defaults(d)) for d in operations]

    def size(self, selected: SelectionSetNode | None) -> SelectionSize:
        """Measure a selection. Raises GraphQLError where a fragment leads to itself."""
        if selected is None:
            return SelectionSize()
        sizes = [self._size_of_one(selection) for selection in selected.selections]
        return SelectionSize(
            max((s.depth for s in sizes), default=0),
            sum(s.aliases for s in sizes),
            sum(s.fields for s in sizes),
            _sum(s.arguments for s in sizes),
        )

    def _size_of_one(self, selection: SelectionNode) -> SelectionSize:
        directives = _of_directives(selection.directives or ())
        match selection:
            case FieldNode():
                below = self.size(selection.selection_set)
                inside = selection.name.value.startswith(
                    "__"
                )  # graphql-core has its own limit there
                return SelectionSize(
                    1 if inside else below.depth + 1,
                    below.aliases + bool(selection.alias),
                    below.fields + 1,
                    _sum((directives, _of_arguments(selection.arguments or ()), below.arguments)),
                )
            case FragmentSpreadNode():
                below = self._size_of_fragment(selection)
            case InlineFragmentNode():
                below = self.size(selection.selection_set)
            case _:  # graphql-core has no other
                below = SelectionSize()
        arguments = _sum((directives, below.arguments))
        return SelectionSize(below.depth, below.aliases, below.fields, arguments)

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


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    """Add up; most of what is added is empty."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _defaults(operation: OperationDefinitionNode) -> Mapping[str, int]:
    given = operation.variable_definitions or ()
    return {
        d.variable.name.value: _of_node(d.default_value)[_TEXT] for d in given if d.default_value
    }


def _of_directives(directives: Iterable[DirectiveNode]) -> Counter[str]:
    return _sum(_of_arguments(d.arguments or ()) for d in directives)


def _of_arguments(arguments: Iterable[ArgumentNode]) -> Counter[str]:
    return _sum(_of_node(argument.value) for argument in arguments)


def _of_node(value: ValueNode) -> Counter[str]:
    """Count a value that stands in the text."""
    match value:
        case VariableNode():
            return Counter({value.name.value: 1})
        case ListValueNode():
            return _sum((Counter({_TEXT: 2}), *map(_of_node, value.values)))
        case ObjectValueNode():
            parts = (_of_node(part.value) for part in value.fields)
            return _sum((Counter({_TEXT: 2 + 2 * len(value.fields)}), *parts))
        case StringValueNode():
            return Counter({_TEXT: _of_text(value.value)})
        case _:
            return Counter({_TEXT: 1})


def _of_json(value: Any) -> int:
    """Count a value of a variable, as if it stood in the text."""
    match value:
        case dict():
            return 2 + sum(2 + _of_json(part) for part in value.values())
        case list():
            return 2 + sum(map(_of_json, value))
        case str():
            return _of_text(value)
        case _:
            return 1


def _of_text(text: str) -> int:
    return 1 + len(text) // CHARACTERS
