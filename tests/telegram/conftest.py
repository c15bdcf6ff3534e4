"""The library's real Bot against a fake Bot API on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import Bot

from bot.storage.database import Database
from bot.telegram.connection import connect
from tests.e2e.fake_bot_api import FakeBotApi


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    """A Telegram of this test's own."""
    with FakeBotApi() as api:
        yield api


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[Bot]:
    """The bot, connected."""
    async with connect(api.token, base_url=api.base_url, base_file_url=api.base_url) as bot:
        yield bot


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    """An empty database."""
    database = Database(sqlite_url)
    yield database
    database.close()
