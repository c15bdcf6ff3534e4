"""`hubao run` starts on a disk with room, and after a crash on a file without damage only."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from bot import cli
from bot.cli import running
from bot.cli.home import RUNNING
from bot.cli.soundness import watch_file
from bot.core.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.migrate import migrate

MIB = 2**20


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a database, whose bot would end at once."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    monkeypatch.setenv("HUBAO_DATABASE_URL", "")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:" + "x" * 35)
    monkeypatch.setattr(running, "_run", lambda _settings: 0)
    database = Database(f"sqlite:///{tmp_path / 'hubao.db'}")
    migrate(database)
    with database.engine.begin() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    database.close()
    return tmp_path


def _damage(home: Path) -> None:
    """One page is nonsense, of a table that no start reads: the database opens and seems well."""
    with closing(sqlite3.connect(home / "hubao.db")) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'feedback'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    with (home / "hubao.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x5a" * size)


@pytest.mark.parametrize(("free", "code"), [(49 * MIB, 2), (51 * MIB, 0)])
def test_a_full_disk(
    home: Path, free: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused with a sentence, before anything is written."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))

    assert cli.main(["run"]) == code
    assert ("make room" in capsys.readouterr().err) is (code != 0)


def test_damage_is_looked_for_after_a_crash(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And again at the next start, until it is mended; a clean end costs no look."""
    assert cli.main(["run"]) == 0
    assert not (home / RUNNING).exists()
    (home / RUNNING).touch()
    assert cli.main(["run"]) == 0  # cut off, but whole

    _damage(home)
    (home / RUNNING).touch()
    for _ in range(2):
        assert cli.main(["run"]) == 2
        said = capsys.readouterr().err
        assert "is damaged" in said
        assert "hubao restore FILE" in said


def test_an_error_is_no_clean_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stopped it may have been the file."""

    def broken(_settings: object) -> int:
        raise OSError("disk I/O error")

    monkeypatch.setattr(running, "_run", broken)
    assert cli.main(["run"]) != 0

    assert (home / RUNNING).exists()


def test_audit_looks_at_the_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Books of a damaged file are worth nothing."""
    assert cli.main(["audit"]) == 0
    _damage(home)

    assert cli.main(["audit"]) == 2
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_file_that_vanishes_ends_the_process(home: Path, replaced: bool) -> None:
    """Else all that is written from then on would be lost at the next start."""
    database = Database(f"sqlite:///{home / 'hubao.db'}")
    watching = asyncio.create_task(watch_file(database, seconds=0.01))
    done, _ = await asyncio.wait({watching}, timeout=0.1)
    assert not done

    if replaced:
        shutil.copy(home / "hubao.db", home / "copy")
        (home / "copy").replace(home / "hubao.db")
    else:
        (home / "hubao.db").unlink()
    with pytest.raises(DatabaseError, match="deleted or replaced"):
        await asyncio.wait_for(watching, 10)
    database.close()
