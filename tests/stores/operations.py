"""A generator of operations that covers filters and features cell by cell.

An operation is made in two steps: its shape, then its values. Several operations have one shape, so
that Neo4j plans it once. The least covered cells come first; `Coverage` counts and prints them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

from graph.terms import Ontology, Property, upper_snake
from tests.stores.oracle_world import World

_COMPARED = ("eq", "ne", "in", "lt", "lte", "gt", "gte", "isNull")
OPERATORS: Mapping[str, Sequence[str]] = {
    "string": (*_COMPARED, "contains", "startsWith", "endsWith"),
    "uri": (*_COMPARED, "contains", "startsWith", "endsWith"),
    "integer": _COMPARED,
    "date": _COMPARED,
    "concept": ("eq", "ne", "in", "isNull"),
}
QUANTIFIERS = ("some", "every", "none", "single")
DAYS = ("1980", "1995-06", "2002", "2018-03-07", "2019", "2020-06", "2021", "2022", "2023-01-01")
OPERATIONS_OF_A_SHAPE = 20
ROOTS = 3
FILTERS_OF_A_CLASS = 10
FEATURES_OF_A_ROOT = 8
LEVELS = ("STATED", "INFERRED", "ALL")
WAYS_OF_A_CELL = 40
Cell = tuple[str, ...]


def kind_of(prop: Property) -> str:
    """Kind of value; a list is a kind of its own."""
    return f"{prop.kind} list" if prop.many else prop.kind


@dataclass
class Coverage:
    """How often each cell has been asked for."""

    counts: Counter[Cell] = field(default_factory=Counter)

    def table(self) -> str:
        """All cells with their counts: a line a kind of value and operator, or a feature."""
        rows: dict[str, list[str]] = {}
        for cell, count in sorted(self.counts.items()):
            rows.setdefault(" ".join(cell[:2]), []).append(f"{' '.join(cell[2:])} {count}".strip())
        return "\n".join(f"{name:28} {', '.join(counts)}" for name, counts in rows.items())


@dataclass
class Draft:
    """A root being made: holes for values are marked by <<...>>."""

    class_name: str
    where: list[str] = field(default_factory=list)
    arguments: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=lambda: ["key"])
    more: list[str] = field(default_factory=list)


class Generator:
    """Makes operations for a world, each shape from the cells that are covered least."""

    def __init__(self, ontology: Ontology, world: World, seed: str) -> None:
        self.ontology, self.world, self.seed = ontology, world, seed
        self.coverage = Coverage()
        self.planned: Counter[Cell] = Counter()
        lineages = [kind.lineage for kind in world.kinds.values()]
        self.members = {
            name: sorted(i for i, k in world.kinds.items() if name in k.lineage)
            for name in ontology.classes
        }
        self.classes = [name for name in ontology.classes if any(name in some for some in lineages)]
        self.known = {
            p.name for p in ontology.properties.values() if any(world.table(p.name).values())
        }
        self.disputed = self._disputed()
        self.undecided = [n for n in self.classes if any(s.rank > 2 for s in world.members[n])]
        self.pools = {name: self._pool(name) for name in sorted(self.known)}
        self.ways = self._ways(Random(seed))  # noqa: S311  # nothing secret
        for cell in self.cells():
            self.coverage.counts[cell] = 0

    def _pool(self, name: str) -> list[Any]:
        said = (s.value for some in self.world.table(name).values() for s in some)
        return sorted(set(said), key=str)

    def _disputed(self) -> dict[str, list[Property]]:
        """By class the properties of which documents give several values."""
        several = {
            p.name: {iri for iri, some in self.world.table(p.name).items() if len(some) > 1}
            for p in self.ontology.properties.values()
            if p.one_per_graph
        }
        found = {
            name: [p for p in self._own(name) if several.get(p.name, set()) & set(members)]
            for name, members in self.members.items()
        }
        return {name: some for name, some in found.items() if some}

    def _own(self, class_name: str, *kinds: str) -> list[Property]:
        own = self.ontology.properties_of(class_name)
        return [p for p in own if p.name in self.known and (not kinds or kind_of(p) in kinds)]

    def cells(self) -> list[Cell]:
        """All cells that can be asked for."""
        return [*dict.fromkeys(cell for ways in self.ways.values() for cell in ways), *FEATURES]

    def operations(self, count: int) -> Iterator[str]:
        """Yield operations; cells are counted as they are used."""
        shape, cells = "", list[Cell]()
        for number in range(count):
            if number % OPERATIONS_OF_A_SHAPE == 0:
                shape, cells = self._shape(Random(f"{self.seed} shape {number}"))  # noqa: S311  # nothing secret
            values = Random(f"{self.seed} values {number}")  # noqa: S311  # nothing secret
            self.coverage.counts.update(cells)
            yield re.sub(r"<<(.*?)>>", lambda m, v=values: self._value(json.loads(m[1]), v), shape)  # type: ignore[misc]  # a default binds the loop's variable

    # filters

    def _ways(self, random: Random) -> dict[str, dict[Cell, list[tuple[str, ...]]]]:
        """Ways to filters by root class and cell: relations, quantifiers between, attribute."""
        found: dict[str, dict[Cell, list[tuple[str, ...]]]] = {}
        for root in self.classes:
            ways: dict[Cell, list[tuple[str, ...]]] = {}
            for steps in self._steps(root):
                end = self.ontology.properties[steps[-1]].range if steps else root
                for prop in self._own(end):
                    for operator in OPERATORS.get(prop.kind, ()):
                        for quantifier in self._quantifiers(steps):
                            cell = (kind_of(prop), operator, quantifier, f"depth {len(steps)}")
                            ways.setdefault(cell, []).append((*steps, prop.name))
            found[root] = {
                cell: random.sample(some, min(len(some), WAYS_OF_A_CELL))
                for cell, some in ways.items()
            }
        return found

    def _steps(self, root: str) -> Iterator[tuple[str, ...]]:
        yield ()
        for first in self._own(root, "thing", "thing list"):
            yield (first.name,)
            for second in self._own(first.range, "thing", "thing list"):
                yield first.name, second.name

    def _quantifiers(self, steps: Sequence[str]) -> Sequence[str]:
        if not steps:
            return ("itself",)
        return QUANTIFIERS if self.ontology.properties[steps[-1]].many else ("to-one",)

    def _filter(self, way: Sequence[str], cell: Cell, random: Random) -> str:
        *steps, name = way
        text = f"{name}: {{{cell[1]}: {hole('value', name, cell[1])}}}"
        for place, step in enumerate(reversed(steps)):
            if self.ontology.properties[step].many:
                quantifier = cell[2] if place == 0 else random.choice(QUANTIFIERS)
                text = f"{step}: {{{quantifier}: {{{text}}}}}"
            else:
                text = f"{step}: {{{text}}}"
        return text

    # shapes

    def _shape(self, random: Random) -> tuple[str, list[Cell]]:
        roots: list[str] = []
        chosen: list[Cell] = []
        for _ in range(ROOTS):
            some: list[Cell] = []
            roots += self._roots(some, random)
            self.planned.update(some)
            chosen += some
        named = (f"r{number}: {root}" for number, root in enumerate(roots))
        return "{ " + "\n  ".join(named) + " }", chosen

    def _roots(self, chosen: list[Cell], random: Random) -> list[str]:
        """Roots of one class, with the filters and the features that are covered least."""
        draft = Draft(self._least_covered(random))
        ways, level = self.ways[draft.class_name], random.choice(LEVELS)
        draft.arguments["certainty"] = level
        filters = sorted(ways, key=lambda cell: (self.planned[cell], random.random()))
        filters = filters[:FILTERS_OF_A_CLASS]
        chosen += filters
        written = [self._filter(random.choice(ways[cell]), cell, random) for cell in filters]
        first, *others = batched(written, 2)
        draft.where += first
        for cell in sorted(FEATURES, key=lambda c: (self.planned[c], random.random()))[
            :FEATURES_OF_A_ROOT
        ]:
            add = getattr(self, f"_add_{cell[0].replace(' ', '_')}")
            if add(draft, cell, random):
                chosen.append(cell)
        return [
            self._written(draft, random),
            *draft.more,
            *(self._plain(draft.class_name, o, random) for o in others),
        ]

    def _least_covered(self, random: Random) -> str:
        """One of the classes with most of the cells that are covered least."""
        fewest = min(self.planned[cell] for ways in self.ways.values() for cell in ways)
        rare = {n: sum(self.planned[c] == fewest for c in ways) for n, ways in self.ways.items()}
        return random.choice(sorted(rare, key=lambda name: -rare[name])[:4])

    def _written(self, draft: Draft, random: Random) -> str:
        arguments = dict(draft.arguments) | {"where": self._joined(draft.where, random)}
        shown = ["totalCount", f"nodes {{ {' '.join(draft.nodes)} }}", *draft.shown]
        written = ", ".join(f"{n}: {value}" for n, value in arguments.items())
        return f"{self._collection(draft.class_name, random)}({written}) {{ {' '.join(shown)} }}"

    def _plain(self, class_name: str, where: Sequence[str], random: Random) -> str:
        arguments = f"certainty: {random.choice(LEVELS)}, where: {self._joined(where, random)}"
        name = self._collection(class_name, random)
        return f"{name}({arguments}) {{ totalCount nodes {{ key }} }}"

    def _collection(self, class_name: str, random: Random) -> str:
        is_mandate = class_name == "Provision" and random.random() < 0.3
        return "mandates" if is_mandate else self.ontology.classes[class_name].plural

    def _joined(self, some: Sequence[str], random: Random) -> str:
        """A few conditions: all of them, any of them, or not the last; few, so that none hides."""
        parts = [f"{{{text}}}" for text in some]
        match random.choice(("and", "or", "not")):
            case "not":
                return f"{{and: [{', '.join(parts[:-1])}], not: {parts[-1]}}}"
            case operator:
                return f"{{{operator}: [{', '.join(parts)}]}}"

    # features: each says whether the class of the root has it

    def _add_certainty(self, draft: Draft, cell: Cell, _: Random) -> bool:
        draft.arguments["certainty"] = cell[1]
        return True

    def _add_order(self, draft: Draft, cell: Cell, random: Random) -> bool:
        steps: list[str] = []
        class_name = draft.class_name
        if cell[1].startswith("to-one"):
            some = self._own(class_name, "thing")
            if not some:
                return False
            first = random.choice(some)
            steps, class_name = [first.name], first.range
        kinds = ("thing list",) if cell[1].endswith("count") else tuple(OPERATORS)
        last = self._own(class_name, *kinds)
        if not last or "orderBy" in draft.arguments:
            return False
        name = random.choice(last).name
        text = f"{name}: {{count: {cell[2]}}}" if kinds == ("thing list",) else f"{name}: {cell[2]}"
        for step in steps:
            text = f"{step}: {{{text}}}"
        draft.arguments["orderBy"] = f"[{{{text}}}]"
        return True

    def _add_page(self, draft: Draft, cell: Cell, _: Random) -> bool:
        value = hole("number")
        draft.arguments[cell[1]] = f'"{value}"' if cell[1] == "after" else value
        return True

    def _add_group_by(self, draft: Draft, cell: Cell, random: Random) -> bool:
        some = self._own(draft.class_name, cell[1])
        if not some:
            return False
        inner = "count key { value label }"
        measured = self._own(draft.class_name, "date", "integer")
        if measured and random.random() < 0.5:
            inner += f" min(of: {token(random.choice(measured))}) countDistinct(of: {token(random.choice(some))})"
        draft.shown.append(
            self._grouped(random.choice(some), cell[2:], inner, f"g{len(draft.shown)}")
        )
        return True

    def _grouped(self, prop: Property, how: Sequence[str], inner: str, alias: str) -> str:
        empty = "true" if how[1] == "with empty" else "false"
        arguments = f"by: {token(prop)}, orderBy: {how[0]}, withEmpty: {empty}"
        return f"{alias}: groupBy({arguments}) {{ {inner} }}"

    def _add_group(self, draft: Draft, cell: Cell, random: Random) -> bool:
        own = self._own(draft.class_name)
        measured = self._own(draft.class_name, "date", "integer")
        kinds = ("thing", "thing list") if cell[1] == "key node" else ()
        outer = self._own(draft.class_name, *kinds)
        if not outer or (cell[1] in ("min", "max") and not measured):
            return False
        other = random.choice(own)
        inner = {
            "nodes": "key { value } nodes { key }",
            "key node": "key { node { __typename key } } count",
            "nested": f"key {{ value }} {self._grouped(other, ('KEY', 'with empty'), 'count key { label }', 'n')}",
            "countDistinct": f"count countDistinct(of: {token(other)})",
        }.get(cell[1]) or f"key {{ value }} {cell[1]}(of: {token(random.choice(measured))})"
        how = (random.choice(("COUNT", "KEY")), random.choice(("with empty", "without")))
        draft.shown.append(self._grouped(random.choice(outer), how, inner, f"g{len(draft.shown)}"))
        return True

    def _add_claims(self, draft: Draft, cell: Cell, random: Random) -> bool:
        some = self._own(draft.class_name, cell[1])
        if not some:
            return False
        fields = f"value label node {{ key }} evidence {{ {EVIDENCE} }}"
        draft.nodes.append(
            f"c{len(draft.nodes)}: claims(property: {token(random.choice(some))}) {{ {fields} }}"
        )
        return True

    def _add_as_of(self, draft: Draft, cell: Cell, random: Random) -> bool:
        own = [p for p in self._own(draft.class_name) if self.ontology.is_observed(p.name)]
        if not own:
            return False
        prop = random.choice(own)
        draft.nodes.append(f"{prop.name} {{ totalCount }}" if prop.kind == "thing" and prop.many else
                           f"{prop.name} {{ key }}" if prop.kind == "thing" else prop.name)  # fmt: skip
        if cell[1] == "look-up":
            shown = draft.nodes[-1]
            item = self.ontology.classes[draft.class_name]
            key = f"key: {hole('key', draft.class_name)}, asOf: {hole('day')}"
            draft.more.append(f"{item.singular}({key}) {{ key {shown} }}")
        else:
            draft.arguments["asOf"] = hole("day")
        return True

    def _add_path(self, draft: Draft, cell: Cell, random: Random) -> bool:
        ends = f"from: {hole('key', 'Agent')}, to: {hole('key', random.choice(('Agent', 'Thing')))}"
        day = f", asOf: {hole('day')}" if cell[2] == "as of" else ""
        level = random.choice(LEVELS)
        fields = f"length steps {{ relation node {{ __typename key }} evidence {{ {EVIDENCE} }} }}"
        draft.more.append(
            f"path({ends}, maxLength: {cell[1]}, certainty: {level}{day}) {{ {fields} }}"
        )
        return True

    def _add_evidence(self, draft: Draft, cell: Cell, random: Random) -> bool:
        asked = {
            "document": f"document: {hole('key', 'Document')}",
            "instrument": f"instrument: {hole('key', 'Instrument')}",
            "certainty": f"certainty: {hole('certainty')}",
        }[cell[2]]
        text = f"evidence: {{{asked}}}"
        if cell[1] == "relation":
            some = self._own(draft.class_name, "thing", "thing list")
            prop = random.choice(some)
            text = f"{prop.name}: {{{f'{random.choice(QUANTIFIERS)}: {{{text}}}' if prop.many else text}}}"
        draft.where.append(text)
        return True

    def _add_disagrees(self, draft: Draft, cell: Cell, random: Random) -> bool:
        """Beside other filters, and alone of a class whose things documents do disagree about."""

        def asked(some: Sequence[Property]) -> str:
            on = f"disagreesOn: {token(random.choice(some))}"
            return on if cell[1] == "on" else f"disagrees: {cell[1]}"

        draft.where.append(asked(self._own(draft.class_name)))
        name = random.choice(sorted(self.disputed))
        draft.more.append(self._plain(name, [asked(self.disputed[name])], random))
        return True

    def _add_key(self, draft: Draft, cell: Cell, random: Random) -> bool:
        """A key that has to hold, so that the statement begins there."""
        if cell[1] == "is":
            text = f"is: {hole('key', draft.class_name)}"
        else:
            kind = "thing" if cell[1] == "to-one" else "thing list"
            some = [p for p in self._own(draft.class_name, kind) if self.members[p.range]]
            if not some:
                return False
            prop = random.choice(some)
            known = hole("key", prop.name)
            text = {
                "to-one": f"{prop.name}: {{is: {known}}}",
                "hasAll": f"{prop.name}: {{hasAll: [{known}, {known}]}}",
                "some": f"{prop.name}: {{some: {{is: {known}}}}}",
            }[cell[1]]
        item = self.ontology.classes[draft.class_name]
        shown = f"totalCount withheld provisional nodes {{ {' '.join(draft.nodes)} }} {' '.join(draft.shown)}"
        level = random.choice(LEVELS)
        draft.more.append(f"{item.plural}(where: {{{text}}}, certainty: {level}) {{ {shown} }}")
        return True

    def _add_show(self, draft: Draft, cell: Cell, random: Random) -> bool:
        plural = self.ontology.classes[draft.class_name].plural
        match cell[1]:
            case "withheld":
                item = self.ontology.classes[random.choice(self.undecided)]
                level = random.choice(LEVELS)
                draft.more.append(
                    f"{item.plural}(certainty: {level}) {{ totalCount withheld provisional }}"
                )
                draft.shown.append("withheld provisional")
            case "edges":
                edges = f"edges {{ cursor node {{ key }} evidence {{ {EVIDENCE} }} }}"
                draft.more.append(f"{plural}(first: 2, offset: 1) {{ {edges} }}")
                draft.shown.append(edges)
            case "page info":
                info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
                draft.more.append(f"{plural}(first: 2, offset: 1) {{ {info} }}")
                draft.shown.append(info)
            case "attributes":
                some = self._own(
                    draft.class_name, *OPERATORS, *(f"{kind} list" for kind in OPERATORS)
                )
                draft.nodes += [p.name for p in random.sample(some, min(4, len(some)))]
            case "to-one":
                some = self._own(draft.class_name, "thing")
                draft.nodes += [f"{p.name} {{ __typename name }}" for p in some[:2]]
                return bool(some)
            case _:
                some = self._own(draft.class_name, "thing list")
                prop = random.choice(some)
                ways = self.ways.get(prop.range, {})
                cells = [c for c in ways if c[3] == "depth 0"]
                picked = random.choice(cells)
                where = self._filter(random.choice(ways[picked]), picked, random)
                shown = f"totalCount withheld provisional nodes {{ key }} edges {{ evidence {{ {EVIDENCE} }} }}"
                draft.nodes.append(
                    f"b{len(draft.nodes)}: {prop.name}(where: {{{where}}}, first: {hole('number')}) {{ {shown} }}"
                )
        return True

    def _add_search(self, draft: Draft, _: Cell, _random: Random) -> bool:
        item = self.ontology.classes[draft.class_name]
        draft.more.append(
            f"{item.plural}(search: {hole('word')}) {{ totalCount searchCut withheld provisional }}"
        )
        return True

    # values

    def _value(self, hole: Sequence[str], random: Random) -> str:
        match hole:
            case ["key", name] if name in self.members:
                return json.dumps(random.choice(self.members[name]))
            case ["key", name]:
                return json.dumps(random.choice(self.pools[name]))
            case ["day"]:
                return json.dumps(random.choice(DAYS))
            case ["number"]:
                return str(random.choice((0, 1, 2, 3, 5)))
            case ["certainty"]:
                return random.choice(("STATED", "EDITORIAL", "INFERRED", "UNDECIDED"))
            case ["word"]:
                words = str(random.choice(self.pools["name"])).split()
                return json.dumps(re.sub(r"[\W_]", "", random.choice(words)) or "lake")
            case [_, name, operator]:
                return self._compared(self.ontology.properties[name], operator, random)
        raise ValueError(hole)

    def _compared(self, prop: Property, operator: str, random: Random) -> str:
        pool = self.pools[prop.name]
        if operator == "isNull":
            return random.choice(("true", "false"))
        if operator == "in":
            return f"[{', '.join(_written(prop, random.choice(pool)) for _ in range(2))}]"
        value = random.choice(pool)
        if operator == "contains":
            start = random.randrange(len(value))
            value = value[start : start + random.randrange(1, 6)]
        elif operator == "startsWith":
            value = value[: random.randrange(1, 8)]
        elif operator == "endsWith":
            value = value[-random.randrange(1, 8) :]
        elif prop.kind == "integer":
            value += random.choice((-1, 0, 0, 1))
        elif prop.kind == "date" and "/" not in value and random.random() < 0.4:
            value = value[:4]
        if prop.kind == "string" and random.random() < 0.5:
            value = value.upper()
        return _written(prop, value)


def batched(some: Sequence[str], size: int) -> list[Sequence[str]]:
    """Split into groups of a size."""
    return [some[start : start + size] for start in range(0, len(some), size)]


def hole(*what: str) -> str:
    """A place for a value that is chosen later."""
    return f"<<{json.dumps(what)}>>"


def token(prop: Property) -> str:
    """Name of a property in GraphQL's enums."""
    return upper_snake(prop.name)


