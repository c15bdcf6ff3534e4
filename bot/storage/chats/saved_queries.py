"""Questions kept for their "next page" buttons."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.dialect import insert
from bot.storage.tables import QueryRow

#: a button older than this is answered with a kind word
KEPT = timedelta(days=90)
#: the time of the last use is exact to so much
LATELY = timedelta(days=1)


def remember_query(session: Session, value: str, *, now: datetime) -> str:
    """Keep a question (JSON text) and return its short key."""
    key = _key(value)
    statement = insert(session, QueryRow).values(key=key, value=value, used_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"used_at": now}))
    return key


def keep_query(database: Database, value: str, *, now: datetime) -> str:
    """`remember_query` in a transaction of its own; one kept lately is only read: most are asked again and again."""
    with database.read() as session:
        used = session.scalar(select(QueryRow.used_at).where(QueryRow.key == _key(value)))
    if used is None or used < now - LATELY:
        database.together(lambda session: remember_query(session, value, now=now))
    return _key(value)


def recall_query(session: Session, key: str) -> dict[str, Any] | None:
    """The question of this key, or None when it is forgotten."""
    row = session.get(QueryRow, key)
    return dict(json.loads(row.value)) if row else None


def _key(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]


def forget_old_queries(session: Session, *, now: datetime) -> None:
    """Drop questions nobody paged through for long."""
    session.execute(delete(QueryRow).where(QueryRow.used_at < now - KEPT))
