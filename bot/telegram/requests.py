"""An Update as a Request: messages, button presses, and what happened to the bot's membership."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Chat, Document, Message, Update
from telegram.constants import ChatMemberStatus

from bot.core.address import Address
from bot.core.chats import Request
from bot.feeds.opml import MOST_BYTES
from bot.telegram.address import address_of, chat_id_of

_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True, slots=True)
class Membership:
    """A user blocked or unblocked the bot, or a group removed or added it."""

    address: Address
    present: bool


@dataclass(frozen=True, slots=True)
class Migration:
    """A group became a supergroup."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class Inline:
    """Somebody types `@bot ...` in any chat."""

    query_id: str
    request: Request


Asked = Request | Membership | Migration | Inline


def read_update(update: Update) -> Asked | None:
    """What an update asks of us, or None for what is not ours to answer."""
    if update.my_chat_member is not None:
        change = update.my_chat_member
        return Membership(address_of(change.chat.id), change.new_chat_member.status not in _AWAY)
    if update.callback_query is not None:
        return _press(update)
    if update.inline_query is not None:
        query = update.inline_query
        user_id = query.from_user.id  # a user's private chat has the user's number
        return Inline(query.id, Request(address=address_of(user_id), user_id=user_id, text=query.query))
    message = update.message or update.channel_post
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Migration(address_of(message.chat.id), address_of(message.migrate_to_chat_id))
    text = message.text or message.caption or ""
    # A channel's post copied into its discussion group was meant for the channel.
    if message.is_automatic_forward:
        return None
    if message.document is not None and not text.startswith("/"):
        return _upload(update, message, message.document)
    return _request(update, message, text=text) if text else None


def chat_of(asked: Asked | None) -> str:
    """The key of the chat whose updates must keep their order; "" for an update that is not ours."""
    match asked:
        case Migration(old, _):
            return old.key
        case Inline(_, request):
            return request.address.key
        case None:
            return ""
    return asked.address.key


def is_surely_admin(request: Request) -> bool:
    """Who needs no asking: a private chat's user, a channel's post, an admin who writes as the group itself."""
    if request.chat_kind == "private" or (request.chat_kind == "channel" and not request.pressed):
        return True
    return request.user_id == chat_id_of(request.address)


def _press(update: Update) -> Request | None:
    query = update.callback_query
    if query is None or query.message is None:
        return None
    message = query.message  # too old to be read, it is still there to be answered
    return Request(
        address=address_of(message.chat.id, _thread(message) if isinstance(message, Message) else 0),
        chat_kind=str(message.chat.type),
        chat_title=_title(message.chat),
        user_id=query.from_user.id,
        language_code=query.from_user.language_code or "",
        pressed=query.data or "-",
        message_id=message.message_id,
        update_id=update.update_id,
    )


def _request(update: Update, message: Message, *, text: str) -> Request:
    sender = message.sender_chat or message.from_user or message.chat
    return Request(
        address=address_of(message.chat.id, _thread(message)),
        chat_kind=str(message.chat.type),
        chat_title=_title(message.chat),
        user_id=sender.id,
        language_code="" if isinstance(sender, Chat) else sender.language_code or "",
        text=text,
        update_id=update.update_id,
    )


def _upload(update: Update, message: Message, document: Document) -> Request | None:
    """A list of feeds to take over; any other file is answered in private only, where it was meant for us."""
    name = document.file_name or ""
    is_list = name.lower().endswith((".opml", ".xml"))
    if message.chat.type != "private" and not name.lower().endswith(".opml"):
        return None
    wanted = is_list and (document.file_size or 0) <= MOST_BYTES
    request = _request(update, message, text="")
    return replace(request, document=(name, b""), file_id=document.file_id if wanted else "")


def _thread(message: Message) -> int:
    """Forum topics only: in an ordinary supergroup the thread id is a reply chain."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _title(chat: Chat) -> str:
    return chat.title or chat.full_name or ""
