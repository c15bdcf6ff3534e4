"""A group that became a supergroup: its rows get the new key, and two chats of one address become one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from bot.core.address import Address
from bot.core.chats import MessageState
from bot.storage.chats.chats import is_at, shares_key
from bot.storage.tables import (
    ChatFeedRow,
    ChatFirmRow,
    ChatRow,
    DeliveredRow,
    EntryLabelRow,
    FeedbackRow,
    FeedRow,
    OutboxRow,
    SubscriptionRow,
)

#: what hangs on a chat, and what makes a row of it the same as another one's
_BELONGINGS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (SubscriptionRow, ("firm_id", "topic")),
    (ChatFirmRow, ("firm_id",)),
    (ChatFeedRow, ("feed_id",)),
    (DeliveredRow, ("story_id", "revision")),
    (FeedbackRow, ("id",)),
    (EntryLabelRow, ("entry_id",)),
    (OutboxRow, ("id",)),
)


def move_chat(session: Session, old: Address, *, key: str) -> None:
    """A group became a supergroup: every row of it (forum topics too) gets the new key.

    Where the new chat exists already (somebody wrote in it before we heard), the old one's settings win:
    they are what its users set up. What hangs on the new row comes over.
    """
    for row in list(session.scalars(select(ChatRow).where(shares_key(old)))):
        twin = session.scalar(select(ChatRow).where(is_at(Address(row.channel, key, row.thread))))
        if twin is not None:
            _merge(session, twin, row)
        row.key, row.kind = key, "supergroup"
        session.flush()


def _merge(session: Session, source: ChatRow, target: ChatRow) -> None:
    """All that hangs on `source` goes to `target`, except what it has itself; `source` goes."""
    for table, key in _BELONGINGS:
        own = aliased(table)
        same = select(own.chat_id).where(own.chat_id == target.id, *(getattr(own, k) == getattr(table, k) for k in key))
        statement = update(table).where(table.chat_id == source.id, ~same.exists()).values(chat_id=target.id)
        session.execute(statement, execution_options={"synchronize_session": False})
    session.execute(update(FeedRow).where(FeedRow.owner_chat_id == source.id).values(owner_chat_id=target.id))
    session.execute(delete(ChatRow).where(ChatRow.id == source.id))
    if source.paused_at is None and target.pause_reason != "user":
        target.paused_at, target.pause_reason = None, ""  # Telegram reached the new one
    waiting = MessageState.PENDING if target.paused_at is None else MessageState.PAUSED
    either = OutboxRow.state.in_([MessageState.PENDING, MessageState.PAUSED])
    session.execute(update(OutboxRow).where(OutboxRow.chat_id == target.id, either).values(state=waiting))
    session.flush()
    session.expire_all()
