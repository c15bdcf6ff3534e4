"""What chats are told of their feeds, and operators of the bot: written to the outbox, in each chat's language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.core.address import Address
from bot.core.alarms import Alarm
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Part
from bot.core.polling import Ailment
from bot.core.queries import FeedOffer
from bot.core.shortening import shorten
from bot.core.types import Feed, PollOutcome
from bot.render.feeds import bad_url, first_poll_notice, gone_notice, health_notice
from bot.render.operators import alarm_notice, clock_notice, parked_notice
from bot.storage.chats import chats as chat_store
from bot.storage.chats.saved_queries import remember_query
from bot.storage.mail import outbox
from bot.storage.news.entries import newest_titles
from bot.storage.news.feed_health import operators
from bot.storage.news.feeds import get_feed
from bot.texts import speaking


def tell_first_poll(
    session: Session,
    feed: Feed,
    chats: Sequence[int],
    *,
    outcome: PollOutcome,
    entries: int,
    links: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """How the first poll of a feed went, to the chats that added it; `links` are the feeds that a page named."""
    feed = get_feed(session, feed.id) or feed  # its address may have moved just now
    titles = newest_titles(session, feed.id, limit=3)
    found = offers(session, feed, links, now=now)
    notice = partial(first_poll_notice, feed, outcome, titles, count=entries, offers=found)
    _tell(session, f"first-poll:{feed.id}", notice, chats, now)


def tell_gone(session: Session, feed: Feed, chats: Sequence[int], *, now: datetime) -> None:
    """A feed is over (410)."""
    _tell(session, f"gone:{feed.id}", partial(gone_notice, feed), chats, now)


def tell_health(session: Session, chat_id: int, changes: Sequence[tuple[Feed, Ailment]], *, now: datetime) -> None:
    """Feeds that have been ill for days, or are well again."""
    _tell(session, "health", partial(health_notice, changes, now=now), (chat_id,), now)


def tell_clock(session: Session, count: int, *, admins: Collection[Address], now: datetime) -> None:
    """The clock was wrong; once a day, for one that will not be right says so every few seconds."""
    _tell(session, "clock", partial(clock_notice, count), operators(session, admins), now, once="%Y%m%d")


def tell_parked(
    session: Session, entries: Sequence[int], updates: Sequence[int], *, admins: Collection[Address], now: datetime
) -> None:
    """Entries and commands failed too often, and were put aside."""
    notice = partial(parked_notice, entries, updates)
    _tell(session, "parked", notice, operators(session, admins), now)


def tell_alarms(session: Session, changes: Mapping[Alarm, bool], *, admins: Collection[Address], now: datetime) -> None:
    """What of the bot itself fell ill (True) or is well again."""
    _tell(session, "alarm", partial(alarm_notice, changes), operators(session, admins), now)


def offers(session: Session, page: Feed, links: Sequence[tuple[str, str]], *, now: datetime) -> Buttons:
    """A button for each feed that a page names; its address is kept, for a button has room for 64 bytes."""
    rows = []
    for title, url in links:
        if not bad_url(url) and url != page.url:
            key = remember_query(session, FeedOffer(url, page.id), now=now)
            rows.append((Button(shorten(title, 40), callback(Prefix.FEED_OFFER, key)),))
    return tuple(rows)


def _tell(
    session: Session,
    what: str,
    notice: Callable[[], Part],
    chats: Sequence[int],
    now: datetime,
    *,
    once: str = "%Y%m%d%H%M%S",
) -> None:
    """One message a chat and time, as exact as `once` writes it."""
    for chat_id in chats:
        chat = chat_store.get_chat(session, chat_id)
        with speaking(chat.preferences.language if chat else None):
            part = notice()
        key = f"{what}:{chat_id}:{now.strftime(once)}"
        outbox.put(session, chat_id=chat_id, kind="notice", dedup_key=key, parts=[part], due_at=now, now=now)
