"""Updates by webhook: only Telegram is heard, and what it posts is stored before the 200."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from telegram import Bot

from bot.core.errors import SettingsError
from bot.storage.database import Database
from bot.storage.mail import inbox
from bot.storage.tables import InboxRow
from bot.telegram.updates import BadTokenError
from bot.telegram.webhook import HEADER, Webhook
from tests.e2e.fake_bot_api import Failure, FakeBotApi
from tests.fakes import NOON
from tests.telegram.test_updates import raw, seen, sent_texts, updates


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@asynccontextmanager
async def listening(api: FakeBotApi, bot: Bot, store: Database) -> AsyncIterator[tuple[str, str]]:
    """The address and the secret that Telegram was given."""
    listen = f"127.0.0.1:{free_port()}"
    task = asyncio.create_task(Webhook(bot, updates(bot, store), url="https://me.example/", listen=listen).run())
    await seen(api, lambda: api.webhook)
    yield f"http://{listen}" + api.webhook["url"].removeprefix("https://me.example"), api.webhook["secret_token"]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def post(url: str, body: bytes, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


async def test_a_post_is_stored_and_answered(api: FakeBotApi, bot: Bot, store: Database):
    """With what a crash left before it."""
    with store.write() as session:
        inbox.receive(session, [raw(1, "left")], now=NOON)
    async with listening(api, bot, store) as (url, secret):
        status = await post(url, json.dumps(raw(2, "new")).encode(), **{HEADER: secret})
        with store.read() as session:
            stored = set(session.scalars(select(InboxRow.update_id)))
        await seen(api, lambda: sorted(sent_texts(api)) == ["left", "new"])

    assert status == 200
    assert stored == {1, 2}


@pytest.mark.parametrize("secret", [None, "", "wrong", "密"])
async def test_strangers_are_refused(api: FakeBotApi, bot: Bot, store: Database, secret: str | None):
    """No secret, a wrong one, one that is no ASCII: 403, and nothing is stored."""
    async with listening(api, bot, store) as (url, _):
        headers = {} if secret is None else {HEADER: secret}
        status = await post(url, json.dumps(raw(2, "new")).encode(), **headers)

    assert status == 403
    with store.read() as session:
        assert list(session.scalars(select(InboxRow.update_id))) == []


async def test_another_path_is_nothing(api: FakeBotApi, bot: Bot, store: Database):
    """The path is not to be guessed either."""
    async with listening(api, bot, store) as (url, secret):
        assert await post(url.rsplit("/", 1)[0] + "/", b"{}", **{HEADER: secret}) == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b"\xff", b"[" * 100_000]
    + [b'{"update_id": %d}' % number for number in (2**63, 10**40, -1)],
)
async def test_a_bad_body_is_refused(api: FakeBotApi, bot: Bot, store: Database, body: bytes):
    """400, and the service goes on."""
    async with listening(api, bot, store) as (url, secret):
        status = await post(url, body, **{HEADER: secret})
        well = await post(url, json.dumps(raw(2, "new")).encode(), **{HEADER: secret})

    assert (status, well) == (400, 200)


async def test_a_database_that_does_not_write_is_no_200(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: pytest.MonkeyPatch
):
    """Telegram then delivers again."""

    def broken(*_: Any, **__: Any) -> list[int]:
        raise OSError("disk is full")

    async with listening(api, bot, store) as (url, secret):
        monkeypatch.setattr(inbox, "receive", broken)
        assert await post(url, json.dumps(raw(2, "new")).encode(), **{HEADER: secret}) == 500


async def test_a_port_in_use_is_a_clear_sentence(bot: Bot, store: Database):
    """It names the setting."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(SettingsError, match="set HUBAO_WEBHOOK_LISTEN"):
            await Webhook(bot, updates(bot, store), url="https://me.example", listen=listen).run()


@pytest.mark.parametrize(
    ("failure", "error", "says"),
    [
        (Failure(400, "Bad Request: bad webhook: HTTPS url must be provided"), SettingsError, "set HUBAO_WEBHOOK_URL"),
        (Failure(401, "Unauthorized"), BadTokenError, "set TELEGRAM_BOT_TOKEN"),
    ],
)
async def test_an_address_telegram_refuses(
    api: FakeBotApi, bot: Bot, store: Database, failure: Failure, error: type[Exception], says: str
):
    """A clear sentence, and an end."""
    api.fail("setwebhook", failure)

    with pytest.raises(error, match=says):
        await Webhook(bot, updates(bot, store), url="https://me", listen=f"127.0.0.1:{free_port()}").run()


async def test_a_fault_of_the_moment_is_sat_out(api: FakeBotApi, bot: Bot, store: Database):
    """The webhook is set at the next try."""
    api.fail("setwebhook", Failure(429, "slow", {"retry_after": 1}))
    async with listening(api, bot, store):
        assert len(api.called("setwebhook")) == 2
