"""Chats: who they are, what they prefer, when they are due, why they are paused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.core.address import Address
from bot.core.chats import Chat, InUse, Preferences
from bot.core.preferences import effective, from_json, to_json
from bot.core.schedule import next_digest_at
from bot.storage.dialect import insert
from bot.storage.news.conditions import matches
from bot.storage.news.feed_owners import delete_feed, heir_of
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import ChatRow, FeedRow, OutboxRow, StoryRow, StoryTagRow, SubscriptionRow


def open_chat(
    session: Session,
    address: Address,
    *,
    kind: str = "private",
    title: str = "",
    preferences: Preferences | None = None,
    now: datetime,
) -> Chat:
    """The chat of this address; a new one is created at the present end of the stream, with these preferences."""
    newest = newest_seq(session)
    values = {
        "channel": address.channel,
        "key": address.key,
        "thread": address.thread,
        "kind": kind,
        "title": title[:256],
        "preferences": to_json(preferences or Preferences()),
        "dialog": {},
        "digest_cursor": newest,
        "alert_cursor": newest,
        "refusals": 0,
        "pause_reason": "",
        "created_at": now,
    }
    session.execute(insert(session, ChatRow).values(values).on_conflict_do_nothing())
    row = session.scalars(select(ChatRow).where(is_at(address))).one()
    if title and (row.title, row.kind) != (title[:256], kind):
        row.title, row.kind = title[:256], kind
    return chat(row)


def find_chat(session: Session, address: Address) -> Chat | None:
    """The chat of this address, or None."""
    row = session.scalar(select(ChatRow).where(is_at(address)))
    return chat(row) if row else None


def get_chat(session: Session, chat_id: int) -> Chat | None:
    """The chat of this row, or None."""
    row = session.get(ChatRow, chat_id)
    return chat(row) if row else None


def save_preferences(session: Session, chat_id: int, preferences: Preferences, *, now: datetime) -> None:
    """Store what the chat set, and move its next digest accordingly.

    Between digests and alerts the place in the stream is handed over, so that a change of mode loses nothing.
    """
    row = session.get_one(ChatRow, chat_id, with_for_update=True)
    before, after = effective(from_json(row.preferences)).mode, effective(preferences).mode
    if before != "instant" and after == "instant":
        row.alert_cursor, row.alert_due_at = row.digest_cursor, now
    elif before == "instant" and after != "instant":
        row.digest_cursor = row.alert_cursor
    row.preferences, row.next_digest_at = to_json(preferences), due(preferences, now)
    session.flush()


def due(preferences: Preferences, now: datetime) -> datetime | None:
    """When the next digest of a chat with these preferences is due; None for instant chats."""
    wishes = effective(preferences)
    return None if wishes.mode == "instant" else next_digest_at(now, wishes)


def start_digests(session: Session, chat_id: int, *, now: datetime) -> None:
    """Give a chat its first due time, if it has none yet (called when it subscribes).

    The first digest begins here: what passed between the chat's first word and its first wish is not news.
    """
    row = session.get(ChatRow, chat_id)
    if row is None or row.next_digest_at is not None:
        return
    row.next_digest_at = due(from_json(row.preferences), now)
    earlier = select(SubscriptionRow.id).where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.created_at < now)
    if row.next_digest_at is not None and session.scalar(earlier.limit(1)) is None:
        row.digest_cursor = newest_seq(session)
    session.flush()


def due_chats(session: Session, *, now: datetime, limit: int = 200) -> list[int]:
    """Chats whose digest or alert is due, longest waiting first. Nothing is claimed: see `lock_due`."""
    return list(
        session.scalars(
            select(ChatRow.id)
            .where(ChatRow.paused_at.is_(None), _is_due(now))
            .order_by(func.coalesce(ChatRow.alert_due_at, ChatRow.next_digest_at), ChatRow.id)
            .limit(limit)
        )
    )


def lock_due(session: Session, chat_id: int, *, now: datetime) -> Chat | None:
    """The chat, locked until commit, if it is still due and nobody else works on it."""
    row = session.scalar(
        select(ChatRow)
        .where(ChatRow.id == chat_id, ChatRow.paused_at.is_(None), _is_due(now))
        .with_for_update(skip_locked=True)
    )
    return chat(row) if row else None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(ChatRow.next_digest_at.is_not(None), ChatRow.next_digest_at <= now),
        and_(ChatRow.alert_due_at.is_not(None), ChatRow.alert_due_at <= now),
    )


def postpone(session: Session, chat_id: int, *, until: datetime, now: datetime) -> None:
    """Put off what is due to a chat (its turn failed), so that it does not crowd out the others."""
    for column in (ChatRow.next_digest_at, ChatRow.alert_due_at):
        session.execute(update(ChatRow).where(ChatRow.id == chat_id, column <= now).values({column: until}))


def advance(session: Session, chat_id: int, **values: Any) -> None:
    """Move a chat's cursors and due times (column names as keywords)."""
    session.execute(update(ChatRow).where(ChatRow.id == chat_id).values(**values))


