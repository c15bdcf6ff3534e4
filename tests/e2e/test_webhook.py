"""The real process told its updates by webhook: as one process, and as a worker whose only role is updates."""

from __future__ import annotations

import socket

import pytest

from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi

pytestmark = pytest.mark.slow
USER = 501


def free_port() -> int:
    """A port of loopback that nobody holds."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def webhook(port: int) -> dict[str, str]:
    """The settings of a webhook without a proxy before it."""
    return {"HUBAO_WEBHOOK_URL": f"http://127.0.0.1:{port}", "HUBAO_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}


def test_commands_by_webhook(bot: BotProcess, api: FakeBotApi) -> None:
    """Commands are posted and answered, before and after a kill -9; it never asks; without the setting it asks again.

    What was written while the bot was down waits with Telegram, and is posted to the new address.
    """
    port = free_port()
    bot.start(**webhook(port))
    api.say(USER, "/subscribe 智谱 融资")
    api.expect(USER, "已订阅")
    bot.kill()
    first = api.webhook
    api.say(USER, "/settings")
    bot.start(**webhook(port))
    api.expect(USER, "订阅（1）：智谱·融资")
    pushed = (api.polls, api.pushed)
    assert first["url"].rpartition("/")[2] not in api.webhook["url"], "the path is new at every start"

    assert bot.stop() == 0
    bot.start()
    api.say(USER, "/help")
    api.expect(USER, "/addfeed")
    assert pushed == (0, 2)
    assert api.webhook == {}
    assert bot.tracebacks() == []


@pytest.mark.parametrize("bare_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_worker_of_updates_keeps_the_webhook(bot: BotProcess, api: FakeBotApi, bare_url: str) -> None:
    """`worker --roles updates` obeys the same setting."""
    settings = webhook(free_port()) | {"HUBAO_DATABASE_URL": bare_url}
    bot.start("worker", "--roles", "updates", **settings)
    api.say(USER, "/subscribe 智谱 融资")

    api.expect(USER, "已订阅")
    assert (api.polls, api.pushed) == (0, 1)
    assert bot.stop() == 0
