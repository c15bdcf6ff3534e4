"""The bot at a prompt: lines in, replies out, numbers press buttons."""

from __future__ import annotations

import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from bot.core.address import TERMINAL
from bot.core.chats import Button, Part, Reply, Request
from bot.terminal.prompt import Prompt
from bot.texts import texts
from tests.fakes import NOON


class Talk:
    """A prompt whose user types these lines and then leaves with Ctrl-D."""

    def __init__(self, answer: Callable[[Request], Reply | None], *lines: str) -> None:
        self.asked: list[Request] = []
        self.out = io.StringIO()
        self._answer, self._lines = answer, iter(lines)
        console = Console(file=self.out, width=100, highlight=False)
        self.prompt = Prompt(self._reply, console, clock=lambda: NOON, read=self._read)

    def _reply(self, request: Request, _now: object) -> Reply | None:
        self.asked.append(request)
        return self._answer(request)

    def _read(self, _prompt: str) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None


def with_buttons(_: Request) -> Reply:
    buttons = ((Button("融资", "go:1"), Button("人才", "go:2")), (Button("原文", url="https://a.example"),))
    return Reply(parts=(Part(html="<b>你好</b> [1]", text="你好 [1]", buttons=buttons),), toast="已保存")


async def test_a_line_is_a_request_of_the_terminals_chat():
    """As a private chat of number 0; what it holds is printed as text with numbered buttons."""
    talk = Talk(with_buttons, "  /latest 融资 ", "")
    await talk.prompt.run()

    (request,) = talk.asked
    assert (request.address, request.chat_kind) == (TERMINAL, "private")
    assert (request.text, request.pressed) == ("/latest 融资", "")
    assert "你好 [1]" in talk.out.getvalue()
    assert "[1] 融资  [2] 人才  [3] 原文" in talk.out.getvalue()
    assert "(已保存)" in talk.out.getvalue()


async def test_a_number_presses_the_button_before_it():
    """2 presses the second; a number without a button, or one of a link, is just text."""
    talk = Talk(with_buttons, "2", "/start", "2", "9", "3")
    await talk.prompt.run()

    assert [(r.text, r.pressed) for r in talk.asked] == [("2", ""), ("/start", ""), ("", "go:2"), ("9", ""), ("3", "")]


async def test_exchanged_buttons_are_shown_and_pressed():
    """A reply that only exchanges buttons."""
    talk = Talk(lambda _: Reply(keyboard=((Button("返回", "fb:back"),),)), "x", "1")
    await talk.prompt.run()

    assert "[1] 返回" in talk.out.getvalue()
    assert talk.asked[1].pressed == "fb:back"


@pytest.mark.parametrize("word", ["exit", "QUIT", "/exit", "退出"])
async def test_words_that_leave(word: str):
    """Nothing after them is read."""
    talk = Talk(with_buttons, word, "/latest")
    await talk.prompt.run()

    assert talk.asked == []


async def test_silence_is_silence():
    """Where Telegram would show nothing, neither does the terminal."""
    talk = Talk(lambda _: None, "大家好")
    await talk.prompt.run()

    assert len(talk.out.getvalue().strip().splitlines()) == 1


async def test_a_command_that_fails_does_not_end_the_chat(caplog: pytest.LogCaptureFixture):
    """The user reads that it did not work; the log has why; the next line is answered."""

    def fails(request: Request) -> Reply | None:
        if request.text == "bad":
            raise ValueError("broken")
        return with_buttons(request)

    talk = Talk(fails, "bad", "good")
    await talk.prompt.run()

    assert texts.FAILED in talk.out.getvalue()
    assert "你好" in talk.out.getvalue()
    assert "ValueError: broken" in caplog.text


SCRIPT = """
import asyncio, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started in the background hand down that it is ignored
from datetime import UTC, datetime
from rich.console import Console
from bot.core.address import TERMINAL
from bot.core.chats import Part, Reply
from bot.terminal.prompt import Prompt
answer = lambda request, now: Reply(parts=(Part(html="", text="heard " + request.text),))
asyncio.run(Prompt(answer, Console(), clock=lambda: datetime.now(UTC)).run())
"""


@pytest.fixture
def terminal() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The prompt in a process of its own, at a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=Path.cwd(),
        start_new_session=True,
    )
    os.close(theirs)
    yield process, ours
    if process.poll() is None:
        process.kill()
    process.wait(60)
    os.close(ours)


def read_until(terminal: int, word: str, *, after: str = "", seconds: float = 60) -> str:
    seen, end = "", time.monotonic() + seconds
    while after not in seen or word not in seen[seen.index(after) :]:
        assert time.monotonic() < end, seen
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    return seen


@pytest.mark.parametrize("way", ["ctrl-c", "ctrl-d", "exit"])
def test_leaving_takes_no_extra_key(terminal: tuple[subprocess.Popen[bytes], int], way: str):
    """Ctrl-C while it waits for a line ends it at once, as do Ctrl-D and exit."""
    process, screen = terminal
    read_until(screen, "虎报>")
    os.write(screen, "早\n".encode())
    read_until(screen, "虎报>", after="heard 早")
    match way:
        case "ctrl-c":
            process.send_signal(signal.SIGINT)
        case "ctrl-d":
            os.write(screen, b"\x04")
        case _:
            os.write(screen, b"exit\n")

    process.wait(60)


async def test_the_terminals_own_words_follow_the_chats_language():
    """Greeting, prompt and failure; changed by a command, the next prompt is in the new one."""
    language, prompts = ["en"], []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        if len(prompts) > 2:
            raise EOFError
        return "bad"

    def fails(_request: Request, _now: datetime) -> Reply | None:
        language[0] = "zh-Hant"
        raise ValueError

    out = io.StringIO()
    console = Console(file=out, width=200)
    prompt = Prompt(fails, console, clock=lambda: NOON, read=read, language=lambda: language[0])
    await prompt.run()

    assert "/help lists all commands" in out.getvalue()
    assert "這次沒有辦成" in out.getvalue()
    assert prompts == ["hubao> ", "虎報> ", "虎報> "]
