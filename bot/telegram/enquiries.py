"""What a request does not say by itself is asked of Telegram: who is an admin, a file's bytes, another chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.core.address import Address
from bot.core.chats import Request, Target
from bot.core.errors import HubaoError
from bot.telegram.address import address_of, chat_id_of
from bot.telegram.requests import is_surely_admin

log = logging.getLogger(__name__)

_ADMINS = {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}


class AdminUnknownError(HubaoError):
    """Telegram did not say whether the user is an admin, so nothing was done."""


class Enquiries:
    """Asks through `patiently`, and no more than the request needs."""

    def __init__(
        self,
        bot: Bot,
        patiently: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]],
        *,
        for_admins: Callable[[Request], bool],
        names_chat: Callable[[Request], str],
        uses_chat: Callable[[Request], Address | None],
    ) -> None:
        self._bot, self._patiently = bot, patiently
        self._for_admins, self._names_chat = for_admins, names_chat
        self._uses_chat = uses_chat

    async def complete(self, request: Request) -> Request:
        """The request with all that commands need to know. Raises AdminUnknownError and TelegramError."""
        request = replace(request, is_chat_admin=await self._is_admin(request))
        used = await asyncio.to_thread(self._uses_chat, request) if request.chat_kind == "private" else None
        if used is not None:
            request = replace(request, is_admin_of_used=await self._is_admin_of(used, request.user_id))
        request = await self._with_file(request) if request.file_id else request
        named = self._names_chat(request)
        return replace(request, target=await self._look_up(named, request)) if named else request

    async def _look_up(self, named: str, request: Request) -> Target | None:
        """A chat named in another one, and whether the user is its admin; None where we are not let in."""
        try:
            chat = await self._patiently(lambda: self._bot.get_chat(named))
            member = await self._patiently(lambda: self._bot.get_chat_member(chat.id, request.user_id))
        except (BadRequest, Forbidden) as error:
            log.info("chat cannot be looked at", extra={"reason": error.message})
            return None
        title = chat.title or named
        return Target(address=address_of(chat.id), kind=str(chat.type), title=title, is_admin=member.status in _ADMINS)

    async def _with_file(self, request: Request) -> Request:
        """The request with its document's bytes; without them where Telegram does not give the file."""
        name = request.document[0] if request.document else ""
        try:
            file = await self._patiently(lambda: self._bot.get_file(request.file_id))
            body = await self._patiently(file.download_as_bytearray)
        except (BadRequest, Forbidden) as error:
            log.info("file not given", extra={"reason": error.message})
            return request
        return replace(request, document=(name, bytes(body)))

    async def _is_admin(self, request: Request) -> bool:
        """Telegram is asked only about what a group keeps to its admins; whom it does not know is none."""
        if is_surely_admin(request) or not self._for_admins(request):
            return True
        return await self._is_admin_of(request.address, request.user_id)

    async def _is_admin_of(self, address: Address, user_id: int) -> bool:
        """False also where we are let in no more."""
        try:
            member = await self._patiently(lambda: self._bot.get_chat_member(chat_id_of(address), user_id))
        except (BadRequest, Forbidden):
            return False
        except TelegramError as error:
            raise AdminUnknownError(f"cannot ask who is an admin: {error.message}") from error
        return member.status in _ADMINS
