"""Stories as they grow, entry by entry, and shrink with a feed that goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.core import facts
from bot.core.similarity import firm_key
from bot.core.story_merge import merge_entry, named_by, new_story, story_without
from bot.core.topics import Topic
from bot.core.types import Change, FirmRef, StoredEntry, Story, Tags
from bot.storage.dialect import insert
from bot.storage.news.delivered import newest_delivered
from bot.storage.news.entries import entries_of
from bot.storage.news.sequence import next_seq
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import private_feeds
from bot.storage.tables import ChatFeedRow, EntryRow, FeedRow, StoryRow, StoryTagRow


def create_story(session: Session, stored: StoredEntry, tags: Tags) -> int:
    """Begin a story with its first entry; returns its id."""
    story = new_story(stored, tags, seq=next_seq(session))
    row = StoryRow(
        seq=story.seq,
        title=story.title,
        link=story.link,
        score=story.score,
        stance=story.stance,
        facts=[facts.to_json(fact) for fact in story.facts],
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
    new = merge_entry(story, stored, tags)
    private = private_feeds(session, among={stored.feed_id, *(source.feed_id for source in story.sources)})
    parts = [(story, new)]
    if any(source.feed_id in private - {stored.feed_id} for source in story.sources):
        # What another chat's own feed told first is news to those who do not see it.
        part = story_without(entries_of(session, [story.id])[story.id], hidden=private - {stored.feed_id})
        parts += [(part, merge_entry(part, stored, tags))] if part else []
    told_again = any(after.revision > before.revision for before, after in parts)
    wakes = any(after.announce and not before.announce for before, after in parts)
    wider = stored.announce and (
        any((after.topics, after.firms) != (before.topics, before.firms) for before, after in parts)
        or _reaches_others(session, story, stored, private)
    )
    values = _what_is_told(new) | {
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
    revision = story.revision + told_again
    session.execute(update(EntryRow).where(EntryRow.id == stored.id).values(revision=revision))
    session.execute(update(StoryRow).where(StoryRow.id == story.id).values(values))
    _file_anew(session, story.id, seq, new.topics, new.firms)
    return told_again or wakes or wider


def rebuild_without(session: Session, story_ids: Sequence[int], *, feed_id: int) -> None:
    """Tell stories anew without a chat's own feed that is about to go: else all would know what it alone told."""
    told, owner = entries_of(session, story_ids), session.get_one(FeedRow, feed_id).owner_chat_id
    for story in load_stories(session, story_ids):
        entries = told[story.id]
        left = [one for one in entries if one[0].feed_id != feed_id]
        new = story_without(left, hidden=())
        if new is None:
            continue  # it goes with its feed
        values = _what_is_told(new) | {
            "source_count": len(new.sources),
            # Never below what others were told, or the next change would be no news to them.
            "revision": max(new.revision, newest_delivered(session, story.id, but=owner)),
            "announce": new.announce,
            "first_seen": new.first_seen,
            "last_seen": new.last_seen,
        }
        session.execute(update(StoryRow).where(StoryRow.id == story.id).values(values))
        read = named_by(entries)
        later = (firm for firm in story.firms if firm_key(firm) not in read)
        _file_anew(session, story.id, story.seq, new.topics, (*new.firms, *later))


def _file_anew(
    session: Session, story_id: int, seq: int, topics: Mapping[Topic, float], firms: Iterable[FirmRef]
) -> None:
    session.execute(delete(StoryTagRow).where(StoryTagRow.story_id == story_id))
    write_tags(session, story_id, seq, topics, firms)


def _what_is_told(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "link": story.link,
        "stance": story.stance,
        "score": story.score,
        "facts": [facts.to_json(fact) for fact in story.facts],
        "changes": [_change_json(c) for c in story.changes],
    }


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
    if rows:
        session.execute(insert(session, StoryTagRow).on_conflict_do_nothing(), list(rows.values()))


def _change_json(change: Change) -> dict[str, str]:
    return {"kind": change.kind, "before": change.before, "after": change.after, "at": change.at.isoformat()}
