"""Entries and stories as rows, for the storage tests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.core.types import StoredEntry, Tags
from bot.storage.news.entries import save_tags, stored_entry
from bot.storage.news.stories import get_story
from bot.storage.news.story_writes import create_story, join_story
from bot.storage.tables import EntryRow, FeedRow
from tests.fakes import NOON, add_entry, tags


def stored(session: Session, entry_id: int) -> StoredEntry:
    """The entry of this row."""
    session.flush()
    row, title = session.execute(
        select(EntryRow, FeedRow.title).join(FeedRow, FeedRow.id == EntryRow.feed_id).where(EntryRow.id == entry_id)
    ).one()
    return stored_entry(row, title, 0.5)


def add_story(
    session: Session,
    feed_id: int,
    title: str = "月之暗面完成融资",
    read: Tags | None = None,
    *,
    tokens: str = "",
    now: datetime = NOON,
    announce: bool = True,
) -> int:
    """A story told by one entry; its id."""
    read = read or tags()
    entry_id = add_entry(session, feed_id, title, now=now, announce=announce)
    story_id = create_story(session, stored(session, entry_id), read)
    save_tags(session, entry_id, read, tokens=tokens, story_id=story_id, now=now)
    return story_id


def join(session: Session, story_id: int, feed_id: int, title: str, read: Tags, *, tokens: str = "", **values) -> bool:
    """One more entry of a story; whether chats must look at it again."""
    entry_id = add_entry(session, feed_id, title, **values)
    story = get_story(session, story_id)
    assert story is not None
    news = join_story(session, story, stored(session, entry_id), read)
    save_tags(session, entry_id, read, tokens=tokens, story_id=story_id, now=NOON)
    return news
