"""An Update as a Request: messages, button presses, and what happened to the bot's membership."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Chat, Message, Update
from telegram.constants import ChatMemberStatus

from bot.core.types import Request

_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True, slots=True)
class Membership:
    """A user blocked or unblocked the bot, or a group removed or added it."""

    telegram_id: int
    present: bool


@dataclass(frozen=True, slots=True)
class Migration:
    """A group became a supergroup."""

    old_id: int
    new_id: int


def read_update(update: Update) -> Request | Membership | Migration | None:
    """What an update asks of us, or None for what is not ours to answer."""
    if update.my_chat_member is not None:
        change = update.my_chat_member
        return Membership(change.chat.id, change.new_chat_member.status not in _AWAY)
    if update.callback_query is not None:
        return _press(update)
    message = update.message or update.channel_post
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Migration(message.chat.id, message.migrate_to_chat_id)
    text = message.text or message.caption or ""
    return _request(message, text=text) if text else None


def _press(update: Update) -> Request | None:
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return None
    return Request(
        telegram_id=query.message.chat.id,
        thread_id=_thread(query.message),
        chat_kind=query.message.chat.type,
        chat_title=_title(query.message.chat),
        user_id=query.from_user.id,
        user_name=query.from_user.full_name,
        pressed=query.data or "-",
        message_id=query.message.message_id,
    )


def _request(message: Message, *, text: str) -> Request:
    return Request(
        telegram_id=message.chat.id,
        thread_id=_thread(message),
        chat_kind=message.chat.type,
        chat_title=_title(message.chat),
        user_id=message.from_user.id if message.from_user else message.chat.id,
        user_name=message.from_user.full_name if message.from_user else "",
        text=text,
    )


def _thread(message: Message) -> int:
    """Forum topics only: in an ordinary supergroup the thread id is a reply chain."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _title(chat: Chat) -> str:
    return chat.title or chat.full_name or ""
