"""The tag job: every entry once, one event one story, told again only when something changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.event import listen
from sqlalchemy.exc import OperationalError

from bot.core.facts import Funding
from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.types import Stance, Story, Tags
from bot.jobs import tag
from bot.jobs.candidates import Candidates
from bot.storage.chats.chats import get_chat
from bot.storage.database import Database
from bot.storage.mail import parked, recovery
from bot.storage.news import entries as entry_store
from bot.storage.news import sequence
from bot.storage.news import stories as story_store
from bot.storage.news.feed_owners import set_chat_feed
from bot.storage.news.search import search
from bot.storage.tables import EntryRow, StoryRow
from tests.fakes import NOON, FakeReader, add_chat, add_entry, add_feed, tags

HOUR = timedelta(hours=1)
RAISE = "月之暗面完成新一轮融资，估值 33 亿美元"
REPOST = "月之暗面完成新一轮融资 估值33亿美元"
RUMOUR = "传月之暗面正在洽谈新一轮融资"


class Desk:
    """A database with two shared feeds, a reader told what to read, and the job over them."""

    def __init__(self, database: Database) -> None:
        self.database, self.reader = database, FakeReader()
        with database.write() as session:
            self.feed, self.other = add_feed(session, "kr"), add_feed(session, "c114")

    def entry(self, title: str, read: Tags | None = None, *, feed: int | None = None, **values) -> int:
        if read is not None:
            self.reader.tags[title] = read
        with self.database.write() as session:
            return add_entry(session, feed or self.feed, title, **values)

    async def tag(self, now=NOON, **options) -> int:
        return await tag.run(tag.TagParts(database=self.database, reader=self.reader), now=now, **options)

    async def tell(self, title: str, read: Tags, **values) -> None:
        self.entry(title, read, **values)
        assert await self.tag() == 1

    def stories(self) -> list[Story]:
        with self.database.read() as session:
            ids = list(session.scalars(select(StoryRow.id).order_by(StoryRow.id)))
            return story_store.load_stories(session, ids)

    def seq(self) -> int:
        with self.database.read() as session:
            return sequence.newest_seq(session)

    def rows(self) -> list[EntryRow]:
        with self.database.read() as session:
            return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_an_entry_is_read_once_and_becomes_a_story(desk: Desk):
    """What the reader finds is saved with the entry; a second run has nothing to do."""
    read = tags(FUNDING, stance=Stance.CONFIRMED)
    desk.entry(RAISE, read)
    desk.entry("天气不错")

    first, second = await desk.tag(), await desk.tag()

    assert (first, second) == (2, 0)
    news, weather = desk.rows()
    assert entry_store.tags_from_json(news.tags) == read
    assert (weather.story_id, weather.tagged_at) == (None, NOON)
    (story,) = desk.stories()
    assert (story.title, story.stance, story.firms[0].id, story.seq) == (RAISE, Stance.CONFIRMED, "moonshot", 1)


async def test_reposts_join_one_story(desk: Desk):
    """Five feeds, one event, one story with five sources; a plain repost moves nothing in the stream."""
    await desk.tell(RAISE, tags())
    seq = desk.seq()
    await desk.tell(REPOST, tags(), feed=desk.other)

    (story,) = desk.stories()
    assert [s.name for s in story.sources] == ["KR", "C114"]
    assert (story.revision, story.changes, desk.seq()) == (0, (), seq)


async def test_other_firms_are_other_events(desk: Desk):
    """The same words about another firm are another story."""
    await desk.tell("甲公司完成新一轮融资", tags(firms=["a"]))
    await desk.tell("乙公司完成新一轮融资", tags(firms=["b"]))

    assert len(desk.stories()) == 2


async def test_a_rumour_confirmed_is_told_again_once(desk: Desk):
    """Confirmation is a change; the confirmation's reposts, and the rumour's, are none."""
    await desk.tell(RUMOUR, tags(stance=Stance.RUMOUR))
    confirmed = tags(stance=Stance.CONFIRMED)
    await desk.tell("月之暗面宣布正在洽谈新一轮融资", confirmed)
    after = desk.seq()
    await desk.tell("月之暗面：宣布正在洽谈新一轮融资", confirmed, feed=desk.other)
    await desk.tell("传：月之暗面正在洽谈新一轮融资", tags(stance=Stance.RUMOUR), feed=desk.other)

    (story,) = desk.stories()
    assert (story.stance, story.revision, story.seq, desk.seq()) == (Stance.CONFIRMED, 1, after, after)
    assert [(c.kind, c.before, c.after) for c in story.changes] == [("stance", "rumour", "confirmed")]
    assert len(story.sources) == 4


async def test_a_round_corrected_is_told_again_once(desk: Desk):
    """The new round is a change the first time; its reposts and the old round's late reposts are none."""
    first = tags(facts=[Funding(round="A轮")], stance=Stance.RUMOUR)
    second = tags(facts=[Funding(round="B轮")], stance=Stance.RUMOUR)
    await desk.tell(RAISE, first)
    for title, read in [(REPOST, second), (REPOST + "。", second), (RAISE + "。", first), (RAISE + "！", second)]:
        await desk.tell(title, read, feed=desk.other)

    (story,) = desk.stories()
    assert (story.revision, story.facts) == (1, (Funding(round="B轮"),))


