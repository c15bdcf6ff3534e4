"""The send job: each message once, in order, at Telegram's pace; what Telegram answers decides what is next."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.address import TELEGRAM
from bot.core.chats import ChatGone, ChatMoved, Message, Outcome, Refused, Sent, TryLater, Unauthorized
from bot.jobs import send
from bot.storage.chats import chats as chat_store
from bot.storage.database import Database
from bot.storage.mail import outbox
from bot.storage.tables import ChatRow, OutboxRow
from bot.telegram.address import address_of
from bot.telegram.limits import CHAT_GAP, GROUP_GAP
from tests.fakes import NOON, FakeClock, FakeMessenger, add_chat, put

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Desk:
    """A database, a clock and a messenger, and the job over them."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, FakeClock()
        self.messenger = FakeMessenger(self.clock)

    def parts(self, *, database: Database | None = None) -> send.SendParts:
        return send.SendParts(
            database=database or self.database,
            messengers=[self.messenger],
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 0.0,
        )

    async def send(self, *, paced: bool = False, after: timedelta = timedelta(0), **options) -> int:
        self.clock.advance(after)
        self.messenger.paced = paced
        return await send.run(self.parts(), now=self.clock(), **options)

    def write(self, *texts: str, chat: int = 7, key: str = "k", **values) -> int:
        with self.database.write() as session:
            chat_id = add_chat(session, chat, **values).id
            put(session, chat_id, *texts, key=f"{key}{chat}", now=self.clock())
        return chat_id

    def chat(self, chat_id: int) -> ChatRow:
        with self.database.read() as session:
            return session.get_one(ChatRow, chat_id)

    def messages(self) -> list[OutboxRow]:
        with self.database.read() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def states(self) -> list[str]:
        return [row.state for row in self.messages()]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_everything_due_is_sent_in_order(desk: Desk):
    """All parts of all chats go out, each chat's in order, and are marked sent."""
    desk.write("一", "二", "三", chat=7)
    desk.write("甲", "乙", chat=8)

    taken = await desk.send()

    assert taken == 5
    assert desk.messenger.texts(7) == ["一", "二", "三"]
    assert desk.messenger.texts(8) == ["甲", "乙"]
    assert set(desk.states()) == {"sent"}
    assert await desk.send() == 0


async def test_crash_between_claim_and_settle_sends_once_more_marked(desk: Desk):
    """P2: a sender killed with a message in hand causes one repeat at most, and it says that it may be one."""
    desk.write("一", "二")
    with desk.database.write() as session:
        outbox.claim(session, channels=[TELEGRAM], now=desk.clock())  # and the process dies here

    early = await desk.send(after=30 * SECOND)
    late = await desk.send(after=outbox.LEASE)

    assert (early, late) == (0, 2)
    assert desk.messenger.texts() == ["一", "二"]
    assert [row.uncertain for row in desk.messages()] == [True, False]
    assert await desk.send(after=outbox.LEASE) == 0


async def test_lost_answer_is_repeated_after_a_minute(desk: Desk):
    """A send whose answer was lost goes out again after 60 s, flagged; then it is settled."""
    desk.write("一")
    desk.messenger.refuse(7, TryLater("timed out", uncertain=True), arrives=True)

    await desk.send()
    assert await desk.send(after=59 * SECOND) == 0
    await desk.send(after=2 * SECOND)

    assert desk.messenger.texts() == ["一", "一"]
    assert desk.messages()[0].uncertain
    assert await desk.send(after=timedelta(days=1)) == 0


