"""From a request to its reply: slash commands, buttons, files, and plain Chinese in private chats."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.commands import ask, correct, feeds, replies, settings, start, subscribe
from bot.commands.desk import Context, Desk, UserError, say
from bot.core.types import Chat, Reply, Request
from bot.storage import chats as chat_store

log = logging.getLogger(__name__)

Handler = Callable[[Context], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: who answers it, what the menu says, whether it writes, whether a group keeps it to admins."""

    handler: Handler
    menu: str
    writes: bool = False
    admins_only: bool = False


COMMANDS: dict[str, Command] = {
    "start": Command(start.start, "开始", writes=True),
    "subscribe": Command(subscribe.subscribe, "订阅公司和话题", writes=True, admins_only=True),
    "unsubscribe": Command(subscribe.unsubscribe, "退订", writes=True, admins_only=True),
    "settings": Command(settings.settings, "推送时间和偏好"),
    "latest": Command(ask.latest, "最新消息"),
    "firm": Command(ask.firm, "一家公司的近况"),
    "search": Command(ask.search, "搜索"),
    "preview": Command(ask.preview, "看看会收到什么"),
    "feeds": Command(feeds.feeds, "信息源"),
    "addfeed": Command(feeds.addfeed, "添加信息源", writes=True, admins_only=True),
    "removefeed": Command(feeds.removefeed, "删除信息源", writes=True, admins_only=True),
    "story": Command(ask.story, "一件事的全部来源"),
    "why": Command(ask.why, "为什么这样标"),
    "mute": Command(subscribe.mute, "暂时不看一家公司", writes=True, admins_only=True),
    "pause": Command(subscribe.pause, "暂停推送", writes=True, admins_only=True),
    "resume": Command(subscribe.resume, "恢复推送", writes=True, admins_only=True),
    "help": Command(start.help_, "全部命令"),
}
#: prefix of the callback data -> who answers; all of them may write
BUTTONS: dict[str, tuple[Handler, bool]] = {
    "go": (start.pressed, True),
    "set": (settings.pressed, True),
    "lt": (ask.latest_page, False),
    "sr": (ask.search_page, False),
    "st": (ask.story_pressed, False),
    "fb": (correct.pressed, False),
    "fd": (feeds.pressed, True),
}
#: the first word of a plain sentence -> the command it means
PLAIN = {
    "订阅": "subscribe",
    "关注": "subscribe",
    "退订": "unsubscribe",
    "取消订阅": "unsubscribe",
    "取消关注": "unsubscribe",
    "最新": "latest",
    "搜索": "search",
    "搜": "search",
    "查": "search",
    "静音": "mute",
    "暂停": "pause",
    "恢复": "resume",
    "设置": "settings",
    "帮助": "help",
    "信息源": "feeds",
}
_SLASH = re.compile(r"/([A-Za-z0-9_]+)(?:@(\w+))?(?:\s+(.*))?$", re.DOTALL)
_READ_ONLY_BUTTONS = {"lt", "sr", "st"}


def answer(request: Request, desk: Desk, *, now: datetime) -> Reply | None:
    """The reply to a request, or None where silence is right (small talk in a group, another bot's command)."""
    try:
        return _answer(request, desk, now)
    except UserError as error:
        return say(str(error))


def _answer(request: Request, desk: Desk, now: datetime) -> Reply | None:
    if request.pressed:
        prefix, _, args = request.pressed.partition(":")
        if prefix not in BUTTONS:
            return Reply(toast=replies.EXPIRED)
        handler, admins_only = BUTTONS[prefix]
        return _run(handler, request, desk, now, args, writes=prefix not in _READ_ONLY_BUTTONS, admins=admins_only)
    name, args = _command_of(request, desk)
    if name is None:
        return None
    if name not in COMMANDS:
        return say(replies.UNKNOWN_COMMAND.format(name=name))
    command = COMMANDS[name]
    return _run(command.handler, request, desk, now, args, writes=command.writes, admins=command.admins_only)


def _run(
    handler: Handler, request: Request, desk: Desk, now: datetime, args: str, *, writes: bool, admins: bool
) -> Reply:
    if admins and request.chat_kind != "private" and not request.is_chat_admin:
        raise UserError(replies.GROUP_ADMINS_ONLY)
    chat = _chat_of(request, desk, now)
    opened = desk.database.write() if writes else desk.database.read()
    with opened as session:
        return handler(Context(desk=desk, session=session, request=request, chat=chat, now=now, args=args.strip()))


def _chat_of(request: Request, desk: Desk, now: datetime) -> Chat:
    address = {"telegram_id": request.telegram_id, "thread_id": request.thread_id}
    with desk.database.read() as session:
        chat = chat_store.find_chat(session, **address)
    if chat is not None:
        return chat
    with desk.database.write() as session:
        return chat_store.open_chat(session, **address, kind=request.chat_kind, title=request.chat_title, now=now)


def _command_of(request: Request, desk: Desk) -> tuple[str | None, str]:
    """The command a text means, and what follows it; (None, "") where nobody asked us."""
    text = request.text.strip()
    slash = _SLASH.match(text)
    if slash:
        name, at, rest = slash.groups()
        if at and desk.bot_name and at.lower() != desk.bot_name.lower():
            return None, ""
        return name.lower(), rest or ""
    mention = f"@{desk.bot_name}" if desk.bot_name else ""
    addressed = bool(mention) and text.lower().startswith(mention.lower())
    if request.chat_kind != "private" and not addressed:
        return None, ""
    text = text[len(mention) :].strip() if addressed else text
    for word in sorted(PLAIN, key=len, reverse=True):
        if text.startswith(word):
            return PLAIN[word], text[len(word) :]
    return _question(text, desk)


def _question(text: str, desk: Desk) -> tuple[str | None, str]:
    """A plain question: about a firm we know -> its news; anything else -> search, or what we can do."""
    if not text:
        return "help", ""
    if desk.firms.resolve(text):
        return "firm", text
    if desk.firms.find(text):
        return "latest", text
    raise UserError(replies.NOT_UNDERSTOOD)
