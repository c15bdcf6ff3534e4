"""A chat's own firms, those the lexicon does not know: their ids, and when two names are the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

#: ids of firms that chats added begin so; no id of the lexicon does
OWN = "own-"


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """A firm that a chat added for itself."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which it is found, its own first."""
        return (self.name, *self.aliases)


def name_key(name: str) -> str:
    """One form for a name however it is typed: half width, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def own_id(name: str) -> str:
    """The id of a chat's own firm; chats that give the same name share it."""
    return OWN + sha256(name_key(name).encode()).hexdigest()[:12]


def is_own(firm_id: str) -> bool:
    """Whether some chat added this firm."""
    return firm_id.startswith(OWN)
