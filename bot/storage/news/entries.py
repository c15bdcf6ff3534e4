"""Entries after they are stored: which are untagged, what was read in them, their full text search words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, update
from sqlalchemy.orm import Session

from bot.core import facts
from bot.core.clock import SKEW
from bot.core.identity import head_key, twin_key
from bot.core.topics import TOPICS, Topic
from bot.core.types import Entry, FirmRef, Head, Stance, StoredEntry, Tags
from bot.storage.dialect import portions
from bot.storage.tables import EntryRow, FeedRow

#: how long a worker may hold an entry before it counts as lost with its process
LEASE = timedelta(minutes=2)
#: begun once among others, and then this often alone: an entry that fails so often by itself is parked, so that it
#: cannot stop the others; a few kills that are not its fault do not get it there
MAX_ATTEMPTS = 5
#: what is parked is tried again after so long; the cause may have gone
PARKED = timedelta(days=1)


def claim_untagged(session: Session, *, now: datetime, limit: int = 200) -> list[int]:
    """Take the oldest untagged entries for a while; raises their attempt count.

    What was begun before and did not end is taken one at a time, so that an entry that ends the process is found and
    parks only itself: first what was in work beside others, last what was alone and has still not ended.
    """
    free = _untagged(now).with_for_update(skip_locked=True)
    for which, most in (
        (EntryRow.attempts == 1, 1),
        (EntryRow.attempts == 0, limit),
        (EntryRow.attempts > 1, 1),
    ):
        ids = list(session.scalars(free.where(which).order_by(EntryRow.attempts, EntryRow.id).limit(most)))
        if ids:
            break
    else:
        return []
    # The last try alone parks it before it begins: whoever dies of it need not be there to say so.
    parks = EntryRow.attempts + 1 >= MAX_ATTEMPTS
    lease = case((parks, now + PARKED), else_=now + LEASE)
    begun = update(EntryRow).where(EntryRow.id.in_(ids))
    session.execute(begun.values(tag_lease_until=lease, attempts=EntryRow.attempts + 1))
    return ids


def give_back(session: Session, ids: Sequence[int]) -> None:
    """Free entries whose tagging was cut off by something else: that attempt does not count, and they are due now.

    Of what is parked already the count stays, so that nobody is told of it anew.
    """
    untagged = update(EntryRow).where(EntryRow.id.in_(ids), EntryRow.tagged_at.is_(None))
    counted = case((EntryRow.attempts.between(1, MAX_ATTEMPTS), EntryRow.attempts - 1), else_=EntryRow.attempts)
    session.execute(untagged.values(tag_lease_until=None, attempts=counted))


def is_any_untagged(session: Session, *, now: datetime) -> bool:
    """Whether `claim_untagged` would take an entry."""
    return session.scalar(_untagged(now).limit(1)) is not None


def _untagged(now: datetime) -> Select[int]:
    return select(EntryRow.id).where(EntryRow.tagged_at.is_(None), is_free(now))


def is_free(now: datetime) -> ColumnElement[bool]:
    """A condition on untagged entries: nobody holds them. A lease that ends later than any can is a clock's mistake."""
    lease = EntryRow.tag_lease_until
    too_far = or_(lease > now + PARKED + SKEW, and_(EntryRow.attempts < MAX_ATTEMPTS, lease > now + LEASE + SKEW))
    return or_(lease.is_(None), lease <= now, too_far)


def load_untagged(session: Session, ids: Sequence[int]) -> list[StoredEntry]:
    """The named entries that are still untagged, in the order they came."""
    rows = session.execute(
        select(EntryRow, FeedRow.title, FeedRow.weight)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.id.in_(ids), EntryRow.tagged_at.is_(None))
        .order_by(EntryRow.id)
    )
    return [stored_entry(row, title, weight) for row, title, weight in rows]


def lock_untagged(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of these are still untagged, locked until commit."""
    statement = select(EntryRow.id).where(EntryRow.id.in_(ids), EntryRow.tagged_at.is_(None))
    return set(session.scalars(statement.order_by(EntryRow.id).with_for_update()))


def save_tags(session: Session, entry_id: int, tags: Tags, *, tokens: str, story_id: int | None, now: datetime) -> None:
    """Write what was read in an entry; from now on it is tagged."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(tags=tags_to_json(tags), tokens=tokens, story_id=story_id, tagged_at=now, tag_lease_until=None)
    )


