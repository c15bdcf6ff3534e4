"""A round-up from the feed to the chat: each head joins its own event, with its own words, firms and buttons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.topics import FUNDING, TALENT_MOVE
from bot.core.types import Head, Stance, Story, Tags
from bot.feeds.parse import parse
from bot.jobs import digest, tag
from bot.reading.reader import Reader
from bot.storage.chats import feedback
from bot.storage.database import Database
from bot.storage.news import stories as story_store
from bot.storage.news.export import export_stories
from bot.storage.news.intake import insert_entries
from bot.storage.news.search import search
from bot.storage.tables import EntryRow, OutboxRow, StoryRow
from tests.fakes import NOON, FakeReader, add_chat, add_entry, add_feed, tags, words
from tests.fakes_commands import User
from tests.made_feeds import item, rss

TITLE = "早报｜智谱完成10亿元融资；某地发布大风预警；月之暗面联合创始人张山海离职"
RAISE, MOVE = "智谱完成10亿元融资", "月之暗面联合创始人张山海离职"
LINK = "https://site.test/morning"
EVENING = NOON + timedelta(hours=6)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader.load(tmp_path_factory.mktemp("home"), now=NOON)


class Desk:
    """A database, a feed read by the real parser, and the tag job."""

    def __init__(self, database: Database, reader: tag.Reader) -> None:
        self.database, self.reader = database, reader
        with database.write() as session:
            self.feed, self.other = add_feed(session, "kr"), add_feed(session, "c114")

    async def fed(self, *titles: str, feed: int | None = None, link: str = LINK) -> None:
        """What a feed brings, parsed, stored, read and grouped."""
        body = rss(item(title, guid=f"{link}#{n}", link=link, description="目录") for n, title in enumerate(titles))
        entries = parse(body.encode(), {"content-type": "application/xml"}, now=NOON).entries
        with self.database.write() as session:
            insert_entries(session, feed or self.feed, entries, now=NOON)
        await self.tag()

    async def tag(self) -> int:
        return await tag.run(tag.TagParts(database=self.database, reader=self.reader), now=NOON)

    def stories(self) -> list[Story]:
        with self.database.read() as session:
            ids = list(session.scalars(select(StoryRow.id).order_by(StoryRow.id)))
            return story_store.load_stories(session, ids)

    def entries(self) -> list[EntryRow]:
        with self.database.read() as session:
            return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))


@pytest.fixture
def desk(database: Database, reader: Reader) -> Desk:
    return Desk(database, reader)


def _head(title: str, read: Tags) -> Head:
    return Head(title, read)


@pytest.mark.both_databases
async def test_a_round_up_is_two_stories_with_their_own_words(desk: Desk):
    """Title, firms, facts and sign are the head's; the link is the entry's; the whole tells nothing."""
    await desk.fed(TITLE)

    raised, moved = desk.stories()
    assert [(s.title, s.link, list(s.topics), [f.name for f in s.firms]) for s in (raised, moved)] == [
        (RAISE, LINK, [FUNDING], ["智谱"]),
        (MOVE, LINK, [TALENT_MOVE], ["月之暗面"]),
    ]
    assert [source.title for source in (*raised.sources, *moved.sources)] == [RAISE, MOVE]
    assert [fact.persons for fact in moved.facts] == [("张山海",)]
    whole, *heads = desk.entries()
    assert (whole.title, whole.story_id, (whole.tags or {})["firms"]) == (TITLE, None, [])
    assert all(row.tagged_at and not row.text and not row.summary for row in heads)


async def test_heads_join_the_running_stories_and_others_join_them(desk: Desk):
    """A flash before, the round-ups of two sites, a flash after: two events, two stories."""
    await desk.fed("智谱宣布完成10亿元新一轮融资", link="https://site.test/1")
    await desk.fed(TITLE)
    await desk.fed("8点1氪丨张山海从月之暗面离职；智谱融资10亿元", feed=desk.other, link="https://other.test/8")
    await desk.fed("月之暗面联创张山海已离职", feed=desk.other, link="https://other.test/9")

    raised, moved = desk.stories()
    assert (len(raised.sources), len(moved.sources)) == (3, 3)
    assert {source.link for source in raised.sources} == {"https://site.test/1", LINK, "https://other.test/8"}


async def test_a_round_up_that_comes_again_is_not_cut_again(desk: Desk):
    """The next poll brings the same item, and one whose guid alone has changed."""
    await desk.fed(TITLE)
    await desk.fed(TITLE)
    body = rss([item(TITLE, guid="another", link=LINK)])
    with desk.database.write() as session:
        entries = parse(body.encode(), {"content-type": "application/xml"}, now=NOON).entries
        insert_entries(session, desk.feed, entries, now=NOON)

    assert await desk.tag() == 0
    assert len(desk.entries()) == 3


@pytest.mark.both_databases
async def test_what_a_chat_sees_of_it(desk: Desk):
    """Digest, /why, a correction, the export and a search: each has the head alone."""
    with desk.database.write() as session:
        add_chat(session, 7, firm_id="zhipu")
    await desk.fed(TITLE)
    raised, moved = desk.stories()

    await digest.run(digest.DigestParts(database=desk.database, tokens=words), now=EVENING)

    with desk.database.read() as session:
        (message,) = session.scalars(select(OutboxRow))
    assert RAISE in message.text
    assert "张山海" not in message.text
    assert f'href="{LINK}"' in message.html
    user = User(desk.database)
    told = user.say(f"/why {raised.id}")
    assert (RAISE in told, "智谱" in told, "月之暗面" in told, "张山海" in told) == (True, True, False, False)
    assert "智谱" not in user.say(f"/story {moved.id}")
    user.ask(pressed=f"fb:{moved.id}:wrong")
    with desk.database.read() as session:
        labels = [(row["title"], row["topics"]) for row in feedback.labelled_entries(session)]
        exported = [(row["title"], [f["name"] for f in row["firms"]]) for row in
                    export_stories(session, days=2, now=NOON)]  # fmt: skip
        (found,) = search(session, desk.reader.search_words("张山海"), chat_id=1).page
        (weather,) = search(session, desk.reader.search_words("大风预警"), chat_id=1).page
    assert labels == [(MOVE, [])]
    assert exported == [(RAISE, ["智谱"]), (MOVE, ["月之暗面"])]
    assert isinstance(found, Story)
    assert not isinstance(weather, Story)


async def test_heads_that_tell_one_event_are_one_story(database: Database):
    """A rumour and its denial in one round-up: told once, with the last word."""
    reader = FakeReader()
    title = "早报：传月之暗面融资；月之暗面否认融资"
    rumour, denial = tags(stance=Stance.RUMOUR), tags(stance=Stance.DENIED)
    heads = (_head("传月之暗面融资", rumour), _head("月之暗面否认融资", denial))
    reader.tags[title] = Tags(is_roundup=True, heads=heads)
    desk = Desk(database, reader)
    with database.write() as session:
        add_entry(session, desk.feed, title)

    await desk.tag()

    (story,) = desk.stories()
    assert (story.stance, story.title, len(story.sources)) == (Stance.DENIED, "月之暗面否认融资", 2)


async def test_history_of_a_new_feed_wakes_nobody(database: Database):
    """The heads of what a new feed already held are no news either."""
    reader = FakeReader()
    reader.tags[TITLE] = Tags(is_roundup=True, heads=(_head(RAISE, tags()),))
    desk = Desk(database, reader)
    with database.write() as session:
        add_entry(session, desk.feed, TITLE, announce=False)

    await desk.tag()

    (story,) = desk.stories()
    assert not story.announce
