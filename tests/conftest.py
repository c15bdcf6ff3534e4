"""Fixtures shared by all tests: a database of each kind, empty and with every table.

A test that takes `database` (or `database_url`) runs on SQLite and again on PostgreSQL. Where the SQL is not what is
tested, say so and it runs on SQLite alone: `pytestmark = pytest.mark.one_database` for a file; in such a file
`@pytest.mark.both_databases` above a test takes it back. Both kinds are for storage, migrations, leases, locks,
search and visibility, and for one test or two of every job and command that writes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

import bot.storage.news.search  # noqa: F401  # registers the full-text index beside the tables
from bot.storage.database import Database
from bot.storage.tables import Base

PG = os.environ.get("HUBAO_TEST_PG", "postgresql://postgres@127.0.0.1:5432/postgres")


def _postgres_answers() -> bool:
    try:
        psycopg.connect(PG, connect_timeout=30).close()
    except psycopg.OperationalError:
        return False
    return True


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: three workers on two cores, for a good part of the time a test waits for processes it has started."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


def _skip_the_disk(connection: Any, record: Any, _proxy: Any) -> None:
    """A test's database need not survive a power cut: nothing waits until the disk has its rows."""
    if isinstance(connection, sqlite3.Connection) and not record.info.get("skips the disk"):
        connection.execute("PRAGMA synchronous = OFF")
        record.info["skips the disk"] = True


event.listen(Pool, "checkout", _skip_the_disk)  # here, so that it holds for whoever opens a database in this process


@pytest.fixture
def durable() -> Iterator[None]:
    """Databases opened in this test are kept as in real life."""
    event.remove(Pool, "checkout", _skip_the_disk)
    yield
    event.listen(Pool, "checkout", _skip_the_disk)


@contextmanager
def _scratch_database() -> Iterator[str]:
    """A PostgreSQL database of our own, dropped at the end; skipped without a server, an error in CI."""
    if not _postgres_answers():
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL at {PG}")
        pytest.skip(f"no PostgreSQL at {PG} (set HUBAO_TEST_PG)")
    name = f"hubao_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(PG, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield PG.replace("postgresql://", "postgresql+psycopg://").rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(PG, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _create_tables(url: str) -> None:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database without tables; whoever fills it clears it."""
    with _scratch_database() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_tables() -> Iterator[str]:
    """A PostgreSQL database with every table; each test empties them before it starts."""
    with _scratch_database() as url:
        _create_tables(url)
        yield url


@pytest.fixture
def scratch_postgres() -> Iterator[str]:
    """A PostgreSQL database without tables for one test, which may do to it what it likes."""
    with _scratch_database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an SQLite database with every table and no row."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the kinds of database, unless the test names its own."""
    own = any("database_url" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_url" not in metafunc.fixturenames or own:
        return
    said = (mark.name for mark in metafunc.definition.iter_markers() if mark.name in {"one_database", "both_databases"})
    kinds = ["sqlite"] if next(said, "both_databases") == "one_database" else ["sqlite", POSTGRES]
    metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with every table and no row, once per kind."""
    url: str
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_url")
        return url
    url = request.getfixturevalue("postgres_tables")
    # Not TRUNCATE: that makes new files for seventy tables and indexes, this touches only rows.
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(deletes)
        connection.execute(
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        )
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row, once per kind."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", POSTGRES])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, once per kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    with _scratch_database() as url:
        yield url
