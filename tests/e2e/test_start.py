"""Starting where it cannot go on: one clear sentence, what to do, an exit code that is not 0."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.bot_process import CLEAN, BotProcess
from tests.e2e.fake_bot_api import Failure, FakeBotApi

pytestmark = pytest.mark.slow
SECRET = "7777777777:AAthisisasecretthatnobodymayreadabc"


def hubao(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        env=CLEAN | {"HUBAO_HOME": str(cwd / "home"), "PYTHONPATH": str(Path.cwd())} | environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The only line of a failed run."""
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_nobody_at_the_terminal(tmp_path: Path) -> None:
    """Without a token and without a terminal there is nobody to talk to."""
    assert "set TELEGRAM_BOT_TOKEN" in one_sentence(hubao("run", cwd=tmp_path))


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"HUBAO_HOST_GAP": "soon"}, "HUBAO_HOST_GAP"),
        ({"HUBAO_DATABASE_URL": "mysql://me:geheim@127.0.0.1:1/x"}, "must begin with sqlite:///"),
    ],
)
def test_a_setting_that_cannot_be_used(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    """The variable and the mistake are named; no secret is. The other mistakes: tests/cli, within one process."""
    sentence = one_sentence(hubao("run", cwd=tmp_path, TELEGRAM_BOT_TOKEN=SECRET, **environment))

    assert says in sentence
    assert "geheim" not in sentence
    assert SECRET not in sentence


def test_a_feeds_file_with_a_mistake(tmp_path: Path) -> None:
    """The line and the key of the mistake are named."""
    (tmp_path / "feeds.yaml").write_text("feeds:\n  - slug: a\n    title: A\n    url: ftp://x\n", encoding="utf-8")

    sentence = one_sentence(hubao("run", cwd=tmp_path, TELEGRAM_BOT_TOKEN=SECRET, HUBAO_FEEDS="feeds.yaml"))

    assert "line 4: url" in sentence


@pytest.mark.parametrize("token", [SECRET, "nonsense", "white space", "a/b:c"])
def test_a_token_telegram_does_not_know(bot: BotProcess, api: FakeBotApi, tmp_path: Path, token: str) -> None:
    """The process ends with what to do about it, and does not print the token."""
    environment = bot.environment | {"TELEGRAM_BOT_TOKEN": token, "HUBAO_LOG_LEVEL": "WARNING"}

    sentence = one_sentence(hubao("run", cwd=tmp_path, **environment))

    assert "set TELEGRAM_BOT_TOKEN to the token @BotFather gave" in sentence
    assert token not in sentence


def test_a_second_instance_on_the_same_home(bot: BotProcess, tmp_path: Path) -> None:
    """The second ends with a sentence; the first goes on, also after a kill -9 leaves its lock file behind."""
    bot.start()

    sentence = one_sentence(hubao("run", cwd=tmp_path, **bot.environment))

    assert f"another Hubao (process {bot.process.pid}) is running on" in sentence
    assert bot.process.poll() is None
    bot.kill()
    bot.start()


def test_no_network_at_start_is_waited_out(bot: BotProcess, api: FakeBotApi) -> None:
    """Telegram's first answers fail; the bot says so once, goes on trying, and serves."""
    api.fail("getme", Failure(cut="before"), Failure(502, "Bad Gateway"))
    bot.start()

    api.say(9, "/help")
    api.expect(9, "/addfeed", seconds=30)
    assert bot.log_text().count("cannot reach Telegram, trying again by itself") == 1


def test_a_token_revoked_later_ends_the_process(bot: BotProcess, api: FakeBotApi) -> None:
    """Telegram's 401 in the middle of the service: a sentence and exit code 2, the outbox untouched."""
    bot.start()
    api.token = "1:gone"

    api.say(9, "/help")
    end = time.monotonic() + 60
    while bot.process.poll() is None and time.monotonic() < end:
        time.sleep(0.1)

    assert bot.process.returncode == 2
    assert bot.log_text().strip().splitlines()[-1].startswith("hubao: Telegram does not know this bot token")


def test_p8_no_secret_in_logs_messages_errors_or_exports(bot: BotProcess, api: FakeBotApi, tmp_path: Path) -> None:
    """P8: a run with failures of every kind, at the most talkative log level, never shows the token."""
    api.fail("getme", Failure(cut="before"))
    api.fail("sendmessage", Failure(502, body="<html>Bad Gateway</html>"), Failure(cut="after"))
    bot.news("main", "月之暗面完成B轮融资，金额近10亿美元")
    bot.start()
    api.say(9, "/subscribe 融资 即时")
    api.expect(9, "已订阅", seconds=30)
    api.deliver(message={"message_id": "poison"})
    api.say(9, f"/addfeed http://me:geheim@{bot.site.pair}/x")
    api.expect(9, "不能带用户名和密码")
    bot.stop()
    exported = hubao("export", cwd=tmp_path, **bot.environment)
    listed = hubao("feeds", "list", "--json", cwd=tmp_path, **bot.environment)

    written = bot.log_text() + exported.stdout + exported.stderr + listed.stdout + str(api.messages)
    assert exported.returncode == listed.returncode == 0
    assert api.token not in written
    assert api.token.split(":")[1] not in written
    assert "geheim" not in written
