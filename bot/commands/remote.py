"""/use: a channel (or group) set up from a private chat by one of its admins, for an hour at a time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.desk import Context, Desk, UserError, say
from bot.core.chats import Button, Buttons, Chat, Part, Reply, Request
from bot.render.html import bold, escape
from bot.storage.chats import chats as store
from bot.texts import texts

#: an admin may be one no longer, so Telegram is asked again after this long
LASTS = timedelta(hours=1)
_NAMED = re.compile(r"/use(?:@\w+)?\s+(?:https?://)?(?:t\.me/)?(@?[A-Za-z]\w{3,31}|-\d{5,15})\s*$")
_MARKED = re.compile(r"u(\d{1,12})\|(.*)$", re.DOTALL)
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
        store.set_dialog(context.session, context.chat.id, {})
        return say(f"{texts.USE_HERE}\n{texts.HOW_TO_USE}")
    target = context.request.target
    if target is None:
        raise UserError(texts.USE_NOT_FOUND if channel_named(context.request) else texts.HOW_TO_USE)
    if not target.is_admin:
        raise UserError(texts.USE_NOT_ADMIN.format(title=target.title))
    store.open_chat(
        context.session, telegram_id=target.telegram_id, kind=target.kind, title=target.title, now=context.now
    )
    until = (context.now + LASTS).isoformat()
    store.set_dialog(context.session, context.chat.id, {"use": target.telegram_id, "until": until})
    return say(texts.USE_NOW.format(title=target.title))


def unmark(request: Request) -> tuple[Request, int | None]:
    """A press on a button of another chat's answer: the press itself, and that chat's row."""
    marked = _MARKED.match(request.pressed)
    return (replace(request, pressed=marked[2]), int(marked[1])) if marked else (request, None)


def in_use(desk: Desk, chat: Chat, *, marked: int | None, pressed: bool, now: datetime) -> Chat | None:
    """The chat that is set up from here, None for this one itself.

    A button acts on the chat it was shown for and no other. Raises UserError when that one is no longer in use.
    """
    if chat.kind != "private" or (pressed and marked is None):
        return None
    with desk.database.read() as session:
        dialog = store.get_dialog(session, chat.id)
        runs = bool(dialog.get("use")) and datetime.fromisoformat(dialog["until"]) > now
        other = store.find_chat(session, telegram_id=int(dialog["use"])) if runs else None
    if marked is not None and (other is None or other.id != marked):
        raise UserError(texts.USE_OVER)
    return other


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
    return tuple(
        tuple(Button(b.label, f"u{chat.id}|{b.data}" if b.data else "", b.url) for b in row) for row in buttons
    )
