"""Who may have how much of what is scarce; what every chat reads goes first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payer:
    """For whom something scarce is used."""

    key: Hashable
    #: what every chat reads, and no chat can ask for more of
    shared: bool = False


def feed_payer(owner_chat_id: int | None, host: str) -> Payer:
    """A feed is read for the chat that added it; one of the catalogue for all, and its host answers for it."""
    return Payer(host, shared=True) if owner_chat_id is None else Payer(owner_chat_id)


class Shares:
    """So many slots, of which some are kept for what is shared.

    Of the others, whoever holds some may have one more only while four times as many as he holds are free: alone he
    gets a fifth, and however many hold their share, who has nothing yet finds a free one.
    """

    FREE_FOR_EACH = 4

    def __init__(self, slots: int, *, kept: int = 0) -> None:
        self._slots, self._kept = slots, kept
        self._held: Counter[Payer] = Counter()

    @property
    def free(self) -> int:
        """Slots that nobody holds."""
        return self._slots - self._held.total()

    @property
    def free_for_chats(self) -> int:
        """Those of them that are not kept for what is shared."""
        held = sum(count for payer, count in self._held.items() if not payer.shared)
        return min(self.free, self._slots - self._kept - held)

    def admits(self, payer: Payer) -> bool:
        """Whether he may have one more now."""
        if payer.shared:
            return self.free > 0
        free = self.free_for_chats
        return free > 0 and self._held[payer] * self.FREE_FOR_EACH <= free

    def take(self, payer: Payer) -> bool:
        """Hold one more, if he may."""
        if not self.admits(payer):
            return False
        self.hold(payer)
        return True

    def hold(self, payer: Payer) -> None:
        """Hold one more: it was admitted by a copy, and since then slots were only given back."""
        self._held[payer] += 1

    def give_back(self, payer: Payer) -> None:
        """Hold one less."""
        self._held[payer] -= 1
        if self._held[payer] <= 0:
            del self._held[payer]

    def copy(self) -> Shares:
        """The same, to be taken from on trial."""
        twin = Shares(self._slots, kept=self._kept)
        twin._held = self._held.copy()
        return twin
