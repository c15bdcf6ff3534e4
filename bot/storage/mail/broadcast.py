"""Messages of the operators to every chat that can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.core.address import TERMINAL
from bot.core.chats import Part
from bot.storage.mail import outbox
from bot.storage.tables import ChatRow


def count_chats(session: Session) -> int:
    """How many chats a broadcast reaches."""
    return len(_reachable(session))


def put_for_all(session: Session, parts: Sequence[Part], *, key: str, now: datetime) -> int:
    """Write these parts for every chat, once for each key; how many chats it concerns."""
    chat_ids = _reachable(session)
    for chat_id in chat_ids:
        outbox.put(
            session,
            chat_id=chat_id,
            kind="notice",
            dedup_key=f"broadcast:{key}:{chat_id}",
            parts=parts,
            due_at=now,
            now=now,
        )
    return len(chat_ids)


def _reachable(session: Session) -> list[int]:
    """One row for each key that is not paused: a forum hears it once, the terminal not at all."""
    awake = select(func.min(ChatRow.id)).where(ChatRow.paused_at.is_(None), ChatRow.channel != TERMINAL.channel)
    return list(session.scalars(awake.group_by(ChatRow.channel, ChatRow.key).order_by(func.min(ChatRow.id))))
