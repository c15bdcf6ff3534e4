"""The few constructs that SQLite and PostgreSQL spell differently, and the bound that both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, for whichever database the session talks to."""
    name = session.get_bind().dialect.name
    return sqlite.insert(table) if name == "sqlite" else postgresql.insert(table)


def portions(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids a thousand at a time: a statement takes only so many."""
    return (values[start : start + 1000] for start in range(0, len(values), 1000))
