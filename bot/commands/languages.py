"""Which language a chat is spoken to in: what it chose, else what its user's Telegram says."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from bot.commands.context import Context
from bot.core.address import Address
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Preferences, Request
from bot.storage.chats.chats import find_chat
from bot.storage.database import Database
from bot.texts import LANGUAGES, speaking

#: Telegram's codes of those who read traditional characters
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def language_at(database: Database, address: Address) -> str | None:
    """What the chat at this address chose; None inherits."""
    with database.read() as session:
        chat = find_chat(session, address)
    return chat.preferences.language if chat is not None else None


def first_language(request: Request) -> str | None:
    """What a new chat begins in: a private one as its user's Telegram, where that is traditional Chinese."""
    traditional = request.language_code.lower().startswith(_TRADITIONAL)
    return "zh-Hant" if traditional and request.chat_kind == "private" else None


def with_language(preferences: Preferences, language: str) -> Preferences | None:
    """The preferences with this language, None for one that is not there."""
    return replace(preferences, language=language) if language in LANGUAGES else None


def language_buttons(prefix: Prefix) -> tuple[Button, ...]:
    """A button for each language, in its own words."""
    return tuple(Button(name, callback(prefix, "lang", language)) for language, name in LANGUAGES.items())


def speaking_anew(context: Context, language: str | None) -> AbstractContextManager[None]:
    """From now on in the language just chosen; a channel set up from here has its own, the user's stays."""
    is_here = context.chat.address == context.request.address
    return speaking(language) if is_here else nullcontext()
