"""A clock that jumps and is put right again costs seconds: no column written meanwhile keeps anybody waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.address import TELEGRAM
from bot.core.chats import Preferences, TryLater
from bot.core.pace import channel_key, chat_key
from bot.engine.roles import NAMES, distributed_roles
from bot.jobs import clock as module
from bot.jobs import digest, poll, send, sweep, tag
from bot.storage.chats import chats as chat_store
from bot.storage.chats.subscriptions import mute
from bot.storage.database import Database
from bot.storage.mail import outbox, pace
from bot.storage.mail.clock_faults import newest_time
from bot.storage.news import entries as entry_store
from bot.storage.news import feeds as feed_store
from bot.storage.tables import ChatRow, EntryRow, FeedRow, HostRow, OutboxRow, PaceRow, SubscriptionRow
from bot.telegram.address import address_of
from bot.telegram.limits import CHAT_GAP, OVERALL_GAP
from tests.fakes import NOON, FakeClock, FakeMessenger, FakeReader, add_chat, add_feed, put, tags, words
from tests.jobs.test_poll import DirectParser, FakeFetcher
from tests.made_feeds import item, rss

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPERATOR, READER, DAILY, WEEKLY, HELD = 42, 7, 8, 9, 10
URL = "https://kr.example/feed"


class World:
    """One feed, some chats, every job, and a clock that can be set."""

    def __init__(self, database: Database, *, distributed: bool) -> None:
        self.database, self.clock = database, FakeClock()
        self.reader, self.messenger = FakeReader(), FakeMessenger(self.clock)
        self.messenger.paced = True
        self.fetcher = FakeFetcher({URL: rss([item("旧闻", guid="0")])})
        with database.write() as session:
            self.feed = add_feed(session)
            session.get_one(FeedRow, self.feed).interval = 5 * MINUTE
            add_chat(session, OPERATOR, preferences=Preferences(mode="instant"))
            add_chat(session, READER, preferences=Preferences(mode="instant"))
            daily = add_chat(session, DAILY, preferences=Preferences(times=(time(9), time(13)))).id
            add_chat(session, WEEKLY, preferences=Preferences(mode="weekly", weekday=4))
            add_chat(session, HELD, preferences=Preferences(mode="instant"))
            mute(session, daily, "zhipu", until=NOON + 30 * DAY, now=NOON)
        self.turn = self._as_workers() if distributed else self._as_one_process

    def chat(self, telegram_id: int) -> ChatRow:
        with self.database.read() as session:
            return session.scalars(select(ChatRow).where(ChatRow.key == address_of(telegram_id).key)).one()

    def publish(self, number: int) -> None:
        title = f"第{number}家公司完成融资"
        self.reader.tags[title] = tags(firms=[f"f{number}"])
        self.fetcher.answers[URL] = rss([item(title, guid=str(number))])

    async def look(self) -> int:
        admins = [address_of(OPERATOR)]
        return await module.run(self.database, admins=admins, now=self.clock())

    async def pass_time(
        self, span: timedelta, until: Callable[[], bool] = lambda: False, step: timedelta = 5 * SECOND
    ) -> timedelta:
        """Ticks, a step between two; how long it took until it was so."""
        start = self.clock()
        while self.clock() - start < span and not until():
            await self.look()
            await self.turn()
            if not until():
                self.clock.advance(step)
        return self.clock() - start

    async def _as_one_process(self) -> None:
        await poll.run(self._poll(), now=self.clock())
        await tag.run(self._tag(), now=self.clock())
        await digest.run(self._digest(), now=self.clock())
        await send.run(self._send(), now=self.clock())

    def _as_workers(self) -> Callable:
        roles = distributed_roles(
            NAMES,
            poll_parts=self._poll(),
            tag_parts=self._tag,
            digest_parts=self._digest,
            send_parts=self._send(),
            clock=self.clock,
        )

        async def turn() -> None:
            for role in roles:
                with self.database.read() as session:
                    chunks = role.due(session, self.clock())
                for ids in chunks.values():
                    await role.work(ids, self.clock())

        return turn

    def _poll(self) -> poll.PollParts:
        return poll.PollParts(
            database=self.database, fetcher=self.fetcher, parser=DirectParser(), jitter=lambda: 0.0, clock=self.clock
        )

    def _tag(self) -> tag.TagParts:
        return tag.TagParts(database=self.database, reader=self.reader)

    def _digest(self) -> digest.DigestParts:
        return digest.DigestParts(database=self.database, tokens=words)

    def _send(self) -> send.SendParts:
        return send.SendParts(
            database=self.database,
            messengers=[self.messenger],
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 0.0,
        )

    def answer_waits(self) -> timedelta:
        """How long an answer would wait for its turn."""
        now = self.clock()
        with self.database.write() as session:
            keys = ((chat_key(address_of(READER)), CHAT_GAP), (channel_key(TELEGRAM), OVERALL_GAP))
            turns = [pace.reserve(session, key, gap, now=now, within=DAY) for key, gap in keys]
        return max(turns) - now

    def heard(self, telegram_id: int, number: int) -> bool:
        return any(f"第{number}家" in text for text in self.messenger.texts(telegram_id))

    def warnings_of_operators(self) -> list[str]:
        return [text for text in self.messenger.texts(OPERATOR) if text.startswith("⏰")]


@pytest.fixture(params=[False, True], ids=["one process", "workers"])
def world(request: pytest.FixtureRequest, database: Database) -> World:
    return World(database, distributed=request.param)


def _leave_work_in_hand(world: World) -> None:
    """Whatever can be claimed, booked or put off at the world's time, as a process does that dies then."""
    now = world.clock()
    with world.database.write() as session:
        other = add_feed(session, "other", now=now)
        world.fetcher.answers["https://other.example/feed"] = rss([item("在手的消息", guid="x")])
        feed_store.claim_due(session, now=now)
        session.get_one(FeedRow, other).next_poll_at = now + feed_store.LEASE
        feed_store.pause_host(session, "kr.example:443", until=now + MINUTE)
        entry = EntryRow(feed_id=other, key="k", twin_key="t", title="在手", first_seen=now)
        session.add(entry)
        session.flush()
        entry_store.claim_untagged(session, now=now)
        put(session, world.chat(READER).id, "在手的消息", key="in hand", now=now)
        outbox.claim(session, channels=[TELEGRAM], now=now)
        session.execute(update(ChatRow).where(ChatRow.key == address_of(HELD).key).values(hold_until=now + MINUTE))


