"""The books: what was read, told and sent, so that "nothing is lost" can be checked and mended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select, update
from sqlalchemy.orm import Session

from bot.core.chats import MessageState
from bot.storage.mail import inbox, outbox
from bot.storage.news.entries import MAX_ATTEMPTS
from bot.storage.tables import ChatRow, DeliveredRow, EntryRow, InboxRow, OutboxRow, StoryRow


def audit(session: Session, *, now: datetime) -> dict[str, Any]:
    """Counts of every stage; ``lost`` is what no later step will bring.

    Lost are: entries parked after repeated failures, updates given up, dead messages, and chats that were told
    something without a message.
    """
    untagged = EntryRow.tagged_at.is_(None)
    parked = _count(session, EntryRow, _parked())
    # A chat that was told something but has no message of any state was promised and forgotten; old messages are gone.
    silent = select(func.count(func.distinct(DeliveredRow.chat_id))).where(
        DeliveredRow.at > now - outbox.KEPT, ~exists().where(OutboxRow.chat_id == DeliveredRow.chat_id)
    )
    forgotten = session.scalar(silent) or 0
    given_up = _count(session, InboxRow, _given_up())
    states = outbox.counts(session)
    return {
        "entries": _count(session, EntryRow),
        "entries untagged": _count(session, EntryRow, untagged),
        "entries parked": parked,
        "stories": _count(session, StoryRow),
        "chats": _count(session, ChatRow),
        "chats paused": _count(session, ChatRow, ChatRow.paused_at.is_not(None)),
        "told": _count(session, DeliveredRow),
        **{f"messages {state}": states.get(state, 0) for state in ("pending", "sending", "sent", "paused", "dead")},
        "oldest waiting": session.scalar(
            select(func.min(OutboxRow.due_at)).where(OutboxRow.state == "pending", OutboxRow.due_at <= now)
        ),
        "updates given up": given_up,
        "lost": parked + forgotten + given_up + states.get("dead", 0),
    }


def take_up_again(session: Session, *, now: datetime) -> dict[str, int]:
    """Try once more what was given up; how much of each there was.

    For an operator who removed the cause: what fails again is given up again.
    """
    # As if tried once: one that ends the process is then taken alone, and takes no others with it.
    parked = update(EntryRow).where(_parked()).values(attempts=1, tag_lease_until=None)
    paused = OutboxRow.chat_id.in_(select(ChatRow.id).where(ChatRow.paused_at.is_not(None)))
    dead = (
        update(OutboxRow)
        .where(OutboxRow.state == MessageState.DEAD)
        .values(state=case((paused, MessageState.PAUSED), else_=MessageState.PENDING), tries=0, due_at=now, error="")
    )
    given_up = update(InboxRow).where(_given_up()).values(attempts=0)
    counted = {"entries": parked, "messages": dead, "updates": given_up}
    return {name: session.execute(statement).rowcount for name, statement in counted.items()}  # type: ignore[attr-defined]


def _parked() -> ColumnElement[bool]:
    return and_(EntryRow.tagged_at.is_(None), EntryRow.attempts >= MAX_ATTEMPTS)


def _given_up() -> ColumnElement[bool]:
    return and_(InboxRow.done_at.is_(None), InboxRow.attempts >= inbox.MAX_ATTEMPTS)


def _count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
