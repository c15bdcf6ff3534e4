"""The digest job: what is due is written once, with the cursor, for exactly the chats that want it."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.chats import Preferences
from bot.core.topics import FUNDING
from bot.core.types import Stance
from bot.jobs import digest, send, tag
from bot.storage.chats import chats as chat_store
from bot.storage.chats.subscriptions import mute, subscribe
from bot.storage.database import Database
from bot.storage.mail import outbox
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import ChatRow, DeliveredRow, OutboxRow
from bot.telegram.address import address_of
from tests.fakes import NOON, FakeMessenger, FakeReader, add_chat, add_entry, add_feed, tags, words
from tests.fakes_commands import User
from tests.storage.rows import add_story

pytestmark = pytest.mark.one_database

#: the daily digest of a chat opened at NOON (12:00 in Shanghai) is due at 18:00 there
EVENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Desk:
    """A database, entries with hand-set tags, and the jobs from tagging to sending."""

    def __init__(self, database: Database) -> None:
        self.database, self.reader, self.messenger = database, FakeReader(), FakeMessenger()
        self.parts = digest.DigestParts(database=database, tokens=words)
        with database.write() as session:
            self.feed = add_feed(session)
            self.other = add_feed(session, "other")

    def chat(self, telegram_id: int = 7, *, wishes: Preferences | None = None, **values) -> int:
        with self.database.write() as session:
            chat = add_chat(session, telegram_id, **values)
            if wishes is not None:
                chat_store.save_preferences(session, chat.id, wishes, now=NOON)
            return chat.id

    async def news(self, *titles: str, feed: int | None = None, now=NOON, **values) -> None:
        for title in titles:
            self.reader.tags[title] = tags(**values)
            with self.database.write() as session:
                add_entry(session, feed or self.feed, title, now=now)
        await tag.run(tag.TagParts(database=self.database, reader=self.reader), now=now)

    async def firms_news(self, *firms: str, **values) -> None:
        for firm in firms:
            await self.news(f"{firm}完成融资", firms=[firm], **values)

    async def digest(self, now=EVENING) -> int:
        return await digest.run(self.parts, now=now)

    def outbox(self, chat_id: int | None = None) -> list[OutboxRow]:
        with self.database.read() as session:
            statement = select(OutboxRow).order_by(OutboxRow.id)
            if chat_id is not None:
                statement = statement.where(OutboxRow.chat_id == chat_id)
            return list(session.scalars(statement))

    def texts(self, chat_id: int | None = None) -> str:
        return "\n".join(row.text for row in self.outbox(chat_id))

    def row(self, chat_id: int) -> ChatRow:
        with self.database.read() as session:
            return session.get_one(ChatRow, chat_id)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.both_databases
async def test_a_due_chat_gets_its_digest_once(desk: Desk):
    """Stories above the cursor are told at the due time, once; the next digest is then due, and has nothing."""
    chat_id = desk.chat()
    await desk.firms_news("甲", "乙")

    early, served = await desk.digest(EVENING - MINUTE), await desk.digest()
    again = await desk.digest(EVENING + MINUTE)
    await desk.digest(EVENING + DAY)

    assert (early, served, again) == (0, 1, 0)
    (message,) = desk.outbox()
    assert (message.kind, "甲完成融资" in message.text, "乙完成融资" in message.text) == ("digest", True, True)
    assert desk.row(chat_id).next_digest_at == EVENING + DAY + timedelta(hours=15)


@pytest.mark.both_databases
async def test_the_same_digest_written_twice_is_one(desk: Desk):
    """P2: a digest written again from the same place and time (a clock set back, a copied row) makes no second one."""
    chat_id = desk.chat()
    await desk.firms_news("甲")
    before = desk.row(chat_id)
    await desk.digest()
    with desk.database.write() as session:
        session.execute(update(DeliveredRow).values(revision=-1))  # as if nothing had been told
        values = {"digest_cursor": before.digest_cursor, "next_digest_at": before.next_digest_at}
        chat_store.advance(session, chat_id, **values)

    await desk.digest()

    assert len(desk.outbox()) == 1


async def test_another_span_at_the_same_due_time_is_another_digest(desk: Desk):
    """P1: when a slow clock makes the same moment due again, what came since is told, not swallowed."""
    chat_id = desk.chat()
    await desk.firms_news("甲")
    await desk.digest()
    await desk.firms_news("乙")
    with desk.database.write() as session:
        chat_store.advance(session, chat_id, next_digest_at=EVENING)

    await desk.digest()

    assert "乙完成融资" in desk.texts()


@pytest.mark.both_databases
@pytest.mark.parametrize("where", ["remember_delivered", "empty"])
async def test_cursor_and_outbox_commit_together(desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str):
    """P1, P2: a crash after the outbox row and before the cursor undoes both; the next run writes one digest."""
    chat_id = desk.chat()
    await desk.firms_news("甲")
    before = desk.row(chat_id)

    def broken(*_args, **_kwargs):
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        if where == "remember_delivered":
            patch.setattr(digest, "remember_delivered", broken)
        else:
            patch.setattr(chat_store, "advance", broken)
        assert await desk.digest() == 0
    after = desk.row(chat_id)
    written = len(desk.outbox())
    await desk.digest(EVENING + digest.RETRY)

    assert (written, after.digest_cursor) == (0, before.digest_cursor)
    assert len(desk.outbox()) == 1
    assert "甲完成融资" in desk.texts()


async def test_a_chat_that_fails_is_put_off_and_stops_no_other(desk: Desk):
    """One chat's broken settings delay nobody, and do not keep the job spinning."""
    bad, good = desk.chat(1), desk.chat(2)
    with desk.database.write() as session:
        chat_store.advance(session, bad, preferences={"zone": "No/Where"}, alert_due_at=EVENING)
    await desk.firms_news("甲")

    served, again = await desk.digest(), await desk.digest()

    assert (served, again) == (1, 0)
    assert "甲" in desk.texts(good)
    assert desk.row(bad).next_digest_at == desk.row(bad).alert_due_at == EVENING + digest.RETRY
    assert await desk.digest(EVENING + digest.RETRY - MINUTE) == 0


