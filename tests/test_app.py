"""What the joined parts promise: notices speak each chat's language, a terminal is served what is its own."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from bot.app import App
from bot.core.address import TERMINAL
from bot.core.chats import Unauthorized
from bot.core.types import PollOutcome
from bot.engine.embedded import Embedded
from bot.jobs import notices, send
from bot.jobs.send import TokenRejectedError
from bot.settings import Settings
from bot.storage.chats import chats as chat_store
from bot.storage.database import Database
from bot.storage.news import feeds as feed_store
from bot.storage.tables import ChatRow, FeedRow, OutboxRow
from bot.terminal.messenger import TerminalMessenger
from tests.fakes import NOON, FakeMessenger, add_chat, add_feed, put
from tests.jobs.test_poll import until


def test_a_notice_speaks_to_each_chat_in_its_language(database: Database):
    """Two chats that have the same feed, told at once that it is gone."""
    with database.write() as session:
        chats = [add_chat(session, number).id for number in (1, 2)]
        session.get_one(ChatRow, chats[1]).preferences = {"language": "en"}
        feed = feed_store.get_feed(session, add_feed(session))
        assert feed is not None
        notices.tell_gone(session, feed, chats, now=NOON)

    with database.read() as session:
        said = list(session.scalars(select(OutboxRow.text).order_by(OutboxRow.chat_id)))
    assert "已经关闭" in said[0]
    assert "has closed for good" in said[1]


async def _a_minute(app: App) -> None:
    for ticker in app.regular():
        await ticker.job(NOON)


async def test_every_sweep_looks_after_the_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A feed that has failed for days is told to the operator, in the operator's language."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    monkeypatch.setenv("HUBAO_ADMINS", "42")
    app = App(Settings())
    with app.database.write() as session:
        operator = add_chat(session, 42).id
        session.get_one(ChatRow, operator).preferences = {"language": "en"}
        row = session.get_one(FeedRow, add_feed(session))
        row.failures, row.failing_since, row.last_outcome = 9, NOON - timedelta(days=3), PollOutcome.FETCH_ERROR

    await _a_minute(app)

    with app.database.read() as session:
        said = session.scalars(select(OutboxRow.text).where(OutboxRow.chat_id == operator)).one()
    app.database.close()
    assert "unreachable for 3 days" in said


async def test_what_fails_every_minute_stops_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The sweep raises, and the operator still hears of the feed."""

    async def fails(*_args: object, **_more: object) -> None:
        raise ValueError("a row that nobody can read")

    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    monkeypatch.setenv("HUBAO_ADMINS", "42")
    monkeypatch.setattr("bot.jobs.sweep.run", fails)
    app = App(Settings())
    with app.database.write() as session:
        add_chat(session, 42)
        session.get_one(FeedRow, add_feed(session)).failing_since = NOON - timedelta(days=3)

    def said() -> bool:
        with app.database.read() as session:
            return session.scalar(select(OutboxRow.id)) is not None

    running = asyncio.create_task(Embedded(app.regular(), clock=lambda: NOON).run())
    await until(said)

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    app.database.close()


@pytest.mark.parametrize("bare_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_worker_ends_when_the_token_is_refused(bare_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As the one process does: the message waits unsent, and Telegram is not asked again and again."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    monkeypatch.setenv("HUBAO_DATABASE_URL", bare_url)
    messenger = FakeMessenger()
    messenger.refuse(7, Unauthorized("Unauthorized"))
    async with App(Settings()) as app:
        with app.database.write() as session:
            put(session, add_chat(session, 7).id, now=datetime.now(UTC) - timedelta(minutes=1))
        engine = app.distributed(app.roles(["send"], messenger))

        with pytest.RaisesGroup(TokenRejectedError):
            await asyncio.wait_for(engine.run(), 60)

        with app.database.read() as session:
            assert session.scalar(select(OutboxRow.state)) == "pending"
    assert len(messenger.asked) == 1


async def test_a_terminal_sends_to_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Without a token the messages of Telegram's chats wait, which the log says, and go out once there is one."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    app = App(Settings())
    app.clock = lambda: NOON
    screen, telegram = io.StringIO(), FakeMessenger()
    with app.database.write() as session:
        put(session, add_chat(session, 4711).id, "给用户", key="a")
        put(session, chat_store.open_chat(session, TERMINAL, kind="terminal", now=NOON).id, "给终端", key="b")

    with caplog.at_level("INFO"):
        shown = await send.run(app.send_parts(TerminalMessenger(Console(file=screen))), now=NOON)
    sent = await send.run(app.send_parts(telegram), now=NOON)

    app.database.close()
    waiting = [(r.channel, r.count) for r in caplog.records if "not served here" in r.message]
    assert waiting == [("telegram", 1)]
    assert (shown, screen.getvalue().split()) == (1, ["给终端"])
    assert (sent, telegram.texts(4711)) == (1, ["给用户"])


async def test_a_sweep_looks_at_the_bot_itself_once_it_has_caught_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What waited while nothing ran is no alarm in the first ten minutes after a start."""
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path))
    monkeypatch.setenv("HUBAO_ADMINS", "42")
    app = App(Settings())
    with app.database.write() as session:
        add_chat(session, 42)
        row = session.get_one(FeedRow, add_feed(session))
        row.failing_since = row.last_polled_at = NOON
    heard = []

    for minutes in (9, 10):
        app._begun = NOON - timedelta(minutes=minutes)
        await _a_minute(app)
        with app.database.read() as session:
            heard.append([text.splitlines()[0] for text in session.scalars(select(OutboxRow.text))])

    app.database.close()
    assert heard == [[], ["⚠️ 三成以上的公共信息源读不到"]]
