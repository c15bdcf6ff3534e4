"""What each chat was told: written in the same transaction as the outbox row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.types import Story
from bot.storage.dialect import insert
from bot.storage.tables import ToldRow


def remember_told(session: Session, chat_id: int, stories: Iterable[Story], *, now: datetime) -> None:
    """This chat knows these stories at their present revision."""
    rows = [{"chat_id": chat_id, "story_id": s.id, "revision": s.revision, "at": now} for s in stories]
    if rows:
        session.execute(insert(session, ToldRow).on_conflict_do_nothing(), rows)


def told_revisions(session: Session, chat_id: int, story_ids: Sequence[int]) -> dict[int, int]:
    """Of these stories those that this chat was told, with the newest revision it knows."""
    if not story_ids:
        return {}
    told = select(ToldRow.story_id, func.max(ToldRow.revision).label("newest")).group_by(ToldRow.story_id)
    rows = session.execute(told.where(ToldRow.chat_id == chat_id, ToldRow.story_id.in_(story_ids)))
    return {row.story_id: row.newest for row in rows}
