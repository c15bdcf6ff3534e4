"""Tell due chats what is new: stories above their cursor become outbox rows, one commit a chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.core.callbacks import Prefix, callback
from bot.core.chats import Chat, Part, Preferences
from bot.core.digests import Digest, compose
from bot.core.preferences import effective
from bot.core.queries import StoryList
from bot.core.schedule import quiet_until
from bot.core.types import Story
from bot.render.digest import empty_digest, render_digest
from bot.render.story import alert
from bot.storage.chats import chats as chat_store
from bot.storage.chats.saved_queries import remember_query
from bot.storage.database import Database
from bot.storage.mail import outbox
from bot.storage.news.delivered import remember_delivered
from bot.storage.news.sequence import newest_seq
from bot.storage.news.stories import stories_for_chat
from bot.texts import speaking

log = logging.getLogger(__name__)

#: a chat whose digest failed is tried again after this long
RETRY = timedelta(minutes=5)
#: more stories than these at a time (after a pause, a night's quiet, a rest of the bot) are one digest, not an alert
#: each: a group takes 18 messages a minute, and whoever comes back reads a list
MOST_ALERTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestParts:
    """What this job works with; `tokens` cuts a text into lower-case tokens."""

    database: Database
    tokens: Callable[[str], set[str]]


async def run(parts: DigestParts, *, now: datetime, limit: int = 200) -> int:
    """Serve the chats that are due; returns how many were served."""
    chat_ids = await asyncio.to_thread(_due, parts.database, now, limit)
    return await digest_chats(parts, chat_ids, now=now)


async def digest_chats(parts: DigestParts, chat_ids: Sequence[int], *, now: datetime) -> int:
    """Serve these chats; one that fails is put off and stops no other. Returns how many were served."""
    served = 0
    for chat_id in chat_ids:
        try:
            served += await asyncio.to_thread(digest_chat, parts, chat_id, now)
        except Exception:
            log.exception("digest failed, trying again later", extra={"chat_id": chat_id})
            await asyncio.to_thread(_postpone, parts.database, chat_id, now)
    return served


def digest_chat(parts: DigestParts, chat_id: int, now: datetime) -> bool:
    """Alerts and digest of one chat in one transaction; False if it is not due or another worker has it."""
    with parts.database.write() as session:
        chat = chat_store.lock_due(session, chat_id, now=now)
        if chat is None:
            return False
        wishes = effective(chat.preferences)
        with speaking(wishes.language):
            if chat.alert_due_at is not None and chat.alert_due_at <= now:
                _alerts(session, parts, chat, wishes, now)
            if chat.next_digest_at is not None and chat.next_digest_at <= now:
                _digest(session, parts, chat, wishes, now)
    return True


def _alerts(session: Session, parts: DigestParts, chat: Chat, wishes: Preferences, now: datetime) -> None:
    """One message for each story that is wanted at once, or one for many; quiet hours hold them all."""
    quiet = quiet_until(now, wishes)
    if quiet is not None:
        chat_store.advance(session, chat.id, alert_due_at=quiet)
        return
    newest = newest_seq(session)
    new = stories_for_chat(
        session,
        chat,
        after_seq=chat.alert_cursor,
        upto_seq=newest,
        now=now,
        instant_only=wishes.mode != "instant",
    )
    told = compose(new.stories, wishes, tokens=parts.tokens)
    news = sorted((*told.stories, *told.more), key=lambda s: s.seq)
    if len(news) > MOST_ALERTS:
        key = f"alerts:{chat.id}:{chat.alert_cursor}-{newest}"
        messages = _messages(session, told, wishes, now, new.heard)
        outbox.put(session, chat_id=chat.id, kind="digest", dedup_key=key, parts=messages, due_at=now, now=now)
    else:
        for story in news:
            key = f"alert:{chat.id}:{story.id}:{story.revision}"
            part = alert(story, update=story.id in new.heard)
            outbox.put(session, chat_id=chat.id, kind="alert", dedup_key=key, parts=[part], due_at=now, now=now)
    remember_delivered(session, chat.id, news, now=now)
    chat_store.advance(session, chat.id, alert_cursor=newest, alert_due_at=None)


def _digest(session: Session, parts: DigestParts, chat: Chat, wishes: Preferences, now: datetime) -> None:
    newest = newest_seq(session)
    new = stories_for_chat(session, chat, after_seq=chat.digest_cursor, upto_seq=newest, now=now)
    digest = compose(new.stories, wishes, tokens=parts.tokens)
    messages = _messages(session, digest, wishes, now, new.heard)
    # The same digest written twice is one digest; another span of the stream is another digest, whatever the clocks
    # of two machines say, and a quiet day's notice differs from the next day's by its due time.
    due = chat.next_digest_at.timestamp() if chat.next_digest_at else 0
    key = f"digest:{chat.id}:{chat.digest_cursor}-{newest}:{due:.0f}"
    outbox.put(session, chat_id=chat.id, kind="digest", dedup_key=key, parts=messages, due_at=now, now=now)
    told: list[Story] = [*digest.stories, *digest.more]
    remember_delivered(session, chat.id, told, now=now)
    chat_store.advance(session, chat.id, digest_cursor=newest, next_digest_at=chat_store.due(chat.preferences, now))
    log.info("digest", extra={"chat_id": chat.id, "stories": len(told), "messages": len(messages)})


def _messages(
    session: Session, digest: Digest, wishes: Preferences, now: datetime, heard: Collection[int]
) -> list[Part]:
    zone = wishes.zone or "UTC"
    if digest.stories:
        return render_digest(digest, now=now, zone=zone, heard=heard, more=_more(session, digest, now))
    return empty_digest(now=now, zone=zone) if wishes.empty_notice else []


def _more(session: Session, digest: Digest, now: datetime) -> str:
    """What the "more" button sends back: the very stories that the cap left out, kept under a key."""
    if not digest.more:
        return ""
    left_out = StoryList(tuple(story.id for story in digest.more))
    return callback(Prefix.LIST, remember_query(session, left_out, now=now))


def _postpone(database: Database, chat_id: int, now: datetime) -> None:
    with database.write() as session:
        chat_store.postpone(session, chat_id, until=now + RETRY, now=now)


def _due(database: Database, now: datetime, limit: int) -> list[int]:
    with database.read() as session:
        return chat_store.due_chats(session, now=now, limit=limit)
