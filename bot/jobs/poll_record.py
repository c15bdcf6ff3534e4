"""What a reading leaves behind in its feed's row: when to poll next, its rhythm, its failures. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.errors import FetchError
from bot.core.polling import (
    SHORTEST,
    PollRecord,
    blend_rhythm,
    first_rhythm,
    is_costly,
    next_poll_at,
    paid_interval,
    poll_interval,
)
from bot.core.types import Feed
from bot.jobs.read_feed import Reading


def after_success(feed: Feed, reading: Reading, new: int, *, now: datetime, jitter: float) -> PollRecord:
    """The row after a reading that brought `new` entries, or told that nothing changed."""
    entries = reading.parsed.entries if reading.parsed else ()
    dates = sorted(entry.published for entry in entries if entry.published and entry.published <= now)
    rhythm, last_new_at = feed.rhythm, feed.last_new_at
    if last_new_at is None:  # from the first poll on, silence can be told
        rhythm, last_new_at = first_rhythm(dates), dates[-1] if dates else now
    elif new:
        rhythm, last_new_at = blend_rhythm(rhythm, gap=now - last_new_at, entries=new), now
    requested = _requested_interval(feed, reading)
    window = dates[-1] - dates[0] if len(dates) > 1 else None
    quiet_for = now - last_new_at
    every = poll_interval(fixed=feed.interval, rhythm=rhythm, quiet_for=quiet_for, requested=requested, window=window)
    cost = {"server_seconds": reading.bill.server_seconds, "cpu_seconds": reading.bill.cpu_seconds}
    costly_polls = feed.costly_polls + 1 if is_costly(**cost) else 0
    if feed.interval is None:  # else the operator has said what it is worth
        every = paid_interval(every, **cost, costly_polls=costly_polls)
    return PollRecord(
        outcome=reading.outcome,
        answered=True,
        next_poll_at=next_poll_at(now, every=every, jitter=jitter),
        costly_polls=costly_polls,
        etag=reading.etag,
        last_modified=reading.last_modified,
        body_hash=reading.body_hash,
        rhythm=rhythm,
        last_new_at=last_new_at,
        requested_interval=requested,
        permanent_url=reading.permanent_url,
    )


def after_failure(feed: Feed, reading: Reading, *, now: datetime, jitter: float, network_down: bool) -> PollRecord:
    """The row after a failure; one that was not the feed's fault does not count against it."""
    error = reading.error
    status, wait = (error.status, error.retry_after) if isinstance(error, FetchError) else (0, None)
    innocent = network_down or reading.not_asked
    failures = feed.failures if innocent else feed.failures + 1
    quiet_for = now - feed.last_new_at if feed.last_new_at else timedelta(0)
    every = poll_interval(
        fixed=feed.interval, rhythm=feed.rhythm, quiet_for=quiet_for, requested=feed.requested_interval
    )
    due = next_poll_at(now, every=SHORTEST, jitter=jitter, server_asks=wait)
    if not innocent:
        due = next_poll_at(now, every=every, failures=failures, server_asks=wait, jitter=jitter)
    return PollRecord(
        outcome=reading.outcome,
        answered=reading.answered,
        next_poll_at=due,
        failures=failures,
        disabled_reason="410 Gone" if status == 410 else "",
    )


def _requested_interval(feed: Feed, reading: Reading) -> timedelta | None:
    """How long the feed asks to be left alone: what it said last until a new body says something else, or nothing."""
    ttl = reading.parsed.ttl if reading.parsed else feed.requested_interval
    wishes = [wish for wish in (ttl, reading.max_age) if wish is not None]
    return max(wishes, default=timedelta(0) if reading.parsed else None)
