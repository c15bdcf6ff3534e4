"""Stories as they grow, entry by entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.core.growth import begun, grown, without
from bot.core.telling import firm_key
from bot.core.types import Change, FirmRef, StoredEntry, Story, Tags, Topic
from bot.storage.dialect import insert
from bot.storage.entries import entries_of
from bot.storage.seen import private_feeds
from bot.storage.stream import next_seq
from bot.storage.tables import ChatFeedRow, StoryRow, StoryTagRow


def create_story(session: Session, stored: StoredEntry, tags: Tags) -> int:
    """Begin a story with its first entry; returns its id."""
    story = begun(stored, tags, seq=next_seq(session))
    row = StoryRow(
        seq=story.seq,
        title=story.title,
        link=story.link,
        score=story.score,
        stance=story.stance,
        facts=[dict(f) for f in story.facts],
        announce=story.announce,
        is_roundup=tags.is_roundup,
        first_seen=story.first_seen,
        last_seen=story.last_seen,
    )
    session.add(row)
    session.flush()
    write_tags(session, row.id, row.seq, story.topics, story.firms)
    return row.id


def join_story(session: Session, story: Story, stored: StoredEntry, tags: Tags) -> bool:
    """Add an entry to a story; True when chats must look at it (again).

    They must when it changed materially; when it was known only from what a new feed already held; and when
    the entry brings it to chats that it did not concern before. Those who were told are not told again
    without a change.
    """
    new = grown(story, stored, tags)
    private = private_feeds(session)
    told_again = new.revision > story.revision or _news_in_public(session, story, stored, tags, private)
    wakes = stored.announce and not story.announce
    wider = stored.announce and (
        new.topics != story.topics or new.firms != story.firms or _reaches_others(session, story, stored, private)
    )
    values: dict[str, Any] = {
        "title": new.title,
        "link": new.link,
        "stance": new.stance,
        "score": new.score,
        "facts": [dict(f) for f in new.facts],
        "changes": [_change_json(c) for c in new.changes],
        "source_count": StoryRow.source_count + 1,
        "last_seen": func.greatest(StoryRow.last_seen, stored.at)
        if session.get_bind().dialect.name != "sqlite"
        else func.max(StoryRow.last_seen, stored.at),
    }
    seq = story.seq
    if told_again or wakes or wider:
        seq = next_seq(session)
        values |= {"seq": seq, "announce": True}
    if told_again:
        values["revision"] = StoryRow.revision + 1
    session.execute(update(StoryRow).where(StoryRow.id == story.id).values(values))
    session.execute(delete(StoryTagRow).where(StoryTagRow.story_id == story.id))
    write_tags(session, story.id, seq, new.topics, new.firms)
    return told_again or wakes or wider


def _news_in_public(session: Session, story: Story, stored: StoredEntry, tags: Tags, private: Collection[int]) -> bool:
    """A shared feed tells what only a chat's own feed told before: that chat knows it, all others do not."""
    if stored.feed_id in private or not any(source.feed_id in private for source in story.sources):
        return False
    public = without(entries_of(session, [story.id])[story.id], hidden=private)
    return public is not None and grown(public, stored, tags).revision > public.revision


def _reaches_others(session: Session, story: Story, stored: StoredEntry, private: Collection[int]) -> bool:
    """Some chat may see this feed and none of the story's feeds so far."""
    told_by = {source.feed_id for source in story.sources}
    if stored.feed_id in told_by:
        return False
    shared = told_by - set(private)
    if not shared:
        return True
    switched_off = (
        select(ChatFeedRow.chat_id)
        .where(ChatFeedRow.feed_id.in_(shared), ~ChatFeedRow.enabled)
        .group_by(ChatFeedRow.chat_id)
        .having(func.count() == len(shared))
    )
    return session.scalar(switched_off.limit(1)) is not None


def write_tags(
    session: Session, story_id: int, seq: int, topics: Mapping[Topic, float], firms: Iterable[FirmRef]
) -> None:
    """File a story under its topics and firms; under no firm ("") where it has none."""
    named = list(firms) or [FirmRef("", "", 1.0)]
    rows = {
        (firm_key(firm), topic): {
            "story_id": story_id,
            "firm_id": firm_key(firm)[:64],
            "firm_name": firm.name[:128],
            "salience": firm.salience,
            "topic": topic,
            "score": score,
            "seq": seq,
        }
        for firm in named
        for topic, score in topics.items()
    }
    session.execute(insert(session, StoryTagRow).on_conflict_do_nothing(), list(rows.values()))


def _change_json(change: Change) -> dict[str, str]:
    return {"kind": change.kind, "before": change.before, "after": change.after, "at": change.at.isoformat()}