async def test_an_outcome_that_cannot_be_stored_at_once_is_stored_later(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """P2: the database is away for half a minute after Telegram took the message: it is not sent again."""
    desk.write("一")
    real, back = outbox.settle, desk.clock() + 25 * SECOND

    def settle(*args, **values):
        if desk.clock() < back:
            raise OSError("database is away")
        return real(*args, **values)

    monkeypatch.setattr(outbox, "settle", settle)
    await desk.send()
    await desk.send(after=outbox.LEASE)

    assert (desk.messenger.texts(), desk.states()) == (["一"], ["sent"])


async def test_429_holds_only_that_chat(desk: Desk):
    """RetryAfter waits exactly as told, for that chat alone, and nothing is lost or reordered."""
    desk.write("一", "二", chat=7)
    desk.write("甲", "乙", chat=8)
    desk.messenger.refuse(7, TryLater("flood limit", wait=40 * SECOND))

    await desk.send()
    others = desk.messenger.texts()
    early = await desk.send(after=39 * SECOND)
    await desk.send(after=SECOND)

    assert others == ["甲", "乙"]
    assert early == 0
    assert desk.messenger.texts(7) == ["一", "二"]


@pytest.mark.parametrize("reason", ["Forbidden: bot was blocked by the user", "Forbidden: user is deactivated"])
async def test_blocked_pauses_and_resume_sends_what_waited(desk: Desk, reason: str):
    """A block pauses the chat and deletes nothing; after the unblock everything goes out, in order."""
    chat_id = desk.write("一", "二", "三")
    desk.messenger.refuse(7, ChatGone(reason))

    await desk.send()
    paused = desk.chat(chat_id)
    silent = await desk.send(after=timedelta(days=3))
    with desk.database.write() as session:
        assert chat_store.resume(session, chat_id, now=desk.clock())
    await desk.send()

    assert (paused.pause_reason, silent, len(desk.messenger.asked)) == (reason, 0, 4)
    assert desk.messenger.texts() == ["一", "二", "三"]


async def test_doubtful_refusals_pause_only_on_lasting_evidence(desk: Desk):
    """ "chat not found" once is not believed; three over a day are."""
    chat_id = desk.write("一")
    desk.messenger.refuse(7, *[ChatGone("chat not found", certain=False)] * 50)

    await desk.send()
    await desk.send(after=timedelta(hours=2))
    await desk.send(after=timedelta(hours=2))
    early = desk.chat(chat_id).paused_at
    await desk.send(after=timedelta(hours=21))

    assert early is None
    assert desk.chat(chat_id).pause_reason == "chat not found"
    assert desk.states() == ["paused"]


async def test_a_passing_doubt_is_forgotten(desk: Desk):
    """A success between doubtful refusals starts the count anew."""
    chat_id = desk.write("一")
    desk.messenger.refuse(7, ChatGone("chat not found", certain=False))

    await desk.send()
    await desk.send(after=timedelta(hours=1))

    assert desk.states() == ["sent"]
    assert (desk.chat(chat_id).refusals, desk.chat(chat_id).refused_since) == (0, None)


async def test_migration_rewrites_the_id_and_sends_again(desk: Desk):
    """A group that became a supergroup keeps its row; the message goes to the new id at once."""
    chat_id = desk.write("一", "二", chat=-5, kind="group")
    desk.messenger.refuse(-5, ChatMoved("-1005"))

    await desk.send()

    chat = desk.chat(chat_id)
    assert (chat.key, chat.kind) == ("-1005", "supergroup")
    assert desk.messenger.texts(-1005) == ["一", "二"]


async def test_migration_onto_a_chat_that_exists_merges(desk: Desk):
    """The new id was opened before we heard of the move: one chat stays, with both chats' messages."""
    old = desk.write("一", chat=-5, kind="group")
    desk.write("二", chat=-1005, kind="supergroup")
    desk.messenger.refuse(-5, ChatMoved("-1005"))

    await desk.send(chat_ids=[old])
    await desk.send()

    with desk.database.read() as session:
        assert [row.id for row in session.scalars(select(ChatRow))] == [old]
    assert sorted(desk.messenger.texts(-1005)) == ["一", "二"]
    assert desk.states() == ["sent", "sent"]


async def test_a_chat_that_keeps_moving_does_not_keep_us_busy(desk: Desk):
    """Endless migrations end in back-off, not in a loop."""
    desk.write("一", chat=-5, kind="group")
    for n in range(5, 60):
        desk.messenger.refuse(-n, ChatMoved(str(-n - 1)))

    taken = await desk.send()

    assert taken < 10
    assert desk.states() == ["pending"]


async def test_bad_markup_goes_out_as_plain_text(desk: Desk):
    """ "can't parse entities": the words arrive without markup; a second such answer is final."""
    desk.write("一", "二")
    bad = Refused("can't parse entities", as_plain=True)
    desk.messenger.refuse(7, bad, Sent(1), bad, bad)

    await desk.send()

    assert [m.part.html for m in desk.messenger.asked] == ["一", "", "二", ""]
    assert desk.states() == ["sent", "dead"]


async def test_refused_for_good_is_dead_and_the_next_goes_on(desk: Desk):
    """A message Telegram will never take is kept as dead with its reason."""
    desk.write("一", "二")
    desk.messenger.refuse(7, Refused("message is too long"))

    await desk.send()

    assert desk.states() == ["dead", "sent"]
    assert desk.messages()[0].error == "message is too long"


async def test_bad_token_stops_and_leaves_the_outbox(desk: Desk):
    """401: the job says what to do; every message still waits and goes out with a good token."""
    for chat in (7, 8, 9):
        desk.write("一", chat=chat)
    for chat in (7, 8, 9):
        desk.messenger.refuse(chat, Unauthorized("Unauthorized"))

    with pytest.raises(send.TokenRejectedError, match="TELEGRAM_BOT_TOKEN"):
        await desk.send()
    waiting = desk.states()
    await desk.send()

    assert waiting == ["pending"] * 3
    assert desk.states() == ["sent"] * 3


async def test_a_fault_of_ours_stops_no_other_message(desk: Desk):
    """A messenger that raises is treated as a lost answer; after many times the message is given up."""
    desk.write("坏", "好", chat=7)
    desk.write("甲", chat=8)
    desk.messenger.refuse(7, *[RuntimeError("bug")] * send.MOST_FAULTS)

    await desk.send()
    first = desk.messenger.texts()
    for _ in range(send.MOST_FAULTS):
        await desk.send(after=timedelta(hours=2))

    assert first == ["甲"]
    assert desk.states() == ["dead", "sent", "sent"]
    assert desk.messenger.texts(7) == ["好"]


async def test_a_chat_deleted_during_the_send_harms_nothing(desk: Desk):
    """The chat and its message are gone when the answer comes: nothing to settle, no error."""
    chat_id = desk.write("一")
    with desk.database.write() as session:
        (message,) = outbox.claim(session, channels=[TELEGRAM], now=NOON)
        chat_store.delete_chat(session, chat_id)

    send._settle(desk.parts(), message, Sent(1))

    assert desk.states() == []


async def test_a_clock_set_back_between_two_sends_holds_up_neither(desk: Desk):
    """The gap after a send that was booked two hours ahead is waited for as a gap, not as two hours."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    gate = send._Gate(dataclasses.replace(desk.parts(), sleep=sleep), SECOND)
    desk.clock.advance(2 * HOUR)
    await gate.walk_through()
    desk.clock.advance(-2 * HOUR)
    await gate.walk_through()

    assert slept == [1]


async def test_pace_overall_and_per_chat(desk: Desk):
    """P6: at most 25 in any second, 1.05 s between two to one chat, a third of a minute's 18 to a group."""
    for chat in range(1, 41):
        desk.write("一", "二", chat=chat)
    desk.write("1", "2", "3", chat=-5, kind="supergroup")
    while any(state != "sent" for state in desk.states()):
        await desk.send(paced=True, after=SECOND / 4)

    times = sorted(t for each in desk.messenger.times.values() for t in each)
    window = max(sum(1 for t in times if start <= t < start + SECOND) for start in times)
    assert window <= 25
    gaps = [b - a for n in range(1, 41) for a, b in [desk.messenger.times[n]]]
    assert min(gaps) >= CHAT_GAP
    first, second, third = desk.messenger.times[-5]
    assert min(second - first, third - second) >= GROUP_GAP


async def test_a_waiting_group_holds_up_nobody(desk: Desk):
    """While a group waits for its turn, the bot's next free moment stays free for the others."""
    desk.write("1", "2", chat=-5, kind="group")
    await desk.send(paced=True, limit=1)
    started = desk.clock()
    with desk.database.write() as session:
        for chat in range(1, 11):
            put(session, add_chat(session, chat).id, key=f"p{chat}", now=started)

    await desk.send(paced=True)

    others = [t for n in range(1, 11) for t in desk.messenger.times[n]]
    assert len(others) == 10
    assert len(desk.messenger.times[-5]) <= 2


async def test_a_hanging_send_holds_up_nobody(database: Database):
    """One chat's slow answer does not keep other chats' messages, written meanwhile, from going out."""
    released = asyncio.Event()

    class Slow(FakeMessenger):
        async def send(self, message: Message) -> Outcome:
            if message.address == address_of(1):
                await released.wait()
            return await super().send(message)

    messenger = Slow()
    with database.write() as session:
        put(session, add_chat(session, 1).id, key="slow")
        other = add_chat(session, 2).id
    parts = send.SendParts(database=database, messengers=[messenger], clock=lambda: NOON)
    job = asyncio.create_task(send.run(parts, now=NOON))
    await asyncio.sleep(0.05)
    with database.write() as session:
        put(session, other, "快", key="quick")

    async with asyncio.timeout(60):
        while not messenger.texts(2):
            await asyncio.sleep(0.02)
    released.set()

    assert await job == 2
    assert len(messenger.arrived) == 2


async def test_stopping_lets_what_is_under_way_finish(database: Database):
    """P2: a stop in the middle of a send waits for its answer, so that nothing goes out twice."""
    asked = asyncio.Event()

    class Slow(FakeMessenger):
        async def send(self, message: Message) -> Outcome:
            asked.set()
            await asyncio.sleep(0.2)
            return await super().send(message)

    with database.write() as session:
        put(session, add_chat(session).id, "一", "二")
    parts = send.SendParts(database=database, messengers=[Slow()], clock=lambda: NOON)
    job = asyncio.create_task(send.run(parts, now=NOON))
    await asked.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job

    with database.read() as session:
        assert outbox.counts(session) == {"sent": 1, "pending": 1}


async def test_a_broken_database_is_an_error_of_the_job(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """When the outcome cannot be written the job fails aloud, and the message is taken again later."""
    desk.write("一")

    def broken(*_args, **_kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "settle", broken)
        with pytest.raises(OSError, match="disk full"):
            await desk.send()
    await desk.send(after=outbox.LEASE + SECOND)

    assert desk.states() == ["sent"]
    assert (desk.messenger.texts(), desk.messages()[0].uncertain) == (["一", "一"], True)


@pytest.mark.postgres
async def test_two_workers_send_each_message_once(database_url: str):
    """Two workers on one outbox: every message once, each chat in order."""
    workers = [Database(database_url), Database(database_url)]
    desk = Desk(workers[0])
    for chat in range(1, 13):
        desk.write(*(f"{chat}-{p}" for p in range(3)), chat=chat)

    def work(database: Database) -> None:
        asyncio.run(send.run(desk.parts(database=database), now=NOON, limit=4))

    threads = [threading.Thread(target=work, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    await asyncio.to_thread(lambda: [t.join(60) for t in threads])
    await desk.send()
    for worker in workers:
        worker.close()

    for chat in range(1, 13):
        assert desk.messenger.texts(chat) == [f"{chat}-{p}" for p in range(3)]


async def test_a_lost_queue_loses_nothing(desk: Desk):
    """Leases wiped in the middle: the outbox alone brings every message out."""
    for chat in range(1, 6):
        desk.write("一", "二", chat=chat)
    with desk.database.write() as session:
        outbox.claim(session, channels=[TELEGRAM], now=NOON, limit=3)
        session.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(lease_until=NOON))

    await desk.send(after=SECOND)

    assert set(desk.states()) == {"sent"}
    assert len(desk.messenger.arrived) == 10
