"""Times that only a wrong clock can have written: every column that says "not before" is put back to what it may be.

Two signs tell it. A time that is past by its nature lies ahead (the last poll, the newest time ever seen here): then it
is known by how much. Or a time lies further ahead than any rule allows. What a user chose (a mute, the next digest by
the chat's own wishes) has that for its limit and is never shortened.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.core.clock import SKEW
from bot.core.delivery import LONGEST_HOLD
from bot.core.polling import FURTHEST, LONGEST_BACK_OFF
from bot.core.preferences import effective, from_json
from bot.core.schedule import quiet_until
from bot.storage.chats.chats import due
from bot.storage.dialect import insert
from bot.storage.mail.outbox import LEASE as SENDING
from bot.storage.mail.pace import MOST_AHEAD
from bot.storage.news.entries import LEASE as TAGGING
from bot.storage.news.entries import MAX_ATTEMPTS, PARKED
from bot.storage.tables import ChatRow, CounterRow, EntryRow, FeedRow, HostRow, OutboxRow, PaceRow

_NEWEST = "clock"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: a feed's times that can only be past
_PAST = (
    FeedRow.last_polled_at,
    FeedRow.answered_at,
    FeedRow.unreachable_since,
    FeedRow.failing_since,
    FeedRow.last_new_at,
)


def newest_time(session: Session) -> datetime | None:
    """The newest time that a process has seen on its clock, None before the first."""
    seconds = session.scalar(select(CounterRow.value).where(CounterRow.name == _NEWEST))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def remember_time(session: Session, now: datetime) -> None:
    """It is so late; also where somebody thought it was later."""
    row = insert(session, CounterRow).values(name=_NEWEST, value=int(now.timestamp()))
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))


def is_any(session: Session, *, now: datetime) -> bool:
    """Whether a time lies where none can."""
    return any(session.scalar(select(exists().where(where))) for where in (*_limits(now).values(), _ahead(now)))


def mend(session: Session, *, now: datetime, ahead: timedelta = timedelta(0)) -> dict[str, int]:
    """Put back what lies too far ahead; how many of each kind. `ahead`: so far is known."""
    found = {"feeds": _feeds_polled_ahead(session, now)}
    if ahead > SKEW:
        found["feeds"] += _shift(session, FeedRow.next_poll_at, FeedRow.next_poll_at > now + ahead, ahead, now)
        waits = and_(OutboxRow.state == "pending", OutboxRow.due_at > now)
        found["messages"] = _shift(session, OutboxRow.due_at, waits, ahead, now)
        found["chats"] = _shift(session, ChatRow.hold_until, ChatRow.hold_until > now, ahead, now)
        found["hosts"] = _shift(session, HostRow.until, HostRow.until > now, ahead, now)
        found["turns"] = _set(session, PaceRow.free_at, PaceRow.free_at > now + SKEW, now)
    for column, where in _limits(now).items():
        name = _NAMES[column.class_]
        found[name] = found.get(name, 0) + _set(session, column, where, now)
    found["chats"] += _own_times(session, now, exactly=ahead > SKEW)
    return {name: count for name, count in found.items() if count}


_NAMES: dict[Any, str] = {
    PaceRow: "turns",
    OutboxRow: "messages",
    ChatRow: "chats",
    FeedRow: "feeds",
    HostRow: "hosts",
    EntryRow: "entries",
}


def _limits(now: datetime) -> dict[InstrumentedAttribute[Any], ColumnElement[bool]]:
    """What lies beyond the longest that any rule allows, by column; due now is what it then is."""
    lease = EntryRow.tag_lease_until
    parked = and_(EntryRow.attempts >= MAX_ATTEMPTS, lease > now + PARKED + SKEW)
    held = and_(EntryRow.attempts < MAX_ATTEMPTS, lease > now + TAGGING + SKEW)
    # A message that nothing was wrong with only waits for its turn.
    untried = and_(OutboxRow.error == "", OutboxRow.tries == 0, OutboxRow.due_at > now + MOST_AHEAD + SKEW)
    waits = or_(untried, OutboxRow.due_at > now + LONGEST_HOLD + SKEW)
    return {
        PaceRow.free_at: PaceRow.free_at > now + MOST_AHEAD,
        OutboxRow.due_at: and_(OutboxRow.state == "pending", waits),
        OutboxRow.lease_until: and_(OutboxRow.state == "sending", OutboxRow.lease_until > now + SENDING + SKEW),
        ChatRow.hold_until: ChatRow.hold_until > now + LONGEST_HOLD + SKEW,
        FeedRow.next_poll_at: and_(FeedRow.enabled, FeedRow.next_poll_at > now + FURTHEST + SKEW),
        HostRow.until: HostRow.until > now + LONGEST_BACK_OFF + SKEW,
        EntryRow.tag_lease_until: and_(EntryRow.tagged_at.is_(None), or_(parked, held)),
    }


def _set(session: Session, column: InstrumentedAttribute[Any], where: ColumnElement[bool], to: datetime) -> int:
    statement = update(column.class_).where(where).values({column.key: to})
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined, no-any-return]


def _shift(
    session: Session, column: InstrumentedAttribute[Any], where: ColumnElement[bool], by: timedelta, now: datetime
) -> int:
    """Earlier by so much: right for what was written meanwhile, and before its time for what stood there already."""
    rows = session.scalars(select(column.class_).where(where).with_for_update(skip_locked=True)).all()
    for row in rows:
        setattr(row, column.key, max(now, getattr(row, column.key) - by))
    session.flush()
    return len(rows)


def _ahead(now: datetime) -> ColumnElement[bool]:
    return and_(FeedRow.enabled, or_(*(column > now + SKEW for column in _PAST)))


def _feeds_polled_ahead(session: Session, now: datetime) -> int:
    """Feeds that were polled in the future: what was reckoned from that is as much too late."""
    rows = session.scalars(select(FeedRow).where(_ahead(now)).with_for_update(skip_locked=True)).all()
    for row in rows:
        if row.last_polled_at is not None and row.next_poll_at is not None and row.last_polled_at > now:
            row.next_poll_at = max(now, row.next_poll_at - (row.last_polled_at - now))
        for column in _PAST:
            value = getattr(row, column.key)
            setattr(row, column.key, None if value is None else min(value, now))
    session.flush()
    return len(rows)


def _own_times(session: Session, now: datetime, *, exactly: bool) -> int:
    """Chats' times, by their own wishes: the next digest, and the end of the night for alerts.

    Looked at one by one only where the clock is known to have been wrong; else beyond a day, or nine for a weekly one.
    """
    digest, alert = ChatRow.next_digest_at, ChatRow.alert_due_at
    mode = ChatRow.preferences["mode"].as_string()
    daily = or_(mode.is_(None), mode != "weekly")
    far = or_(alert > now + DAY + HOUR, digest > now + 9 * DAY, and_(daily, digest > now + DAY + 2 * HOUR))
    which = or_(digest > now, alert > now) if exactly else far
    rows = session.scalars(select(ChatRow).where(which, ChatRow.paused_at.is_(None)).with_for_update(skip_locked=True))
    return sum([_is_mended(row, now) for row in rows.all()])


def _is_mended(row: ChatRow, now: datetime) -> bool:
    before = (row.next_digest_at, row.alert_due_at)
    wishes = from_json(row.preferences)
    if row.next_digest_at is not None:
        row.next_digest_at = min(row.next_digest_at, due(wishes, now) or now)
    if row.alert_due_at is not None:
        row.alert_due_at = min(row.alert_due_at, quiet_until(now, effective(wishes)) or now)
    return before != (row.next_digest_at, row.alert_due_at)
