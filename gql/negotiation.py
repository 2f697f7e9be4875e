"""Which media type and which content coding a client likes best (RFC 9110, section 12.5)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

MOST = 100
"""How many types or codings of a header are read; others are as if they were not there."""

_QUOTED = r'"(?:[^"\\]|\\.?)*+"?'
_PARTS, _PARAMETERS = (re.compile(rf'(?:[^{sign}"]|{_QUOTED})++') for sign in ",;")
_QUALITY = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)
GZIP, IDENTITY = "gzip", "identity"
_UNNAMED = 0.001
"""How well no coding is liked where a header does not say: everything it names is liked better."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """A range of an Accept header, such as `text/*;q=0.5`; the quality is from 0 to 1."""

    pattern: str
    quality: float

    @property
    def breadth(self) -> int:
        """How many kinds it leaves open: the narrowest range that fits a type decides."""
        return self.pattern.count("*")

    def fits(self, media_type: str) -> bool:
        """Whether a type is in the range."""
        kind = self.pattern.partition("/")[0]
        return self.pattern in ("*/*", media_type) or (
            self.pattern == f"{kind}/*" and media_type.startswith(f"{kind}/")
        )


@lru_cache(maxsize=100)  # few clients say anything else than others do
def choose(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """Choose the type that the header likes best, the first of several; None where it takes none.

    No header takes anything.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = sorted(_iter_ranges(accept), key=lambda one: one.breadth)
    qualities = {offer: _quality(offer, ranges) for offer in offered}
    best = max(offered, key=lambda offer: qualities[offer])
    return best if qualities[best] > 0 else None


def _quality(offer: str, ranges: Sequence[MediaRange]) -> float:
    return next((one.quality for one in ranges if one.fits(offer)), 0.0)


@lru_cache(maxsize=100)
def rate_codings(accept: str | None) -> tuple[float, float]:
    """How well an Accept-Encoding header likes gzip and no coding, each from 0 to 1.

    No coding is taken unless it is refused, by its name or with all that are not named.
    """
    if accept is None:
        return 0.0, 1.0
    liked = {name.removeprefix("x-"): quality for name, quality in _iter_liked(accept)}
    return liked.get(GZIP, liked.get("*", 0.0)), liked.get(IDENTITY, liked.get("*", _UNNAMED))


def _iter_ranges(accept: str) -> Iterator[MediaRange]:
    for pattern, quality in _iter_liked(accept):
        yield MediaRange("*/*" if pattern == "*" else pattern, quality)


def _iter_liked(header: str) -> Iterator[tuple[str, float]]:
    """Yield what a header lists, in lower case, with how well it is liked, from 0 to 1."""
    for part in islice(_PARTS.finditer(header), MOST):
        name, _, rest = part[0].partition(";")
        if name.strip():
            yield name.strip().lower(), _read_quality(_PARAMETERS.findall(rest.lower()))


def _read_quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            known = _QUALITY.fullmatch(value.strip())
            return min(float(known[0]), 1.0) if known else 0.0
    return 1.0
