"""The bot at a prompt: the same requests and replies as in Telegram; a number presses a button."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count

from rich.console import Console

from bot.core.types import Button, Reply, Request
from bot.terminal.messenger import show_part

PROMPT = "虎报> "
BYE = {"exit", "quit", "/exit", "/quit", "退出", "再见"}
TERMINAL_CHAT = 0

Answer = Callable[[Request, datetime], Reply | None]


class Prompt:
    """Reads lines until the user leaves (exit, Ctrl-D) and shows what the commands answer."""

    def __init__(
        self, answer: Answer, console: Console, *, clock: Callable[[], datetime], read: Callable[[str], str] = input
    ) -> None:
        self._answer, self._console, self._clock, self._read = answer, console, clock, read
        self._buttons: list[Button] = []
        self._messages = count(1)

    async def run(self) -> None:
        """Serve until the user leaves."""
        self._console.print("发 /help 看全部命令；输入按钮前的数字就是按它；exit 离开。\n")
        while True:
            try:
                line = (await asyncio.to_thread(self._read, PROMPT)).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line.lower() in BYE:
                return
            if line:
                await self.say(line)

    async def say(self, line: str) -> None:
        """Answer one line."""
        request = self._request(line)
        reply = await asyncio.to_thread(self._answer, request, self._clock())
        if reply is None:
            return
        if reply.toast:
            self._console.print(f"({reply.toast})", style="dim")
        for part in reply.parts:
            show_part(self._console, part)
        if reply.parts:
            self._buttons = [button for row in reply.parts[-1].buttons for button in row]

    def _request(self, line: str) -> Request:
        pressed = ""
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            pressed = self._buttons[int(line) - 1].data
        return Request(
            telegram_id=TERMINAL_CHAT,
            chat_kind="private",
            chat_title="terminal",
            user_id=TERMINAL_CHAT,
            user_name="terminal",
            text="" if pressed else line,
            pressed=pressed,
            message_id=next(self._messages) if pressed else None,
        )
