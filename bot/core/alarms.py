"""What operators are told of the bot's own health, once when it falls ill and once when it is well again."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Alarm(StrEnum):
    """What can be wrong."""

    POLL = "poll"
    TAG = "tag"
    DIGEST = "digest"
    SEND = "send"
    DISK = "disk"
    FEEDS = "feeds"


#: work that has waited for so long is no longer a busy minute
WAITED = timedelta(minutes=10)
#: with less free disk a home gets no more news soon
LITTLE_DISK = 500 * 2**20
#: of the shared feeds, as many fail that it is hardly their own doing
MANY_FAILING = 0.3


def is_ill(value: float, *, ill_from: float, well_below: float) -> bool | None:
    """None in between: what was told stands, so that a value that wavers is not told again and again."""
    if value >= ill_from:
        return True
    return False if value < well_below else None


def is_disk_low(free: int) -> bool | None:
    """Well again with a fifth more than what is too little."""
    return is_ill(LITTLE_DISK - free, ill_from=1, well_below=-LITTLE_DISK / 5)


def are_feeds_failing(failing: int, feeds: int) -> bool | None:
    """Well again below a fifth of them."""
    return is_ill(failing / feeds if feeds else 0.0, ill_from=MANY_FAILING, well_below=0.2)
