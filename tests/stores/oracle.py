"""The oracle: stock GraphQL execution with slow, obvious resolvers over the quads of a release.

It shares the ontology and the printed schema with the program, nothing else: quads are read, dates
and texts compared, defaults chosen, chains followed and days told as DESIGN and README have it.
Keys are IRIs here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLResolveInfo, build_schema, execute_sync, parse
from pyoxigraph import Quad

from graph.terms import Ontology, Property
from tests.stores.oracle_eye import Eye, compared
from tests.stores.oracle_world import RANKS, Said, World, days, fold

LEVELS = {"STATED": 1, "INFERRED": 2, "ALL": 3}


@dataclass(frozen=True)
class Node:
    """A thing as an eye sees it."""

    eye: Eye
    iri: str


@dataclass(frozen=True)
class Listed:
    """What a page is cut from, and what more there would be with certainty ALL."""

    eye: Eye
    class_name: str
    kept: Sequence[Said]
    all: Sequence[Said]
    arguments: Mapping[str, Any]

    @property
    def start(self) -> int:
        return int(self.arguments.get("offset") or 0) + int(self.arguments.get("after") or 0)

    @property
    def shown(self) -> Sequence[Said]:
        first = self.arguments.get("first")
        return self.kept[self.start :][: 1000 if first is None else first]


class Oracle:
    """Answers operations by stock execution."""

    def __init__(self, ontology: Ontology, quads: Iterable[Quad], sdl: str) -> None:
        self.world, self.ontology = World(ontology, list(quads)), ontology
        self.schema = build_schema(sdl)

    def answer(self, query: str) -> Any:
        result = execute_sync(
            self.schema,
            parse(query),
            field_resolver=self._resolve,
            type_resolver=lambda node, *_: self._type_name(node.iri),
        )
        if result.errors:
            raise result.errors[0]
        return result.data

    def _type_name(self, iri: str) -> str:
        name = self.world.kinds[iri].name
        return f"Other{name}" if len(self.ontology.subclasses(name)) > 1 else name

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        match source:
            case None:
                return self._root(name, arguments)
            case Node():
                return self._field(source, name, arguments)
            case Listed():
                return self._part(source, name, arguments)
            case _:
                value = source[name]
                return value(arguments) if callable(value) else value

    def _root(self, name: str, arguments: Mapping[str, Any]) -> Any:
        as_of = arguments.get("asOf")
        eye = Eye(self.world, LEVELS[arguments["certainty"]], days(as_of)[1] if as_of else None)
        if name == "path":
            return list(
                self._paths(eye, arguments["from"], arguments["to"], arguments["maxLength"])
            )
        for item in self.ontology.classes.values():
            if name == item.singular:
                known = (said.value for said in eye.members(item.name))
                return next((Node(eye, iri) for iri in known if iri == arguments["key"]), None)
            if name == item.plural:
                name = item.name
                return self._listed(eye, name, lambda e, n=name: e.members(n), arguments)
        some: dict[str, Any] = {"agents": {"some": {}}}
        return self._listed(
            eye,
            "Provision",
            lambda e: [said for said in e.members("Provision") if e.holds(some, said)],
            arguments,
        )

    def _listed(self, eye: Eye, class_name: str, read: Any, arguments: Mapping[str, Any]) -> Listed:
        def kept(one: Eye) -> list[Said]:
            found = [said for said in read(one) if one.holds(arguments.get("where") or {}, said)]
            words = arguments.get("search")
            if words is not None:
                found = [said for said in found if self._has_words(said.value, words)]
            return one.in_order(found, arguments.get("orderBy") or [])

        return Listed(eye, class_name, kept(eye), kept(replace(eye, level=3)), arguments)

    def _has_words(self, iri: str, words: str) -> bool:
        properties = self.ontology.properties.values()
        texts = [
            p.name for p in properties if p.kind == "string" and p.name not in ("digest", "spans")
        ]
        said = [s.value for n in texts for s in self.world.said(n, iri)]
        forms = [
            f
            for d in self.world.said("designations", iri)
            for f in self.world.said("form", d.value)
        ]
        there = re.findall(r"[^\W_]+", fold("\n".join([*said, *(str(f.value) for f in forms)])))
        return bool(words) and set(re.findall(r"[^\W_]+", fold(words))) <= set(there)

    def _field(self, node: Node, name: str, arguments: Mapping[str, Any]) -> Any:
        if name == "claims":
            return list(self._claims(node, node.eye.named(arguments["property"])))
        prop = self.ontology.properties.get(name)
        if prop is None or prop.kind != "thing":
            values = node.eye.values(name, node.iri)
            return values if prop and prop.many else (values[0] if values else None)
        if prop.many:
            return self._listed(
                node.eye, prop.range, lambda e: e.related(name, node.iri), arguments
            )
        related = node.eye.related(name, node.iri)
        return Node(node.eye, related[0].value) if related else None

    def _claims(self, node: Node, prop: Property) -> Iterator[dict[str, Any]]:
        eye, some = node.eye, self.world.said(prop.name, node.iri)
        if prop.kind == "thing" and not prop.one_per_graph:
            some = eye.related(prop.name, node.iri)
        for said in eye.seen(some):
            if said.graphs:
                evidence = list(self._evidence(eye, said.graphs))
                yield self._key(eye, prop, said.value) | {"evidence": evidence}

    def _key(self, eye: Eye, prop: Property, value: Any) -> dict[str, Any]:
        if value is None:
            return {"value": None, "label": None, "node": None}
        if prop.kind == "thing":
            name = self.world.said("name", value)[0].value
            return {"value": value, "label": name, "node": Node(eye, value)}
        if prop.kind == "concept":
            concepts = self.ontology.schemes[prop.range].concepts
            label = next(c.label for c in concepts if c.token == value)
            return {"value": value, "label": label, "node": None}
        return {"value": str(value), "label": str(value), "node": None}

    # pages

    def _part(self, page: Listed, name: str, arguments: Mapping[str, Any]) -> Any:
        match name:
            case "totalCount":
                return len(page.kept)
            case "withheld":
                return len({s.value for s in page.all} - {s.value for s in page.kept})
            case "provisional":
                return len({s.value for s in page.kept} - {s.value for s in page.all})
            case "searchCut":
                return False
            case "nodes":
                return [Node(page.eye, said.value) for said in page.shown]
            case "edges":
                return [
                    self._edge(page, said, n) for n, said in enumerate(page.shown, page.start + 1)
                ]
            case "pageInfo":
                end, shown = page.start + len(page.shown), bool(page.shown)
                return {
                    "hasNextPage": end < len(page.kept),
                    "hasPreviousPage": page.start > 0 and bool(page.kept),
                    "startCursor": str(page.start + 1) if shown else None,
                    "endCursor": str(end) if shown else None,
                }
        return list(self._groups(page.eye, page.kept, arguments))

    def _edge(self, page: Listed, said: Said, place: int) -> dict[str, Any]:
        return {
            "node": Node(page.eye, said.value),
            "cursor": str(place),
            "evidence": lambda _: list(self._evidence(page.eye, said.graphs)),
        }

    def _evidence(self, eye: Eye, graphs: Iterable[str]) -> Iterator[dict[str, Any]]:
        """One piece a passage, by the strongest way to it."""
        world = self.world
        best: dict[str, tuple[int, tuple[str, str], str]] = {}
        for graph in sorted(graphs, key=lambda g: (world.rank_of(g), g)):
            for passage in world.passages_of(graph):
                rank = world.rank_of(graph)
                found = (rank, world.place(passage), graph)
                if rank <= eye.level and (passage not in best or found < best[passage]):
                    best[passage] = found
        for passage, (rank, _, graph) in sorted(best.items(), key=lambda item: item[1]):
            document, words = world.only("document", passage), world.only("wordsOf", passage)
            yield {
                "certainty": RANKS[rank],
                "locator": Eye(world, 3, None).values("locator", passage)[0],
                "passage": Node(Eye(world, 3, None), passage),
                "document": Node(Eye(world, 3, None), document or ""),
                "instrument": Node(Eye(world, 3, None), words) if words else None,
                "reading": Node(Eye(world, 3, None), graph) if graph != passage else None,
            }

    # groups

    def _groups(
        self, eye: Eye, some: Sequence[Said], arguments: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        prop = eye.named(arguments["by"])
        members: dict[Any, list[Said]] = defaultdict(list)
        for said in some:
            values = list(dict.fromkeys(eye.values(prop.name, said.value)))
            for value in values or ([None] if arguments["withEmpty"] else []):
                members[value].append(said)
        keys = {value: self._key(eye, prop, value) for value in members}

        def place(value: Any) -> tuple[Any, ...]:
            label = fold(keys[value]["label"] or "")
            if arguments["orderBy"] == "COUNT":
                return value is None, -len(members[value]), label, str(value)
            natural: tuple[Any, ...] = days(value) if prop.kind == "date" and value else ()
            natural = (value,) if prop.kind == "integer" and value is not None else natural
            return value is None, natural, label, str(value)

        for value in sorted(members, key=place):
            yield self._group(eye, keys[value], members[value])

    def _group(self, eye: Eye, key: Mapping[str, Any], some: Sequence[Said]) -> dict[str, Any]:
        def measure(kind: str) -> Any:
            def read(arguments: Mapping[str, Any]) -> Any:
                prop = eye.named(arguments["of"])
                values = [v for said in some for v in eye.values(prop.name, said.value)]
                if kind == "countDistinct":
                    return len(set(values))
                ordered = sorted(values, key=lambda v: compared(prop, v))
                return str(ordered[0 if kind == "min" else -1]) if ordered else None

            return read

        return {
            "key": key,
            "count": len(some),
            "nodes": [Node(eye, said.value) for said in some],
            "groupBy": lambda arguments: list(self._groups(eye, some, arguments)),
        } | {kind: measure(kind) for kind in ("min", "max", "countDistinct")}

    # paths

    def _paths(self, eye: Eye, start: str, end: str, longest: int) -> Iterator[dict[str, Any]]:
        level: list[list[tuple[str, tuple[Any, ...]]]] = [[(start, ())]]
        known = start == end
        for _ in range(longest):
            if known:
                break
            seen = {iri for layer in level for iri, _ in layer}
            onward = [
                (said.value, (*steps, (place, name, said)))
                for iri, steps in level[-1]
                for place, name, said in self._steps(eye, iri)
                if said.value not in seen
            ]
            level.append(onward)
            known = any(iri == end for iri, _ in onward)
        found = [steps for iri, steps in level[-1] if iri == end] if known else []
        for steps in sorted(found, key=lambda steps: [place for place, _, _ in steps])[:10]:
            shown = [
                {
                    "relation": name,
                    "node": Node(eye, said.value),
                    "evidence": list(self._evidence(eye, said.graphs)),
                }
                for _, name, said in steps
            ]
            yield {"length": len(steps), "steps": shown}

    def _steps(self, eye: Eye, iri: str) -> Iterator[tuple[tuple[str, str, str], str, Said]]:
        for prop in self.ontology.properties.values():
            if prop.walkable:
                for name, mark in ((prop.name, ">"), (prop.inverse or "", "<")):
                    for said in eye.related(name, iri):
                        yield (said.value, prop.relationship_type, mark), name, said
