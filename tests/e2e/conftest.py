"""The real bot with a fake Telegram and a site of feeds, all on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.fakes_http import Site


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    """A Telegram of this test's own."""
    with FakeBotApi() as api:
        yield api


@pytest.fixture
def bot(tmp_path: Path, api: FakeBotApi) -> Iterator[BotProcess]:
    """A bot with an empty home, not started yet."""
    with Site() as site:
        bot = BotProcess(tmp_path / "home", api, site)
        yield bot
        bot.close()