@pytest.mark.both_databases
async def test_more_than_five_hundred_stories_lose_none(desk: Desk):
    """P1: however much came while the chat waited, all of it is told: in the digest or behind "more"."""
    chat_id = desk.chat(wishes=Preferences(max_stories=5))
    with desk.database.write() as session:
        for n in range(520):
            add_story(session, desk.feed, f"第{n}家公司融资", tags(firms=[f"firm{n}"]))

    await desk.digest()

    with desk.database.read() as session:
        assert session.scalar(select(func.count()).where(DeliveredRow.chat_id == chat_id)) == 520
        assert session.get_one(ChatRow, chat_id).digest_cursor == newest_seq(session)
    (message,) = desk.outbox()
    assert [[label for label, *_ in row] for row in message.buttons] == [["更多（515）"]]


async def test_what_the_cap_leaves_out_is_behind_the_button(desk: Desk):
    """P1: ten of twenty-five are shown; the button pages through the very fifteen, in order, after a restart too."""
    chat_id = desk.chat(wishes=Preferences(max_stories=10))
    await desk.firms_news(*(f"第{n:02}家" for n in range(25)))
    await desk.digest()
    (message,) = desk.outbox(chat_id)
    shown = re.findall(r"第\d\d家", message.text)

    user = User(desk.database)
    user.ask(pressed=message.buttons[0][0][1])
    pages = [user.ask(pressed=message.buttons[0][0][1])]
    while "下一页 ›" in user.buttons:
        pages.append(user.press("下一页 ›"))
    listed = [name for page in pages for name in re.findall(r"第\d\d家", "".join(p.text for p in page.parts))]

    assert len(set(shown)) == 10
    assert [edited.edit for edited in pages] == [False, True, True]
    assert list(dict.fromkeys(listed)) == sorted({f"第{n:02}家" for n in range(25)} - set(shown))


async def test_empty_digest_is_silence_or_one_line(desk: Desk):
    """Nothing new: nothing is sent, unless the chat asked to hear so; then once every time."""
    quiet, asked = desk.chat(1), desk.chat(2, wishes=Preferences(empty_notice=True))

    await desk.digest()
    await desk.digest(EVENING + timedelta(hours=15))

    assert desk.outbox(quiet) == []
    assert len(desk.outbox(asked)) == 2


