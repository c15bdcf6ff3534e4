"""The send pace, shared by all workers: one row a key says when the next send may start."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.storage.dialect import insert
from bot.storage.tables import PaceRow

log = logging.getLogger(__name__)

#: a turn further off than this is no queue but a clock that was wrong: the key is free
MOST_AHEAD = timedelta(minutes=2)
#: far longer than any hold, and than the pause between two daily digests
KEPT = timedelta(days=2)


def reserve(session: Session, key: str, gap: timedelta, *, now: datetime, within: timedelta) -> datetime:
    """Book the key's next free moment; the key is then busy for `gap` after it.

    A moment further off than `within` is only told, not booked: whoever comes back for it later books
    then, and many who come back do not push each other into the future. Lock a chat's key before the bot's.
    """
    row = _locked(session, key, now)
    start = max(now, _believed(row, now))
    if start - now <= within:
        row.free_at = start + gap
        session.flush()
    return start


def hold(session: Session, key: str, *, until: datetime, now: datetime) -> None:
    """Keep a key busy at least until then (the gap after a send)."""
    row = _locked(session, key, now)
    row.free_at = max(_believed(row, now), until)
    session.flush()


def forget_idle(session: Session, *, now: datetime) -> None:
    """Drop the keys that have been free for long; the next send makes them anew."""
    idle = select(PaceRow.key).where(PaceRow.free_at < now - KEPT).with_for_update(skip_locked=True)
    session.execute(delete(PaceRow).where(PaceRow.key.in_(idle)).execution_options(synchronize_session=False))


def _believed(row: PaceRow, now: datetime) -> datetime:
    """When the key is free; a row is reset by whoever books it next."""
    if row.free_at - now <= MOST_AHEAD:
        return row.free_at
    log.warning("a turn was too far ahead, the clock must have been wrong", extra={"key": row.key})
    return now


def _locked(session: Session, key: str, now: datetime) -> PaceRow:
    """The key's row, made and locked in one statement: between two, `forget_idle` could take it away."""
    new = insert(session, PaceRow).values(key=key, free_at=now)
    statement = new.on_conflict_do_update(index_elements=["key"], set_={"free_at": PaceRow.free_at})
    row: PaceRow = session.scalars(statement.returning(PaceRow), execution_options={"populate_existing": True}).one()
    return row
