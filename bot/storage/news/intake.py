"""New entries into the table: the database answers "is it new?", by key and by twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.identity import twin_key
from bot.core.types import Entry
from bot.storage.dialect import insert
from bot.storage.tables import EntryRow

#: how long a guid may have changed under the same link and title
TWIN_WINDOW = timedelta(days=7)


def insert_entries(
    session: Session,
    feed_id: int,
    entries: Sequence[Entry],
    *,
    now: datetime,
    announce_since: datetime | None = None,
    twin_window: timedelta = TWIN_WINDOW,
) -> list[int]:
    """Store what this feed never had, oldest first; returns the new rows' ids.

    With ``announce_since`` only entries dated at or after it are news; without, every new one is.
    """
    fresh = _unknown(session, feed_id, entries, since=now - twin_window)
    if not fresh:
        return []
    rows = [
        _row(entry, twin, feed_id=feed_id, now=now, announce=_is_news(entry, announce_since)) for entry, twin in fresh
    ]
    statement = insert(session, EntryRow).values(rows)
    # Another worker may have stored the same entry meanwhile.
    statement = statement.on_conflict_do_nothing(index_elements=["feed_id", "key"]).returning(EntryRow.id)
    return sorted(session.scalars(statement))


def _unknown(session: Session, feed_id: int, entries: Iterable[Entry], *, since: datetime) -> list[tuple[Entry, str]]:
    """Entries whose key and twin are new, each once, oldest first."""
    unique: dict[str, tuple[Entry, str]] = {}
    for entry in entries:
        unique.setdefault(entry.key, (entry, _twin(entry)))
    of_feed = select(EntryRow.key).where(EntryRow.feed_id == feed_id)
    known = set(session.scalars(of_feed.where(EntryRow.key.in_(unique))))
    left = [pair for key, pair in unique.items() if key not in known]
    if not left:
        return []
    of_twins = select(EntryRow.twin_key).where(EntryRow.feed_id == feed_id, EntryRow.first_seen > since)
    twins = set(session.scalars(of_twins.where(EntryRow.twin_key.in_([twin for _, twin in left]))))
    # reversed: feeds put the newest first, and of two twins in one feed the newest stays
    by_twin = {twin: (entry, twin) for entry, twin in reversed(left) if twin not in twins}
    return sorted(by_twin.values(), key=_published_or_last)


def _published_or_last(pair: tuple[Entry, str]) -> tuple[bool, float]:
    published = pair[0].published
    return (published is None, published.timestamp() if published else 0.0)


def _is_news(entry: Entry, since: datetime | None) -> bool:
    return since is None or (entry.published is not None and entry.published >= since)


def _twin(entry: Entry) -> str:
    return twin_key(link=entry.link, title=entry.title, summary=entry.summary, published_raw=entry.published_raw)


def _row(entry: Entry, twin: str, *, feed_id: int, now: datetime, announce: bool) -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "key": entry.key,
        "twin_key": twin,
        "guid": entry.guid,
        "title": entry.title,
        "link": entry.link,
        "summary": entry.summary,
        "text": entry.text,
        "author": entry.author,
        "published": entry.published,
        "published_raw": entry.published_raw,
        "first_seen": now,
        "announce": announce,
    }
