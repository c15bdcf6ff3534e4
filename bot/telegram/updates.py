"""Long polling with a net under it: updates are stored before Telegram hears that we have them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Bot, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.commands import replies
from bot.core.errors import HubaoError
from bot.core.types import Part, Reply, Request
from bot.storage import chats as chat_store
from bot.storage import inbox
from bot.storage.database import Database
from bot.telegram.requests import Membership, Migration, read_update
from bot.telegram.sender import NO_PREVIEW, keyboard, send_part, wait_of

log = logging.getLogger(__name__)

POLL_SECONDS = 25
#: what we ask Telegram for; it remembers the list between calls
ALLOWED = ["message", "channel_post", "callback_query", "my_chat_member", "inline_query"]
#: how many requests are worked on at once; one per chat
AT_ONCE = 16
_ADMINS = {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}

Answer = Callable[[Request, datetime], Reply | None]


class BadTokenError(HubaoError):
    """Telegram does not know this bot token."""


class Updates:
    """Receives updates, answers them, and replays what a crash left unanswered."""

    def __init__(self, bot: Bot, database: Database, answer: Answer, *, clock: Callable[[], datetime]) -> None:
        self._bot, self._database, self._answer, self._clock = bot, database, answer, clock
        self._chats: dict[int, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until cancelled. Raises BadTokenError; a second instance and a dead network only wait."""
        await self.replay()
        await self._bot.delete_webhook()
        # No offset: Telegram gives what it still holds, and the inbox knows what we had before.
        offset: int | None = None
        failures = 0
        try:
            while True:
                try:
                    updates = await self._get(offset)
                except TelegramError as error:
                    await asyncio.sleep(_wait_after(error, failures))
                    failures += 1
                    continue
                failures = 0
                if updates:
                    await self.take_raw(updates)
                    offset = max(int(u["update_id"]) for u in updates) + 1
        finally:
            await self.drain()

    async def replay(self) -> None:
        """Start answering what a crash left unanswered."""
        for update in await asyncio.to_thread(self._left_open):
            self._start(update)

    async def drain(self) -> None:
        """Wait for the answers under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=20)

    async def take_raw(self, updates: list[dict[str, Any]]) -> None:
        """Store raw updates and start answering the new ones (the webhook's door)."""
        new = set(await asyncio.to_thread(self._store, updates))
        for raw in updates:
            if raw["update_id"] in new:
                self._start(raw)

    async def _get(self, offset: int | None) -> list[dict[str, Any]]:
        got = await self._bot.get_updates(
            offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED, read_timeout=POLL_SECONDS + 10
        )
        return [update.to_dict() for update in got]

    def _start(self, raw: dict[str, Any]) -> None:
        task = asyncio.create_task(self._work(raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, raw: dict[str, Any]) -> None:
        update_id = int(raw["update_id"])
        asked = None
        try:
            asked = read_update(Update.de_json(raw, self._bot))
            chat_id = asked.telegram_id if isinstance(asked, (Request, Membership)) else 0
            async with self._chats.setdefault(chat_id, asyncio.Lock()), self._slots:
                await asyncio.to_thread(self._write, lambda s: inbox.begin(s, update_id))
                await self._handle(asked, raw)
        except TelegramError as error:
            # The effect is committed; only the answer could not be brought.
            log.warning("answer not delivered", extra={"update_id": update_id, "reason": error.message})
        except Exception:
            log.exception("update failed", extra={"update_id": update_id})
            if isinstance(asked, Request):
                await self._apologise(asked)
        await asyncio.to_thread(self._write, lambda s: inbox.finish(s, update_id, now=self._clock()))

    async def _handle(self, asked: Request | Membership | Migration | None, raw: dict[str, Any]) -> None:
        match asked:
            case Membership():
                await asyncio.to_thread(self._write, lambda s: _membership(s, asked, self._clock()))
            case Migration(old, new):
                await asyncio.to_thread(self._write, lambda s: chat_store.move_chat(s, old_id=old, new_id=new))
            case Request():
                request = replace(asked, is_chat_admin=await self._is_admin(asked))
                reply = await asyncio.to_thread(self._answer, request, self._clock())
                await self._deliver(request, reply, raw)

    async def _is_admin(self, request: Request) -> bool:
        if request.chat_kind in {"private", "channel"} or request.user_id == request.telegram_id:
            return True
        member = await self._bot.get_chat_member(request.telegram_id, request.user_id)
        return member.status in _ADMINS

    async def _deliver(self, request: Request, reply: Reply | None, raw: dict[str, Any]) -> None:
        query = raw.get("callback_query")
        if query is not None:
            toast = reply.toast[:200] if reply else ""
            await _quietly(self._bot.answer_callback_query(query["id"], text=toast or None))
        if reply is None:
            return
        parts = list(reply.parts)
        if reply.edit and request.message_id is not None and parts:
            first = parts.pop(0)
            await _quietly(
                self._bot.edit_message_text(
                    first.html or first.text,
                    chat_id=request.telegram_id,
                    message_id=request.message_id,
                    parse_mode="HTML" if first.html else None,
                    reply_markup=keyboard(first.buttons),
                    link_preview_options=NO_PREVIEW,
                )
            )
        for part in parts:
            await self._send_patiently(request, part)

    async def _send_patiently(self, request: Request, part: Part) -> None:
        """An answer is worth three tries; Telegram's wait is obeyed while the user may still be waiting."""
        for attempt in range(3):
            try:
                await send_part(self._bot, request.telegram_id, request.thread_id, part)
            except BadRequest:
                raise
            except (RetryAfter, NetworkError) as error:
                seconds = wait_of(error).total_seconds() if isinstance(error, RetryAfter) else 1 + attempt
                if attempt == 2 or seconds > 60:
                    raise
                await asyncio.sleep(seconds)
            else:
                return

    async def _apologise(self, request: Request) -> None:
        part = Part(html="", text=replies.FAILED)
        await _quietly(send_part(self._bot, request.telegram_id, request.thread_id, part))

    def _left_open(self) -> list[dict[str, Any]]:
        with self._database.read() as session:
            return inbox.open_updates(session)

    def _store(self, updates: list[dict[str, Any]]) -> list[int]:
        with self._database.write() as session:
            return inbox.receive(session, updates, now=self._clock())

    def _write(self, act: Callable[[Any], object]) -> None:
        with self._database.write() as session:
            act(session)


def _membership(session: Any, change: Membership, now: datetime) -> None:
    for chat in chat_store.chats_of(session, change.telegram_id):
        if change.present:
            if chat.pause_reason != "user":
                chat_store.resume(session, chat.id, now=now)
        else:
            chat_store.pause(session, chat.id, reason="blocked", now=now)


def _wait_after(error: TelegramError, failures: int) -> float:
    """Seconds until the next try; raises BadTokenError where trying again cannot help."""
    if isinstance(error, InvalidToken):
        raise BadTokenError(
            "Telegram does not know this bot token: set TELEGRAM_BOT_TOKEN to the token @BotFather gave"
        ) from error
    if isinstance(error, Conflict):
        log.warning("another instance reads this bot's updates: stop it; trying again in 30 s")
        return 30
    if isinstance(error, RetryAfter):
        return wait_of(error).total_seconds()
    if failures == 0:
        log.warning("cannot reach Telegram, trying again by itself", extra={"reason": error.message})
    return min(1 << min(failures, 6), 60)


async def _quietly(call: Awaitable[object]) -> None:
    """Telegram's refusals that only mean "too late" or "nothing to change" are no failure of the answer."""
    try:
        await call
    except BadRequest as error:
        log.info("Telegram declined", extra={"reason": error.message})
