"""Full-text search over entries: words cut once in Python, indexed by FTS5 or tsvector behind one construct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, event, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from bot.core.types import StoredEntry, Story
from bot.storage.news.conditions import hidden_feeds
from bot.storage.news.entries import stored_entry
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import as_seen
from bot.storage.tables import EntryRow, FeedRow

#: a word that stands in more entries than this is looked up in the newest of them
MOST_HITS = 3000
#: above every id
_NO_END = 2**62
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
POSTGRES_INDEX = ("CREATE INDEX ix_entries_words ON entries USING gin (to_tsvector('simple', tokens))",)


class tokens_match(FunctionElement[bool]):  # reads as a function, as SQLAlchemy's own do
    """True for the newest `MOST_HITS` entries, from `first_id` on and below `end_id`, that hold all these words."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, words: Sequence[str], *, first_id: int = 0, end_id: int = _NO_END) -> None:
        fts5 = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
        super().__init__(
            literal(fts5), literal(" ".join(words)), literal(first_id), literal(end_id), literal(MOST_HITS)
        )


@compiles(tokens_match, "sqlite")
def _fts5(element: tokens_match, compiler: Any, **kw: Any) -> str:
    query, _, first, end, most = (compiler.process(clause, **kw) for clause in element.clauses)
    # FTS5 walks its rows backwards by itself, and stops.
    newest = f"entry_words MATCH {query} AND rowid >= {first} AND rowid < {end} ORDER BY rowid DESC LIMIT {most}"
    return f"entries.id IN (SELECT rowid FROM entry_words WHERE {newest})"  # noqa: S608  # binds


@compiles(tokens_match, "postgresql")
def _tsvector(element: tokens_match, compiler: Any, **kw: Any) -> str:
    _, query, first, end, most = (compiler.process(clause, **kw) for clause in element.clauses)
    match = (
        f"to_tsvector('simple', e.tokens) @@ plainto_tsquery('simple', {query}) AND e.id >= {first} AND e.id < {end}"
    )
    return f"entries.id IN (SELECT e.id FROM entries e WHERE {match} ORDER BY e.id DESC LIMIT {most})"  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what a search found, and how much there is in all."""

    page: list[Story | StoredEntry]
    #: what the newest `MOST_HITS` entries that match tell of
    total: int
    #: there may be older ones, not counted
    cut: bool = False


_NOTHING = Found(page=[], total=0)


def search(
    session: Session,
    words: Sequence[str],
    *,
    chat_id: int,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Found:
    """A page of what holds all these words in feeds the chat sees, newest first: stories, and entries of none."""
    words = searchable(words)
    first_id = 0 if since is None else first_since(session, since)
    end_id = None if until is None else first_since(session, until)
    if not words or first_id is None:
        return _NOTHING
    # Each story counts once, by its newest entry that matches; a lone entry stands for itself.
    group = func.coalesce(EntryRow.story_id, -EntryRow.id)
    seen: ColumnElement[bool] = EntryRow.feed_id.not_in(hidden_feeds(chat_id))
    if since is not None:
        seen = and_(seen, EntryRow.first_seen >= since)
    if until is not None:
        seen = and_(seen, EntryRow.first_seen < until)
    newest = func.max(case((seen, EntryRow.id)))
    match = tokens_match(words, first_id=first_id, end_id=end_id or _NO_END)
    hits = select(group.label("g"), newest.label("newest"), func.count().label("n")).where(match).group_by(group)
    found = hits.subquery()
    total = func.count(found.c.newest).over().label("total")
    # What the chat does not see has no newest entry: it comes last, and counts only for how far was looked.
    order = (found.c.newest.is_(None), found.c.newest.desc())
    whole = select(found.c.g, found.c.newest, total, func.sum(found.c.n).over().label("entries"))
    rows = session.execute(whole.order_by(*order).limit(limit).offset(offset)).all()
    if not rows:
        # A page behind the last: the counts are those of the first.
        if not offset:
            return _NOTHING
        return replace(search(session, words, chat_id=chat_id, since=since, until=until, limit=1), page=[])
    page = _things(session, [int(row.g) for row in rows if row.newest is not None], chat_id=chat_id)
    return Found(page=page, total=rows[0].total, cut=rows[0].entries >= MOST_HITS)


def _things(session: Session, keys: Sequence[int], *, chat_id: int) -> list[Story | StoredEntry]:
    """Stories by their id, entries of none by theirs with a minus, in this order."""
    named = load_stories(session, [key for key in keys if key > 0])
    stories = {story.id: story for story in as_seen(session, named, chat_id=chat_id)}
    rows = session.execute(
        select(EntryRow, FeedRow.title, FeedRow.weight)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.id.in_([-k for k in keys if k < 0]))
    )
    lone = {row.id: stored_entry(row, title, weight) for row, title, weight in rows}
    return [stories[k] if k > 0 else lone[-k] for k in keys if k in stories or -k in lone]


def searchable(words: Sequence[str]) -> list[str]:
    """The words that an index holds: one of signs alone is in neither, and PostgreSQL would pass over it."""
    return [word for word in words if any(char.isalnum() for char in word)]


def first_since(session: Session, since: datetime) -> int | None:
    """Ids grow with time: none of an entry seen since then lies below this one."""
    # "+ 0": both databases would else look for it from the first entry on.
    return session.scalar(select(func.min(EntryRow.id + 0)).where(EntryRow.first_seen >= since))


def create_index(connection: Connection) -> None:
    """Build the full-text index beside the tables (tests; the app gets it by migration)."""
    for statement in SQLITE_INDEX if connection.dialect.name == "sqlite" else POSTGRES_INDEX:
        connection.exec_driver_sql(statement)


@event.listens_for(EntryRow.__table__, "after_create")
def _after_create(_table: Any, connection: Connection, **_: Any) -> None:
    create_index(connection)
