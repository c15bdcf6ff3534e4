"""The promises of backups: whole, private, made while the bot writes; put back without a loss of what was there."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core.errors import DatabaseError
from bot.storage import backup
from bot.storage.database import Database
from bot.storage.migrate import current, migrate
from bot.storage.tables import Base
from tests.fakes import add_chat

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def quiet(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def live(tmp_path: Path) -> Database:
    """A migrated database that is open, with forty chats."""
    database = Database(f"sqlite:///{tmp_path / 'hubao.db'}")
    migrate(database)
    with database.write() as session:
        for number in range(1, 41):
            add_chat(session, number)
    return database


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_round_trip_brings_every_row_back(live: Database, tmp_path: Path):
    """Backed up while open, spoilt, restored: the same rows in every table, the spoilt one beside it, both private."""
    copy, path = tmp_path / "copy.db", tmp_path / "hubao.db"
    before = rows(live)
    steps: list[float] = []

    counts = backup.back_up(path, copy, report=lambda _step, share: steps.append(share))
    with live.write() as session:
        add_chat(session, 99)
    live.close()
    restored, aside = backup.restore(copy, path, now=NOW, report=quiet)

    again = Database(f"sqlite:///{path}")
    assert (rows(again), current(again)) == (before, current(Database(f"sqlite:///{copy}")))
    assert aside is not None
    assert rows(Database(f"sqlite:///{aside}")) == before | {"chats": 41, "subscriptions": 41}
    assert counts == restored == {name: before[name] for name in backup.COUNTED}
    assert before["chats"] == 40
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert {stat.S_IMODE(one.stat().st_mode) for one in (copy, path, aside)} == {0o600}
    assert not list(tmp_path.glob("*partial*"))


def test_writing_goes_on_during_a_backup(live: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The copy is of one moment, and is not begun again for what is written meanwhile."""
    monkeypatch.setattr(backup, "_PAGES", 5)
    written = 1_000

    def write(step: str, _share: float) -> None:
        nonlocal written
        if step == "copying":
            written += 1
            with live.write() as session:
                add_chat(session, written)

    counts = backup.back_up(tmp_path / "hubao.db", tmp_path / "copy.db", report=write)

    assert written > 1_010
    assert counts["chats"] == 40
    assert rows(live)["chats"] == 40 + written - 1_000


def test_a_newer_schema_is_refused(live: Database, tmp_path: Path):
    """And the database stays as it was."""
    copy = tmp_path / "copy.db"
    backup.back_up(tmp_path / "hubao.db", copy, report=quiet)
    live.close()
    with closing(sqlite3.connect(copy)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()

    with pytest.raises(DatabaseError, match="newer Hubao"):
        backup.restore(copy, tmp_path / "hubao.db", now=NOW, report=quiet)

    assert rows(live)["chats"] == 40
    assert sorted(one.name for one in tmp_path.glob("*.db*")) == ["copy.db", "hubao.db", "hubao.db-shm", "hubao.db-wal"]


def test_a_database_in_use_is_refused(live: Database, tmp_path: Path):
    """Also when whoever uses it is idle, and holds another home."""
    copy = tmp_path / "copy.db"
    backup.back_up(tmp_path / "hubao.db", copy, report=quiet)
    with live.read() as session:
        session.scalar(select(func.count()).select_from(Base.metadata.tables["chats"]))

        with pytest.raises(DatabaseError, match="is in use: stop every Hubao"):
            backup.restore(copy, tmp_path / "hubao.db", now=NOW, report=quiet)

    assert rows(live)["chats"] == 40


@pytest.mark.parametrize("content", [b"", b"words", b"SQLite format 3\0" + b"\xff" * 5000, None])
def test_what_is_no_backup_is_refused(live: Database, tmp_path: Path, content: bytes | None):
    """Empty, text, garbage, missing, and another program's database."""
    copy = tmp_path / "copy.db"
    if content is not None:
        copy.write_bytes(content)
    live.close()

    with pytest.raises(DatabaseError):
        backup.restore(copy, tmp_path / "hubao.db", now=NOW, report=quiet)

    assert rows(live)["chats"] == 40


def test_a_damaged_page_is_found(live: Database, tmp_path: Path):
    """In what is to be restored; as the old database it is set aside, since it may be the reason."""
    path, copy, bad = tmp_path / "hubao.db", tmp_path / "copy.db", tmp_path / "bad.db"
    backup.back_up(path, copy, report=quiet)
    live.close()
    body = bytearray(copy.read_bytes())
    body[4096 * 2 : 4096 * 40] = b"\xff" * (4096 * 38)
    bad.write_bytes(body)

    with pytest.raises(DatabaseError):
        backup.restore(bad, path, now=NOW, report=quiet)
    path.write_bytes(b"\xff" * 9000)
    _counts, aside = backup.restore(copy, path, now=NOW, report=quiet)

    assert rows(Database(f"sqlite:///{path}"))["chats"] == 40
    assert aside is not None
    assert aside.read_bytes() == b"\xff" * 9000


def test_the_log_of_a_lost_database_is_not_written_into_the_copy(live: Database, tmp_path: Path):
    """Whose file was deleted after a crash, without the log that stood beside it."""
    path, log, copy = tmp_path / "hubao.db", tmp_path / "hubao.db-wal", tmp_path / "copy.db"
    backup.back_up(path, copy, report=quiet)
    with live.write() as session:
        add_chat(session, 99)
    left = log.read_bytes()
    live.close()
    path.unlink()
    log.write_bytes(left)

    _counts, aside = backup.restore(copy, path, now=NOW, report=quiet)

    assert aside is None
    assert rows(Database(f"sqlite:///{path}"))["chats"] == 40
    assert [one.read_bytes() for one in tmp_path.glob("hubao-before-*-wal")] == [left]


def test_nothing_is_overwritten_by_a_backup(live: Database, tmp_path: Path):
    """A file of that name is somebody's; a folder that is missing is said."""
    there = tmp_path / "there.db"
    there.write_text("mine", encoding="ascii")

    with pytest.raises(DatabaseError, match="exists already"):
        backup.back_up(tmp_path / "hubao.db", there, report=quiet)
    with pytest.raises(DatabaseError, match="No such file"):
        backup.back_up(tmp_path / "hubao.db", tmp_path / "none" / "copy.db", report=quiet)

    assert there.read_text(encoding="ascii") == "mine"
    live.close()