async def test_a_backlog_entry_changes_no_news(desk: Desk):
    """An older entry of a new feed adds its link and nothing else; the fresh confirmation is still told."""
    await desk.tell(RUMOUR, tags(stance=Stance.RUMOUR))
    seq = desk.seq()
    await desk.tell("月之暗面证实洽谈新一轮融资", tags(stance=Stance.CONFIRMED), feed=desk.other, announce=False)
    between = desk.stories()[0]
    await desk.tell("月之暗面证实：正洽谈新一轮融资", tags(stance=Stance.CONFIRMED))

    (story,) = desk.stories()
    assert (between.stance, between.seq, len(between.sources)) == (Stance.RUMOUR, seq, 2)
    assert (story.stance, story.revision) == (Stance.CONFIRMED, 1)


async def test_a_backlog_story_becomes_news_with_a_fresh_entry(desk: Desk):
    """What only a new feed's backlog told is told when a fresh entry comes."""
    await desk.tell(RAISE, tags(), announce=False)
    with desk.database.read() as session:
        silent = session.scalars(select(StoryRow)).one().announce
    seq = desk.seq()
    await desk.tell(REPOST, tags(), feed=desk.other)

    with desk.database.read() as session:
        row = session.scalars(select(StoryRow)).one()
    assert (silent, row.announce, row.seq > seq, row.revision) == (False, True, True, 0)


@pytest.mark.parametrize(
    ("repost", "why"),
    [
        (tags(firms=["moonshot", "alibaba"]), "another firm"),
        (tags(FUNDING, TALENT_MOVE), "another topic"),
        (tags(score=0.97), "a surer reading"),
    ],
)
async def test_an_entry_that_concerns_more_chats_brings_the_story_up_again(desk: Desk, repost: Tags, why: str):
    """P1: a chat whose filter only this entry matches is served: the story moves on in the stream."""
    await desk.tell(RAISE, tags())
    seq = desk.seq()
    await desk.tell(REPOST, repost, feed=desk.other)

    (story,) = desk.stories()
    assert (story.seq > seq, story.revision) == (True, 0), why


async def test_a_shared_feed_brings_up_what_only_a_private_one_told(desk: Desk):
    """P1: a story of one chat's own feed becomes everyone's with its first entry in a shared feed."""
    with desk.database.write() as session:
        owner = add_chat(session, 1).id
        own = add_feed(session, "own", owner=owner)
        set_chat_feed(session, chat_id=owner, feed_id=own, enabled=True)
        chat = add_chat(session, 2)
    await desk.tell(RAISE, tags(), feed=own)
    with desk.database.read() as session:
        before = story_store.stories_for_chat(session, chat, after_seq=0, now=NOON).stories
    seq = desk.seq()
    await desk.tell(REPOST, tags())

    with desk.database.read() as session:
        after = story_store.stories_for_chat(session, chat, after_seq=seq, now=NOON).stories
    assert (len(before), len(after)) == (0, 1)


