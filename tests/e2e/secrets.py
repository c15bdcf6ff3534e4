"""Whether the token stands anywhere that it must not."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.e2e.ledger import secret_pieces


def holds_no_secret(bot: BotProcess, api: FakeBotApi, *commands: str) -> None:
    """Neither logs, messages and the database nor what these commands print tell the token or a piece of it."""
    written = bot.log_text() + json.dumps(api.messages, default=str, ensure_ascii=False)
    for command in commands:
        done = _hubao(bot, *command.split())
        assert done.returncode == 0, done.stderr
        written += done.stdout + done.stderr
    stored = b"".join(file.read_bytes() for file in bot.home.glob("hubao.db*"))
    assert len(written) > 10_000
    for secret in secret_pieces(api.token):
        assert secret not in written
        assert secret.encode() not in stored


def _hubao(bot: BotProcess, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        env=bot.environment,
        cwd=bot.home.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
