"""Which of several media types a client likes best (RFC 9110, section 12.5.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache


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


def _iter_ranges(accept: str) -> Iterator[MediaRange]:
    for part in accept.split(","):
        pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if pattern:
            yield MediaRange("*/*" if pattern == "*" else pattern, _read_quality(parameters))


def _read_quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
