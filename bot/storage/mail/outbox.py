"""The outbox: messages written with what caused them, taken one per chat and in order, settled one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.core.chats import Button, Buttons, Message, MessageState, Part
from bot.core.clock import SKEW
from bot.core.delivery import LONGEST_HOLD, Step
from bot.storage.chats.saved_queries import KEPT as BUTTONS_KEPT
from bot.storage.dialect import insert
from bot.storage.tables import ChatRow, OutboxRow

#: how long a sender may hold a message before it counts as lost with its process
LEASE = timedelta(seconds=90)
#: what was sent, or will never be, is kept so long: for questions about it, and so that nothing is written twice
KEPT = timedelta(days=30)
#: a notice as long as a button works: that of a broadcast, pressed again, would send it again
KEPT_NOTICES = BUTTONS_KEPT


def put(
    session: Session,
    *,
    chat_id: int,
    kind: str,
    dedup_key: str,
    parts: Sequence[Part],
    due_at: datetime,
    now: datetime,
) -> int:
    """Write the parts of one message; how many are new (0 when this key was written before)."""
    rows = [
        {
            "chat_id": chat_id,
            "kind": kind,
            "dedup_key": dedup_key[:128],
            "part": number,
            "html": part.html,
            "text": part.text,
            "buttons": buttons_to_json(part.buttons),
            "image": part.image,
            "state": MessageState.PENDING,
            "tries": 0,
            "uncertain": False,
            "error": "",
            "due_at": due_at,
            "created_at": now,
        }
        for number, part in enumerate(parts)
    ]
    if not rows:
        return 0
    statement = insert(session, OutboxRow).values(rows).on_conflict_do_nothing(index_elements=["dedup_key", "part"])
    return len(session.execute(statement.returning(OutboxRow.id)).all())


def claim(
    session: Session,
    *,
    channels: Collection[str],
    now: datetime,
    limit: int = 25,
    chat_ids: Sequence[int] | None = None,
) -> list[Message]:
    """Take the first waiting message of up to `limit` chats of these channels; committed before the send.

    A message left in `sending` by a dead process is taken again, marked uncertain: it may have arrived.
    """
    statement = (
        select(OutboxRow, ChatRow)
        .join(ChatRow, ChatRow.id == OutboxRow.chat_id)
        .where(_waiting(now), _is_first(now), ChatRow.paused_at.is_(None), ChatRow.channel.in_(channels))
        .where(_not_held(now))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
    if chat_ids is not None:
        statement = statement.where(OutboxRow.chat_id.in_(chat_ids))
    messages = []
    for row, chat in session.execute(statement).all():
        lost = row.state == MessageState.SENDING
        row.uncertain = row.uncertain or lost
        row.state, row.lease_until, row.tries = MessageState.SENDING, now + LEASE, row.tries + 1
        messages.append(_message(row, chat))
    return messages


def _is_first(now: datetime) -> ColumnElement[bool]:
    """No earlier message of its chat waits, and none is on its way."""
    earlier = aliased(OutboxRow)
    ahead = (
        select(earlier.id)
        .where(
            earlier.chat_id == OutboxRow.chat_id,
            earlier.id < OutboxRow.id,
            earlier.state.in_([MessageState.PENDING, MessageState.SENDING]),
        )
        .exists()
    )
    in_flight = (
        select(earlier.id)
        .where(
            earlier.chat_id == OutboxRow.chat_id,
            earlier.state == MessageState.SENDING,
            earlier.lease_until > now,
            earlier.lease_until <= now + LEASE + SKEW,
        )
        .exists()
    )
    return and_(~ahead, ~in_flight)


def settle(session: Session, message: Message, step: Step, *, now: datetime) -> int | None:
    """Write down how a send ended; the chat it concerns, or None when this sender no longer has the message.

    A sender whose lease ended while it waited has lost the message to another one: only its success still
    counts. The chat is read from the row, because a merge may have moved the message meanwhile. A row of the same
    id written at another time (a backup was restored) is another message.
    """
    row = session.get(OutboxRow, message.id, with_for_update=True)
    if row is None or row.created_at != message.created_at or row.state == MessageState.SENT:
        return None
    ours = row.state == MessageState.SENDING and row.tries == message.tries
    if not ours and step.state is not MessageState.SENT:
        return None
    row.state, row.lease_until, row.error = step.state, None, step.error[:256]
    # Once uncertain, always: a second copy may lie in the chat, and the figures must say so.
    row.uncertain = row.uncertain or step.uncertain
    if step.state is MessageState.SENT:
        row.sent_at, row.message_id = now, step.message_id
    if step.due_at is not None:
        row.due_at = step.due_at
    if step.plain:
        row.html = ""
    _settle_chat(session, session.get_one(ChatRow, row.chat_id), step, now)
    return row.chat_id


def _settle_chat(session: Session, chat: ChatRow, step: Step, now: datetime) -> None:
    if step.state is MessageState.SENT:
        chat.refusals, chat.refused_since = 0, None
    if step.count_refusal:
        chat.refusals, chat.refused_since = chat.refusals + 1, chat.refused_since or now
    if step.hold_chat_until is not None:
        # Forum topics share their group's limit.
        until = step.hold_chat_until
        shorter = or_(ChatRow.hold_until.is_(None), ChatRow.hold_until < until)
        session.flush()
        group = (ChatRow.channel == chat.channel, ChatRow.key == chat.key)
        session.execute(update(ChatRow).where(*group, shorter).values(hold_until=until))


def release(session: Session, message: Message, *, until: datetime) -> None:
    """Give a claimed message back unsent; the try does not count."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message.id, OutboxRow.created_at == message.created_at)
        # A sender whose lease ended must not give back what another one is sending.
        .where(OutboxRow.state == MessageState.SENDING, OutboxRow.tries == message.tries)
        .values(state=MessageState.PENDING, lease_until=None, due_at=until, tries=OutboxRow.tries - 1)
    )


