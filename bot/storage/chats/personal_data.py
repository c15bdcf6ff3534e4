"""All that is kept about one chat: as data to take away, and gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bot.core.address import TELEGRAM, TERMINAL, Address
from bot.core.pace import chat_key
from bot.core.queries import StoryFilter
from bot.core.types import Story
from bot.storage.chats import subscriptions
from bot.storage.chats.chats import delete_chat
from bot.storage.news.conditions import fits, visible_to, wanted_by
from bot.storage.news.feed_owners import heir_of
from bot.storage.news.stories import load_stories
from bot.storage.news.visibility import as_seen
from bot.storage.tables import (
    ChatFeedRow,
    ChatFirmRow,
    ChatRow,
    DeliveredRow,
    EntryLabelRow,
    FeedbackRow,
    FeedRow,
    InboxRow,
    OutboxRow,
    PaceRow,
    StoryRow,
    SubscriptionRow,
)

#: columns that say how we work, not what the chat did
_OURS = {"chat_id", "image", "dedup_key", "lease_until", "uncertain", "tries"}


def stories_to_export(
    session: Session, chat_id: int, wanted: StoryFilter, *, now: datetime, everything: bool = False, limit: int
) -> list[Story]:
    """Stories of the span, of the firms and topics named, newest first.

    With none named those the chat is subscribed to. A chat without subscriptions, or one that asks for everything,
    gets all that its feeds show.
    """
    where = [*fits(wanted), visible_to(chat_id)]
    named = wanted.firms or wanted.topics
    if not named and not everything and subscriptions.count(session, chat_id):
        where.append(wanted_by(chat_id, now=now))
    ids = session.scalars(select(StoryRow.id).where(*where).order_by(StoryRow.last_seen.desc()).limit(limit))
    return as_seen(session, load_stories(session, list(ids)), chat_id=chat_id)


def chat_data(session: Session, chat_id: int) -> dict[str, Any]:
    """Everything kept about a chat, JSON-ready but for times."""
    own = select(FeedRow.url).where(FeedRow.owner_chat_id == chat_id).order_by(FeedRow.id)
    return {
        "chat": _with_telegrams_names(_first(_rows(session, ChatRow, ChatRow.id == chat_id))),
        "subscriptions": _rows(session, SubscriptionRow, SubscriptionRow.chat_id == chat_id),
        "firms": _rows(session, ChatFirmRow, ChatFirmRow.chat_id == chat_id),
        "feeds_added": list(session.scalars(own)),
        "feeds_switched": _rows(session, ChatFeedRow, ChatFeedRow.chat_id == chat_id),
        "corrections": _rows(session, FeedbackRow, FeedbackRow.chat_id == chat_id),
        "labels": _rows(session, EntryLabelRow, EntryLabelRow.chat_id == chat_id),
        "stories_told": _rows(session, DeliveredRow, DeliveredRow.chat_id == chat_id),
        "messages": _rows(session, OutboxRow, OutboxRow.chat_id == chat_id),
        "requests": [row.payload for row in _inbox(session, chat_id)],
    }


def forget_chat(session: Session, chat_id: int) -> None:
    """Delete a chat and all that hangs on it, with the feeds that only this chat had and what only they told."""
    row = session.get(ChatRow, chat_id)
    if row is None:
        return
    for received in _inbox(session, chat_id):
        session.delete(received)
    session.execute(delete(PaceRow).where(PaceRow.key == chat_key(row.address)))
    _give_back_shared_feeds(session, chat_id)
    delete_chat(session, chat_id)
    session.expire_all()


def _give_back_shared_feeds(session: Session, chat_id: int) -> None:
    """A feed of feeds.yaml that is off there and that this chat alone had on: off as before, but its stories stay."""
    mine = (FeedRow.owner_chat_id == chat_id, FeedRow.category != "user")
    for feed in session.scalars(select(FeedRow).where(*mine)).all():
        if heir_of(session, feed) is None:
            feed.owner_chat_id, feed.enabled, feed.disabled_reason = None, False, ""
            feed.last_polled_at = None  # never read for all: the operators did not take it away
    session.flush()


def _inbox(session: Session, chat_id: int) -> list[InboxRow]:
    """Updates of this chat still kept: two days' worth, so they are looked through in Python."""
    row = session.get(ChatRow, chat_id)
    if row is None:
        return []
    return [u for u in session.scalars(select(InboxRow)) if _asked_from(u.payload) == row.address]


def _asked_from(update: dict[str, Any]) -> Address:
    """Where one of Telegram's updates came from."""
    press = update.get("callback_query") or {}
    message = update.get("message") or update.get("channel_post") or press.get("message") or {}
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Address(TELEGRAM, str((message.get("chat") or {}).get("id") or ""), str(thread or ""))


def _rows(session: Session, table: Any, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    keys = [column.key for column in table.__table__.columns if column.key not in _OURS]
    return [{key: getattr(row, key) for key in keys} for row in session.scalars(select(table).where(where))]


def _with_telegrams_names(chat: dict[str, Any]) -> dict[str, Any]:
    """The address as exports have always named it: 0 stands for the terminal, and for no forum topic."""
    if chat.get("channel") in {TELEGRAM, TERMINAL.channel}:
        chat["telegram_id"], chat["thread_id"] = int(chat["key"]), int(chat["thread"] or 0)
    return chat


def _first(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] if rows else {}
