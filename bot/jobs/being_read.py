"""The feeds whose reading is under way, and which others may begin: the slots of all polls of one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.core.shares import Payer, Shares, feed_payer
from bot.core.types import Feed
from bot.storage.news.feeds import host_of


def payer_of(feed: Feed) -> Payer:
    """Whose share the reading of this feed is on."""
    return feed_payer(feed.owner_chat_id, host_of(feed.url))


class BeingRead:
    """How many feeds are being read in all, of each host and for each chat.

    Every fourth slot is kept for the catalogue: however slow the feeds are that chats added, shared news comes.
    """

    def __init__(self, at_once: int) -> None:
        self.hosts: Counter[str] = Counter()
        self.shares = Shares(at_once, kept=at_once // 4)

    def begin(self, feeds: Iterable[Feed]) -> None:
        """These are being read from now on; they were claimed within the shares."""
        for feed in feeds:
            self.hosts[host_of(feed.url)] += 1
            self.shares.hold(payer_of(feed))

    def try_begin(self, feed: Feed) -> bool:
        """Whether this one may be read now; if so it is being read from now on."""
        admitted = self.shares.take(payer_of(feed))
        self.hosts[host_of(feed.url)] += admitted
        return admitted

    def end(self, feed: Feed) -> None:
        """This one is read."""
        self.hosts[host_of(feed.url)] -= 1
        self.shares.give_back(payer_of(feed))
