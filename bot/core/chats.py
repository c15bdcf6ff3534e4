"""Who is told, what is said and how the send ended, as frozen values: chat, subscription, message, reply, outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.core.address import Address
from bot.core.topics import Topic


class MessageState(StrEnum):
    """Where one outbox message is on its way."""

    PENDING = "pending"
    #: claimed by a sender until ``lease_until``
    SENDING = "sending"
    SENT = "sent"
    #: refused for good; ``error`` says why
    DEAD = "dead"
    #: the chat cannot be reached now; goes on when the chat resumes
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a chat wants and when. None inherits from the installation's defaults."""

    #: "instant", "daily" (at ``times``) or "weekly"
    mode: str | None = None
    times: tuple[time, ...] | None = None
    #: 0 = Monday, for weekly
    weekday: int | None = None
    zone: str | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    rumours: bool | None = None
    min_score: float | None = None
    max_stories: int | None = None
    empty_notice: bool | None = None
    language: str | None = None
    include_words: tuple[str, ...] | None = None
    exclude_words: tuple[str, ...] | None = None


DEFAULTS = Preferences(
    mode="daily",
    times=(time(9), time(18)),
    weekday=0,
    zone="Asia/Shanghai",
    quiet_from=None,
    quiet_to=None,
    rumours=True,
    min_score=0.6,
    max_stories=20,
    empty_notice=False,
    language="zh-Hans",
    include_words=(),
    exclude_words=(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """The channel or group that a private chat sets up (its row's id), and until when."""

    chat_id: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation: private, group, forum topic, channel, or the terminal."""

    id: int
    address: Address
    #: "private", "group", "supergroup", "channel", "terminal"
    kind: str = "private"
    title: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    digest_cursor: int = 0
    alert_cursor: int = 0
    next_digest_at: datetime | None = None
    alert_due_at: datetime | None = None
    #: set while nothing is sent: by the user ("user") or because Telegram refused ("blocked", ...)
    paused_at: datetime | None = None
    pause_reason: str = ""
    in_use: InUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a chat wants: a firm (or any) and a topic (or any)."""

    id: int
    chat_id: int
    firm_id: str | None = None
    topic: Topic | None = None
    #: "instant" or None (the chat's mode)
    mode: str | None = None
    muted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: what it shows and the data (<= 64 bytes) a press sends back, or a link."""

    label: str
    data: str = ""
    url: str = ""


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sendable message: Telegram HTML, its plain text twin, buttons below, an image above."""

    html: str
    text: str
    buttons: Buttons = ()
    #: PNG bytes sent as a photo with ``html`` as the caption
    image: bytes | None = None
    #: (file name, bytes) sent as a document
    document: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One outbox row, as the sender needs it."""

    id: int
    chat_id: int
    address: Address
    chat_kind: str
    kind: str
    part: Part
    tries: int = 0
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A chat that a user names in another one, as its channel knows it."""

    address: Address
    kind: str
    title: str
    #: the user is one of its admins
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user did: typed a text or pressed a button."""

    address: Address
    chat_kind: str = "private"
    chat_title: str = ""
    user_id: int
    #: IETF tag of the user's Telegram ("zh-hant", "en"), or ""
    language_code: str = ""
    is_chat_admin: bool = True
    #: whether they are an admin of the chat that is set up from here, where one is
    is_admin_of_used: bool = True
    #: the text typed, or "" for a press
    text: str = ""
    #: callback data of the pressed button, or ""
    pressed: str = ""
    #: (file name, bytes) of a document sent; no bytes where it was not fetched
    document: tuple[str, bytes] | None = None
    #: where the document's bytes are to be had, or "" for one that we do not read
    file_id: str = ""
    #: the chat named by /use; None where Telegram does not show it to us
    target: Target | None = None
    #: id of the message whose button was pressed
    message_id: int | None = None
    #: Telegram's id of the update, so that what must not happen twice can mark it done with its effect
    update_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a request: parts to send, or to put in place of the pressed message."""

    parts: tuple[Part, ...] = ()
    #: short text shown over the pressed button
    toast: str = ""
    #: edit the message whose button was pressed instead of sending anew
    edit: bool = False
    #: only exchange the buttons below the pressed message
    keyboard: Buttons | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """One thing to choose from in inline mode, and the message that is sent when it is chosen."""

    id: str
    title: str
    description: str
    part: Part


# How one send ended.


@dataclass(frozen=True, slots=True)
class Sent:
    """Delivered; the channel's id of the message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not delivered, or not known: try again after ``wait`` (None: by back-off)."""

    reason: str
    wait: timedelta | None = None
    #: the answer was lost, so the message may have arrived
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The chat has another key in its channel from now on (a group became a supergroup)."""

    key: str


@dataclass(frozen=True, slots=True)
class ChatGone:
    """The chat cannot be reached: pause it. ``certain`` False: only after repeated evidence."""

    reason: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take this message; ``as_plain`` True: send again without markup."""

    reason: str
    as_plain: bool = False


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The token is not valid: stop sending, leave the outbox alone."""

    reason: str


Outcome = Sent | TryLater | ChatMoved | ChatGone | Refused | Unauthorized
