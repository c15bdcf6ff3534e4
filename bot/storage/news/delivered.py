"""Which stories were delivered to each chat: written in the same transaction as the outbox row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, tuple_
from sqlalchemy.orm import Session

from bot.core.types import Story
from bot.storage.dialect import insert, portions
from bot.storage.tables import ChatRow, DeliveredRow, StoryRow

#: what was told of a story is kept for so long after its last entry: nothing joins a story of weeks ago
KEPT = timedelta(days=90)


def remember_delivered(session: Session, chat_id: int, stories: Iterable[Story], *, now: datetime) -> None:
    """This chat knows these stories at their present revision."""
    rows = [{"chat_id": chat_id, "story_id": s.id, "revision": s.revision, "at": now} for s in stories]
    if rows:
        session.execute(insert(session, DeliveredRow).on_conflict_do_nothing(), rows)


def forget_old_deliveries(session: Session, *, now: datetime, limit: int) -> None:
    """Drop up to `limit` rows of stories that have long ended and lie behind the chat's cursor.

    A chat that was paused for months still has its cursor before them, and would be told them again.
    """
    since = now - KEPT
    instant = ChatRow.preferences["mode"].as_string() == "instant"
    old = (
        select(DeliveredRow.chat_id, DeliveredRow.story_id, DeliveredRow.revision)
        .join(StoryRow, StoryRow.id == DeliveredRow.story_id)
        .join(ChatRow, ChatRow.id == DeliveredRow.chat_id)
        .where(DeliveredRow.at < since, StoryRow.last_seen < since)
        .where(StoryRow.seq <= case((instant, ChatRow.alert_cursor), else_=ChatRow.digest_cursor))
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveredRow)
    )
    key = tuple_(DeliveredRow.chat_id, DeliveredRow.story_id, DeliveredRow.revision)
    gone = delete(DeliveredRow).where(key.in_(old)).execution_options(synchronize_session=False)
    session.execute(gone)


def newest_delivered(session: Session, story_id: int, *, but: int | None) -> int:
    """The newest revision of a story that was delivered to any chat but this one; 0 for none."""
    newest = select(func.max(DeliveredRow.revision)).where(DeliveredRow.story_id == story_id)
    return session.scalar(newest.where(DeliveredRow.chat_id.is_distinct_from(but))) or 0


def delivered_revisions(session: Session, chat_id: int, story_ids: Sequence[int]) -> dict[int, int]:
    """Of these stories those that were delivered to this chat, with the newest revision it knows."""
    newest = func.max(DeliveredRow.revision).label("newest")
    query = select(DeliveredRow.story_id, newest).group_by(DeliveredRow.story_id)
    found: dict[int, int] = {}
    for some in portions(story_ids):
        for row in session.execute(query.where(DeliveredRow.chat_id == chat_id, DeliveredRow.story_id.in_(some))):
            found[row.story_id] = row.newest
    return found
