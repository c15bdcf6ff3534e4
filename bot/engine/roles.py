"""The jobs as roles of a distributed worker: what each claims, and how it is cut into shards."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.core.errors import SettingsError
from bot.core.types import Feed
from bot.engine.distributed import Role
from bot.jobs import digest, poll, send, tag
from bot.jobs.being_read import BeingRead
from bot.storage.chats import chats as chat_store
from bot.storage.mail import outbox
from bot.storage.news import entries as entry_store
from bot.storage.news import feeds as feed_store

NAMES = ("poll", "tag", "digest", "send")
Clock = Callable[[], datetime]
#: chats are spread over this many keys
SHARDS = 64
SEND_SHARDS = 16


def distributed_roles(
    names: Sequence[str],
    *,
    poll_parts: poll.PollParts,
    tag_parts: Callable[[], tag.TagParts],
    digest_parts: Callable[[], digest.DigestParts],
    send_parts: send.SendParts | None,
    clock: Clock,
) -> list[Role]:
    """The named roles; the classifier's parts are built only when one needs them.

    Raises SettingsError for an unknown name, or for `send` without a messenger.
    """
    unknown = set(names) - set(NAMES)
    if unknown or not names:
        raise SettingsError(
            f"no such role: {', '.join(sorted(unknown)) or '(none)'}; roles are {', '.join(NAMES)}, updates"
        )
    roles = []
    if "poll" in names:
        # A chunk is a few feeds of one host, and mostly waits for it.
        roles.append(
            Role(name="poll", due=_due_feeds, work=_poller(poll_parts, clock), seconds=2, at_once=poll_parts.at_once)
        )
    if "tag" in names:
        roles.append(Role(name="tag", due=_untagged, work=_tagger(tag_parts(), clock), seconds=2))
    if "digest" in names:
        roles.append(Role(name="digest", due=_due_chats, work=_teller(digest_parts(), clock), seconds=2))
    if "send" in names:
        if send_parts is None:
            raise SettingsError("the role send needs TELEGRAM_BOT_TOKEN; leave it out with --roles poll,tag,digest")
        due = partial(_waiting, send_parts.channels)
        roles.append(Role(name="send", due=due, work=_sender(send_parts, clock), seconds=1))
    return roles


def _due_feeds(session: Session, now: datetime) -> Mapping[str, Sequence[int]]:
    """A shard is a host: one worker at a time keeps its manners, and a slow one delays no other."""
    return feed_store.due_by_host(session, now=now)


def _poller(parts: poll.PollParts, clock: Clock) -> Callable[[Sequence[int], datetime], Awaitable[None]]:
    being_read = BeingRead(parts.at_once)  # by all chunks together

    async def work(ids: Sequence[int], enqueued_at: datetime) -> None:
        """What its chat or the worker has no slot for is left: it is due still, and enqueued again at the next look.

        A chunk that waited here would keep one of the role's slots from shared news.
        """
        now = clock()
        begun = [feed for feed in await asyncio.to_thread(_feeds, parts, ids) if being_read.try_begin(feed)]
        feeds: list[Feed] = []
        try:
            feeds = await asyncio.to_thread(_claimed, parts, [feed.id for feed in begun], enqueued_at, now)
        finally:
            claimed = {feed.id for feed in feeds}
            for feed in begun:
                if feed.id not in claimed:
                    being_read.end(feed)
        await poll.poll_feeds(parts, feeds, now=now, being_read=being_read)

    return work


def _feeds(parts: poll.PollParts, ids: Sequence[int]) -> list[Feed]:
    with parts.database.read() as session:
        return feed_store.get_feeds(session, ids)


def _claimed(parts: poll.PollParts, ids: Sequence[int], enqueued_at: datetime, now: datetime) -> list[Feed]:
    """The chunk's feeds but for those that were polled since: a dead worker may have done some, and claimed all."""
    with parts.database.write() as session:
        return feed_store.claim_unpolled(session, ids, since=enqueued_at, now=now)


def _untagged(session: Session, now: datetime) -> Mapping[str, Sequence[int]]:
    """One shard: grouping must see the stories of the batch before. The job finds the entries by itself."""
    return {"all": ()} if entry_store.is_any_untagged(session, now=now) else {}


def _tagger(parts: tag.TagParts, clock: Clock) -> Callable[[Sequence[int], datetime], Awaitable[None]]:
    async def work(_ids: Sequence[int], _enqueued_at: datetime) -> None:
        await tag.run(parts, now=clock())

    return work


def _due_chats(session: Session, now: datetime) -> Mapping[str, Sequence[int]]:
    return _by_shard(chat_store.due_chats(session, now=now, limit=1000), SHARDS)


def _teller(parts: digest.DigestParts, clock: Clock) -> Callable[[Sequence[int], datetime], Awaitable[None]]:
    async def work(ids: Sequence[int], _enqueued_at: datetime) -> None:
        await digest.digest_chats(parts, ids, now=clock())

    return work


def _waiting(channels: Sequence[str], session: Session, now: datetime) -> Mapping[str, Sequence[int]]:
    return _by_shard(outbox.chats_waiting(session, channels=channels, now=now), SEND_SHARDS)


def _sender(parts: send.SendParts, clock: Clock) -> Callable[[Sequence[int], datetime], Awaitable[None]]:
    async def work(ids: Sequence[int], _enqueued_at: datetime) -> None:
        await send.run(parts, now=clock(), limit=len(ids), chat_ids=ids)

    return work


def _by_shard(ids: Sequence[int], shards: int) -> Mapping[str, Sequence[int]]:
    out: dict[str, list[int]] = defaultdict(list)
    for row_id in ids:
        out[str(row_id % shards)].append(row_id)
    return out
