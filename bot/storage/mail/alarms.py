"""Whether work waits for a role that does nothing, whether feeds fail together, and what operators know of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, func, or_, select
from sqlalchemy.orm import Session

from bot.core.address import TELEGRAM
from bot.core.alarms import WAITED, Alarm, are_feeds_failing
from bot.core.chats import MessageState
from bot.storage.dialect import insert
from bot.storage.tables import ChatRow, CounterRow, EntryRow, FeedRow, OutboxRow


def seen(session: Session, *, now: datetime) -> dict[Alarm, bool | None]:
    """What is ill, well, or in between (None), as far as the database tells."""
    since = now - WAITED
    polled = session.scalar(select(func.max(FeedRow.last_polled_at)))
    polls_nothing = polled is not None and polled <= since
    return {
        Alarm.POLL: polls_nothing and _is_any(session, FeedRow.id, FeedRow.enabled, FeedRow.next_poll_at <= since),
        Alarm.TAG: _is_any(  # what failed before is told as parked
            session, EntryRow.id, EntryRow.tagged_at.is_(None), EntryRow.attempts == 0, EntryRow.first_seen <= since
        ),
        Alarm.DIGEST: _is_any(
            session,
            ChatRow.id,
            ChatRow.paused_at.is_(None),
            or_(ChatRow.next_digest_at <= since, ChatRow.alert_due_at <= since),
        ),
        Alarm.SEND: _waits(session, now=now),
        Alarm.FEEDS: _fail_together(session),
    }


def told(session: Session) -> set[Alarm]:
    """What operators were told is wrong, and nothing since."""
    alarms = {_counter(alarm): alarm for alarm in Alarm}
    rows = select(CounterRow.name).where(CounterRow.name.in_(alarms), CounterRow.value > 0)
    return {alarms[name] for name in session.scalars(rows)}


def remember_told(session: Session, changes: Mapping[Alarm, bool]) -> dict[Alarm, bool]:
    """Which of these changes another worker has not told just now; from here on they are told."""
    news = {}
    for alarm, ill in sorted(changes.items()):  # in one order, so that two workers cannot wait for each other
        row = insert(session, CounterRow).values(name=_counter(alarm), value=int(ill))
        other = CounterRow.value != row.excluded.value
        write = row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}, where=other)
        if session.execute(write).rowcount:  # type: ignore[attr-defined]
            news[alarm] = ill
    return news


def _waits(session: Session, *, now: datetime) -> bool:
    """A message is due for long, of a chat that Telegram does not ask us to leave alone."""
    free = or_(ChatRow.hold_until.is_(None), ChatRow.hold_until <= now - WAITED)
    due = select(OutboxRow.id).where(OutboxRow.state == MessageState.PENDING, OutboxRow.due_at <= now - WAITED)
    waits = due.join(ChatRow, ChatRow.id == OutboxRow.chat_id).where(ChatRow.channel == TELEGRAM, free)
    return session.scalar(waits.limit(1)) is not None


def _fail_together(session: Session) -> bool | None:
    shared = (FeedRow.enabled, FeedRow.owner_chat_id.is_(None), FeedRow.last_polled_at.is_not(None))
    feeds, failing = session.execute(select(func.count(), func.count(FeedRow.failing_since)).where(*shared)).one()
    return are_feeds_failing(failing, feeds)


def _is_any(session: Session, what: object, *where: ColumnExpressionArgument[bool]) -> bool:
    return session.scalar(select(what).where(*where).limit(1)) is not None  # type: ignore[call-overload]


def _counter(alarm: Alarm) -> str:
    return f"alarm_{alarm}"
