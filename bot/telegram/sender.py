"""A message to Telegram, and what came of it: every failure becomes an outcome."""

from __future__ import annotations

from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.core.address import TELEGRAM, Address
from bot.core.chats import (
    Button,
    Buttons,
    ChatGone,
    ChatMoved,
    Message,
    Outcome,
    Part,
    Refused,
    Sent,
    TryLater,
    Unauthorized,
)
from bot.telegram.address import chat_id_of, thread_id_of
from bot.telegram.limits import OVERALL_GAP, chat_gap
from bot.telegram.patience import wait_of

#: lower-case parts of Telegram's refusals, from the Bot API server's source
_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "is not a member of",
    "group chat was deleted",
    "can't initiate conversation",
    "can't send messages to bots",
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "need administrator rights",
    "user_is_blocked",
    "message thread not found",
)
_MAYBE_GONE = (
    "chat not found",
    "peer_id_invalid",
    "group is deactivated",
    "can't send messages to the user",
    "topic_closed",
)
_BAD_MARKUP = ("can't parse entities", "can't find end of the entity", "unsupported start tag")
#: failures of the connection before anything was sent
_NOT_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramMessenger:
    """Carries outbox messages to Telegram."""

    channel = TELEGRAM
    overall_gap = OVERALL_GAP

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def gap(self, message: Message) -> timedelta:
        """Shorter in a private chat."""
        return chat_gap(message.chat_kind)

    async def send(self, message: Message) -> Outcome:
        """Send one message; never raises for what Telegram or the network does."""
        try:
            message_id = await send_part(self._bot, message.address, message.part)
        except TelegramError as error:
            return outcome_of(error)
        return Sent(message_id)


async def send_part(bot: Bot, address: Address, part: Part) -> int:
    """Send one part to a chat; the id Telegram gave it. Raises TelegramError."""
    where = {"chat_id": chat_id_of(address), "message_thread_id": thread_id_of(address)}
    markup = keyboard(part.buttons)
    if part.document is not None:
        name, body = part.document
        sent = await bot.send_document(**where, document=body, filename=name, caption=part.text or None)  # type: ignore[arg-type]
    elif part.image is not None:
        sent = await bot.send_photo(
            **where,  # type: ignore[arg-type]
            photo=part.image,
            caption=part.html or None,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
        )
    else:
        sent = await bot.send_message(
            **where,  # type: ignore[arg-type]
            text=part.html or part.text,
            parse_mode=ParseMode.HTML if part.html else None,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )
    return sent.message_id


def outcome_of(error: TelegramError) -> Outcome:
    """Classify by class, then by lower-cased substring; BadRequest is a NetworkError, so it comes first."""
    said = error.message.lower()
    if isinstance(error, RetryAfter):
        return TryLater("flood limit", wait=wait_of(error))
    if isinstance(error, ChatMigrated):
        return ChatMoved(str(error.new_chat_id))
    if isinstance(error, InvalidToken):
        return Unauthorized(error.message)
    if isinstance(error, (Forbidden, BadRequest)):
        if any(text in said for text in _GONE):
            return ChatGone(error.message)
        if any(text in said for text in _MAYBE_GONE) or isinstance(error, Forbidden):
            return ChatGone(error.message, certain=False)
        return Refused(error.message, as_plain=has_bad_markup(error))
    return TryLater(error.message, uncertain=_may_have_arrived(error))


def has_bad_markup(error: TelegramError) -> bool:
    """Telegram could not read our HTML; the same text without markup goes through."""
    return any(text in error.message.lower() for text in _BAD_MARKUP)


def _may_have_arrived(error: TelegramError) -> bool:
    """The answer is lost, and with it whether the message was taken.

    An HTTP status says that the server took nothing, unless a proxy gave up waiting for it (504).
    """
    if type(error.__cause__).__name__ in _NOT_SENT:
        return False
    if isinstance(error, TimedOut) or not isinstance(error, NetworkError):
        return True
    return error.message.startswith(("httpx.", "Unknown error")) or "(504)" in error.message


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Inline keyboard of button rows."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data)
