"""The bot at a prompt: the same requests and replies as in Telegram; a number presses a button."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from itertools import count

from rich.console import Console
from rich.text import Text

from bot.core.address import TERMINAL
from bot.core.chats import Button, Part, Reply, Request
from bot.terminal.messenger import show_buttons, show_part
from bot.texts import speaking, texts

log = logging.getLogger(__name__)

BYE = {"exit", "quit", "/exit", "/quit", "退出", "再见"}
USER_ID = 0

Answer = Callable[[Request, datetime], Reply | None]


class Prompt:
    """Reads lines until the user leaves (exit, Ctrl-D) and shows what the commands answer."""

    def __init__(
        self,
        answer: Answer,
        console: Console,
        *,
        clock: Callable[[], datetime],
        read: Callable[[str], str] = input,
        language: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._answer, self._console, self._clock, self._read = answer, console, clock, read
        self._language = language
        self._buttons: list[Button] = []
        self._messages = count(1)

    async def run(self) -> None:
        """Serve until the user leaves."""
        with speaking(self._language()):
            self._console.print(texts.TERMINAL_HELLO)
        while True:
            with speaking(self._language()):
                prompt = texts.TERMINAL_PROMPT
            try:
                line = (await _read_line(self._read, prompt)).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line.lower() in BYE:
                return
            if line:
                await self.say(line)

    async def say(self, line: str) -> None:
        """Answer one line."""
        try:
            reply = await asyncio.to_thread(self._answer, self._request(line), self._clock())
        except Exception:
            log.exception("command failed")
            with speaking(self._language()):
                reply = Reply(parts=(Part(html="", text=texts.FAILED),))
        if reply is None:
            return
        if reply.toast:
            self._console.print(Text(f"({reply.toast})", style="dim"))
        with speaking(self._language()):
            for part in reply.parts:
                show_part(self._console, part)
        if reply.keyboard is not None:
            show_buttons(self._console, reply.keyboard)
        if reply.parts or reply.keyboard is not None:
            rows = reply.parts[-1].buttons if reply.keyboard is None else reply.keyboard
            self._buttons = [button for row in rows or () for button in row]

    def _request(self, line: str) -> Request:
        pressed = ""
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            pressed = self._buttons[int(line) - 1].data
        return Request(
            address=TERMINAL,
            chat_kind="private",
            chat_title="terminal",
            user_id=USER_ID,
            text="" if pressed else line,
            pressed=pressed,
            message_id=next(self._messages) if pressed else None,
        )


async def _read_line(read: Callable[[str], str], prompt: str) -> str:
    """One line, read in a thread that may be left behind: at Ctrl-C nobody should have to press Enter first."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        if not line.done():
            act()

    def work() -> None:
        try:
            text = read(prompt)
        except (EOFError, KeyboardInterrupt, OSError, ValueError) as error:
            failure = EOFError(str(error))
            loop.call_soon_threadsafe(settle, lambda: line.set_exception(failure))
        else:
            loop.call_soon_threadsafe(settle, lambda: line.set_result(text))

    threading.Thread(target=work, name="prompt", daemon=True).start()
    return await line