async def test_a_chat_that_switched_the_first_feed_off_hears_of_the_second(desk: Desk):
    """P1: a story is brought up again for the chat that saw none of its feeds so far."""
    with desk.database.write() as session:
        chat = add_chat(session, 2)
        set_chat_feed(session, chat_id=chat.id, feed_id=desk.feed, enabled=False)
    await desk.tell(RAISE, tags())
    seq = desk.seq()
    await desk.tell(REPOST, tags(), feed=desk.other)
    moved = desk.seq()
    await desk.tell(REPOST + "。", tags(), feed=desk.other)

    with desk.database.read() as session:
        assert len(story_store.stories_for_chat(session, chat, after_seq=seq, now=NOON).stories) == 1
    assert (moved > seq, desk.seq()) == (True, moved)


async def test_round_ups_never_join_and_nothing_joins_them(desk: Desk):
    """A round-up is a story of its own, and the event's own report begins another."""
    await desk.tell("早报：" + RAISE, tags(is_roundup=True))
    await desk.tell(RAISE, tags())
    await desk.tell("晚报：" + RAISE, tags(is_roundup=True), feed=desk.other)
    await desk.tell(REPOST, tags(), feed=desk.other)

    assert [len(s.sources) for s in desk.stories()] == [1, 2, 1]


async def test_alerts_wake_exactly_the_chats_that_want_them(desk: Desk):
    """Instant chats and instant subscriptions that match are due now; digest chats and others are not."""
    with desk.database.write() as session:
        instant = add_chat(session, 1, firm_id="moonshot", mode="instant").id
        digest = add_chat(session, 2, firm_id="moonshot").id
        other = add_chat(session, 3, firm_id="zhipu", mode="instant").id
        topic = add_chat(session, 4, topic=TALENT_MOVE, mode="instant").id
    await desk.tell(RAISE, tags())

    with desk.database.read() as session:
        due = [get_chat(session, chat).alert_due_at for chat in (instant, digest, other, topic)]
    assert due == [NOON, None, None, None]


async def test_one_bad_entry_stops_no_other(desk: Desk):
    """A batch that fails is read one by one; only the broken entry stays, and is parked when it has failed alone."""
    for title in ("甲融资", "坏", "乙融资"):
        desk.entry(title, tags(firms=[title[0]]))
    desk.reader.broken.add("坏")

    await desk.tag()
    left = [row.title for row in desk.rows() if row.tagged_at is None]
    runs = [await desk.tag(NOON + hours * HOUR) for hours in range(1, 7)]
    attempts = desk.rows()[1].attempts
    next_day = [await desk.tag(NOON + hours * HOUR) for hours in (27, 28, 29, 53)]

    assert left == ["坏"]
    assert runs == [1, 1, 1, 1, 0, 0]
    assert attempts == entry_store.MAX_ATTEMPTS
    assert next_day == [0, 1, 0, 1]  # parked is not for ever: once a day


async def _restart(desk: Desk, now: datetime, kills: Callable[[Sequence[int]], bool]) -> bool:
    """A new process, which reads until it is killed with certain entries in hand; False: it had nothing left to do."""
    parts = tag.TagParts(database=desk.database, reader=desk.reader)
    with desk.database.write() as session:
        recovery.free_leases(session, now=now)
    while True:
        with desk.database.write() as session:
            ids = entry_store.claim_untagged(session, now=now)
        if not ids:
            return False
        if kills(ids):
            return True
        await tag.tag_entries(parts, ids, now=now)


