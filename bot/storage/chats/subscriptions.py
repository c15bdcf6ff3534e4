"""What chats want: firm x topic pairs; "" in the table is None here (any)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.core.chats import Subscription
from bot.core.firms import OwnFirm
from bot.core.topics import TOPICS, Topic
from bot.storage.dialect import insert
from bot.storage.news.conditions import MUTE_ONLY
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import ChatFirmRow, ChatRow, SubscriptionRow


def subscribe(
    session: Session, chat_id: int, *, firm_id: str | None, topic: Topic | None, mode: str | None = None, now: datetime
) -> bool:
    """Add what a chat wants; False when it had exactly this already.

    Its mode is then set anew: "instant", or "" for the chat's own time; None leaves it as it is.
    """
    if mode == "instant":
        _begin_alerts(session, chat_id)
    how = mode or None
    values = {
        "chat_id": chat_id,
        "firm_id": firm_id or "",
        "topic": topic or "",
        "mode": how,
        "created_at": now,
    }
    statement = insert(session, SubscriptionRow).values(values).on_conflict_do_nothing()
    added = session.execute(statement.returning(SubscriptionRow.id)).scalar() is not None
    if added:
        return True
    this = update(SubscriptionRow).where(*_is(chat_id, firm_id, topic))
    if _rows(session.execute(this.where(SubscriptionRow.mode == MUTE_ONLY).values(mode=how, muted_until=None))):
        return True
    if mode is not None:
        session.execute(this.values(mode=how))
    return False


def _begin_alerts(session: Session, chat_id: int) -> None:
    """A chat's first instant wish starts at the present end of the stream, not where the chat was opened."""
    instant = select(SubscriptionRow.id).where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.mode == "instant")
    chat = session.get(ChatRow, chat_id)
    if chat is None or chat.preferences.get("mode") == "instant" or session.scalar(instant.limit(1)) is not None:
        return
    chat.alert_cursor = newest_seq(session)
    session.flush()


def unsubscribe(session: Session, chat_id: int, *, firm_id: str | None, topic: Topic | None) -> int:
    """Remove one pair; how many rows went."""
    return _rows(session.execute(delete(SubscriptionRow).where(*_is(chat_id, firm_id, topic), _wants())))


def narrow(session: Session, chat_id: int, *, firm_id: str | None, without: Topic, now: datetime) -> tuple[Topic, ...]:
    """Let a chat that wants a firm (None: any) with every topic want all but this one; the topics left to it."""
    row = session.scalar(select(SubscriptionRow).where(*_is(chat_id, firm_id, None), _wants()))
    others = tuple(topic for topic in TOPICS if topic != without)
    if row is None:
        return ()
    mode, muted_until = row.mode, row.muted_until
    session.delete(row)
    session.flush()
    for topic in others:
        subscribe(session, chat_id, firm_id=firm_id, topic=topic, mode=mode, now=now)
        session.execute(update(SubscriptionRow).where(*_is(chat_id, firm_id, topic)).values(muted_until=muted_until))
    return others


def unsubscribe_firm(session: Session, chat_id: int, firm_id: str) -> int:
    """Remove a firm with every topic; how many rows went."""
    mine = SubscriptionRow.chat_id == chat_id
    return _rows(session.execute(delete(SubscriptionRow).where(mine, SubscriptionRow.firm_id == firm_id, _wants())))


def unsubscribe_all(session: Session, chat_id: int) -> int:
    """Remove everything, mutes too; how many subscriptions there were."""
    wanted = count(session, chat_id)
    session.execute(delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id))
    return wanted


def subscriptions(session: Session, chat_id: int) -> list[Subscription]:
    """All of a chat, in the order they were made."""
    rows = session.scalars(
        select(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id, _wants()).order_by(SubscriptionRow.id)
    )
    return [
        Subscription(
            id=row.id,
            chat_id=row.chat_id,
            firm_id=row.firm_id or None,
            topic=Topic(row.topic) if row.topic else None,
            mode=row.mode,
            muted_until=row.muted_until,
        )
        for row in rows
    ]


def mute(session: Session, chat_id: int, firm_id: str, *, until: datetime | None, now: datetime) -> None:
    """Keep a firm silent until then (None: end the silence), also where a wider subscription brings it."""
    mine = (SubscriptionRow.chat_id == chat_id, SubscriptionRow.firm_id == firm_id)
    if until is None:
        session.execute(delete(SubscriptionRow).where(*mine, SubscriptionRow.mode == MUTE_ONLY))
    changed = _rows(session.execute(update(SubscriptionRow).where(*mine).values(muted_until=until)))
    if not changed and until is not None:
        row = SubscriptionRow(chat_id=chat_id, firm_id=firm_id, topic="", mode=MUTE_ONLY, created_at=now)
        row.muted_until = until
        session.add(row)
        session.flush()


def muted(session: Session, chat_id: int, *, now: datetime) -> list[tuple[str, datetime]]:
    """The firms a chat keeps silent now, each with its end, in the order they were first named."""
    rows = session.scalars(
        select(SubscriptionRow)
        .where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.firm_id != "", SubscriptionRow.muted_until > now)
        .order_by(SubscriptionRow.id)
    )
    ends: dict[str, datetime] = {}
    for row in rows:
        if row.muted_until is not None:
            ends[row.firm_id] = max(row.muted_until, ends.get(row.firm_id, row.muted_until))
    return list(ends.items())


def count(session: Session, chat_id: int) -> int:
    """How many subscriptions a chat has."""
    return session.scalar(select(func.count()).where(SubscriptionRow.chat_id == chat_id, _wants())) or 0


def add_chat_firm(session: Session, chat_id: int, *, firm_id: str, name: str, aliases: list[str]) -> bool:
    """A firm of the chat's own; False when it had one of this id (whose aliases are replaced)."""
    row = session.scalar(select(ChatFirmRow).where(ChatFirmRow.chat_id == chat_id, ChatFirmRow.firm_id == firm_id))
    if row is not None:
        row.name, row.aliases = name, aliases
        return False
    session.add(ChatFirmRow(chat_id=chat_id, firm_id=firm_id, name=name, aliases=aliases))
    return True


def chat_firms(session: Session, chat_id: int | None = None) -> list[OwnFirm]:
    """The own firms of one chat, or of all chats."""
    statement = select(ChatFirmRow).order_by(ChatFirmRow.id)
    if chat_id is not None:
        statement = statement.where(ChatFirmRow.chat_id == chat_id)
    return [OwnFirm(row.firm_id, row.name, tuple(row.aliases)) for row in session.scalars(statement)]


def remove_chat_firm(session: Session, chat_id: int, firm_id: str) -> bool:
    """Take a chat's own firm away with all that it wanted of it; False if it had none of this id."""
    session.execute(
        delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.firm_id == firm_id)
    )
    gone = delete(ChatFirmRow).where(ChatFirmRow.chat_id == chat_id, ChatFirmRow.firm_id == firm_id)
    return bool(_rows(session.execute(gone)))


def _wants() -> ColumnElement[bool]:
    """The row is a wish, not only a silence."""
    return or_(SubscriptionRow.mode.is_(None), SubscriptionRow.mode != MUTE_ONLY)


def _is(chat_id: int, firm_id: str | None, topic: Topic | None) -> tuple[Any, ...]:
    return (
        SubscriptionRow.chat_id == chat_id,
        SubscriptionRow.firm_id == (firm_id or ""),
        SubscriptionRow.topic == (topic or ""),
    )


def _rows(result: Any) -> int:
    return int(result.rowcount)
