"""What one poll writes, in one transaction: entries, its feed's row, a host's pause, words to those it concerns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.core.address import Address
from bot.core.errors import FetchError, NotAFeedError
from bot.core.polling import LONGEST_BACK_OFF
from bot.core.types import Feed, PollOutcome
from bot.jobs import notices
from bot.jobs.poll_record import after_failure, after_success
from bot.jobs.read_feed import Reading
from bot.storage.news import feeds as store
from bot.storage.news import outage
from bot.storage.news.feed_health import operators
from bot.storage.news.intake import insert_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """How one poll of one feed ended."""

    feed: Feed
    outcome: PollOutcome
    detail: str = ""
    entries_seen: int = 0
    entries_new: int = 0
    encoding: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The line that ``hubao poll --json`` prints."""
        return {
            "feed": self.feed.slug,
            "url": self.feed.url,
            "outcome": self.outcome.value,
            "detail": self.detail,
            "entries_seen": self.entries_seen,
            "entries_new": self.entries_new,
            "encoding": self.encoding,
            "seconds": round(self.seconds, 3),
        }


def save(
    session: Session,
    reading: Reading,
    *,
    now: datetime,
    jitter: float,
    announce_age: timedelta,
    admins: Collection[Address],
    network_down: bool,
) -> PollResult:
    """Write all that a reading leaves behind, in one transaction."""
    feed = store.get_feed(session, reading.feed.id, lock=True)
    if feed is None or feed.url != reading.feed.url:  # removed or moved meanwhile
        return result_of(reading)
    if reading.answered:
        outage.end(session, now=now)
    if reading.failed:
        record = after_failure(feed, reading, now=now, jitter=jitter, network_down=network_down)
        result = result_of(reading)
    else:
        feed = store.name_feed(session, feed, reading.parsed.title if reading.parsed else "")
        new = _store_entries(session, feed, reading, now=now, announce_age=announce_age)
        record = after_success(feed, reading, len(new), now=now, jitter=jitter)
        result = result_of(reading, new=len(new))
    store.save_poll(session, feed.id, record, now=now)
    _pause_host(session, feed, reading, now=now)
    counts = not (network_down or reading.not_asked)
    _tell(session, feed, reading, is_over=bool(record.disabled_reason), counts=counts, admins=admins, now=now)
    return result


def _store_entries(
    session: Session, feed: Feed, reading: Reading, *, now: datetime, announce_age: timedelta
) -> list[int]:
    if reading.parsed is None:
        return []
    since = now - announce_age if feed.last_new_at is None else None
    return insert_entries(session, feed.id, reading.parsed.entries, now=now, announce_since=since)


def _pause_host(session: Session, feed: Feed, reading: Reading, *, now: datetime) -> None:
    error = reading.error
    if not isinstance(error, FetchError) or error.status != 429 or error.retry_after is None:
        return
    shared = ("rsshub",) if store.host_of(feed.url) == "rsshub" else ()
    for host in (error.host, *shared):
        store.pause_host(session, host, until=now + min(error.retry_after, LONGEST_BACK_OFF))


def _tell(
    session: Session,
    feed: Feed,
    reading: Reading,
    *,
    is_over: bool,
    counts: bool,
    admins: Collection[Address],
    now: datetime,
) -> None:
    """Tell those who added the feed how its first poll went (once one `counts`), and who reads it that it is over."""
    chats = store.first_poll_chats(session, feed.id) if counts else ()
    if chats:
        seen = reading.parsed.seen if reading.parsed else 0
        links = reading.error.links if isinstance(reading.error, NotAFeedError) else ()
        notices.tell_first_poll(session, feed, chats, outcome=reading.outcome, entries=seen, links=links, now=now)
    if is_over:
        # A shipped feed is chosen by nobody: its end concerns the operators.
        shipped = feed.owner_chat_id is None
        told = {*store.chats_of(session, feed.id), *(operators(session, admins) if shipped else ())}
        notices.tell_gone(session, feed, sorted(told), now=now)


def result_of(
    reading: Reading, *, new: int = 0, outcome: PollOutcome | None = None, detail: str | None = None
) -> PollResult:
    """How the poll ended that this reading was."""
    parsed = reading.parsed
    return PollResult(
        feed=reading.feed,
        outcome=outcome or reading.outcome,
        detail=reading.detail if detail is None else detail,
        entries_seen=parsed.seen if parsed else 0,
        entries_new=new,
        encoding=parsed.encoding if parsed else "",
        seconds=reading.seconds,
    )
