"""What an operator is asked of: of the doubtful entries those that are like none asked before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.title_features import Title, overlap, weights
from bot.core.topics import Topic
from bot.core.types import StoredEntry, Tags

#: from this overlap on two titles teach the same: nine in ten of two events have 0.21 or less, and of one event, or
#: of one template with another firm, many have more
ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Label:
    """An operator's answer: the topic that an entry tells, None for none of them."""

    topic: Topic | None
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An entry to be labelled, with what is thought of it."""

    stored: StoredEntry
    tags: Tags
    asked_at: datetime | None = None
    label: Label | None = None


def unlike(
    candidates: Iterable[Question], asked: Iterable[str], *, read_title: Callable[[str], Title]
) -> Iterator[Question]:
    """The candidates whose titles are like none of those asked, in their order."""
    before = [weights(read_title(title)) for title in asked]
    for candidate in candidates:
        own = weights(read_title(candidate.stored.entry.title))
        if all(overlap(own, other) < ALIKE for other in before):
            yield candidate