@pytest.mark.parametrize("hours", [2, 26, -2, -26])
async def test_a_clock_that_was_wrong_for_a_minute_costs_seconds(
    world: World, hours: int, caplog: pytest.LogCaptureFixture
):
    """One answer and one news go out meanwhile, and a process dies: after it, answers in 5 s and news in 30 s."""
    await world.pass_time(MINUTE, step=20 * SECOND)
    right = world.clock()
    world.clock.advance(hours * HOUR)
    world.publish(1)
    world.messenger.refuse(HELD, TryLater("flood limit", wait=MINUTE))
    world.answer_waits()
    await world.pass_time(MINUTE, lambda: world.heard(READER, 1))
    _leave_work_in_hand(world)

    world.clock.now = right + 2 * MINUTE
    await world.look()
    waits = world.answer_waits()
    with world.database.read() as session:
        next_poll = session.get_one(FeedRow, world.feed).next_poll_at
    world.clock.now = max(world.clock(), next_poll)
    world.publish(2)
    took = await world.pass_time(MINUTE, lambda: world.heard(READER, 2))

    assert waits <= 5 * SECOND
    assert next_poll <= right + 2 * MINUTE + 10 * MINUTE  # its interval, or the lease of the dead process
    assert took <= 30 * SECOND
    await world.pass_time(3 * MINUTE, step=20 * SECOND)
    assert world.heard(HELD, 2)
    assert "在手的消息" in world.messenger.texts(READER)
    with world.database.read() as session:
        assert session.scalar(select(func.count()).where(EntryRow.tagged_at.is_(None))) == 0
        assert session.scalar(select(func.max(FeedRow.last_polled_at))) <= world.clock()
    assert len(world.warnings_of_operators()) == 1
    lines = [r for r in caplog.records if r.levelno >= logging.WARNING and "clock was wrong" in r.getMessage()]
    assert 1 <= len(lines) <= 2  # a jump back is noticed when it comes, or when it ends


