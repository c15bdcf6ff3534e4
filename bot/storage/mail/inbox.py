"""Updates as Telegram gave them, kept until they are answered: kill -9 loses no command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.core.clock import SKEW
from bot.storage.dialect import insert
from bot.storage.tables import InboxRow

#: begun twice among others, then alone: one that ends the process so often is parked
MAX_ATTEMPTS = 5
#: begun so often and not ended: from now on nothing else that was left is begun beside it
IN_DOUBT = 2
#: what is parked is tried again after so long
PARKED = timedelta(days=1)
#: answered updates are kept this long, so that a repeated delivery is recognised
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Open:
    """An update that is not answered yet, how often that was tried, and when it came or was begun again."""

    update: dict[str, Any]
    attempts: int
    begun_at: datetime

    @property
    def in_doubt(self) -> bool:
        """It may be what ended the process, more than once."""
        return self.attempts >= IN_DOUBT


def receive(session: Session, updates: Sequence[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """Store raw updates; the ids of those that are new. Their first attempt is counted with it."""
    rows = [{"update_id": u["update_id"], "payload": dict(u), "received_at": now, "attempts": 1} for u in updates]
    if not rows:
        return []
    statement = insert(session, InboxRow).values(rows).on_conflict_do_nothing(index_elements=["update_id"])
    new = set(session.scalars(statement.returning(InboxRow.update_id)))
    return [row["update_id"] for row in rows if row["update_id"] in new]


def open_updates(session: Session, *, now: datetime, parked: bool = False) -> list[Open]:
    """Updates not answered yet (left by a crash), oldest first; those parked a day ago are among them, or alone."""
    begun = InboxRow.received_at
    again = and_(InboxRow.attempts >= MAX_ATTEMPTS, or_(begun <= now - PARKED, begun > now + SKEW))
    which = again if parked else or_(InboxRow.attempts < MAX_ATTEMPTS, again)
    rows = session.scalars(select(InboxRow).where(InboxRow.done_at.is_(None), which).order_by(InboxRow.update_id))
    return [Open(dict(row.payload), row.attempts, row.received_at) for row in rows]


def begin_again(session: Session, update_id: int, left: Open, *, now: datetime, counts: bool = True) -> bool:
    """Count another attempt before the risky part: the one before did not end.

    It does not count where something else is known to have cut that one off. False when the update was answered, or
    begun by another, since ``left`` was read.
    """
    same = (InboxRow.attempts == left.attempts, InboxRow.received_at == left.begun_at)
    statement = update(InboxRow).where(InboxRow.update_id == update_id, InboxRow.done_at.is_(None), *same)
    begun = statement.values(attempts=left.attempts + counts, received_at=now)
    return session.scalar(begun.returning(InboxRow.update_id)) is not None


def finish(session: Session, update_id: int, *, now: datetime) -> None:
    """The update is answered."""
    session.execute(update(InboxRow).where(InboxRow.update_id == update_id).values(done_at=now))


def forget_old_updates(session: Session, *, now: datetime) -> None:
    """Drop answered updates that Telegram will not deliver again."""
    session.execute(delete(InboxRow).where(InboxRow.done_at < now - KEPT))
