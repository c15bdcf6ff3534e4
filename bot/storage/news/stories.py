"""Stories as they are read: by id, newest first, and those a chat wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bot.core import facts
from bot.core.chats import Chat
from bot.core.queries import StoryFilter
from bot.core.topics import TOPICS, Topic
from bot.core.types import Change, FirmRef, Source, Stance, Story
from bot.storage.dialect import portions
from bot.storage.news.conditions import about, fits, visible_to, wanted_by
from bot.storage.news.delivered import delivered_revisions
from bot.storage.news.visibility import as_seen
from bot.storage.tables import (
    EntryRow,
    FeedRow,
    StoryRow,
    StoryTagRow,
)

#: place in the stream, revision, sources, last seen, tags of a story
Mark = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForChat:
    """What is new to one chat, and of which stories an earlier revision was delivered to it."""

    stories: list[Story]
    heard: frozenset[int]


def get_story(session: Session, story_id: int) -> Story | None:
    """One story with its sources, or None."""
    found = load_stories(session, [story_id])
    return found[0] if found else None


def visible_story(session: Session, story_id: int, *, chat_id: int) -> Story | None:
    """One story with the sources this chat sees; None where it sees none of them."""
    seen = as_seen(session, load_stories(session, [story_id]), chat_id=chat_id)
    return seen[0] if seen else None


def load_stories(session: Session, ids: Sequence[int]) -> list[Story]:
    """Stories by id, in the order of `ids`; unknown ids are left out."""
    return [story for some in portions(ids) for story in _load(session, some)]


def _load(session: Session, ids: Sequence[int]) -> list[Story]:
    # Columns rather than objects: half the time, and a window of stories is read with every batch of entries.
    stories = select(*StoryRow.__table__.c).where(StoryRow.id.in_(ids))
    rows = {row.id: row for row in session.execute(stories)}
    tags: dict[int, list[Row[Any]]] = {}
    for tag in session.execute(select(*StoryTagRow.__table__.c).where(StoryTagRow.story_id.in_(ids))):
        tags.setdefault(tag.story_id, []).append(tag)
    sources: dict[int, list[Source]] = {}
    statement = (
        select(EntryRow.story_id, EntryRow.id, EntryRow.feed_id, FeedRow.title, FeedRow.weight, EntryRow.title,
               EntryRow.link, EntryRow.first_seen, EntryRow.published, EntryRow.tags["stance"].as_string(),
               EntryRow.tags["evidence"].as_string())
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.story_id.in_(ids))
        .order_by(EntryRow.first_seen, EntryRow.id)
    )  # fmt: skip
    for row in session.execute(statement):
        story_id, entry_id, feed_id, name, weight, title, link, seen, published, stance, words = row
        source = Source(
            entry_id=entry_id,
            feed_id=feed_id,
            name=name,
            title=title,
            link=link,
            seen=published if published and published <= seen else seen,
            stance=Stance(stance) if stance else None,
            weight=weight,
            evidence=words or "",  # an entry read before there was evidence has none
        )
        sources.setdefault(story_id or 0, []).append(source)
    return [_story(rows[i], tags.get(i, []), sources.get(i, [])) for i in ids if i in rows]


def recent_marks(session: Session, *, since: datetime, limit: int = 2000) -> dict[int, Mark]:
    """Stories that an entry may belong to, newest first, no round-ups: id -> what differs once one has changed."""
    # A name found later adds a tag, and nothing else.
    tags = select(func.count()).where(StoryTagRow.story_id == StoryRow.id).scalar_subquery()
    rows = session.execute(
        select(StoryRow.id, StoryRow.seq, StoryRow.revision, StoryRow.source_count, StoryRow.last_seen, tags)
        .where(StoryRow.last_seen >= since, ~StoryRow.is_roundup)
        .order_by(StoryRow.last_seen.desc(), StoryRow.id.desc())
        .limit(limit)
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def stories_for_chat(
    session: Session,
    chat: Chat,
    *,
    after_seq: int,
    upto_seq: int | None = None,
    now: datetime,
    instant_only: bool = False,
) -> ForChat:
    """Stories after the cursor that match the chat's subscriptions and feeds and were not delivered yet.

    All of them: the cursor moves past them, so one left out would be lost.
    """
    statement = (
        select(StoryRow.id)
        .where(StoryRow.seq > after_seq, StoryRow.announce, wanted_by(chat.id, now=now, instant_only=instant_only))
        .where(visible_to(chat.id))
        .order_by(StoryRow.seq)
    )
    if upto_seq is not None:
        statement = statement.where(StoryRow.seq <= upto_seq)
    stories = as_seen(session, load_stories(session, list(session.scalars(statement))), chat_id=chat.id)
    # By the revision that this chat sees: what another chat's own feed told is no news here.
    delivered = delivered_revisions(session, chat.id, [story.id for story in stories])
    new = [story for story in stories if story.announce and story.revision > delivered.get(story.id, -1)]
    return ForChat(stories=new, heard=frozenset(delivered))


def matching(session: Session, chat_id: int, *, since: datetime, now: datetime) -> list[Story]:
    """What a chat's subscriptions and feeds would have brought since then, told or not."""
    ids = session.scalars(
        select(StoryRow.id)
        .where(StoryRow.last_seen >= since, wanted_by(chat_id, now=now), visible_to(chat_id))
        .order_by(StoryRow.seq)
        .limit(500)
    )
    return as_seen(session, load_stories(session, list(ids)), chat_id=chat_id)


def latest(
    session: Session, wanted: StoryFilter, *, chat_id: int | None = None, limit: int = 10, offset: int = 0
) -> tuple[list[Story], int]:
    """A page of the stories asked for, newest first, and how many there are in all."""
    where = fits(wanted)
    if chat_id is not None:
        where.append(visible_to(chat_id))
    ids = session.scalars(
        select(StoryRow.id)
        .where(*where)
        .order_by(StoryRow.last_seen.desc(), StoryRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    total = select(func.count()).select_from(StoryRow).where(*where)
    tag = about(wanted)
    if tag and wanted.since is None and wanted.until is None:
        # An index of the tags alone answers this.
        total = select(func.count(StoryTagRow.story_id.distinct())).where(*tag)
        total = total if chat_id is None else total.where(visible_to(chat_id, StoryTagRow.story_id))
    stories = load_stories(session, list(ids))
    if chat_id is not None:
        stories = as_seen(session, stories, chat_id=chat_id)
    return stories, session.scalar(total) or 0


def _story(row: Row[Any], tags: Sequence[Row[Any]], sources: Sequence[Source]) -> Story:
    firms = {t.firm_id: FirmRef(t.firm_id, t.firm_name, t.salience) for t in tags if t.firm_id}
    return Story(
        id=row.id,
        seq=row.seq,
        title=row.title,
        link=row.link,
        topics={Topic(t.topic): t.score for t in tags if t.topic in TOPICS},  # one taken out again is no topic
        firms=tuple(sorted(firms.values(), key=lambda f: (-f.salience, f.id))),
        stance=Stance(row.stance),
        facts=tuple(facts.from_json(fact) for fact in row.facts),
        sources=tuple(sources),
        revision=row.revision,
        changes=tuple(
            Change(kind=c["kind"], before=c["before"], after=c["after"], at=datetime.fromisoformat(c["at"]))
            for c in row.changes
        ),
        announce=row.announce,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
