"""Which values of a property cannot be true together: a date that says less is no other date."""

from collections.abc import Sequence
from itertools import combinations

from graph.model.facts import Claim, Scalar, level_of
from graph.terms import Property
from graph.values import date_bounds


def precise_first(claims: list[Claim]) -> list[Claim]:
    """Put before the default a date as certain as it is that tells the same more precisely."""
    first = claims[0]
    for claim in claims[1:]:
        if level_of(claim.rank) <= level_of(first.rank) and _is_vaguer(first.value, claim.value):
            first = claim
    return [first, *(claim for claim in claims if claim is not first)]


def disagreement(prop: Property, claims: Sequence[Claim]) -> int | None:
    """Rank at which documents come to disagree about a property of which each gives one value."""
    if not prop.one_per_graph or len(claims) < 2:  # noqa: PLR2004  # one value agrees with itself
        return None
    pairs = combinations(claims, 2)
    return min((max(a.rank, b.rank) for a, b in pairs if not _agree(prop, a, b)), default=None)


def _agree(prop: Property, one: Claim, other: Claim) -> bool:
    if prop.kind != "date":
        return False  # values are kept once each, so these two differ
    return _is_vaguer(one.value, other.value) or _is_vaguer(other.value, one.value)


def _is_vaguer(vague: Scalar, precise: Scalar) -> bool:
    """Whether a year, a month or a last day leaves open what another date within it tells.

    A period from one day to another, or from one day on, leaves nothing open.
    """
    text = str(vague)
    if "/" in text and not text.startswith("../"):
        return False
    outer, inner = date_bounds(text), date_bounds(str(precise))
    within = outer.earliest <= inner.earliest and inner.latest <= outer.latest
    return within and outer != inner