def add_head(session: Session, whole: StoredEntry, head: Head) -> StoredEntry:
    """An entry of its own for one head of a title that joins several; link, date and feed are those of the whole.

    It has no text: what stands behind the title is of all heads. It is not tagged yet; whoever adds it does so in the
    same transaction.
    """
    of = whole.entry
    row = EntryRow(
        feed_id=whole.feed_id,
        key=head_key(of.key, head.title),
        twin_key=twin_key(link=of.link, title=head.title, published_raw=of.published_raw),
        title=head.title,
        link=of.link,
        author=of.author,
        published=of.published,
        published_raw=of.published_raw,
        first_seen=whole.first_seen,
        announce=whole.announce,
    )
    session.add(row)
    session.flush()
    return stored_entry(row, whole.feed_title, whole.feed_weight)


def entries_of(session: Session, story_ids: Sequence[int]) -> dict[int, list[tuple[StoredEntry, Tags]]]:
    """The entries that tell each story with what was read in them, in the order in which they joined it.

    Of an entry only what a story is made of: its texts are long, and stories are many.
    """
    found: dict[int, list[tuple[StoredEntry, Tags]]] = {}
    told = (
        select(EntryRow.story_id, EntryRow.id, EntryRow.feed_id, FeedRow.title.label("feed_title"), FeedRow.weight,
               EntryRow.key, EntryRow.title, EntryRow.link, EntryRow.published, EntryRow.first_seen, EntryRow.announce,
               EntryRow.revision, EntryRow.tags)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .order_by(EntryRow.tagged_at, EntryRow.id)
    )  # fmt: skip
    for some in portions(story_ids):
        for row in session.execute(told.where(EntryRow.story_id.in_(some))):
            entry = Entry(key=row.key, title=row.title, link=row.link, published=row.published)
            stored = StoredEntry(
                id=row.id,
                feed_id=row.feed_id,
                feed_title=row.feed_title,
                feed_weight=row.weight,
                entry=entry,
                first_seen=row.first_seen,
                announce=row.announce,
                revision=row.revision,
            )
            found.setdefault(row.story_id or 0, []).append((stored, tags_from_json(row.tags or {})))
    return found


def newest_titles(session: Session, feed_id: int, *, limit: int) -> list[str]:
    """The titles of a feed's newest entries."""
    newest = select(EntryRow.title).where(EntryRow.feed_id == feed_id).order_by(EntryRow.id.desc())
    return list(session.scalars(newest.limit(limit)))


def stored_entry(row: EntryRow, feed_title: str, feed_weight: float) -> StoredEntry:
    """The row as a value."""
    entry = Entry(
        key=row.key,
        guid=row.guid,
        title=row.title,
        link=row.link,
        summary=row.summary,
        text=row.text,
        author=row.author,
        published=row.published,
        published_raw=row.published_raw,
    )
    return StoredEntry(
        id=row.id,
        feed_id=row.feed_id,
        feed_title=feed_title,
        feed_weight=feed_weight,
        entry=entry,
        first_seen=row.first_seen,
        announce=row.announce,
    )


def tags_to_json(tags: Tags) -> dict[str, Any]:
    """JSON form of tags."""
    return {
        "topics": dict(tags.topics),
        "scores": dict(tags.scores),
        "doubt": tags.doubt,
        "firms": [[f.id, f.name, f.salience] for f in tags.firms],
        "stance": tags.stance,
        "evidence": tags.evidence,
        "facts": [facts.to_json(fact) for fact in tags.facts],
        "why": {topic: [list(pair) for pair in pairs] for topic, pairs in tags.why.items()},
        "is_roundup": tags.is_roundup,
        "credit": tags.credit,
    }


def tags_from_json(data: Mapping[str, Any]) -> Tags:
    """Read what `tags_to_json` wrote."""
    return Tags(
        topics={Topic(t): p for t, p in data.get("topics", {}).items() if t in TOPICS},
        scores={Topic(t): p for t, p in data.get("scores", {}).items()},
        doubt=data.get("doubt", 0.0),
        firms=tuple(FirmRef(*firm) for firm in data.get("firms", ())),
        stance=Stance(data["stance"]) if data.get("stance") else None,
        evidence=data.get("evidence", ""),
        facts=tuple(facts.from_json(fact) for fact in data.get("facts", ())),
        why={Topic(t): tuple((w, s) for w, s in pairs) for t, pairs in data.get("why", {}).items()},
        is_roundup=data.get("is_roundup", False),
        credit=data.get("credit", ""),
    )
