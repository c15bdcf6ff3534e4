"""What counts as a database that is away, and how often that is told."""

from __future__ import annotations

import logging

import psycopg
import psycopg_pool
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from bot.storage.database import Database
from bot.storage.database_outage import DatabaseOutage, DatabaseOutageFilter, is_database_outage

pytestmark = pytest.mark.one_database


def _from(cause: BaseException) -> Exception:
    error = RuntimeError("a job failed")
    error.__cause__ = cause
    return error


def _wrapped(cause: BaseException, *, cut: bool = False) -> OperationalError:
    return OperationalError("SELECT 1", {}, cause, connection_invalidated=cut)


def test_what_is_an_outage() -> None:
    """A server that cannot be reached, ends or starts; also as the cause of another error or one of a group."""
    refused = psycopg.OperationalError("connection failed: Connection refused")
    cases: dict[str, tuple[BaseException, bool]] = {
        "refused": (refused, True),
        "starting": (psycopg.OperationalError("FATAL:  the database system is starting up"), True),
        "ended by an operator": (errors.AdminShutdown("terminating connection"), True),
        "through SQLAlchemy": (_wrapped(refused), True),
        "cut, through SQLAlchemy": (_wrapped(RuntimeError("?"), cut=True), True),
        "the queue's pool": (psycopg_pool.PoolTimeout("no connection"), True),
        "a cause": (_from(refused), True),
        "in a group": (ExceptionGroup("tasks", [ValueError("x"), _from(refused)]), True),
        "wrong password": (psycopg.OperationalError("FATAL:  password authentication failed"), False),
        "no such database": (psycopg.OperationalError('FATAL:  database "x" does not exist'), False),
        "a lock": (errors.LockNotAvailable("canceling statement due to lock timeout"), False),
        "deadlock": (_wrapped(errors.DeadlockDetected("deadlock detected")), False),
        "our own mistake": (ValueError("x"), False),
    }

    assert {name: is_database_outage(error) for name, (error, _) in cases.items()} == {
        name: expected for name, (_, expected) in cases.items()
    }
    assert not is_database_outage(None)


def test_it_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """However many tasks find out: a line at the start and a line at the end."""
    outage = DatabaseOutage()
    with caplog.at_level(logging.INFO):
        outage.end()
        for _ in range(5):
            outage.begin(psycopg.OperationalError("refused"))
        for _ in range(5):
            outage.end()
        outage.begin(psycopg.OperationalError("refused"))

    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING", "ERROR"]


def test_tracebacks_of_an_outage_are_kept_back() -> None:
    """Other errors are logged as ever, and what is logged without an error too."""

    def record(error: BaseException | None) -> logging.LogRecord:
        info = (type(error), error, None) if error is not None else None
        return logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), info)

    kept = DatabaseOutageFilter()
    assert not kept.filter(record(_from(psycopg.OperationalError("refused"))))
    assert kept.filter(record(ValueError("x")))
    assert kept.filter(record(None))


def test_a_server_that_is_not_there() -> None:
    """It is not reachable, and that is no error of ours; a file always is."""
    assert not Database("postgresql+psycopg://postgres@127.0.0.1:1/none").is_reachable()
    assert Database("sqlite://").is_reachable()
