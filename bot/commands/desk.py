"""What every command works with: the desk (shared parts) and the context (this request, this chat)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.commands.limits import Limits
from bot.core.chats import Buttons, Chat, Part, Preferences, Reply, Request
from bot.core.errors import HubaoError
from bot.core.firms import OwnFirm
from bot.core.preferences import effective
from bot.core.types import FirmRef
from bot.render.html import escape, plain
from bot.render.split import pack
from bot.storage.database import Database


class FirmBook(Protocol):
    """The firms we know (built in app from the classifier's lexicon)."""

    def name(self, firm_id: str) -> str:
        """Display name; the id itself for a firm outside the lexicon."""
        ...

    def resolve(self, word: str) -> Sequence[str]:
        """Firm ids of a name, alias, product or group (六小虎); empty when unknown."""
        ...

    def find(self, text: str) -> Sequence[str]:
        """Firm ids that a free text names, in order."""
        ...

    def suggest(self, word: str) -> Sequence[str]:
        """Names that a mistyped or partial word may mean."""
        ...

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        """(group name, firm ids) for choosing from."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts shared by all commands, and the limits an operator set."""

    database: Database
    firms: FirmBook
    #: lower-case search words of a text
    words: Callable[[str], Sequence[str]]
    #: every word of a title as digests match them; None: as `words`
    title_words: Callable[[str], Sequence[str]] | None = None
    #: a chat's own firm in each (title, text), as tagging finds it; None: nobody looks back for one
    told_of: Callable[[OwnFirm, Sequence[tuple[str, str]]], Sequence[FirmRef | None]] | None = None
    #: traditional characters as simplified ones, one for one
    simplify: Callable[[str], str] = str
    admins: Collection[int] = ()
    max_feeds: int = 50
    #: commands a user may send in a minute
    per_minute: int = 20
    bot_name: str = ""
    limits: Limits = field(default_factory=Limits)

    def tokens(self, title: str) -> set[str]:
        """The words of a title, by which chats choose."""
        return set((self.title_words or self.words)(title))

    def is_admin(self, user_id: int) -> bool:
        """An operator of this installation."""
        return user_id in self.admins


class UserError(HubaoError):
    """What the user asked cannot be done; the message is the sentence they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request in one chat, inside one transaction."""

    desk: Desk
    session: Session
    request: Request
    chat: Chat
    now: datetime
    args: str = ""

    @property
    def wishes(self) -> Preferences:
        """The chat's preferences with everything filled in."""
        return effective(self.chat.preferences)

    @property
    def zone(self) -> str:
        """The chat's zone."""
        return self.wishes.zone or "Asia/Shanghai"

    @property
    def tz(self) -> ZoneInfo:
        """The chat's zone, by which days begin."""
        return ZoneInfo(self.zone)


def clip(words: str, most: int = 60) -> str:
    """A user's own words, short enough to be repeated to them."""
    return words if len(words) <= most else words[: most - 1] + "…"


def say(text: str, *, buttons: Buttons = (), edit: bool = False) -> Reply:
    """A reply of one plain sentence or more."""
    return Reply(parts=(Part(html=escape(text), text=text, buttons=buttons),), edit=edit)


def show(html: str, *, buttons: Buttons = (), edit: bool = False) -> Reply:
    """A reply of Telegram HTML."""
    return Reply(parts=(Part(html=html, text=plain(html), buttons=buttons),), edit=edit)


def fitting(reply: Reply) -> Reply:
    """The reply in parts that Telegram takes: nothing a user sends can make an answer too long."""
    parts = [piece for part in reply.parts for piece in _pieces(part)]
    return replace(reply, parts=tuple(parts), toast=reply.toast[:200])


def _pieces(part: Part) -> list[Part]:
    if not part.html or part.image is not None or part.document is not None:
        return [part]
    htmls = pack([part.html])
    if len(htmls) < 2:
        return [part]
    pieces = [Part(html=html, text=plain(html)) for html in htmls]
    return [*pieces[:-1], replace(pieces[-1], buttons=part.buttons)]
