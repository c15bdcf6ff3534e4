"""What chats are told of their feeds, by the jobs that find it out: written to the outbox, in each chat's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.commands.feeds.discovery import offers
from bot.commands.feeds.feeds import first_poll_notice, gone_notice, health_notice
from bot.core.chats import Part
from bot.core.polling import Ailment
from bot.core.types import Feed
from bot.jobs.poll import PollResult
from bot.storage.chats import chats as chat_store
from bot.storage.mail import outbox
from bot.storage.news import feeds as feed_store
from bot.storage.news.entries import newest_titles
from bot.texts import speaking


def tell_first_poll(
    session: Session, feed: Feed, result: PollResult, chats: tuple[int, ...], *, clock: Callable[[], datetime]
) -> None:
    """How the first poll of a feed went, to the chats that added it; runs in the poll's transaction."""
    titles = newest_titles(session, feed.id, limit=3)
    current = feed_store.get_feed(session, feed.id) or feed
    found = offers(session, current, result.links, now=clock())
    _notice(
        session,
        f"first-poll:{feed.id}",
        partial(first_poll_notice, current, result.outcome, titles, count=result.entries_seen, offers=found),
        chats,
        clock(),
    )


def tell_gone(
    session: Session, feed: Feed, result: PollResult, chats: tuple[int, ...], *, clock: Callable[[], datetime]
) -> None:
    """A feed is over (410)."""
    _notice(session, f"gone:{feed.id}", partial(gone_notice, feed), chats, clock())


def tell_health(session: Session, chat_id: int, changes: Sequence[tuple[Feed, Ailment]], now: datetime) -> None:
    """Feeds that have been ill for days, or are well again."""
    _notice(session, "health", partial(health_notice, changes, now=now), (chat_id,), now)


def _notice(session: Session, what: str, notice: Callable[[], Part], chats: tuple[int, ...], now: datetime) -> None:
    """Tell these chats, each in its language."""
    for chat_id in chats:
        chat = chat_store.get_chat(session, chat_id)
        with speaking(chat.preferences.language if chat else None):
            part = notice()
        key = f"{what}:{chat_id}:{now:%Y%m%d%H%M%S}"
        outbox.put(session, chat_id=chat_id, kind="notice", dedup_key=key, parts=[part], due_at=now, now=now)
