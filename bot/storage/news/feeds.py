"""Feeds: which are due, what a poll left behind, whose they are, and how they are doing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from bot.core.catalog import REMOVED
from bot.core.clock import SKEW
from bot.core.polling import FURTHEST, LONGEST_BACK_OFF, PollRecord
from bot.core.shares import Shares, feed_payer
from bot.core.types import Feed, PollOutcome
from bot.storage.dialect import insert
from bot.storage.tables import ChatFeedRow, FeedRow, HostRow

#: of one host in one claim: two at once, 30 s each at worst, so that a slow host holds a batch up for a minute
PER_HOST = 4
PAGE = 200
#: longer than one batch can take
LEASE = timedelta(minutes=10)
#: a permanent redirect is believed when it said the same on so many days
DAYS_TO_MOVE = 3


def host_of(url: str) -> str:
    """``host:port`` of a feed's address; "rsshub" for rsshub:// addresses, which share one server."""
    parts = urlsplit(url)
    if parts.scheme == "rsshub":
        return "rsshub"
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def claim_due(
    session: Session,
    *,
    now: datetime,
    limit: int = 100,
    per_host: int = PER_HOST,
    everything: bool = False,
    lease: timedelta = LEASE,
    busy: Mapping[str, int] | None = None,
    shares: Shares | None = None,
) -> list[Feed]:
    """Take due feeds, longest overdue first, at most ``per_host`` of one host; the claim is a lease.

    ``busy`` says how many of each host are being read already; they count. Of ``shares`` each one takes a slot.
    ``everything`` takes every enabled feed, due or not. Feeds of a host that asked us to wait are put off.
    """
    paused = _paused_hosts(session, now)
    query = select(FeedRow).where(FeedRow.enabled).order_by(FeedRow.next_poll_at.nulls_first(), FeedRow.id)
    if not everything:
        query = query.where(_is_due(now))
    if shares is not None and shares.free_for_chats <= 0:
        query = query.where(FeedRow.owner_chat_id.is_(None))
    taken: list[Feed] = []
    hosts = Counter(busy or {})
    # Read in pages until there is enough: a host with thousands of feeds must not hide those behind it.
    rows = session.scalars(query.with_for_update(skip_locked=True).execution_options(yield_per=PAGE))
    for row in rows:
        host = host_of(row.url)
        if host in paused:
            row.next_poll_at = paused[host]
        elif everything or (hosts[host] < per_host and _takes_slot(shares, row, host)):
            hosts[host] += 1
            row.next_poll_at = now + lease
            taken.append(to_feed(row))
        if len(taken) >= limit and not everything:
            break
    rows.close()
    return taken


def _takes_slot(shares: Shares | None, row: FeedRow, host: str) -> bool:
    return shares is None or shares.take(feed_payer(row.owner_chat_id, host))


def due_by_host(session: Session, *, now: datetime) -> dict[str, list[int]]:
    """Ids of due feeds, longest overdue first, at most `PER_HOST` of each host that may be asked; no claim."""
    paused = _paused_hosts(session, now)
    query = select(FeedRow.id, FeedRow.url).where(FeedRow.enabled, _is_due(now))
    hosts: dict[str, list[int]] = defaultdict(list)
    for row in session.execute(query.order_by(FeedRow.next_poll_at.nulls_first(), FeedRow.id)):
        host = host_of(row.url)
        if host not in paused and len(hosts[host]) < PER_HOST:
            hosts[host].append(row.id)
    return hosts


def claim_unpolled(session: Session, ids: Sequence[int], *, since: datetime, now: datetime) -> list[Feed]:
    """Take those of these feeds that nobody polled since then, also where somebody had claimed them."""
    query = select(FeedRow).where(FeedRow.id.in_(ids), FeedRow.enabled).order_by(FeedRow.id).with_for_update()
    last = FeedRow.last_polled_at
    rows = session.scalars(query.where(or_(last.is_(None), last < since, last > now + SKEW))).all()
    for row in rows:
        row.next_poll_at = now + LEASE
    return [to_feed(row) for row in rows]


def _is_due(now: datetime) -> ColumnElement[bool]:
    due = FeedRow.next_poll_at
    return or_(due.is_(None), due <= now, due > now + FURTHEST + SKEW)


def _paused_hosts(session: Session, now: datetime) -> Mapping[str, datetime]:
    asked = (HostRow.until > now, HostRow.until <= now + LONGEST_BACK_OFF + SKEW)
    rows = session.execute(select(HostRow.host, HostRow.until).where(*asked))
    return {row.host: row.until for row in rows}


def pause_host(session: Session, host: str, *, until: datetime) -> None:
    """None of this host's feeds is polled before ``until``."""
    row = insert(session, HostRow).values(host=host[:255], until=until)
    session.execute(row.on_conflict_do_update(index_elements=["host"], set_={"until": until}))


