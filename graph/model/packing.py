"""What is told of a thing as bytes, to be kept in a file."""

import marshal

from graph.model.facts import ALWAYS, Claim, Edge, Entity, Period, Scalar, Thing, Way


def pack(entity: Entity) -> bytes:
    """Write down what is told of a thing."""
    thing = entity.thing
    claims = {
        name: [
            (c.value, c.rank, c.graphs, *((w.level, w.since, w.until, w.graphs) for w in c.ways))
            for c in some
        ]
        for name, some in entity.claims.items()
    }
    edges = {n: [(e.target, e.rank, e.graphs) for e in some] for n, some in entity.edges.items()}
    fields = (thing.iri, thing.slug, thing.class_name, thing.rank, thing.graphs, thing.existence)
    return marshal.dumps((fields, claims, edges))


def unpack(content: bytes, since: str | None, until: str | None) -> tuple[Entity, Period]:
    """Read what was written down, with the period that is kept beside it."""
    fields, claims, edges = marshal.loads(content)  # noqa: S302  written by `pack`
    entity = Entity(
        Thing(*fields),
        {name: tuple([_claim(*claim) for claim in some]) for name, some in claims.items()},
        {name: tuple([Edge(*edge) for edge in some]) for name, some in edges.items()},
    )
    return entity, ALWAYS if since is None or until is None else (since, until)


def _claim(
    value: Scalar, rank: int, graphs: tuple[str, ...], *ways: tuple[int, str, str, tuple[str, ...]]
) -> Claim:
    return Claim(value, rank, graphs, tuple([Way(*way) for way in ways]))