@pytest.mark.parametrize("hours", [2, 26])
async def test_what_a_user_chose_stays(world: World, hours: int):
    """The next digest stands where the chat's own wishes put it, however far; a mute is not shortened."""
    await world.pass_time(MINUTE, step=20 * SECOND)
    right = world.clock()
    before = [world.chat(one).next_digest_at for one in (DAILY, WEEKLY)]
    world.clock.advance(hours * HOUR)
    await world.pass_time(MINUTE, step=20 * SECOND)
    world.clock.now = right + 2 * MINUTE
    await world.look()

    assert [world.chat(one).next_digest_at for one in (DAILY, WEEKLY)] == before
    with world.database.read() as session:
        muted = session.scalars(select(SubscriptionRow.muted_until).where(SubscriptionRow.firm_id == "zhipu")).one()
    assert muted == NOON + 30 * DAY


async def test_a_clock_that_is_right_changes_nothing(database: Database, caplog: pytest.LogCaptureFixture):
    """Every column at its longest, small steps, a long rest: nothing is put back and nobody is told."""
    with database.write() as session:
        feed, chat = add_feed(session), add_chat(session, READER).id
        session.get_one(FeedRow, feed).next_poll_at = NOON + 28 * HOUR
        session.add(HostRow(host="kr.example", until=NOON + DAY))
        session.add(PaceRow(key="chat:7", free_at=NOON + MINUTE))
        put(session, chat)
        session.execute(update(OutboxRow).values(due_at=NOON + DAY, tries=3, error="flood limit"))
        chat_store.advance(session, chat, hold_until=NOON + DAY)
        rows = _columns(session)

    found = [
        await module.run(database, admins=[address_of(READER)], now=at, thorough=True)
        for at in (NOON, NOON + 2 * MINUTE, NOON + 2 * MINUTE - 20 * SECOND, NOON + HOUR)
    ]

    assert found == [0, 0, 0, 0]
    with database.read() as session:
        assert _columns(session) == rows
    assert "clock" not in caplog.text


def _columns(session) -> list[datetime | None]:
    return [
        session.scalar(select(column))
        for column in (
            FeedRow.next_poll_at,
            HostRow.until,
            PaceRow.free_at,
            OutboxRow.due_at,
            ChatRow.hold_until,
            ChatRow.next_digest_at,
        )
    ]


async def test_what_lies_beyond_its_limit_is_put_back_without_other_signs(database: Database):
    """Also where nobody saw the clock jump: what no rule can have written is due now."""
    far = NOON + 3 * DAY
    with database.write() as session:
        feed, chat = add_feed(session), add_chat(session, READER).id
        session.get_one(FeedRow, feed).next_poll_at = far
        session.add(HostRow(host="kr.example", until=far))
        session.add(PaceRow(key="chat:7", free_at=NOON + 5 * MINUTE))
        put(session, chat)
        session.execute(update(OutboxRow).values(due_at=NOON + 5 * MINUTE))
        chat_store.advance(session, chat, hold_until=far, next_digest_at=far, alert_due_at=far)
        expected = chat_store.due(Preferences(), NOON)

    await module.run(database, admins=(), now=NOON, thorough=True)

    with database.read() as session:
        assert _columns(session) == [NOON, NOON, NOON, NOON, NOON, expected]
        assert session.get_one(ChatRow, chat).alert_due_at == NOON


async def test_a_wrong_clock_is_mended_once_a_sweep(database: Database):
    """`sweep` alone does it, tells it, and writes down what time it is."""
    with database.write() as session:
        feed = add_feed(session)
        session.get_one(FeedRow, feed).next_poll_at = NOON + 3 * DAY
        add_chat(session, READER)

    swept = [await sweep.run(database, admins=[address_of(READER)], now=NOON) for _ in range(2)]

    assert [one.times for one in swept] == [1, 0]
    with database.read() as session:
        assert session.get_one(FeedRow, feed).next_poll_at == NOON
        assert newest_time(session) == NOON
        assert session.scalars(select(OutboxRow.dedup_key)).one().startswith("clock:")
