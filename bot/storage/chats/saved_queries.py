"""What buttons below answers stand for, kept under short keys: a button has room for 64 bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.core.queries import SavedQuery, from_json, to_json
from bot.storage.database import Database
from bot.storage.dialect import insert
from bot.storage.tables import QueryRow

#: a button older than this is answered with a kind word
KEPT = timedelta(days=90)
#: the time of the last use is exact to so much
LATELY = timedelta(days=1)


def remember_query(session: Session, query: SavedQuery, *, now: datetime) -> str:
    """Keep a query and return its short key; the same query has the same."""
    value = to_json(query)
    key = _key(value)
    statement = insert(session, QueryRow).values(key=key, value=value, used_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"used_at": now}))
    return key


def keep_query(database: Database, query: SavedQuery, *, now: datetime) -> str:
    """`remember_query` in a transaction of its own; one kept lately is only read: most are asked again and again."""
    key = _key(to_json(query))
    with database.read() as session:
        used = session.scalar(select(QueryRow.used_at).where(QueryRow.key == key))
    if used is None or used < now - LATELY:
        database.together(lambda session: remember_query(session, query, now=now))
    return key


def recall_query(session: Session, key: str, *, now: datetime) -> SavedQuery | None:
    """The query of this key, or None when it is forgotten."""
    row = session.get(QueryRow, key)
    return from_json(row.value, now=now) if row else None


def _key(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]


def forget_old_queries(session: Session, *, now: datetime) -> None:
    """Drop queries whose buttons nobody pressed for long."""
    session.execute(delete(QueryRow).where(QueryRow.used_at < now - KEPT))
