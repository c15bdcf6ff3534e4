"""The door to the database: one writer, whose transaction those who wait for it share."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.tables import CounterRow

T = TypeVar("T")


@pytest.fixture
def one_writer(sqlite_url: str) -> Iterator[Database]:
    """An SQLite database: PostgreSQL takes many writers, so nobody waits there."""
    database = Database(sqlite_url)
    yield database
    database.close()


def note(name: str) -> Callable[[Session], str]:
    def act(session: Session) -> str:
        session.add(CounterRow(name=name))
        session.flush()
        return name

    return act


def broken(session: Session) -> None:
    note("half")(session)
    raise ValueError("no")


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(CounterRow.name).order_by(CounterRow.name)))


def until_queued(database: Database, count: int) -> None:
    while len(database._queue) < count:
        time.sleep(0.001)


def test_what_is_written_together_is_committed(database: Database) -> None:
    """The result comes back, and another connection sees the row."""
    assert database.together(note("one")) == "one"
    assert names(database) == ["one"]


def test_who_waits_for_the_writer_shares_its_next_transaction(one_writer: Database) -> None:
    """Five who came while it was busy cost one commit, one sync of the disk."""
    commits: list[int] = []
    with ThreadPoolExecutor(5) as pool:
        with one_writer.write():
            waiting = [pool.submit(one_writer.together, note(str(n))) for n in range(5)]
            until_queued(one_writer, 5)
        listen(one_writer.engine, "commit", lambda _: commits.append(1))
        found = [one.result(60) for one in waiting]

    assert (found, len(commits)) == (names(one_writer), 1)


def test_a_failure_is_told_to_its_own_caller_alone(one_writer: Database) -> None:
    """The others of the same transaction are written, nothing of the failed one is."""
    with ThreadPoolExecutor(3) as pool:
        with one_writer.write():
            waiting = [pool.submit(one_writer.together, act) for act in (note("a"), broken, note("b"))]
            until_queued(one_writer, 3)
        assert [waiting[0].result(60), waiting[2].result(60)] == ["a", "b"]
        with pytest.raises(ValueError, match="no"):
            waiting[1].result(60)

    assert names(one_writer) == ["a", "b"]


def test_a_thread_that_writes_is_refused_a_second_transaction(database: Database) -> None:
    """On SQLite it would wait for itself for ever; the one under way goes on, and the next one is let in."""

    def nested() -> None:
        with database.write() as session:
            note("outer")(session)
            with pytest.raises(RuntimeError, match="writing already"):
                database.together(note("inner"))
            with pytest.raises(RuntimeError, match="writing already"), database.write():
                pass
            assert database.is_writing
        assert not database.is_writing
        database.together(note("next"))

    within(10, nested)
    assert names(database) == ["next", "outer"]


def test_a_piece_written_together_cannot_open_its_own_transaction(database: Database) -> None:
    """It has a session; the error is its caller's, and the writer is free afterwards."""
    with pytest.raises(RuntimeError, match="writing already"):
        within(10, lambda: database.together(lambda _: database.together(note("inner"))))
    assert within(10, lambda: database.together(note("next"))) == "next"


def within(seconds: float, act: Callable[[], T]) -> T:
    """What `act` returns; a thread that hangs is left behind, and fails the test."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(act())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return result.result(seconds)


def test_short_queries_are_neither_compiled_nor_shared_out(database: Database) -> None:
    """PostgreSQL's remedies for long queries are off in every session, also after a rollback."""
    if database.is_sqlite:
        pytest.skip("PostgreSQL only")
    for _ in range(2):
        with database.read() as session:
            shown = [session.scalar(text(f"SHOW {name}")) for name in ("jit", "max_parallel_workers_per_gather")]
            session.rollback()
        assert shown == ["off", "0"]


@pytest.mark.usefixtures("durable")
def test_a_commit_survives_a_power_cut(tmp_path: Path) -> None:
    """SQLite syncs at every commit and keeps a write-ahead log, in every connection (only tests do without)."""
    database = Database(f"sqlite:///{tmp_path / 'real.db'}")
    with database.read() as one, database.read() as other:
        kept = [
            [one.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode")] for one in (one, other)
        ]
    database.close()

    full = 2
    assert kept == [[full, "wal"], [full, "wal"]]


def test_other_tests_do_not_wait_for_the_disk(one_writer: Database) -> None:
    """Else each commit of thousands costs what it costs in real life."""
    with one_writer.read() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 0


def test_a_connection_is_opened_beside_a_writer(sqlite_url: str) -> None:
    """Also to a file of an older version, whose pages are not given back: opening asks for no lock."""
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA auto_vacuum = NONE")
        old.execute("VACUUM")
    database = Database(sqlite_url)
    with database.write() as session:
        session.execute(text("CREATE TABLE taken (n INTEGER)"))
        started = time.monotonic()
        with database.read() as beside:
            beside.execute(text("SELECT 1"))

        assert time.monotonic() - started < 2
    database.close()
