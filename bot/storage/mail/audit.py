"""The books: what was read, told and sent, so that "nothing is lost" can be checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from bot.storage.mail import outbox
from bot.storage.mail.parked import is_given_up, is_parked
from bot.storage.tables import ChatRow, DeliveredRow, EntryRow, InboxRow, OutboxRow, StoryRow


def audit(session: Session, *, now: datetime) -> dict[str, Any]:
    """Counts of every stage; ``lost`` is what no later step will bring.

    Lost are: entries parked after repeated failures, updates given up, dead messages, and chats that were told
    something without a message.
    """
    untagged = EntryRow.tagged_at.is_(None)
    parked = _count(session, EntryRow, is_parked())
    # A chat that was told something but has no message of any state was promised and forgotten; old messages are gone.
    silent = select(func.count(func.distinct(DeliveredRow.chat_id))).where(
        DeliveredRow.at > now - outbox.KEPT, ~exists().where(OutboxRow.chat_id == DeliveredRow.chat_id)
    )
    forgotten = session.scalar(silent) or 0
    given_up = _count(session, InboxRow, is_given_up())
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


def _count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