@pytest.mark.both_databases
async def test_filters_decide_and_a_later_match_is_told(desk: Desk):
    """No rumours, a minimum score, words: what does not match is not told, and what confirms it is."""
    sure = desk.chat(1, wishes=Preferences(rumours=False))
    strict = desk.chat(2, wishes=Preferences(min_score=0.95))
    wordy = desk.chat(3, wishes=Preferences(exclude_words=("传",)))
    await desk.news("传月之暗面正在洽谈新一轮融资", stance=Stance.RUMOUR)
    await desk.digest()
    silent = [desk.texts(c) for c in (sure, strict, wordy)]
    await desk.news("月之暗面宣布正在洽谈新一轮融资", stance=Stance.CONFIRMED, score=0.97, feed=desk.other)
    await desk.digest(EVENING + timedelta(hours=15))

    assert silent == ["", "", ""]
    assert "月之暗面" in desk.texts(sure)
    assert "更新" not in desk.texts(sure)
    assert "月之暗面" in desk.texts(strict)


async def test_a_rumour_that_is_then_reported(desk: Desk):
    """News to a chat that takes no rumours, told once; 更新 to one that heard it, once; later reports are repeats."""
    sure, hearer = desk.chat(1, wishes=Preferences(rumours=False)), desk.chat(2)
    titles = {chat: [] for chat in (sure, hearer)}
    told = [
        ("传月之暗面正在洽谈新一轮融资", Stance.RUMOUR),
        ("月之暗面正在洽谈新一轮融资", Stance.REPORTED),
        ("月之暗面正洽谈新一轮融资", Stance.REPORTED),
        ("消息称月之暗面正在洽谈新一轮融资", Stance.RUMOUR),
    ]
    for days, (title, stance) in enumerate(told):
        await desk.news(title, stance=stance, feed=desk.other if days % 2 else desk.feed)
        await desk.digest(EVENING + days * DAY)
        for chat, seen in titles.items():
            seen.append(len(desk.outbox(chat)))

    assert titles == {sure: [0, 1, 1, 1], hearer: [1, 2, 2, 2]}
    assert "更新" not in desk.texts(sure)
    assert "更新 传闻 → 报道" in desk.outbox(hearer)[1].text


async def test_update_is_told_once_and_named_so(desk: Desk):
    """A confirmation comes as 更新 to those who heard the rumour; a plain repost brings nothing."""
    chat_id = desk.chat()
    await desk.news("传月之暗面正在洽谈新一轮融资", stance=Stance.RUMOUR)
    await desk.digest()
    await desk.news("月之暗面宣布正在洽谈新一轮融资", stance=Stance.CONFIRMED, feed=desk.other)
    await desk.digest(EVENING + timedelta(hours=15))
    await desk.news("月之暗面：宣布正在洽谈新一轮融资", stance=Stance.CONFIRMED)
    await desk.digest(EVENING + DAY)

    first, update_ = desk.outbox(chat_id)
    assert "更新" not in first.text
    assert "更新 传闻 → 证实" in update_.text


async def test_alert_goes_out_at_once_and_not_again_in_the_digest(desk: Desk):
    """An instant subscription of a digest chat: told now, the rest in the evening, nothing twice."""
    chat_id = desk.chat(firm_id="甲", mode="instant")
    with desk.database.write() as session:
        subscribe(session, chat_id, firm_id="乙", topic=None, now=NOON)
    await desk.firms_news("甲", "乙", "丙")

    await desk.digest(NOON)
    alerts = [(row.kind, row.text) for row in desk.outbox()]
    await desk.digest()

    assert [(kind, "甲完成融资" in text) for kind, text in alerts] == [("alert", True)]
    evening = desk.outbox()[1]
    assert ("甲完成" in evening.text, "乙完成" in evening.text, "丙完成" in evening.text) == (False, True, False)


async def test_quiet_hours_hold_alerts_and_lose_none(desk: Desk):
    """At night nothing is sent; when the quiet ends every story comes, one message each."""
    wishes = Preferences(mode="instant", quiet_from=time(23), quiet_to=time(7))
    chat_id = desk.chat(wishes=wishes)
    night = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 02:00 in Shanghai
    await desk.digest(NOON)
    await desk.firms_news("甲", "乙", now=night)

    await desk.digest(night)
    silent, due = desk.outbox(), desk.row(chat_id).alert_due_at
    await desk.firms_news("丙", now=night + timedelta(hours=1))
    await desk.digest(night + timedelta(hours=4, minutes=59))
    assert desk.outbox() == silent == []
    assert due == night + timedelta(hours=5)
    await desk.digest(due)

    assert len(desk.outbox(chat_id)) == 3


