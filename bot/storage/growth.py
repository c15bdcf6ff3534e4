"""Stories as they grow, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.core.stories import event_firms
from bot.core.telling import firm_key
from bot.core.types import Change, FirmRef, Stance, StoredEntry, Story, Tags, Topic
from bot.storage.dialect import insert
from bot.storage.stream import next_seq
from bot.storage.tables import ChatFeedRow, FeedRow, StoryRow, StoryTagRow


def create_story(session: Session, stored: StoredEntry, tags: Tags) -> int:
    """Begin a story with its first entry; returns its id."""
    row = StoryRow(
        seq=next_seq(session),
        title=stored.entry.title,
        link=stored.entry.link,
        score=max(tags.topics.values()),
        # A round-up's wording is about several events, so it says nothing of one.
        stance=Stance.REPORTED if tags.is_roundup else tags.stance or Stance.REPORTED,
        facts=[dict(f) for f in tags.facts],
        announce=stored.announce,
        is_roundup=tags.is_roundup,
        first_seen=stored.at,
        last_seen=stored.at,
    )
    session.add(row)
    session.flush()
    write_tags(session, row.id, row.seq, tags.topics, event_firms(tags.firms))
    return row.id


def join_story(
    session: Session,
    story: Story,
    stored: StoredEntry,
    tags: Tags,
    *,
    changes: Sequence[Change],
    facts: Sequence[Any],
) -> bool:
    """Add an entry to a story; True when chats must look at it (again).

    They must when it changed materially; when it was known only from what a new feed already held; and when
    the entry brings it to chats that it did not concern before. Those who were told are not told again
    without a change. What a new feed already held changes nothing in a story that is news: it is older.
    """
    announce = session.scalar(select(StoryRow.announce).where(StoryRow.id == story.id))
    if announce and not stored.announce:
        changes, facts = (), story.facts
    topics = dict(story.topics)
    for topic, score in tags.topics.items():
        topics[topic] = max(score, topics.get(topic, 0.0))
    known = {firm_key(f) for f in story.firms}
    firms = event_firms((*story.firms, *(f for f in tags.firms if firm_key(f) not in known)))
    wakes = stored.announce and not announce
    told_again = bool(changes) and stored.announce
    wider = stored.announce and (
        topics != dict(story.topics) or firms != story.firms or _reaches_others(session, story, stored.feed_id)
    )
    values: dict[str, Any] = {
        "source_count": StoryRow.source_count + 1,
        "last_seen": func.greatest(StoryRow.last_seen, stored.at)
        if session.get_bind().dialect.name != "sqlite"
        else func.max(StoryRow.last_seen, stored.at),
        "facts": [dict(f) for f in facts],
    }
    stances = [c.after for c in changes if c.kind == "stance"]
    if stances:
        # The telling that settles it speaks for the story from now on; the first source stays the first.
        values |= {"stance": stances[-1], "title": stored.entry.title, "link": stored.entry.link}
    seq = story.seq
    if told_again or wakes or wider:
        seq = next_seq(session)
        values |= {"seq": seq, "announce": True}
    if told_again:
        values["revision"] = StoryRow.revision + 1
    if changes:
        values["changes"] = [_change_json(c) for c in (*story.changes, *changes)]
    values["score"] = max(topics.values())
    session.execute(update(StoryRow).where(StoryRow.id == story.id).values(values))
    session.execute(delete(StoryTagRow).where(StoryTagRow.story_id == story.id))
    write_tags(session, story.id, seq, topics, firms)
    return told_again or wakes or wider


def _reaches_others(session: Session, story: Story, feed_id: int) -> bool:
    """Some chat may see this feed and none of the story's feeds so far."""
    told_by = {source.feed_id for source in story.sources}
    if feed_id in told_by:
        return False
    shared = set(session.scalars(select(FeedRow.id).where(FeedRow.id.in_(told_by), FeedRow.owner_chat_id.is_(None))))
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
