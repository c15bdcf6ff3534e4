"""How well entries are grouped into stories: labelled items through the reader and the pool, BCubed against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.core.errors import SettingsError
from bot.core.grouping import Pool
from bot.core.title_features import Title
from bot.core.topics import Topic
from bot.core.types import FirmRef, Stance, Tags
from classifier.metrics import bcubed

Item = Mapping[str, Any]


class Reader(Protocol):
    """What reads the items (`reading.reader.Reader`)."""

    def read(self, items: Sequence[tuple[str, str]]) -> list[Tags]:
        """Tags of each (title, text)."""
        ...

    def title(self, raw: str) -> Title:
        """A title in the form that stories compare."""
        ...


def story_figures(
    items: Iterable[Item], reader: Reader, *, firms: Callable[[str], Sequence[str]] | None = None
) -> dict[str, Any]:
    """BCubed and duplicates of the items that are positive by their label, grouped in order of date.

    An item without an event is a story of its own, one that was not tagged too. With `firms`, which turns a
    firm's name into lexicon ids, topics, firms and stance are the labelled ones: what is left is grouping alone.
    """
    rows = sorted(items, key=lambda item: moment(item["date"]))
    read = reader.read([(row["title"], row.get("summary") or "") for row in rows])
    pool = Pool(reader.title)
    found: dict[Hashable, str] = {}
    for at, (row, tags) in enumerate(zip(rows, read, strict=True)):
        # A label is of the first event that a joined title tells.
        title, told = (tags.heads[0].title, tags.heads[0].tags) if tags.heads else (row["title"], tags)
        told = told if firms is None else labelled(row, told, firms)
        found[at] = f"story {pool.add(title, told, moment(row['date']))}" if told.topics else f"untold {at}"
    gold: dict[Hashable, str] = {at: row.get("event") or f"single {at}" for at, row in enumerate(rows) if row["topics"]}
    return figures(found, gold)


def labelled(row: Item, tags: Tags, firms: Callable[[str], Sequence[str]]) -> Tags:
    """Tags with the item's labelled topics, firms and stance in place of what was read."""
    names = [(name, list(firms(name)) or [""]) for name in row.get("firms") or ()]
    stance = row.get("stance")
    return replace(
        tags,
        topics={Topic(topic): 1.0 for topic in row["topics"]},
        firms=tuple(FirmRef(ids[0], name) for name, ids in names),
        stance=Stance(stance) if stance else None,
    )


def figures(found: Mapping[Hashable, str], gold: Mapping[Hashable, str]) -> dict[str, Any]:
    """BCubed of two groupings; tellings of an event beyond its first, for 100 stories told; mixed stories."""
    told = {at: story for at, story in found.items() if at in gold}
    precision, recall, f1 = bcubed(told, gold)
    pairs = {(gold[at], story) for at, story in told.items() if story.startswith("story ")}
    stories = {story for _, story in pairs}
    again = len(pairs) - len({event for event, _ in pairs})
    mixed = sum(n > 1 for n in Counter(story for _, story in pairs).values())
    return {
        "items": len(gold),
        "events": len(set(gold.values())),
        "stories": len(stories),
        "untold": sum(story.startswith("untold ") for story in told.values()),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "duplicates_per_100": 100 * again / len(stories) if stories else 0.0,
        "mixed_stories": mixed,
    }


def moment(date: str) -> datetime:
    """A label's date, with a time or without.

    Raises:
        SettingsError: it is no date.
    """
    try:
        at = datetime.fromisoformat(date)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{date!r} is not a date; write e.g. 2026-07-29T08:00:00Z") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
