"""PostgreSQL goes away under a worker that does everything, and comes back: it waits, and goes on by itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.e2e.ledger import until
from tests.e2e.postgres_server import PostgresServer

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.slow, pytest.mark.postgres]
READER = 501
EVERYTHING = ("worker", "--roles", "poll,tag,digest,send,updates")
#: what is promised is 10 s, and 30 s after a crash; the rest is a busy test machine's
BACK, BACK_AFTER_CRASH = 30, 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server of this test's own, not started yet."""
    server = PostgresServer(tmp_path / "pg")
    yield server
    server.close()


def _news_arrives(bot: BotProcess, api: FakeBotApi, title: str, seconds: float) -> float:
    """Publish a title and wait until the reader has it; the seconds that took."""
    start = time.monotonic()
    bot.news("main", title)

    def arrived() -> bool:
        return any(title in m["text"] for m in api.messages[READER])

    # A poll that was under way when the title came puts the feed off again: it is made due until the title is there.
    assert until(arrived, seconds, meanwhile=bot.make_due)
    return time.monotonic() - start


@pytest.mark.parametrize("command", [("run",), EVERYTHING], ids=["run", "worker"])
def test_it_outlives_the_database(
    bot: BotProcess, api: FakeBotApi, server: PostgresServer, command: tuple[str, ...]
) -> None:
    """Started before the server, restarted under it, cut off, crashed: news and answers go on, told in two lines."""
    bot.database_url = server.url
    bot.launch(*command)
    api.wait(lambda: bot.log.exists() and "the database is away" in bot.log_text(), 60)
    server.start()
    api.wait(lambda: api.polls > 0, 60)
    api.say(READER, "/subscribe 全部 即时")
    api.expect(READER, "已订阅")
    _news_arrives(bot, api, "智谱完成5亿元A轮融资", 60)

    server.stop()
    api.say(READER, "/settings")
    time.sleep(2)
    server.start()
    api.expect(READER, "现在的设置", seconds=BACK)
    restarted = _news_arrives(bot, api, "月之暗面副总裁张三离职", BACK)

    server.cut_connections()
    cut = _news_arrives(bot, api, "MiniMax获10亿美元C轮融资", BACK)

    server.crash()
    server.start()
    crashed = _news_arrives(bot, api, "百川智能联合创始人李四离职", BACK_AFTER_CRASH)

    log.info(f"news after a restart {restarted:.1f} s, after a cut {cut:.1f} s, after a crash {crashed:.1f} s")
    assert bot.process.poll() is None
    assert bot.tracebacks() == []
    away, back = (bot.log_text().count(f"the database is {word}") for word in ("away", "back"))
    assert away == back
    assert away <= 5
    assert bot.stop() == 0