def save_poll(session: Session, feed_id: int, record: PollRecord, *, now: datetime) -> None:
    """Write what a poll left behind; call it in the transaction that stores the entries."""
    row = session.get(FeedRow, feed_id)
    if row is None:
        return
    row.last_polled_at, row.next_poll_at = now, record.next_poll_at
    row.last_outcome = record.outcome.value
    row.failures = record.failures
    row.failing_since = (row.failing_since or now) if record.failures else None
    if record.answered is not None:
        row.answered_at = now if record.answered else row.answered_at
        row.unreachable_since = None if record.answered else row.unreachable_since or now
    for name in ("costly_polls", "etag", "last_modified", "body_hash", "rhythm", "last_new_at", "requested_interval"):
        value = getattr(record, name)
        if value is not None:
            setattr(row, name, value)
    if record.permanent_url is not None:
        _note_move(session, row, record.permanent_url, now=now)
    if record.disabled_reason:
        row.enabled, row.disabled_reason = False, record.disabled_reason[:256]


def name_feed(session: Session, feed: Feed, title: str) -> Feed:
    """A feed that a user added by its address takes the name it gives itself."""
    if not title or feed.title != feed.url[:512]:
        return feed
    session.execute(update(FeedRow).where(FeedRow.id == feed.id).values(title=title[:512]))
    return replace(feed, title=title[:512])


def _note_move(session: Session, row: FeedRow, target: str, *, now: datetime) -> None:
    """Count the days on which a permanent redirect said the same; move after three."""
    if not target or len(target) > 2048 or row.url.startswith("rsshub:"):
        row.moved_to, row.moved_days = "", []
        return
    today = now.date().isoformat()
    days = row.moved_days if row.moved_to == target else []
    row.moved_to, row.moved_days = target, days if today in days else [*days, today]
    taken = session.scalar(select(FeedRow.id).where(FeedRow.url == target))
    if len(row.moved_days) >= DAYS_TO_MOVE and taken is None:
        row.moved_from, row.url = row.moved_from or row.url, target
        row.moved_to, row.moved_days = "", []


def first_poll_chats(session: Session, feed_id: int) -> tuple[int, ...]:
    """The chats that wait to hear how the first poll went; each is named once."""
    rows = session.scalars(select(ChatFeedRow).where(ChatFeedRow.feed_id == feed_id, ChatFeedRow.tell_first_poll)).all()
    for row in rows:
        row.tell_first_poll = False
    return tuple(row.chat_id for row in rows)


def chats_of(session: Session, feed_id: int) -> tuple[int, ...]:
    """The chats that have said they want this feed."""
    query = select(ChatFeedRow.chat_id).where(ChatFeedRow.feed_id == feed_id, ChatFeedRow.enabled)
    return tuple(session.scalars(query.order_by(ChatFeedRow.chat_id)))


def get_feed(session: Session, feed_id: int, *, lock: bool = False) -> Feed | None:
    """One feed; ``lock`` keeps other workers from writing it until the transaction ends."""
    row = session.get(FeedRow, feed_id, with_for_update=lock or None)
    return to_feed(row) if row else None


def get_feeds(session: Session, ids: Sequence[int]) -> list[Feed]:
    """These feeds, longest overdue first."""
    query = select(FeedRow).where(FeedRow.id.in_(ids)).order_by(FeedRow.next_poll_at.nulls_first(), FeedRow.id)
    return [to_feed(row) for row in session.scalars(query)]


def feed_by_slug(session: Session, slug: str) -> Feed | None:
    """The feed of this slug."""
    row = session.scalar(select(FeedRow).where(FeedRow.slug == slug))
    return to_feed(row) if row else None


def feed_by_url(session: Session, url: str) -> Feed | None:
    """The feed of this address, or that had it before it moved."""
    either = select(FeedRow).where(or_(FeedRow.url == url, FeedRow.moved_from == url))
    row = session.scalar(either.order_by(FeedRow.url != url).limit(1)) if url else None
    return to_feed(row) if row else None


def list_feeds(session: Session, *, chat_id: int | None = None) -> list[Feed]:
    """Every feed by title; with ``chat_id`` the shared ones in use and the chat's own."""
    rows = session.scalars(select(FeedRow).order_by(FeedRow.title, FeedRow.id)).all()
    if chat_id is None:
        return [to_feed(row) for row in rows]
    own = set(session.scalars(select(ChatFeedRow.feed_id).where(ChatFeedRow.chat_id == chat_id)))
    return [to_feed(row) for row in rows if (row.owner_chat_id is None or row.id in own) and _is_in_use(row)]


def _is_in_use(row: FeedRow) -> bool:
    """Enabled, or switched off by us for a reason that its readers should see."""
    return row.enabled or row.disabled_reason not in ("", REMOVED)


def chat_words(session: Session, chat_id: int) -> dict[int, bool]:
    """The feeds that a chat has switched off or on; of the others, shared ones are on."""
    query = select(ChatFeedRow.feed_id, ChatFeedRow.enabled).where(ChatFeedRow.chat_id == chat_id)
    return {row.feed_id: row.enabled for row in session.execute(query)}


def to_feed(row: FeedRow) -> Feed:
    """The row as the frozen value that leaves storage."""
    same = (
        "id slug title url site category weight zone interval enabled owner_chat_id etag last_modified failures"
        " costly_polls failing_since unreachable_since next_poll_at last_polled_at last_new_at rhythm disabled_reason"
        " moved_from body_hash requested_interval"
    )
    outcome = PollOutcome(row.last_outcome) if row.last_outcome else None
    return Feed(**{name: getattr(row, name) for name in same.split()}, last_outcome=outcome)
