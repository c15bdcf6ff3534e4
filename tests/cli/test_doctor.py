"""`hubao doctor` and `hubao health`: what they find, and by which exit code."""

from __future__ import annotations

import asyncio
import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import cli
from bot.cli import doctor, health
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import EntryRow, FeedRow
from tests.e2e.fake_bot_api import FakeBotApi

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's own, without a token."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUBAO_DATABASE_URL", "")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setattr(doctor, "_model", lambda _settings: doctor.Finding("model", doctor.Level.OK, "there"))
    return tmp_path / "home"


def _found(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = cli.main(["doctor", "--json"])
    return code, {row["name"]: row for row in json.loads(capsys.readouterr().out)}


def _database(here: Path) -> Database:
    here.mkdir(exist_ok=True)
    database = Database(f"sqlite:///{here / 'hubao.db'}")
    migrate(database)
    return database


def test_nothing_is_there_yet(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new installation is well, and looking at it makes nothing."""
    code, found = _found(capsys)

    assert code == 0
    assert "made at the first start" in found["database"]["detail"]
    assert not here.exists()


def test_work_that_waits_and_what_was_given_up(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A poll of years ago may pass by itself; an entry that was parked needs a human."""
    database = _database(here)
    feed = FeedRow(slug="a", title="a", url="https://a.example", created_at=LONG_AGO, next_poll_at=LONG_AGO)
    feed.last_polled_at = LONG_AGO
    with database.write() as session:
        session.add(feed)
    code, found = _found(capsys)
    assert (code, found["poll"]["level"], found["parked"]["level"]) == (1, "later", "ok")

    with database.write() as session:
        session.add(EntryRow(feed_id=1, key="1", twin_key="1", title="t", first_seen=LONG_AGO, attempts=99))
    database.close()
    code, found = _found(capsys)

    assert (code, found["parked"]["level"]) == (2, "act")
    assert "hubao audit --retry" in found["parked"]["detail"]


def test_a_damaged_database_and_one_of_a_newer_version(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both are for a human, with what to do."""
    database = _database(here)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    code, found = _found(capsys)
    assert (code, "newer Hubao" in found["schema"]["detail"]) == (2, True)

    (here / "hubao.db").write_bytes(b"no database, but long enough to look like one" * 200)
    for left in here.glob("hubao.db-*"):
        left.unlink()
    code, found = _found(capsys)

    assert (code, found["database"]["level"]) == (2, "act")
    assert "backup" in found["database"]["detail"] or "cannot open" in found["database"]["detail"]


def test_a_disk_that_is_full(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Told with the room that is left."""
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 20 * 2**20}))

    code, found = _found(capsys)

    assert code == 2
    assert found["disk"]["detail"].startswith("20 MB free")
    assert "nothing can be stored" in found["disk"]["detail"]


def test_the_token_and_the_servers_clock(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that Telegram knows, one that it refuses, a network that is down; the token is never shown."""
    with FakeBotApi() as api:
        monkeypatch.setenv("TELEGRAM_BASE_URL", api.base_url)
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", api.token)
        code, found = _found(capsys)
        assert (code, found["telegram"]["level"], found["clock"]["level"]) == (0, "ok", "ok")
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:" + "x" * 35)
        code, found = _found(capsys)
        assert (code, found["telegram"]["level"]) == (2, "act")
    code, found = _found(capsys)

    assert (code, found["telegram"]["level"]) == (1, "later")
    assert "x" * 35 not in str(found)


def test_a_postgres_that_is_away(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come back."""
    monkeypatch.setenv("HUBAO_DATABASE_URL", "postgresql://me:geheim@127.0.0.1:1/x")

    code, found = _found(capsys)

    assert (code, found["database"]["level"]) == (1, "later")
    assert "geheim" not in str(found)


def test_a_clock_that_is_wrong() -> None:
    """More than a minute is for a human."""
    now = datetime(2026, 1, 1, tzinfo=UTC)

    levels = [doctor._clock("server", now - timedelta(seconds=s), now).level for s in (0, 59, 61, -7200)]

    assert levels == [doctor.Level.OK, doctor.Level.OK, doctor.Level.ACT, doctor.Level.ACT]


def test_health(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 while the heart beats, 1 when it stopped or nothing runs."""
    assert cli.main(["health"]) == 1
    here.mkdir()

    async def a_moment() -> None:
        beating = asyncio.create_task(health.beat(here))
        await asyncio.sleep(0)
        beating.cancel()

    asyncio.run(a_moment())
    assert cli.main(["health"]) == 0
    past = time.time() - 120
    os.utime(here / health.HEARTBEAT, (past, past))

    assert cli.main(["health"]) == 1
    assert "120 s ago" in capsys.readouterr().out