def refusals(session: Session, chat_id: int) -> tuple[int, datetime | None]:
    """How often, and since when, its channel has softly refused this chat."""
    row = session.get(ChatRow, chat_id)
    return (row.refusals, row.refused_since) if row else (0, None)


def chats_waiting(session: Session, *, channels: Collection[str], now: datetime, limit: int = 1000) -> list[int]:
    """Chats of these channels that have a message to send now."""
    return list(
        session.scalars(
            select(OutboxRow.chat_id)
            .join(ChatRow, ChatRow.id == OutboxRow.chat_id)
            .where(_waiting(now), ChatRow.paused_at.is_(None), ChatRow.channel.in_(channels))
            .where(_not_held(now))
            .group_by(OutboxRow.chat_id)
            .order_by(func.min(OutboxRow.due_at))
            .limit(limit)
        )
    )


def is_any_due(session: Session, *, channels: Collection[str], now: datetime) -> bool:
    """Whether some message of these channels may have to be sent now."""
    here = select(OutboxRow.id).join(ChatRow, ChatRow.id == OutboxRow.chat_id).where(ChatRow.channel.in_(channels))
    return session.scalar(here.where(_waiting(now)).limit(1)) is not None


def count_elsewhere(session: Session, *, channels: Collection[str], now: datetime) -> dict[str, int]:
    """How many messages are due in each channel that is none of these."""
    query = select(ChatRow.channel, func.count()).join(OutboxRow, ChatRow.id == OutboxRow.chat_id)
    rows = session.execute(query.where(_waiting(now), ChatRow.channel.not_in(channels)).group_by(ChatRow.channel))
    return {channel: count for channel, count in rows}  # noqa: C416  # a Row is no tuple to mypy


def forget_old_messages(session: Session, *, now: datetime, limit: int) -> None:
    """Drop up to `limit` messages that ended long ago.

    Their dedup keys go with them, which none of these needs any more: an alert's story is in `deliveries`, a digest's
    span lies behind the chat's cursor, a notice holds its time. Only a broadcast can be asked for again by its button.
    """
    keep = case((OutboxRow.kind == "notice", now - KEPT_NOTICES), else_=now - KEPT)
    old = (
        select(OutboxRow.id)
        .where(OutboxRow.state.in_([MessageState.SENT, MessageState.DEAD]), OutboxRow.due_at < now - KEPT)
        .where(func.coalesce(OutboxRow.sent_at, OutboxRow.due_at) < keep)
        .limit(limit)
        # Another worker sweeps too: what it deletes is not waited for.
        .with_for_update(skip_locked=True)
    )
    gone = delete(OutboxRow).where(OutboxRow.id.in_(old)).execution_options(synchronize_session=False)
    session.execute(gone)


def counts(session: Session) -> dict[str, int]:
    """How many messages are in each state."""
    rows = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return {state: count for state, count in rows}  # noqa: C416  # a Row is no tuple to mypy


def _waiting(now: datetime) -> ColumnElement[bool]:
    """What is due, and what stands further ahead than anything can (`clock_faults` mends it)."""
    due, lease = OutboxRow.due_at, OutboxRow.lease_until
    return or_(
        and_(OutboxRow.state == MessageState.PENDING, or_(due <= now, due > now + LONGEST_HOLD + SKEW)),
        and_(OutboxRow.state == MessageState.SENDING, or_(lease <= now, lease > now + LEASE + SKEW)),
    )


def _not_held(now: datetime) -> ColumnElement[bool]:
    hold = ChatRow.hold_until
    return or_(hold.is_(None), hold <= now, hold > now + LONGEST_HOLD + SKEW)


def buttons_to_json(buttons: Buttons) -> list[Any]:
    """JSON form of button rows."""
    return [[[b.label, b.data, b.url] for b in row] for row in buttons]


def buttons_from_json(rows: Sequence[Any]) -> Buttons:
    """Read what `buttons_to_json` wrote."""
    return tuple(tuple(Button(*button) for button in row) for row in rows)


def _message(row: OutboxRow, chat: ChatRow) -> Message:
    part = Part(html=row.html, text=row.text, buttons=buttons_from_json(row.buttons), image=row.image)
    return Message(
        id=row.id,
        chat_id=row.chat_id,
        address=chat.address,
        chat_kind=chat.kind,
        kind=row.kind,
        part=part,
        tries=row.tries,
        created_at=row.created_at,
    )
