"""The send pace, shared by all workers: one row a key says when the next send may start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.dialect import insert
from bot.storage.tables import PaceRow


def reserve(session: Session, gaps: Mapping[str, timedelta], *, now: datetime) -> datetime:
    """Book the next free moment under every key at once; each key is then busy for its gap after it.

    Rows are locked in the order of their names, so two workers cannot wait for each other.
    """
    keys = sorted(gaps)
    for key in keys:
        statement = insert(session, PaceRow).values(key=key, free_at=now)
        session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    rows = session.scalars(select(PaceRow).where(PaceRow.key.in_(keys)).order_by(PaceRow.key).with_for_update())
    booked = list(rows)
    start = max([now, *(row.free_at for row in booked)])
    for row in booked:
        row.free_at = start + gaps[row.key]
    return start


def hold(session: Session, key: str, *, until: datetime, now: datetime) -> None:
    """Keep a key busy at least until then (Telegram's 429 for the whole bot)."""
    statement = insert(session, PaceRow).values(key=key, free_at=now)
    session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    row = session.scalars(select(PaceRow).where(PaceRow.key == key).with_for_update()).one()
    row.free_at = max(row.free_at, until)
