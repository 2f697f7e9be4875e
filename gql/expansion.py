"""Expansion: how many tokens arguments have with all fragments and variables written out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
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
class Expansion:
    """Of the arguments of one operation: tokens in the text, uses of variables, their defaults.

    Fragments count where they are used.
    """

    text: int
    uses: Mapping[str, int]
    defaults: Mapping[str, int]

    def tokens(self, variables: Mapping[str, Any]) -> int:
        """Count the tokens of all arguments, each variable written out at each of its uses."""
        return self.text + sum(
            times * (_of_json(variables[n]) if n in variables else self.defaults.get(n, 0))
            for n, times in self.uses.items()
        )


def expansions(document: DocumentNode) -> list[Expansion]:
    """Measure each operation of a document, in which no fragment leads to itself."""
    fragments = {
        d.name.value: d.selection_set
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    counter = _Counter(fragments)
    return [
        counter.operation(d) for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]


class _Counter:
    """Counts tokens and uses of variables by name; each fragment is counted once and kept."""

    def __init__(self, fragments: Mapping[str, SelectionSetNode]) -> None:
        self._fragments = fragments
        self._counts: dict[str, Counter[str]] = {}

    def operation(self, operation: OperationDefinitionNode) -> Expansion:
        count = self._selected(operation.selection_set)
        given = operation.variable_definitions or ()
        defaults = {
            d.variable.name.value: _of_node(d.default_value)[_TEXT]
            for d in given
            if d.default_value
        }
        return Expansion(count.pop(_TEXT, 0), count, defaults)

    def _selected(self, selected: SelectionSetNode) -> Counter[str]:
        count: Counter[str] = Counter()
        for selection in selected.selections:
            count.update(_of_directives(selection.directives or ()))
            match selection:
                case FieldNode():
                    count.update(_of_arguments(selection.arguments or ()))
                    below = selection.selection_set
                    count.update(self._selected(below) if below else ())
                case FragmentSpreadNode():
                    count.update(self._fragment(selection.name.value))
                case InlineFragmentNode():
                    count.update(self._selected(selection.selection_set))
        return count

    def _fragment(self, name: str) -> Counter[str]:
        if name not in self._counts:
            known = self._fragments.get(name)  # validation reports the others
            self._counts[name] = self._selected(known) if known else Counter()
        return self._counts[name]


def _of_directives(directives: Iterable[DirectiveNode]) -> Counter[str]:
    return sum((_of_arguments(d.arguments or ()) for d in directives), Counter[str]())


def _of_arguments(arguments: Iterable[ArgumentNode]) -> Counter[str]:
    return sum((_of_node(argument.value) for argument in arguments), Counter[str]())


def _of_node(value: ValueNode) -> Counter[str]:
    """Count a value that stands in the text."""
    match value:
        case VariableNode():
            return Counter({value.name.value: 1})
        case ListValueNode():
            return sum((_of_node(v) for v in value.values), Counter({_TEXT: 2}))
        case ObjectValueNode():
            parts = (_of_node(field.value) for field in value.fields)
            return sum(parts, Counter({_TEXT: 2 + 2 * len(value.fields)}))
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