async def test_an_entry_that_ends_the_process_parks_only_itself(desk: Desk):
    """It is found after a few deaths, alone; what was in its batch is read meanwhile."""
    for title in ("甲融资", "杀手", "乙融资"):
        desk.entry(title, tags(firms=[title[0]]))
    killer = desk.rows()[1].id

    deaths, left = 0, []
    while await _restart(desk, NOON, lambda ids: killer in ids):
        deaths += 1
        left.append([row.title for row in desk.rows() if row.tagged_at is None])

    assert deaths == entry_store.MAX_ATTEMPTS
    assert left == [["甲融资", "杀手", "乙融资"], ["杀手", "乙融资"], ["杀手"], ["杀手"], ["杀手"]]
    with desk.database.write() as session:
        assert parked.newly_parked(session, now=NOON + HOUR).entries == [killer]
        assert entry_store.claim_untagged(session, now=NOON + 25 * HOUR) == [killer]


async def test_kills_near_an_entry_do_not_park_it(desk: Desk):
    """Three `kill -9` while the same entry is in hand, two of them while it is alone: it is read all the same."""
    for title in ("甲融资", "乙融资", "丙融资"):
        desk.entry(title, tags(firms=[title[0]]))
    first = desk.rows()[0].id

    for _ in range(3):
        assert await _restart(desk, NOON, lambda ids: first in ids)
    assert not await _restart(desk, NOON, lambda ids: False)

    assert [row.title for row in desk.rows() if row.tagged_at is None] == []


