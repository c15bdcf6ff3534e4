"""How long the texts of entries are kept; titles, links, tags and stories stay for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

FOREVER = "forever"
#: fewer are taken for a slip
SHORTEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Keep:
    """For how long; None: for ever."""

    #: entries that belong to no story
    untagged: timedelta | None = timedelta(days=30)
    #: the others
    tagged: timedelta | None = timedelta(days=365)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read `30,365`, `30,forever` or `forever`. Raises ValueError with a sentence."""
        untagged, _, tagged = (part.strip().lower() for part in words.partition(","))
        keep = cls(_span(untagged), _span(tagged) if tagged else None)
        is_one = not tagged and keep.untagged is not None
        is_shorter = keep.tagged is not None and (keep.untagged is None or keep.tagged < keep.untagged)
        if is_one or is_shorter:
            raise ValueError("must be two numbers of days, the second not smaller, such as 30,365 or 30,forever")
        return keep

    def cutoffs(self, now: datetime) -> dict[str, datetime]:
        """Before when texts go, for each kind that is not kept for ever."""
        spans = {"untagged": self.untagged, "tagged": self.tagged}
        return {kind: now - span for kind, span in spans.items() if span is not None}


def _span(word: str) -> timedelta | None:
    if word == FOREVER:
        return None
    if not word.isdecimal() or not SHORTEST_DAYS <= int(word) <= 36_500:
        raise ValueError(f"{word or 'nothing'} is not a number of days from {SHORTEST_DAYS} to 36500, nor {FOREVER}")
    return timedelta(days=int(word))