@pytest.mark.both_databases
async def test_many_alerts_at_a_time_are_one_digest(desk: Desk):
    """After a pause a chat gets a list, with the rest behind "more", and the next story at once again; none twice."""
    chat_id = desk.chat(wishes=Preferences(mode="instant", max_stories=10))
    with desk.database.write() as session:
        chat_store.pause(session, chat_id, reason="user", now=NOON)
    await desk.firms_news(*(f"第{n:02}家" for n in range(25)))
    with desk.database.write() as session:
        chat_store.resume(session, chat_id, now=NOON)

    await desk.digest(NOON)
    await desk.firms_news("甲")
    await desk.digest(NOON + MINUTE)
    await desk.digest(NOON + 2 * MINUTE)

    many, one = desk.outbox(chat_id)
    assert (many.kind, len(set(re.findall(r"第\d\d家", many.text)))) == ("digest", 10)
    assert [[label for label, *_ in row] for row in many.buttons] == [["更多（15）"]]
    assert (one.kind, "甲完成融资" in one.text) == ("alert", True)
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).where(DeliveredRow.chat_id == chat_id)) == 26


async def test_a_handful_of_alerts_is_a_handful_of_messages(desk: Desk):
    """As many as are told one by one come one by one; one more and they are a digest."""
    chat_id = desk.chat(wishes=Preferences(mode="instant"))
    await desk.digest(NOON)
    await desk.firms_news(*(f"第{n:02}家" for n in range(digest.MOST_ALERTS)))
    await desk.digest(NOON)
    few = [row.kind for row in desk.outbox(chat_id)]
    await desk.firms_news(*(f"再{n:02}家" for n in range(digest.MOST_ALERTS + 1)))
    await desk.digest(NOON)

    assert few == ["alert"] * digest.MOST_ALERTS
    assert [row.kind for row in desk.outbox(chat_id)][len(few) :] == ["digest"]


async def test_a_first_instant_wish_brings_no_old_news(desk: Desk):
    """Months of stories about a firm are not sent as alerts to the chat that now asks for it at once."""
    chat_id = desk.chat(firm_id="乙")
    await desk.firms_news("甲", "甲二", "乙")
    with desk.database.write() as session:
        subscribe(session, chat_id, firm_id="甲", topic=None, mode="instant", now=NOON)
        chat_store.advance(session, chat_id, alert_due_at=NOON)

    await desk.digest(NOON)
    old = desk.outbox()
    await desk.news("甲又完成一轮", firms=["甲"], stance=Stance.CONFIRMED)
    await desk.digest(NOON)

    assert old == []
    assert [row.kind for row in desk.outbox()] == ["alert"]


async def test_a_first_wish_brings_no_old_news(desk: Desk):
    """A chat opened long before its first subscription begins with what comes after it."""
    with desk.database.write() as session:
        chat_id = chat_store.open_chat(session, address_of(9), now=NOON - 90 * DAY).id
    await desk.firms_news("甲")
    with desk.database.write() as session:
        subscribe(session, chat_id, firm_id=None, topic=None, now=NOON)
        chat_store.start_digests(session, chat_id, now=NOON)
    await desk.firms_news("乙")

    await desk.digest()

    assert ("甲完成" in desk.texts(), "乙完成" in desk.texts()) == (False, True)


@pytest.mark.both_databases
async def test_a_change_of_mode_loses_nothing_and_repeats_nothing(desk: Desk):
    """Daily to instant and back: every story is told exactly once."""
    chat_id = desk.chat()
    await desk.firms_news("甲")
    with desk.database.write() as session:
        chat_store.save_preferences(session, chat_id, Preferences(mode="instant"), now=NOON)
    await desk.digest(NOON)
    await desk.firms_news("乙")
    await desk.digest(NOON)
    await desk.firms_news("丙")
    with desk.database.write() as session:
        chat_store.save_preferences(session, chat_id, Preferences(mode="daily"), now=NOON)
    await desk.digest(NOON)
    await desk.digest(EVENING)

    told = desk.texts()
    assert [told.count(f"{name}完成融资") for name in "甲乙丙"] == [1, 1, 1]


