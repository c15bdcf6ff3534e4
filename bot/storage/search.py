"""Full-text search over entries: words cut once in Python, indexed by FTS5 or tsvector behind one construct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from bot.core.types import StoredEntry, Story
from bot.storage.entries import stored_entry
from bot.storage.stories import load_stories
from bot.storage.tables import EntryRow, FeedRow

#: the same statements stand in the first migration
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE entry_words USING fts5(tokens, content='entries', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER entry_words_insert AFTER INSERT ON entries BEGIN "
    "INSERT INTO entry_words(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER entry_words_update AFTER UPDATE OF tokens ON entries BEGIN "
    "INSERT INTO entry_words(entry_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO entry_words(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER entry_words_delete AFTER DELETE ON entries BEGIN "
    "INSERT INTO entry_words(entry_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
)
SQLITE_DROP = (
    "DROP TRIGGER entry_words_insert",
    "DROP TRIGGER entry_words_update",
    "DROP TRIGGER entry_words_delete",
    "DROP TABLE entry_words",
)
POSTGRES_INDEX = ("CREATE INDEX ix_entries_words ON entries USING gin (to_tsvector('simple', tokens))",)
POSTGRES_DROP = ("DROP INDEX ix_entries_words",)


class tokens_match(FunctionElement[bool]):  # reads as a function, as SQLAlchemy's own do
    """True where an entry holds every one of these words."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, words: Sequence[str]) -> None:
        fts5 = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
        super().__init__(literal(fts5), literal(" ".join(words)))


@compiles(tokens_match, "sqlite")
def _fts5(element: tokens_match, compiler: Any, **kw: Any) -> str:
    query = compiler.process(next(iter(element.clauses)), **kw)
    return f"entries.id IN (SELECT rowid FROM entry_words WHERE entry_words MATCH {query})"  # noqa: S608  # a bind


@compiles(tokens_match, "postgresql")
def _tsvector(element: tokens_match, compiler: Any, **kw: Any) -> str:
    query = compiler.process(list(element.clauses)[1], **kw)
    return f"to_tsvector('simple', entries.tokens) @@ plainto_tsquery('simple', {query})"


def search(
    session: Session, words: Sequence[str], *, since: datetime | None = None, limit: int = 10, offset: int = 0
) -> tuple[list[Story | StoredEntry], int]:
    """A page of what holds all these words, newest first: stories, and entries that belong to none."""
    # A word of signs alone is in neither index; PostgreSQL would pass over it, SQLite find nothing.
    words = [word for word in words if any(char.isalnum() for char in word)]
    if not words:
        return [], 0
    # Each story counts once, by its newest entry that matches; a lone entry stands for itself.
    group = func.coalesce(EntryRow.story_id, -EntryRow.id)
    hits = select(group.label("g"), func.max(EntryRow.id).label("newest")).where(tokens_match(words)).group_by(group)
    if since is not None:
        hits = hits.where(or_(EntryRow.published >= since, EntryRow.first_seen >= since))
    found = hits.subquery()
    total = session.scalar(select(func.count()).select_from(found)) or 0
    page = session.execute(select(found.c.g).order_by(found.c.newest.desc()).limit(limit).offset(offset))
    keys = [int(key) for (key,) in page]
    stories = {s.id: s for s in load_stories(session, [k for k in keys if k > 0])}
    rows = session.execute(
        select(EntryRow, FeedRow.title)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.id.in_([-k for k in keys if k < 0]))
    )
    lone = {row.id: stored_entry(row, title) for row, title in rows}
    return [stories[k] if k > 0 else lone[-k] for k in keys if k in stories or -k in lone], total


def create_index(connection: Connection) -> None:
    """Build the full-text index beside the tables (tests; the app gets it by migration)."""
    for statement in SQLITE_INDEX if connection.dialect.name == "sqlite" else POSTGRES_INDEX:
        connection.exec_driver_sql(statement)


@event.listens_for(EntryRow.__table__, "after_create")
def _after_create(_table: Any, connection: Connection, **_: Any) -> None:
    create_index(connection)
