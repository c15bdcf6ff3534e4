"""A story of which another chat's own feed told a part: each chat knows, and is told, what its feeds tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from bot.core.chats import Chat
from bot.core.facts import Funding
from bot.core.story_merge import story_without
from bot.core.types import Entry, FirmRef, Stance, StoredEntry, Story, Tags
from bot.storage.chats.personal_data import forget_chat
from bot.storage.chats.subscriptions import add_chat_firm
from bot.storage.database import Database
from bot.storage.news import stories
from bot.storage.news.backfill import name_firm
from bot.storage.news.delivered import remember_delivered
from bot.storage.news.feed_owners import set_chat_feed
from bot.storage.news.visibility import as_seen
from bot.storage.tables import FeedRow, StoryRow
from tests.fakes import NOON, add_chat, add_feed, tags
from tests.storage.rows import add_story, join

RAISE = Funding(round="B轮")
SUM = Funding(amount_low=1e9, amount_high=1e9, currency="USD")
RUMOUR = tags(firms=["zhipu"], facts=[RAISE], stance=Stance.RUMOUR)
CONFIRMED = tags(firms=["zhipu", "alibaba"], facts=[SUM], stance=Stance.CONFIRMED)


class Two:
    """A story that a shared feed began as a rumour, told to its owner's and to a stranger's chat."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.owner, self.stranger = add_chat(session, 8), add_chat(session, 7)
        self.shared, self.other = add_feed(session, "shared"), add_feed(session, "other")
        self.own = add_feed(session, "private", owner=self.owner.id)
        session.get_one(FeedRow, self.own).category = "user"
        set_chat_feed(session, chat_id=self.owner.id, feed_id=self.own, enabled=True)
        self.id = add_story(session, self.shared, "传智谱融资", RUMOUR)
        self.tell()

    def tell(self) -> None:
        """Both chats are told what they were not told yet."""
        for chat in (self.owner, self.stranger):
            remember_delivered(self.session, chat.id, self.news(chat), now=NOON)

    def news(self, chat: Chat) -> list[Story]:
        """What the next digest of a chat would bring."""
        return stories.stories_for_chat(self.session, chat, after_seq=0, now=NOON).stories

    def seen(self, chat: Chat) -> Story:
        """The story in the eyes of a chat."""
        found = stories.visible_story(self.session, self.id, chat_id=chat.id)
        assert found is not None
        return found


def amounts(story: Story) -> list[float]:
    """The sums that a story knows."""
    return [fact.amount_low for fact in story.facts if isinstance(fact, Funding) and fact.amount_low is not None]


@pytest.fixture
def two(database: Database):
    with database.write() as session:
        yield Two(session)


def test_what_a_private_feed_adds_is_its_owners(two: Two):
    """Neither the sum nor the investor nor the confirmation is a stranger's, who hears of no update."""
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)
    mine, theirs = two.seen(two.owner), two.seen(two.stranger)

    assert (mine.stance, amounts(mine), [f.id for f in mine.firms]) == (Stance.CONFIRMED, [1e9], ["alibaba", "zhipu"])
    assert [c.kind for c in mine.changes] == ["stance", "amount"]
    assert (theirs.stance, amounts(theirs), [f.id for f in theirs.firms]) == (Stance.RUMOUR, [], ["zhipu"])
    assert (theirs.changes, theirs.revision, theirs.title) == ((), 0, "传智谱融资")
    assert [s.id for s in two.news(two.owner)] == [two.id]
    assert two.news(two.stranger) == []


def test_the_same_news_of_a_shared_feed_is_news_to_the_others(two: Two):
    """The stranger is told when a shared feed tells it; the owner, who knew, is not told twice."""
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)
    two.tell()
    again = join(two.session, two.id, two.other, "智谱官宣融资", CONFIRMED)
    (news,) = two.news(two.stranger)

    assert again
    assert (news.stance, amounts(news), news.title) == (Stance.CONFIRMED, [1e9], "智谱官宣融资")
    assert two.news(two.owner) == []
    two.tell()
    assert not join(two.session, two.id, two.shared, "智谱融资落定", CONFIRMED)
    assert two.news(two.stranger) == []


def test_a_story_that_a_private_feed_began(two: Two):
    """To a stranger it begins with the first shared feed."""
    story_id = add_story(two.session, two.own, "密", replace(CONFIRMED, facts=(replace(SUM, round="C轮"),)))
    join(two.session, story_id, two.shared, "智谱或融资", RUMOUR)
    (seen,) = as_seen(two.session, stories.load_stories(two.session, [story_id]), chat_id=two.stranger.id)

    assert (seen.title, seen.stance, seen.facts) == ("智谱或融资", Stance.RUMOUR, (RAISE,))
    assert story_id in [s.id for s in two.news(two.stranger)]


def test_a_firm_of_a_chats_own(two: Two):
    """Found in the story later, it is in no feed's keeping; and whom one chat follows, no other sees."""
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)
    story = stories.get_story(two.session, two.id)
    assert story is not None
    add_chat_firm(two.session, two.stranger.id, firm_id="own-1", name="小厂", aliases=[])
    name_firm(two.session, story, FirmRef("own-1", "小厂"))

    assert [f.id for f in two.seen(two.stranger).firms] == ["own-1", "zhipu"]
    assert [f.id for f in two.seen(two.owner).firms] == ["alibaba", "zhipu"]


def test_a_switched_off_feeds_news_stays(two: Two):
    """What a shared feed told is no secret: its source goes, and what is known stays."""
    join(two.session, two.id, two.other, "智谱证实", CONFIRMED)
    set_chat_feed(two.session, chat_id=two.stranger.id, feed_id=two.other, enabled=False)
    seen = two.seen(two.stranger)

    assert (seen.stance, amounts(seen), [s.title for s in seen.sources]) == (Stance.CONFIRMED, [1e9], ["传智谱融资"])