async def test_what_a_failing_database_cut_off_does_not_count(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """However often it fails, the entries are due as soon as it answers, together, and none is blamed."""
    for title in ("甲融资", "乙融资"):
        desk.entry(title, tags(firms=[title[0]]))
    parts = tag.TagParts(database=desk.database, reader=desk.reader)

    def away(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    with monkeypatch.context() as patch:
        patch.setattr(entry_store, "load_untagged", away)
        taken = [await tag.run(parts, now=NOON) for _ in range(6)]
    attempts = [row.attempts for row in desk.rows()]

    assert taken == [2] * 6
    assert attempts == [1, 1]
    assert await tag.run(parts, now=NOON) == 2
    assert [row.tagged_at for row in desk.rows()] == [NOON, NOON]


async def test_an_exception_in_the_middle_leaves_nothing_half_done(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Story, tags and alerts commit together: after a failure all of them are made again, once."""
    desk.entry(RAISE, tags())

    def broken(*_args, **_kwargs):
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(tag, "mark_alerts_due", broken)
        await desk.tag()
    half = (desk.stories(), desk.rows()[0].tagged_at, desk.seq())
    await desk.tag(NOON + HOUR)

    assert half == ([], None, 0)
    assert len(desk.stories()) == 1


async def test_a_lost_lease_makes_no_second_story(desk: Desk):
    """Two workers with the same entries (the first was slow): whoever comes second changes nothing."""
    entry_id = desk.entry(RAISE, tags())
    parts = tag.TagParts(database=desk.database, reader=desk.reader)
    read = desk.reader.read

    def slow(items):
        desk.reader.read = read
        tag._tag_batch(parts, [entry_id], NOON)  # the other worker, meanwhile
        return read(items)

    desk.reader.read = slow
    await tag.tag_entries(parts, [entry_id], now=NOON)

    assert [len(s.sources) for s in desk.stories()] == [1]


async def test_a_wiped_lease_loses_nothing(desk: Desk):
    """Entries claimed by a process that died are claimed again when the lease ends, or at once if it is wiped."""
    desk.entry(RAISE, tags())
    with desk.database.write() as session:
        entry_store.claim_untagged(session, now=NOON)

    early = await desk.tag(NOON + timedelta(seconds=30))
    with desk.database.write() as session:
        session.execute(update(EntryRow).values(tag_lease_until=None))

    assert early == 0
    assert await desk.tag(NOON + timedelta(seconds=31)) == 1


async def test_tagged_entries_can_be_searched(desk: Desk):
    """The words cut while tagging are what search finds, in stories and beside them."""
    await desk.tell(RAISE, tags())
    desk.entry("月亮很圆")
    await desk.tag()

    with desk.database.read() as session:
        found = search(session, ["月"], chat_id=0)
        assert (found.total, getattr(found.page[0], "entry", None).title, found.page[1].title) == (2, "月亮很圆", RAISE)


@pytest.mark.postgres
def test_two_workers_never_take_the_same_entry(database_url: str):
    """Two workers claiming at once share the entries without overlap."""
    workers = [Database(database_url), Database(database_url)]
    with workers[0].write() as session:
        feed = add_feed(session)
        for n in range(60):
            add_entry(session, feed, f"第 {n} 条")
    taken: list[int] = []

    def work(database: Database) -> None:
        while True:
            with database.write() as session:
                ids = entry_store.claim_untagged(session, now=NOON, limit=7)
            if not ids:
                return
            taken.extend(ids)

    threads = [threading.Thread(target=work, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for worker in workers:
        worker.close()

    assert len(taken) == len(set(taken)) == 60


async def test_what_is_read_is_read_before_the_writer_is_taken(desk: Desk):
    """SQLite has one writer: while texts are read and stories fetched, commands go on writing."""
    held: list[bool] = []
    writer = desk.database._writer or threading.Lock()
    read = desk.reader.read
    desk.reader.read = lambda items: held.append(writer.locked()) or read(items)
    refresh = Candidates.refresh
    desk.entry(RAISE, tags())
    parts = tag.TagParts(database=desk.database, reader=desk.reader)
    parts.candidates.refresh = lambda *a, **more: held.append(writer.locked()) or refresh(parts.candidates, *a, **more)
    await tag.run(parts, now=NOON)

    assert held == [False, False]


async def test_a_batch_is_saved_in_portions(desk: Desk):
    """A big batch lets commands in between; what was saved before a crash stays."""
    commits: list[int] = []
    for number in range(2 * tag.PORTION + 1):
        desk.entry(f"天气 {number}")
    listen(desk.database.engine, "commit", lambda _: commits.append(1))
    await desk.tag()

    assert len(commits) == 1 + 3  # the claim, then the portions


async def test_stories_are_kept_from_batch_to_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Only what is new or changed is read again, and what others changed meanwhile counts."""
    parts = tag.TagParts(database=desk.database, reader=desk.reader)
    desk.entry(RAISE, tags())
    desk.entry("乙公司完成新一轮融资", tags(firms=["b"]))
    await tag.run(parts, now=NOON)
    desk.entry("丙公司完成新一轮融资", tags(firms=["c"]))
    await desk.tag()  # another worker
    asked: list[list[int]] = []
    load = story_store.load_stories
    monkeypatch.setattr(story_store, "load_stories", lambda s, ids: asked.append(list(ids)) or load(s, ids))
    for _ in range(2):
        with parts.database.read() as session, parts.candidates.lock:
            parts.candidates.refresh(session, oldest=NOON)
    monkeypatch.undo()
    desk.entry(REPOST, tags(), feed=desk.other)
    await tag.run(parts, now=NOON)

    assert (sorted(asked[0]), asked[1]) == ([1, 2, 3], [])  # its own two, and the other worker's
    assert [len(story.sources) for story in desk.stories()] == [2, 1, 1]


async def test_what_was_rolled_back_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """A story begun in a transaction that failed is none for the entries that follow."""
    parts = tag.TagParts(database=desk.database, reader=desk.reader)
    desk.entry(RAISE, tags())
    mark, failures = tag.mark_alerts_due, iter(range(2))

    def broken(*args: object, **more: object) -> None:
        if next(failures, None) is not None:
            raise RuntimeError("disk is full")
        mark(*args, **more)

    monkeypatch.setattr(tag, "mark_alerts_due", broken)
    await tag.tag_entries(parts, [desk.rows()[0].id], now=NOON)
    await tag.tag_entries(parts, [desk.rows()[0].id], now=NOON)
    await tag.tag_entries(parts, [desk.rows()[0].id], now=NOON)

    (story,) = desk.stories()
    assert [source.title for source in story.sources] == [RAISE]
