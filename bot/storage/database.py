"""The door to the database: open it, one transaction at a time, the same code for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from bot.core.errors import DatabaseError
from bot.storage.database_outage import DatabaseOutage, is_database_outage

T = TypeVar("T")
#: a server that does not answer for so long counts as away
CONNECT_SECONDS = 5
#: a piece of writing that waits for the writer, and where its result goes
_Waiting = tuple[Callable[[Session], Any], "Future[Any]"]


def is_databases_fault(error: BaseException) -> bool:
    """Whether it was the database that failed (away, full, locked), not what was asked of it."""
    fault = OperationalError | InterfaceError | InternalError | PoolTimeoutError
    return isinstance(error, fault) or is_database_outage(error)


class Database:
    """Sessions over one engine. Nouns (feeds, entries, ...) are functions that take the session."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.outage = DatabaseOutage()
        self.engine = _open(url, self.outage) if not self.is_sqlite else _open_sqlite(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # SQLite takes one writer; waiting here is fair and cheap, waiting inside SQLite is a poll.
        self._writer = threading.Lock() if self.is_sqlite else None
        self._queue: list[_Waiting] = []
        self._gate = threading.Lock()
        self._here = threading.local()

    @property
    def is_writing(self) -> bool:
        """This thread is in the middle of a write transaction."""
        return getattr(self._here, "writing", False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: commits at the end, rolls back on any error.

        Raises RuntimeError inside another one of this thread: on SQLite it would wait for itself for ever.
        """
        with self._once_a_thread():
            if self._writer is None:
                with self._sessions.begin() as session:
                    yield session
            else:
                with self._writer, self._transaction() as session:
                    yield session

    def together(self, act: Callable[[Session], T]) -> T:
        """Run a short piece of writing; it is committed when this returns.

        On SQLite the pieces that wait for the one writer share a transaction, so that a crowd of them costs one
        sync of the disk. `act` may be run again, alone, after the failure of another: it must change rows only.
        Raises RuntimeError inside a write transaction of this thread.
        """
        if self._writer is None:
            with self.write() as session:
                return act(session)
        result: Future[T] = Future()
        with self._once_a_thread():
            with self._gate:
                self._queue.append((act, result))
                is_first = len(self._queue) == 1
            if is_first:  # waits for all who come until the writer is free
                with self._writer:
                    with self._gate:
                        waiting, self._queue = self._queue, []
                    self._commit_all(waiting)
            return result.result()

    @contextmanager
    def _once_a_thread(self) -> Iterator[None]:
        if self.is_writing:
            raise RuntimeError("this thread is writing already: use the session it has")
        self._here.writing = True
        try:
            yield
        finally:
            self._here.writing = False

    def _commit_all(self, waiting: Sequence[_Waiting]) -> None:
        try:
            with self._transaction() as session:
                results = [act(session) for act, _ in waiting]
        except BaseException as error:
            if len(waiting) == 1:
                waiting[0][1].set_exception(error)
                return
            for one in waiting:  # whose fault it was shows when each is alone
                self._commit_all([one])
            return
        for (_, future), result in zip(waiting, results, strict=True):
            future.set_result(result)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """SQLite's write transaction, for whoever holds the writer."""
        with self._sessions() as session:
            session.connection(execution_options={"hubao_write": True})
            with _commit(session):
                yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing written in it is kept."""
        with self._sessions() as session:
            yield session

    def is_reachable(self) -> bool:
        """Whether the server answers now; a file is always there."""
        if self.is_sqlite:
            return True
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except DBAPIError as error:
            if not is_database_outage(error):
                raise
            return False
        return True

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


@contextmanager
def _commit(session: Session) -> Iterator[None]:
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _open(url: str, outage: DatabaseOutage) -> Engine:
    # A host that does not answer would be waited for as long as the system likes.
    engine = create_engine(
        url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # Our queries take milliseconds; compiling them and starting helpers for them takes tens of milliseconds.
        connection.execute("SET jit = off")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()  # a rollback would take them back

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        error = context.original_exception
        # A connection that was cut while nobody used it is no outage: a new one is made at once.
        if not context.is_pre_ping and is_database_outage(error):
            outage.begin(error)

    @event.listens_for(engine, "checkout")
    def _works(_connection: Any, _record: Any, _proxy: Any) -> None:
        outage.end()

    return engine


def _open_sqlite(url: str) -> Engine:
    """WAL, full sync (a commit survives power loss), one writer that takes the lock at BEGIN."""
    path = make_url(url).database
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"cannot write to {Path(path).parent}: {error.strerror}") from error
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.execute("PRAGMA busy_timeout = 5000")
        if not connection.execute("PRAGMA page_count").fetchone()[0]:
            # Of a new file alone: an older one keeps what it has, and to be asked waits for whoever writes.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE: a transaction that starts by reading and then writes would fail with "locked".
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("hubao_write") else "BEGIN")

    try:
        engine.connect().close()
    except DBAPIError as error:
        raise DatabaseError(f"cannot open the database {path}: {error.orig}") from error
    return engine
