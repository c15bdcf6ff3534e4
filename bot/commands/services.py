"""What every command works with, whoever asks: the database, the firms, the operator's limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.commands.limits import Limits
from bot.core.firms import OwnFirm
from bot.core.types import FirmRef
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
class Services:
    """The parts shared by all commands, and the limits an operator set."""

    database: Database
    firms: FirmBook
    #: lower-case search words of a text
    search_terms: Callable[[str], Sequence[str]]
    #: every word of a title as digests match them; None: as `search_terms`
    title_tokens: Callable[[str], Sequence[str]] | None = None
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
        return set((self.title_tokens or self.search_terms)(title))

    def is_admin(self, user_id: int) -> bool:
        """An operator of this installation."""
        return user_id in self.admins