def mark_alerts_due(session: Session, story_ids: Sequence[int], *, now: datetime) -> None:
    """Wake every chat that wants one of these stories at once; one set-based update."""
    if not story_ids:
        return
    wants = (
        select(SubscriptionRow.chat_id)
        .join(StoryTagRow, matches(SubscriptionRow))
        .join(StoryRow, StoryRow.id == StoryTagRow.story_id)
        .where(StoryTagRow.story_id.in_(story_ids), StoryRow.announce)
    )
    instant_chat = ChatRow.preferences["mode"].as_string() == "instant"
    session.execute(
        update(ChatRow)
        .where(
            # Also those due now: their worker may have read the stream before these stories were in it,
            # and clears the time when it commits, which this update waits for.
            or_(ChatRow.alert_due_at.is_(None), ChatRow.alert_due_at <= now),
            or_(
                and_(instant_chat, ChatRow.id.in_(wants)),
                ChatRow.id.in_(wants.where(SubscriptionRow.mode == "instant")),
            ),
        )
        .values(alert_due_at=now)
    )


def pause(session: Session, chat_id: int, *, reason: str, now: datetime) -> None:
    """Stop sending to a chat; everything it set stays, and what waits for it waits on."""
    session.execute(update(ChatRow).where(ChatRow.id == chat_id).values(paused_at=now, pause_reason=reason[:128]))
    session.execute(
        update(OutboxRow).where(OutboxRow.chat_id == chat_id, OutboxRow.state == "pending").values(state="paused")
    )


def resume(session: Session, chat_id: int, *, now: datetime) -> bool:
    """Send again to a paused chat; False when it was not paused."""
    row = session.get(ChatRow, chat_id)
    if row is None or row.paused_at is None:
        return False
    row.paused_at, row.pause_reason, row.refusals, row.refused_since = None, "", 0, None
    row.next_digest_at = due(from_json(row.preferences), now)
    # An instant subscription of a digest chat is looked after here too; nothing due costs one read.
    row.alert_due_at = now
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.state == "paused")
        .values(state="pending", due_at=now)
    )
    return True


def delete_chat(session: Session, chat_id: int) -> None:
    """Forget a chat and all that hangs on it; its own feeds go to another chat that has them, or with it.

    Without that they would be left without an owner, which is what makes a feed everyone's.
    """
    for feed in session.scalars(select(FeedRow).where(FeedRow.owner_chat_id == chat_id)):
        heir = heir_of(session, feed)
        if heir is None:
            delete_feed(session, feed.id)
        else:
            session.execute(update(FeedRow).where(FeedRow.id == feed.id).values(owner_chat_id=heir))
    session.execute(delete(ChatRow).where(ChatRow.id == chat_id))


def use_chat(session: Session, chat_id: int, in_use: InUse | None) -> None:
    """Turn a chat to the one that it sets up from now on; None: back to itself."""
    dialog = {"chat": in_use.chat_id, "until": in_use.until.isoformat()} if in_use else {}
    session.execute(update(ChatRow).where(ChatRow.id == chat_id).values(dialog=dialog))


def chat(row: ChatRow) -> Chat:
    """The row as a value."""
    return Chat(
        id=row.id,
        address=row.address,
        kind=row.kind,
        title=row.title,
        preferences=from_json(row.preferences),
        digest_cursor=row.digest_cursor,
        alert_cursor=row.alert_cursor,
        next_digest_at=row.next_digest_at,
        alert_due_at=row.alert_due_at,
        paused_at=row.paused_at,
        pause_reason=row.pause_reason,
        in_use=_in_use(row.dialog),
    )


def _in_use(dialog: dict[str, Any]) -> InUse | None:
    if "chat" not in dialog:
        return None
    return InUse(chat_id=int(dialog["chat"]), until=datetime.fromisoformat(dialog["until"]))


def chats_of(session: Session, address: Address) -> list[Chat]:
    """Every chat row of a key: the chat itself and its threads."""
    return [chat(row) for row in session.scalars(select(ChatRow).where(shares_key(address)))]


def is_at(address: Address) -> ColumnElement[bool]:
    """A condition on chats: the one of this address."""
    return and_(shares_key(address), ChatRow.thread == address.thread)


def shares_key(address: Address) -> ColumnElement[bool]:
    """A condition on chats: those of this address's key, threads too."""
    return and_(ChatRow.channel == address.channel, ChatRow.key == address.key)
