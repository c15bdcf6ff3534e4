"""When a feed is polled next, what its rhythm is, and whether it has fallen silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from bot.core.types import Feed, PollOutcome

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
#: a feed whose rhythm is not known yet
UNKNOWN = timedelta(minutes=30)
LONGEST_BACK_OFF = timedelta(hours=24)
#: with its jitter; what is due later was put there by a clock that was wrong
FURTHEST = LONGEST_BACK_OFF * 1.2
#: a feed keeps a slot busy for a hundredth of the time at most, a processor for a thousandth
SERVER_SHARE, CPU_SHARE = 100, 1_000
#: whoever takes longer, half of what a fetch may take, is slow; whoever needs more CPU is heavy
SLOW_SECONDS, HEAVY_SECONDS = 15.0, 1.0
#: so many such polls in a row, and a feed backs off although it succeeds
COSTLY_POLLS = 3
#: a feed that fails for so long is worth a word to those who read it
LONG_FAILURE = timedelta(days=2)
#: a feed whose last news is younger is not silent, whatever its rhythm
SHORTEST_SILENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What one poll leaves behind in the feed's row."""

    outcome: PollOutcome
    next_poll_at: datetime
    failures: int = 0
    #: whether a server spoke to us; None where none was asked
    answered: bool | None = None
    #: None keeps what is stored
    costly_polls: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    rhythm: timedelta | None = None
    last_new_at: datetime | None = None
    requested_interval: timedelta | None = None
    #: where an unbroken chain of permanent redirects ended, "" if there was none; None: not known
    permanent_url: str | None = None
    #: set to switch the feed off
    disabled_reason: str = ""


class Ailment(StrEnum):
    """What can be wrong with a feed for so long that its readers should know."""

    NONE = ""
    FAILING = "failing"
    SILENT = "silent"


def poll_interval(
    *,
    fixed: timedelta | None = None,
    rhythm: timedelta | None = None,
    quiet_for: timedelta = timedelta(0),
    requested: timedelta | None = None,
    window: timedelta | None = None,
) -> timedelta:
    """How long to wait between two polls of a healthy feed, 5 minutes to 6 hours.

    ``rhythm`` is the usual time between entries, ``quiet_for`` the time since the last one, ``requested``
    the longest of TTL and max-age, ``window`` the time its entries span.
    """
    if fixed is not None:
        return _clamp(fixed)
    own = rhythm / 2 if rhythm is not None else UNKNOWN
    # A night of silence does not make a daily feed slow; weeks of it do.
    wait = max(own, quiet_for / 16, requested or timedelta(0))
    # The server's wish ends where waiting would let entries fall out of the feed unread.
    return _clamp(min(wait, window / 2) if window else wait)


def is_costly(*, server_seconds: float, cpu_seconds: float) -> bool:
    """Whether a poll was slow or heavy."""
    return server_seconds >= SLOW_SECONDS or cpu_seconds >= HEAVY_SECONDS


def paid_interval(every: timedelta, *, server_seconds: float, cpu_seconds: float, costly_polls: int = 0) -> timedelta:
    """The interval of a feed whose last poll took so long, after so many costly polls in a row; 6 hours at most.

    What a feed costs a day is bounded whatever its rhythm is, and from the third costly poll on its wait doubles.
    """
    paid = timedelta(seconds=server_seconds * SERVER_SHARE + cpu_seconds * CPU_SHARE)
    doublings = min(max(costly_polls - COSTLY_POLLS + 1, 0), 12)
    return _clamp(max(every, paid) * (1 << doublings))


def next_poll_at(
    now: datetime,
    *,
    every: timedelta,
    failures: int = 0,
    server_asks: timedelta | None = None,
    jitter: float = 0.0,
) -> datetime:
    """When to poll next: double the wait per failure up to a day; obey Retry-After if it asks for longer."""
    wait = min(every * (1 << min(failures, 12)), LONGEST_BACK_OFF)
    if server_asks is not None:
        wait = max(wait, min(server_asks, LONGEST_BACK_OFF))
    return now + wait * (1 + jitter)


def first_rhythm(dates: Sequence[datetime]) -> timedelta | None:
    """The rhythm a new feed shows by its own dates: the median gap; None with fewer than three dates."""
    ordered = sorted(set(dates))
    if len(ordered) < 3:
        return None
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(ordered)))


def blend_rhythm(rhythm: timedelta | None, *, gap: timedelta, entries: int) -> timedelta:
    """The rhythm after ``entries`` new ones came in ``gap``: an average that forgets."""
    seen = max(gap, timedelta(0)) / max(entries, 1)
    return seen if rhythm is None else rhythm * 0.7 + seen * 0.3


def is_silent(*, last_new_at: datetime | None, rhythm: timedelta | None, now: datetime) -> bool:
    """Whether a feed that still answers has had nothing new for far longer than its rhythm."""
    if last_new_at is None:
        return False
    return now - last_new_at > max(SHORTEST_SILENCE, (rhythm or timedelta(0)) * 8)


def ailment(feed: Feed, *, now: datetime) -> Ailment:
    """What a feed suffers from: failures for days on end, else silence."""
    if feed.failing_since is not None:
        return Ailment.FAILING if now - feed.failing_since >= LONG_FAILURE else Ailment.NONE
    silent = is_silent(last_new_at=feed.last_new_at, rhythm=feed.rhythm, now=now)
    return Ailment.SILENT if silent else Ailment.NONE


def _clamp(wait: timedelta) -> timedelta:
    return max(SHORTEST, min(wait, LONGEST))
