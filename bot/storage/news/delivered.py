"""What each chat was told: written in the same transaction as the outbox row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, tuple_
from sqlalchemy.orm import Session

from bot.core.types import Story
from bot.storage.dialect import insert, portions
from bot.storage.tables import ChatRow, StoryRow, ToldRow

#: what was told of a story is kept for so long after its last entry: nothing joins a story of weeks ago
KEPT = timedelta(days=90)


def remember_told(session: Session, chat_id: int, stories: Iterable[Story], *, now: datetime) -> None:
    """This chat knows these stories at their present revision."""
    rows = [{"chat_id": chat_id, "story_id": s.id, "revision": s.revision, "at": now} for s in stories]
    if rows:
        session.execute(insert(session, ToldRow).on_conflict_do_nothing(), rows)


def forget_old_told(session: Session, *, now: datetime, limit: int) -> None:
    """Drop up to `limit` rows of stories that have long ended and lie behind the chat's cursor.

    A chat that was paused for months still has its cursor before them, and would be told them again.
    """
    since = now - KEPT
    instant = ChatRow.preferences["mode"].as_string() == "instant"
    old = (
        select(ToldRow.chat_id, ToldRow.story_id, ToldRow.revision)
        .join(StoryRow, StoryRow.id == ToldRow.story_id)
        .join(ChatRow, ChatRow.id == ToldRow.chat_id)
        .where(ToldRow.at < since, StoryRow.last_seen < since)
        .where(StoryRow.seq <= case((instant, ChatRow.alert_cursor), else_=ChatRow.digest_cursor))
        .limit(limit)
        .with_for_update(skip_locked=True, of=ToldRow)
    )
    key = tuple_(ToldRow.chat_id, ToldRow.story_id, ToldRow.revision)
    gone = delete(ToldRow).where(key.in_(old)).execution_options(synchronize_session=False)
    session.execute(gone)


def most_told(session: Session, story_id: int, *, but: int | None) -> int:
    """The newest revision of a story that any chat but this one was told; 0 for none."""
    newest = select(func.max(ToldRow.revision)).where(ToldRow.story_id == story_id)
    return session.scalar(newest.where(ToldRow.chat_id.is_distinct_from(but))) or 0


def told_revisions(session: Session, chat_id: int, story_ids: Sequence[int]) -> dict[int, int]:
    """Of these stories those that this chat was told, with the newest revision it knows."""
    told = select(ToldRow.story_id, func.max(ToldRow.revision).label("newest")).group_by(ToldRow.story_id)
    found: dict[int, int] = {}
    for some in portions(story_ids):
        for row in session.execute(told.where(ToldRow.chat_id == chat_id, ToldRow.story_id.in_(some))):
            found[row.story_id] = row.newest
    return found
