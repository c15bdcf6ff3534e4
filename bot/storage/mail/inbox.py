"""Updates as Telegram gave them, kept until they are answered: kill -9 loses no command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.storage.dialect import insert
from bot.storage.tables import InboxRow

#: an update that ended the process this often is left alone
MAX_ATTEMPTS = 3
#: answered updates are kept this long, so that a repeated delivery is recognised
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Open:
    """An update that is not answered yet, and how often that was tried."""

    update: dict[str, Any]
    attempts: int
    received_at: datetime


def receive(session: Session, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """Store raw updates; the ids of those that are new. Their first attempt is counted with it."""
    rows = [{"update_id": u["update_id"], "payload": dict(u), "received_at": now, "attempts": 1} for u in updates]
    if not rows:
        return []
    statement = insert(session, InboxRow).values(rows).on_conflict_do_nothing(index_elements=["update_id"])
    new = set(session.scalars(statement.returning(InboxRow.update_id)))
    return [row["update_id"] for row in rows if row["update_id"] in new]


def open_updates(session: Session) -> list[Open]:
    """Updates not answered yet (left by a crash), oldest first."""
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.done_at.is_(None), InboxRow.attempts < MAX_ATTEMPTS)
        .order_by(InboxRow.update_id)
    )
    return [Open(dict(row.payload), row.attempts, row.received_at) for row in rows]


def begin_again(session: Session, update_id: int, *, attempts: int) -> bool:
    """Count another attempt before the risky part: the one before did not end.

    False when it was answered, or begun by another, since ``attempts`` were read.
    """
    statement = update(InboxRow).where(InboxRow.update_id == update_id, InboxRow.done_at.is_(None))
    statement = statement.where(InboxRow.attempts == attempts).values(attempts=attempts + 1)
    return session.scalar(statement.returning(InboxRow.update_id)) is not None


def finish(session: Session, update_id: int, *, now: datetime) -> None:
    """The update is answered."""
    session.execute(update(InboxRow).where(InboxRow.update_id == update_id).values(done_at=now))


def forget_old_updates(session: Session, *, now: datetime) -> None:
    """Drop answered updates that Telegram will not deliver again."""
    session.execute(delete(InboxRow).where(InboxRow.done_at < now - KEPT))
