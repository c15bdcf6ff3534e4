"""One feed fetched and parsed: whatever happens is a value, never an exception."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from bot.core.errors import FeedError, FetchError, HostPausedError, NotAFeedError, ParseError, RefusedError
from bot.core.types import Feed, PollOutcome
from bot.feeds.bill import Bill, billed_to
from bot.feeds.fetch import Fetched, NotModified
from bot.feeds.parse import ParsedFeed
from bot.jobs.being_read import payer_of

log = logging.getLogger(__name__)


class FeedFetcher(Protocol):
    """Gets a feed's bytes; ``bot.feeds.fetch.Fetcher`` is the real one."""

    async def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", by_chat: bool = False
    ) -> Fetched | NotModified:
        """Raises FetchError and RefusedError."""
        ...


class FeedParser(Protocol):
    """Turns bytes into entries; ``bot.feeds.pool.ParsePool`` is the real one."""

    async def parse(self, body: bytes, headers: Mapping[str, str], *, zone: str, now: datetime, url: str) -> ParsedFeed:
        """Raises NotAFeedError and ParseError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one poll brought, before anything is stored."""

    feed: Feed
    outcome: PollOutcome
    detail: str = ""
    parsed: ParsedFeed | None = None
    #: None where a failure taught us nothing new
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    permanent_url: str | None = None
    max_age: timedelta | None = None
    #: the failure, with status and Retry-After
    error: FeedError | None = None
    seconds: float = 0.0
    #: what of them was spent on this feed, and not on waiting for others
    bill: Bill = field(default_factory=Bill)

    @property
    def failed(self) -> bool:
        """Whether nothing of use came."""
        return self.error is not None

    @property
    def unreachable(self) -> bool:
        """Whether no server answered at all."""
        return isinstance(self.error, FetchError) and self.error.unreachable

    @property
    def answered(self) -> bool | None:
        """Whether a server spoke to us; None where none was asked."""
        asked = not self.not_asked and not isinstance(self.error, RefusedError)
        return not self.unreachable if asked else None

    @property
    def not_asked(self) -> bool:
        """Whether the feed was left alone because its host asked for it."""
        return isinstance(self.error, HostPausedError)


async def read_feed(feed: Feed, *, fetcher: FeedFetcher, parser: FeedParser, now: datetime) -> Reading:
    """Fetch and parse one feed."""
    start = time.perf_counter()
    with billed_to(payer_of(feed)) as bill:
        try:
            by_chat = feed.owner_chat_id is not None
            answer = await fetcher.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified, by_chat=by_chat)
            reading = await _read_answer(feed, answer, parser=parser, now=now)
        except FeedError as error:
            reading = _failure(feed, error)
        except Exception as error:  # a fault of ours must not stop the other feeds
            log.exception("unexpected failure", extra={"feed": feed.slug})
            reading = _failure(feed, ParseError(feed.url, f"unexpected {type(error).__name__}"))
    return replace(reading, seconds=time.perf_counter() - start, bill=bill)


async def _read_answer(feed: Feed, answer: Fetched | NotModified, *, parser: FeedParser, now: datetime) -> Reading:
    if isinstance(answer, NotModified):
        return Reading(
            feed=feed,
            outcome=PollOutcome.NOT_MODIFIED,
            permanent_url=answer.permanent_url,
            max_age=answer.max_age,
        )
    digest = sha256(answer.body).hexdigest()
    if digest == feed.body_hash:
        parsed, outcome, detail = None, PollOutcome.NOT_MODIFIED, "same body"
    else:
        parsed = await parser.parse(answer.body, answer.headers, zone=feed.zone, now=now, url=answer.url)
        outcome = PollOutcome.DEGRADED if parsed.damage else PollOutcome.OK
        detail = "; ".join(parsed.damage + parsed.notes)
    return Reading(
        feed=feed,
        outcome=outcome,
        detail=detail,
        parsed=parsed,
        etag=answer.etag,
        last_modified=answer.last_modified,
        body_hash=digest,
        permanent_url=answer.permanent_url,
        max_age=answer.max_age,
    )


def _failure(feed: Feed, error: FeedError) -> Reading:
    outcomes = {
        RefusedError: PollOutcome.REFUSED,
        NotAFeedError: PollOutcome.NOT_A_FEED,
        ParseError: PollOutcome.PARSE_ERROR,
    }
    outcome = outcomes.get(type(error), PollOutcome.FETCH_ERROR)
    return Reading(feed=feed, outcome=outcome, detail=error.detail or error.summary, error=error)
