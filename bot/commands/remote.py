"""/use: a channel (or group) set up from a private chat by one of its admins, for an hour at most.

Telegram is asked at every command whether they still are one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.context import Context, UserError
from bot.commands.conversation import Conversation
from bot.commands.replies import say
from bot.core.address import Address
from bot.core.callbacks import bind
from bot.core.chats import Button, Buttons, Chat, InUse, Part, Reply, Request
from bot.render.html import bold, escape
from bot.storage.chats import chats as store
from bot.storage.database import Database
from bot.texts import texts

#: so that nobody forgets which chat is meant
LASTS = timedelta(hours=1)
_NAMED = re.compile(r"/use(?:@\w+)?\s+(?:https?://)?(?:t\.me/)?(@?[A-Za-z]\w{3,31}|-\d{5,15})\s*$")
_BACK = {"", "退出", "返回", "结束", "取消", "私聊", "私讯", "off", "exit", "quit", "stop"}


def channel_named(request: Request) -> str:
    """The channel that /use names (@name or its number), or "": only then Telegram is asked about it."""
    named = _NAMED.match(request.text.strip()) if request.chat_kind == "private" else None
    if named is None or named[1].lower() in _BACK:
        return ""
    return named[1] if named[1].startswith(("@", "-")) else f"@{named[1]}"


def use(context: Context) -> Reply:
    """@频道 turns to a channel, 退出 back to this chat."""
    if context.request.chat_kind != "private":
        raise UserError(texts.USE_IN_PRIVATE)
    if context.args in _BACK:
        store.use_chat(context.session, context.chat.id, None)
        return say(f"{texts.USE_HERE}\n{texts.HOW_TO_USE}")
    target = context.request.target
    named = channel_named(context.request)
    if target is None:
        raise UserError(texts.USE_NOT_FOUND if named else texts.HOW_TO_USE)
    if not target.is_admin:
        raise UserError(texts.USE_NOT_ADMIN.format(title=named))  # not its title, which a number guessed would tell
    chat = store.open_chat(context.session, target.address, kind=target.kind, title=target.title, now=context.now)
    used = InUse(chat_id=chat.id, until=context.now + LASTS)
    store.use_chat(context.session, context.chat.id, used)
    return say(texts.USE_NOW.format(title=target.title))


def in_use(conversation: Conversation, *, bound_to: int | None, pressed: bool) -> Chat | None:
    """The chat that is set up from here, None for this one itself.

    A button acts on the chat it was shown for and no other. Raises UserError when that one is no longer in use.
    """
    if conversation.kind != "private" or (pressed and bound_to is None):
        return None
    other = conversation.other
    if bound_to is not None and (other is None or other.id != bound_to):
        raise UserError(texts.USE_OVER)
    return other


def used_address(database: Database, request: Request, *, now: datetime) -> Address | None:
    """The chat that is set up from the one that asks, whose admins Telegram is to be asked about."""
    if request.chat_kind != "private":
        return None
    with database.read() as session:
        chat = store.find_chat(session, request.address)
        if chat is None or chat.in_use is None or chat.in_use.until <= now:
            return None
        used = store.get_chat(session, chat.in_use.chat_id)
    return used.address if used is not None else None


def mark(reply: Reply, chat: Chat) -> Reply:
    """The answer with the name of the chat it is about, its buttons bound to that chat."""
    parts = [replace(part, buttons=_bound(part.buttons, chat)) for part in reply.parts]
    if parts and parts[0].image is None and parts[0].document is None:
        parts[0] = _headed(parts[0], texts.USE_HEAD.format(title=chat.title))
    keyboard = None if reply.keyboard is None else _bound(reply.keyboard, chat)
    return replace(reply, parts=tuple(parts), keyboard=keyboard)


def _headed(part: Part, head: str) -> Part:
    return replace(part, html=f"{bold(head)}\n{part.html or escape(part.text)}", text=f"{head}\n{part.text}")


def _bound(buttons: Buttons, chat: Chat) -> Buttons:
    return tuple(tuple(Button(b.label, bind(b.data, chat.id) if b.data else "", b.url) for b in row) for row in buttons)
