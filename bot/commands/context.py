"""What one command works with: its request, its chat, its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.commands.services import FirmBook, Services
from bot.core.chats import Chat, Preferences, Request
from bot.core.errors import HubaoError
from bot.core.preferences import effective


class UserError(HubaoError):
    """What the user asked cannot be done; the message is the sentence they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request in one chat, inside one transaction."""

    services: Services
    session: Session
    request: Request
    chat: Chat
    now: datetime
    args: str = ""

    @property
    def firms(self) -> FirmBook:
        """The firms as this chat knows them."""
        return self.services.firms

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
