"""Brings a reply to Telegram: the toast, the edit in place, new messages; patiently and within the pace."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session
from telegram import Bot, InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.commands.languages import language_at
from bot.core.address import TELEGRAM, Address
from bot.core.chats import InlineResult, Part, Reply, Request
from bot.core.pace import channel_key, chat_key
from bot.core.shares import Payer
from bot.core.turns import Spending, Turns
from bot.storage.chats.supergroups import move_chat
from bot.storage.database import Database
from bot.storage.mail import pace
from bot.telegram.address import address_of, chat_id_of
from bot.telegram.limits import OVERALL_GAP, chat_gap
from bot.telegram.patience import wait_of
from bot.telegram.sender import NO_PREVIEW, has_bad_markup, keyboard, send_part
from bot.texts import speaking, texts

log = logging.getLogger(__name__)

T = TypeVar("T")
TRIES = 3
#: of the connections to Telegram, answers take so many at once; the others are the outbox's and the next updates'
AT_ONCE = 16
#: answers that hold a booked place in the channel's pace: the line behind them is ours to order, those places are not
PLACES = 4
#: a wait longer than this is not sat out: the user has gone
LONGEST_WAIT = timedelta(seconds=60)
#: so many answers in a row may run ahead of a chat's pace
BURST = {"private": 3, "group": 2}
_UNTIL_WHENEVER = timedelta(days=1)
_NOTHING_TO_DO = "message is not modified"
_HOPELESS = (BadRequest, Forbidden, ChatMigrated, InvalidToken)


class Answers:
    """The way back to a user who asked something."""

    def __init__(self, bot: Bot, database: Database, *, clock: Callable[[], datetime], asked: Spending) -> None:
        self._bot, self._database, self._clock = bot, database, clock
        self._places = Turns(PLACES, asked)
        self._calls = asyncio.Semaphore(AT_ONCE)

    async def bring(self, request: Request, reply: Reply | None, *, query_id: str | None = None) -> None:
        """Bring all of a reply. Raises TelegramError when a message of it could not be delivered."""
        if query_id is not None:
            await self.toast(query_id, reply.toast if reply else "")
        if reply is None:
            return
        parts = list(reply.parts)
        if reply.edit and request.message_id is not None and parts and await self._edit(request, parts[0]):
            parts.pop(0)
        if reply.keyboard is not None and request.message_id is not None:
            await self._exchange_buttons(request, reply)
        for part in parts:
            await self._send(request, part)

    async def toast(self, query_id: str, text: str) -> None:
        """Stop the pressed button's clock; too late is no matter, and no reason to keep the answer back."""
        try:
            async with self._calls:
                await self._bot.answer_callback_query(query_id, text=text[:200] or None)
        except TelegramError as error:
            log.info("press not confirmed", extra={"reason": error.message})

    async def expired(self, query_id: str, address: Address) -> None:
        """Say that a button is of no use any more."""
        with speaking(await self._language(address)):
            await self.toast(query_id, texts.EXPIRED)

    async def offer(self, inline_id: str, found: Sequence[InlineResult], request: Request) -> None:
        """Show what inline mode found; nothing found is said, with the way to the bot itself."""
        button = None
        if not found:
            with speaking(await self._language(request.address)):
                button = InlineQueryResultsButton(texts.INLINE_NOTHING, start_parameter="inline")
        articles = [
            InlineQueryResultArticle(
                result.id,
                result.title,
                InputTextMessageContent(result.part.html, parse_mode="HTML", link_preview_options=NO_PREVIEW),
                description=result.description or None,
            )
            for result in found
        ]
        # What one user sees another may not: the answer is kept for that user only, and not for long.
        async with self._calls:
            await self._bot.answer_inline_query(inline_id, articles, cache_time=30, is_personal=True, button=button)

    async def apologise(self, request: Request) -> None:
        """Say that it went wrong; if even that cannot be brought, the log has it."""
        try:
            with speaking(await self._language(request.address)):
                await self._send(request, Part(html="", text=texts.FAILED))
        except Exception as error:  # an apology of an apology helps nobody
            log.warning("apology not delivered", extra={"reason": str(error)})

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """A call worth three tries; Telegram's wait is obeyed while the user may still be waiting."""
        for attempt in range(1, TRIES + 1):
            try:
                async with self._calls:  # not held while waiting for the next try
                    return await call()
            except _HOPELESS:
                raise
            except (RetryAfter, NetworkError) as error:
                wait = wait_of(error) if isinstance(error, RetryAfter) else timedelta(seconds=attempt)
                if attempt == TRIES or wait > LONGEST_WAIT:
                    raise
                await asyncio.sleep(wait.total_seconds())
        raise AssertionError("unreachable")

    async def _language(self, address: Address) -> str | None:
        return await asyncio.to_thread(language_at, self._database, address)

    async def _edit(self, request: Request, part: Part) -> bool:
        """Put the part in the pressed message's place; False when that message is no longer there to edit."""

        async def edit() -> object:
            return await self._bot.edit_message_text(
                part.html or part.text,
                chat_id=chat_id_of(request.address),
                message_id=request.message_id,
                parse_mode="HTML" if part.html else None,
                reply_markup=keyboard(part.buttons),
                link_preview_options=NO_PREVIEW,
            )

        await self._turn(request)
        return await self._tried(edit)

    async def _exchange_buttons(self, request: Request, reply: Reply) -> None:
        async def exchange() -> object:
            return await self._bot.edit_message_reply_markup(
                chat_id=chat_id_of(request.address),
                message_id=request.message_id,
                reply_markup=keyboard(reply.keyboard or ()),
            )

        await self._tried(exchange)

    async def _tried(self, call: Callable[[], Awaitable[object]]) -> bool:
        try:
            await self.patiently(call)
        except BadRequest as error:
            log.info("message not edited", extra={"reason": error.message})
            return _NOTHING_TO_DO in error.message.lower()
        return True

    async def _send(self, request: Request, part: Part) -> None:
        await self._turn(request)
        try:
            await self.patiently(lambda: send_part(self._bot, request.address, part))
        except ChatMigrated as error:
            moved = replace(request.address, key=address_of(error.new_chat_id).key)
            await asyncio.to_thread(self._move, request.address, moved.key)
            await self.patiently(lambda: send_part(self._bot, moved, part))
        except BadRequest as error:
            if not part.html or not has_bad_markup(error):
                raise
            log.warning("our markup was refused, sent as plain text", extra={"reason": error.message})
            bare = replace(part, html="")
            await self.patiently(lambda: send_part(self._bot, request.address, bare))

    async def _turn(self, request: Request) -> None:
        """Wait for a place in the pace that all senders share. A few answers may run ahead of their chat's.

        The channel's is booked when the chat's has come, and by a few at once: of those who wait, who asked least of
        late is next, however many asked before.
        """
        chat_booked = False
        while True:
            async with self._places.turn(Payer(request.address.key)):
                now = self._clock()
                start, whole = await asyncio.to_thread(self._book, request, now, chat_booked)
                wait = max((start - now).total_seconds(), 0)
                if whole:
                    await asyncio.sleep(wait)
                    return
            chat_booked = True
            await asyncio.sleep(wait)

    def _book(self, request: Request, now: datetime, chat_booked: bool) -> tuple[datetime, bool]:
        """When the chat's turn is; if it is now, when the channel's is, and that this is all."""
        gap = chat_gap(request.chat_kind)
        ahead = gap * (BURST["private" if request.chat_kind == "private" else "group"] - 1)

        def book(session: Session) -> tuple[datetime, bool]:
            if not chat_booked:
                chat = pace.reserve(session, chat_key(request.address), gap, now=now, within=_UNTIL_WHENEVER) - ahead
                if chat > now:
                    return chat, False
            return pace.reserve(session, channel_key(TELEGRAM), OVERALL_GAP, now=now, within=_UNTIL_WHENEVER), True

        return self._database.together(book)

    def _move(self, old: Address, key: str) -> None:
        with self._database.write() as session:
            move_chat(session, old, key=key)
