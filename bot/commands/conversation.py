"""What the database knows of a request's chat, read once: its language, its own firms, the chat set up from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.languages import first_language
from bot.core.chats import Chat, Preferences, Request
from bot.core.firms import OwnFirm
from bot.storage.chats import chats as store
from bot.storage.chats.subscriptions import chat_firms
from bot.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A request with the chat that it comes from, as stored when it came."""

    request: Request
    #: None: it never spoke to us
    chat: Chat | None
    own_firms: tuple[OwnFirm, ...] = ()
    #: the chat that is set up from this one, and that one's own firms
    other: Chat | None = None
    firms_of_other: tuple[OwnFirm, ...] = ()

    @property
    def kind(self) -> str:
        """As stored, else as the request says."""
        return self.chat.kind if self.chat is not None else self.request.chat_kind

    @property
    def language(self) -> str | None:
        """The language in which to answer, from the first request on."""
        return self.chat.preferences.language if self.chat is not None else first_language(self.request)


def open_conversation(session: Session, request: Request, *, now: datetime) -> Conversation:
    """Everything that is stored of a request's chat."""
    chat = store.find_chat(session, request.address)
    if chat is None:
        return Conversation(request=request, chat=None)
    other = _set_up_from(session, chat, now)
    return Conversation(
        request=request,
        chat=chat,
        own_firms=tuple(chat_firms(session, chat.id)),
        other=other,
        firms_of_other=tuple(chat_firms(session, other.id)) if other is not None else (),
    )


def keep_up(database: Database, conversation: Conversation, *, now: datetime) -> Chat:
    """The chat's row, made when it is new; renamed with the chat; awake again when we paused it and it speaks."""
    chat, request = conversation.chat, conversation.request
    cut_off = chat is not None and chat.paused_at is not None and chat.pause_reason != "user"
    if chat is not None and not cut_off and chat.title == (request.chat_title[:256] or chat.title):
        return chat
    with database.write() as session:
        chat = store.open_chat(
            session,
            request.address,
            kind=request.chat_kind,
            title=request.chat_title,
            preferences=Preferences(language=first_language(request)),
            now=now,
        )
        if cut_off:
            store.resume(session, chat.id, now=now)
        return store.get_chat(session, chat.id) or chat


def _set_up_from(session: Session, chat: Chat, now: datetime) -> Chat | None:
    if chat.kind != "private" or chat.in_use is None or chat.in_use.until <= now:
        return None
    return store.get_chat(session, chat.in_use.chat_id)
