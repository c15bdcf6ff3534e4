"""Updates as Telegram gave them, kept until they are answered: kill -9 loses no command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def receive(session: Session, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """Store raw updates; the ids of those that are new. Their first attempt is counted with it."""
    rows = [{"update_id": u["update_id"], "payload": dict(u), "received_at": now, "attempts": 1} for u in updates]
    if not rows:
        return []
    statement = insert(session, InboxRow).values(rows).on_conflict_do_nothing(index_elements=["update_id"])
    new = set(session.scalars(statement.returning(InboxRow.update_id)))
    return [row["update_id"] for row in rows if row["update_id"] in new]


def open_updates(session: Session) -> list[dict[str, Any]]:
    """Updates not answered yet (left by a crash), oldest first."""
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.done_at.is_(None), InboxRow.attempts < MAX_ATTEMPTS)
        .order_by(InboxRow.update_id)
    )
    return [dict(row.payload) for row in rows]


def begin_again(session: Session, update_id: int) -> None:
    """Count another attempt before the risky part: the one before did not end."""
    session.execute(update(InboxRow).where(InboxRow.update_id == update_id).values(attempts=InboxRow.attempts + 1))


def finish(session: Session, update_id: int, *, now: datetime) -> None:
    """The update is answered."""
    session.execute(update(InboxRow).where(InboxRow.update_id == update_id).values(done_at=now))


def forget_old_updates(session: Session, *, now: datetime) -> None:
    """Drop answered updates that Telegram will not deliver again."""
    session.execute(delete(InboxRow).where(InboxRow.done_at < now - KEPT))