def test_two_private_feeds(two: Two):
    """What another chat's own feed told first is news to a chat whose own feed tells it next."""
    third = add_chat(two.session, 9)
    theirs = add_feed(two.session, "theirs", owner=third.id)
    set_chat_feed(two.session, chat_id=third.id, feed_id=theirs, enabled=True)
    remember_delivered(two.session, third.id, two.news(third), now=NOON)
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)

    assert two.news(third) == []
    assert join(two.session, two.id, theirs, "智谱官宣", CONFIRMED)
    assert [s.stance for s in two.news(third)] == [Stance.CONFIRMED]
    assert two.news(two.stranger) == []


def test_a_firm_that_a_private_feed_named_first(two: Two):
    """A shared feed that names it too brings the story to those who want that firm."""
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)

    assert join(
        two.session, two.id, two.other, "智谱：阿里也投了", tags(firms=["zhipu", "alibaba"], stance=Stance.RUMOUR)
    )


def test_old_news_of_a_shared_feed(two: Two):
    """What a new feed already held stays no news to those who do not see the feed that tells it as news."""
    story_id = add_story(two.session, two.shared, "旧闻", RUMOUR, announce=False)
    join(two.session, story_id, two.own, "旧闻新说", RUMOUR)

    assert story_id in [s.id for s in two.news(two.owner)]
    assert story_id not in [s.id for s in two.news(two.stranger)]


def test_what_a_forgotten_chats_feed_told_is_gone(two: Two):
    """The story is then what the others' feeds tell of it, for everybody and in the tables."""
    join(two.session, two.id, two.own, "智谱证实", CONFIRMED)
    join(
        two.session, two.id, two.other, "智谱据传融资", replace(RUMOUR, firms=(*RUMOUR.firms, FirmRef("kimi", "Kimi")))
    )
    story = stories.get_story(two.session, two.id)
    assert story is not None
    add_chat_firm(two.session, two.stranger.id, firm_id="own-1", name="小厂", aliases=[])
    name_firm(two.session, story, FirmRef("own-1", "小厂"))
    two.tell()
    forget_chat(two.session, two.owner.id)
    left = stories.get_story(two.session, two.id)

    assert left is not None
    assert (left.title, left.stance, left.facts, left.changes) == ("传智谱融资", Stance.RUMOUR, (RAISE,), ())
    assert [f.id for f in left.firms] == ["kimi", "own-1", "zhipu"]
    assert [f.id for f in two.seen(two.stranger).firms] == ["kimi", "own-1", "zhipu"]
    assert two.session.get_one(StoryRow, two.id).source_count == 2
    assert two.news(two.stranger) == []


def test_news_after_a_feed_has_gone(two: Two):
    """Its changes no longer count: a chat is told no old news again, and the next change to all."""
    denied = tags(firms=["zhipu"], stance=Stance.DENIED)
    third = add_chat(two.session, 9)
    theirs = add_feed(two.session, "theirs", owner=third.id)
    set_chat_feed(two.session, chat_id=third.id, feed_id=theirs, enabled=True)
    join(two.session, two.id, two.own, "智谱辟谣", denied)
    two.tell()
    join(two.session, two.id, theirs, "智谱融十亿", tags(firms=["zhipu"], stance=None, facts=[SUM]))
    join(two.session, two.id, two.other, "智谱否认", denied)
    remember_delivered(two.session, third.id, two.news(third), now=NOON)
    forget_chat(two.session, two.owner.id)

    assert two.news(third) == []
    assert [s.stance for s in two.news(two.stranger)] == [Stance.DENIED]
    remember_delivered(two.session, two.stranger.id, two.news(two.stranger), now=NOON)
    join(two.session, two.id, two.shared, "智谱证实", tags(firms=["zhipu"], stance=Stance.CONFIRMED))
    assert [len(two.news(chat)) for chat in (third, two.stranger)] == [1, 1]


def test_a_page_of_stories_is_read_at_once(two: Two):
    """Ten stories that a chat's own feed tells too take no more queries than one."""

    def queries(count: int) -> int:
        asked: list[str] = []
        ids = []
        for n in range(count):
            ids.append(add_story(two.session, two.shared, f"{count}甲{n}", RUMOUR))
            join(two.session, ids[-1], two.own, f"{count}乙{n}", CONFIRMED)
        held = stories.load_stories(two.session, ids)
        listen(two.session.connection(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert {s.stance for s in as_seen(two.session, held, chat_id=two.stranger.id)} == {Stance.RUMOUR}
        return len(asked)

    assert queries(1) == queries(10)


def stored(feed_id: int, title: str, revision: int) -> StoredEntry:
    entry = Entry(key=title, title=title)
    return StoredEntry(id=feed_id, feed_id=feed_id, feed_title="", entry=entry, first_seen=NOON, revision=revision)


def test_the_revision_compares_with_what_was_told():
    """It counts the whole story's changes up to the last one seen, and none that came after."""
    denied, old = tags(stance=Stance.DENIED), tags(stance=Stance.RUMOUR)
    entries: list[tuple[StoredEntry, Tags]] = [
        (stored(1, "传", 0), old),
        (stored(2, "证实", 1), tags(stance=Stance.REPORTED)),
        (stored(1, "否认", 2), denied),
        (stored(2, "再证实", 3), tags(stance=Stance.CONFIRMED)),
    ]

    def revision(*hidden: int) -> int:
        part = story_without(entries, hidden=hidden)
        assert part is not None
        return part.revision

    assert (revision(), revision(2), revision(1)) == (3, 2, 3)
    assert story_without(entries, hidden={1, 2}) is None