async def test_muted_firms_are_silent_until_then(desk: Desk):
    """A muted firm is not told, also where a wider subscription would; what came meanwhile is not made up for."""
    desk.chat(topic=FUNDING)
    with desk.database.write() as session:
        chat_id = session.scalars(select(ChatRow.id)).one()
        mute(session, chat_id, "甲", until=EVENING + MINUTE, now=NOON)
    await desk.firms_news("甲", "乙")

    await desk.digest()
    muted = desk.texts()
    await desk.news("甲又完成一轮", firms=["甲"], stance=Stance.CONFIRMED)
    await desk.news("甲换了总裁", firms=["甲"])
    await desk.digest(EVENING + DAY)

    assert ("甲完成" in muted, "乙完成" in muted) == (False, True)
    assert "甲又完成一轮" in desk.texts()


async def test_paused_chats_are_left_alone_until_they_resume(desk: Desk):
    """A paused chat's cursor stays; after resuming it hears what it missed."""
    chat_id = desk.chat()
    with desk.database.write() as session:
        chat_store.pause(session, chat_id, reason="user", now=NOON)
    await desk.firms_news("甲")
    served = await desk.digest()
    with desk.database.write() as session:
        chat_store.resume(session, chat_id, now=EVENING)

    await desk.digest(EVENING + DAY)

    assert served == 0
    assert "甲完成融资" in desk.texts()


@pytest.mark.both_databases
async def test_nothing_is_lost_when_every_lease_is_wiped_mid_walk(desk: Desk):
    """P1: forget every lease and due time between the jobs; sweep finds all of it from the columns."""
    from bot.jobs import sweep
    from bot.storage.news import entries as entry_store
    from bot.storage.tables import EntryRow, FeedRow

    chat_id = desk.chat(1)
    alerted = desk.chat(2, wishes=Preferences(mode="instant"))
    with desk.database.write() as session:
        chat_store.advance(session, alerted, alert_due_at=None)
    await desk.firms_news("甲")
    desk.reader.tags["乙完成融资"] = tags(firms=["乙"])
    with desk.database.write() as session:
        add_entry(session, desk.feed, "乙完成融资")
        entry_store.claim_untagged(session, now=NOON)  # a worker takes it and dies
        session.execute(update(ChatRow).values(next_digest_at=None, alert_due_at=None))
        session.execute(update(FeedRow).values(next_poll_at=None))

    later = EVENING + timedelta(hours=1)
    swept = await sweep.run(desk.database, now=later)
    await tag.run(tag.TagParts(database=desk.database, reader=desk.reader), now=later)
    await desk.digest(later)
    await desk.digest(later + DAY)
    with desk.database.write() as session:
        outbox.claim(session, channels=["telegram"], now=later + DAY)  # a sender takes them and dies
        session.execute(update(OutboxRow).values(lease_until=later + DAY))
    await send.run(
        send.SendParts(database=desk.database, messengers=[desk.messenger], clock=lambda: later + 2 * DAY),
        now=later + 2 * DAY,
    )

    assert (swept.feeds, swept.entries, swept.chats) == (2, 1, 2)
    for telegram_id in (1, 2):
        told = "\n".join(desk.messenger.texts(telegram_id))
        assert [told.count("甲完成融资"), told.count("乙完成融资")] == [1, 1]
    with desk.database.read() as session:
        assert session.scalars(select(EntryRow.tagged_at)).all().count(None) == 0
    assert chat_id


@pytest.mark.both_databases
@pytest.mark.postgres
async def test_two_workers_never_take_the_same_chat(database_url: str):
    """Two workers over the same due chats write each digest once."""
    workers = [Database(database_url), Database(database_url)]
    desk = Desk(workers[0])
    for telegram_id in range(1, 25):
        desk.chat(telegram_id)
    await desk.firms_news("甲")
    served: list[int] = []

    def work(database: Database) -> None:
        parts = digest.DigestParts(database=database, tokens=words)
        served.append(asyncio.run(digest.run(replace(parts), now=EVENING)))

    threads = [threading.Thread(target=work, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    await asyncio.to_thread(lambda: [t.join(60) for t in threads])
    rest = await desk.digest()
    for worker in workers[1:]:
        worker.close()

    assert (sum(served) + rest, len(desk.outbox())) == (24, 24)
    workers[0].close()
