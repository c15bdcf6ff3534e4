"""Whether it is our network that is down: told from the feeds' columns, so over time and for all workers together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.core.polling import SHORTEST
from bot.core.types import Feed
from bot.storage.news.feeds import host_of
from bot.storage.tables import FeedRow

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def is_down(session: Session, unreachable: Sequence[Feed], *, now: datetime) -> bool:
    """Whether these feeds, which no server answered for at `now`, failed because of the network.

    It is down when two hosts have fallen silent since the last answer of any. One that was silent while another
    answered proves nothing: it is dead by itself.
    """
    if _last_answer(session) >= now:
        return False
    fresh = (feed.url for feed in unreachable if feed.unreachable_since is None)
    silent = session.scalars(_fallen_silent(session).with_only_columns(FeedRow.url))
    return _two_hosts([*fresh, *silent])


def end(session: Session, *, now: datetime) -> None:
    """A server answers (call it before that is written down); if the network was down, it no longer is.

    Feeds that were blamed at its beginning, when nobody could know, are forgiven and due again soon; those for which
    it was known are so already.
    """
    silent = session.execute(_fallen_silent(session).with_only_columns(FeedRow.id, FeedRow.url)).all()
    if not _two_hosts(row.url for row in silent):
        return
    last = _last_answer(session)
    blamed = select(FeedRow).where(FeedRow.id.in_([row.id for row in silent]), FeedRow.failing_since > last)
    # One that another worker holds has its verdict written just now.
    for row in session.scalars(blamed.with_for_update(skip_locked=True)):
        row.failures, row.failing_since = 0, None
        row.next_poll_at = min(row.next_poll_at or now, now + SHORTEST)


def _last_answer(session: Session) -> datetime:
    return session.scalar(select(func.max(FeedRow.answered_at))) or _NEVER


def _fallen_silent(session: Session) -> Select[FeedRow]:
    return select(FeedRow).where(FeedRow.enabled, FeedRow.unreachable_since > _last_answer(session))


def _two_hosts(urls: Iterable[str]) -> bool:
    return len({host_of(url) for url in urls}) > 1
