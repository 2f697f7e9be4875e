"""The namespace of the GraphQL types: each is made as one Python class for Strawberry."""

import enum
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

MODULE = "gql.generated_types"
"""Name of the module that holds the types; references in annotations are looked up in it."""

REQUIRED = inspect.Parameter.empty
"""Default of an argument that has none."""

_BUILT_IN = {"str": str, "int": int, "bool": bool}
_WORDS_OF_PYTHON = ("from", "in", "is", "and", "or", "not")


class Namespace:
    """Makes types and keeps them by name; a type may name others that are made later.

    What a field holds is written as in Python: `str`, `EDTF | None`, `list[Agent]`.
    """

    def __init__(self) -> None:
        module = types.ModuleType(MODULE)
        sys.modules[MODULE] = module
        self._made = module.__dict__
        self.scalars: dict[object, ScalarDefinition] = {}
        self.annotation = cache(self._annotation)

    def __getitem__(self, name: str) -> Any:
        """Return a type that has been made."""
        return self._made[name]

    def _annotation(self, text: str) -> Any:
        """Read what a field holds; Strawberry would compile each such text several times."""
        if text.endswith(" | None"):
            return self.annotation(text.removesuffix(" | None")) | None
        if text.startswith("list["):
            return list[self.annotation(text[5:-1])]  # type: ignore[misc]  # a type known at run time
        known = _BUILT_IN.get(text) or self._made.get(text)
        return known or Annotated[text, strawberry.lazy(MODULE)]

    def add(
        self,
        kind: Callable[..., Any],
        name: str,
        fields: Mapping[str, tuple[str, str]],
        text: str,
        *,
        bases: tuple[str, ...] = (),
        resolved: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a type; a field is what it holds and its description, or comes from `field`."""
        default = {"default": strawberry.UNSET} if kind is strawberry.input else {}
        body = {
            _python_name(field): strawberry.field(name=field, description=about, **default)
            for field, (_, about) in fields.items()
        }
        body |= resolved or {}
        above = tuple(self._made[base] for base in bases)
        made = types.new_class(name, above, exec_body=lambda space: space.update(body))
        made.__module__ = MODULE
        made.__annotations__ = {
            _python_name(field): self.annotation(holds) for field, (holds, _) in fields.items()
        }
        self._made[name] = kind(made, name=name, description=text)

    def add_enum(self, name: str, values: Mapping[str, str], text: str) -> None:
        """Add an enum from its values and their descriptions."""
        described = {v: strawberry.enum_value(v, name=v, description=d) for v, d in values.items()}
        made = enum.Enum(name, described, module=MODULE)  # type: ignore[misc]  # the name comes from the ontology
        self._made[name] = strawberry.enum(made, name=name, description=text)

    def add_scalar(self, name: str, text: str) -> None:
        """Add a scalar that is written as text."""
        made = NewType(name, str)  # type: ignore[misc]  # the name is known at run time
        self._made[name] = made
        self.scalars[made] = strawberry.scalar(
            name=name, description=text, serialize=str, parse_value=str
        )

    def field(self, holds: str, text: str, arguments: Mapping[str, tuple[str, Any, str]]) -> Any:
        """Make a field with arguments: what each holds, its default and description."""

        def resolver() -> None:
            """Operations are answered as a whole, never field by field."""

        parameters = [self._parameter(name, *argument) for name, argument in arguments.items()]
        result = self.annotation(holds)
        signature = inspect.Signature(parameters, return_annotation=result)
        resolver.__signature__ = signature  # type: ignore[attr-defined]  # read by inspect
        resolver.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": result}
        resolver.__module__ = MODULE
        return strawberry.field(resolver=resolver, description=text)

    def _parameter(self, name: str, holds: str, default: Any, text: str) -> inspect.Parameter:
        described = strawberry.argument(name=name, description=text)
        return inspect.Parameter(
            _python_name(name),
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=Annotated[self.annotation(holds), described],
        )


def _python_name(field: str) -> str:
    return f"{field}_" if field in _WORDS_OF_PYTHON else field