def _written(prop: Property, value: Any) -> str:
    return str(value) if prop.kind in ("integer", "concept") else json.dumps(value)


EVIDENCE = "locator certainty document { key } instrument { key } reading { method }"
_KINDS = ("string", "string list", "integer", "date", "uri", "concept", "thing", "thing list")
FEATURES: tuple[Cell, ...] = (
    *(("certainty", level) for level in ("STATED", "INFERRED", "ALL")),
    *product(
        ("order",), ("attribute", "to-one attribute", "count", "to-one count"), ("ASC", "DESC")
    ),
    *product(("page",), ("first", "offset", "after")),
    *product(("group by",), _KINDS, ("COUNT", "KEY"), ("with empty", "without")),
    *product(("group",), ("nodes", "key node", "nested", "min", "max", "countDistinct")),
    *product(("claims",), _KINDS),
    *product(("as of",), ("collection", "look-up")),
    *product(("path",), ("1", "2", "3", "4", "5"), ("always", "as of")),
    *product(("evidence",), ("root", "relation"), ("document", "instrument", "certainty")),
    *product(("disagrees",), ("true", "false", "on")),
    *product(("key",), ("is", "to-one", "some", "hasAll")),
    *product(("show",), ("withheld", "edges", "page info", "attributes", "to-one", "relation")),
    ("search", "word"),
)
"""What an operation can have beside filters."""
