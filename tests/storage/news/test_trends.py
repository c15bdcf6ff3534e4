"""Counting stories: by day and week, against the weeks before, and people's moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.core.facts import Funding, TalentMove, to_json
from bot.core.topics import FUNDING, TALENT_MOVE, TOPICS, Topic
from bot.core.trends import Bar, Step, bounds
from bot.core.types import Fact, Stance
from bot.storage.database import Database
from bot.storage.news import trends
from bot.storage.news.sequence import next_seq
from bot.storage.tables import ChatFeedRow, EntryRow, StoryRow, StoryTagRow
from tests.fakes import NOON, add_chat, add_feed

TALENT = TALENT_MOVE


def add_story(
    session: Session,
    *,
    days: float = 0,
    topics: tuple[Topic, ...] = (FUNDING,),
    firms: tuple[str, ...] = ("moonshot",),
    feed: int | None = None,
    facts: Sequence[Fact] = (),
    **values: Any,
) -> int:
    at = NOON - timedelta(days=days)
    row = StoryRow(
        seq=next_seq(session),
        title="题",
        score=0.9,
        stance="reported",
        first_seen=at,
        last_seen=at,
        facts=[to_json(fact) for fact in facts],
        **values,
    )
    session.add(row)
    session.flush()
    for topic in topics:
        for firm in firms or ("",):
            tag = StoryTagRow(story_id=row.id, firm_id=firm, topic=topic, firm_name=f"{firm}名", score=0.9, seq=row.seq)
            session.add(tag)
    if feed is not None:
        key = str(row.id)
        session.add(EntryRow(feed_id=feed, key=key, twin_key=key, title="题", first_seen=at, story_id=row.id))
    session.flush()
    return row.id


def week() -> tuple[datetime, ...]:
    return bounds(now=NOON, span=timedelta(days=7), zone="Asia/Shanghai")[1]


def test_every_bar_is_there_and_holds_its_own_day(database: Database):
    """Empty days are bars too; a story falls into the day of the chat's zone."""
    with database.write() as session:
        add_story(session)
        add_story(session, days=0.2)
        add_story(session, days=0.6)  # the evening before in Shanghai
        add_story(session, days=2, topics=(TALENT,))
        add_story(session, days=7)  # before the span

        found = trends.counts_over_time(session, week())

    assert [bar.counts for bar in found] == [{}, {}, {}, {}, {TALENT: 1}, {FUNDING: 1}, {FUNDING: 2}]
    assert found[-1].start.isoformat() == "2026-11-24"


def test_a_story_of_two_firms_counts_once_per_topic(database: Database):
    """Three firms and two topics are one story in each topic's bar."""
    with database.write() as session:
        add_story(session, topics=(FUNDING, TALENT), firms=("a", "b", "c"))

        found = trends.counts_over_time(session, week())

    assert found[-1] == Bar(found[-1].start, {FUNDING: 1, TALENT: 1})


def test_bars_of_a_firm_and_a_topic(database: Database):
    """Only what is about them."""
    with database.write() as session:
        add_story(session, firms=("a",))
        add_story(session, firms=("a",), topics=(TALENT,))
        add_story(session, firms=("b",))

        found = trends.counts_over_time(session, week(), topics=[FUNDING], firm_ids=["a"])

    assert sum(bar.total for bar in found) == 1


def test_a_chat_counts_only_what_its_feeds_show(database: Database):
    """Another user's feed and a feed switched off stay out of every count."""
    with database.write() as session:
        me, other = add_chat(session, 7).id, add_chat(session, 8).id
        shared, private, off = add_feed(session, "a"), add_feed(session, "b", owner=other), add_feed(session, "c")
        session.add(ChatFeedRow(chat_id=me, feed_id=off, enabled=False))
        facts = [TalentMove(person="周", source="旷视", target="月之暗面", direction="move")]
        for feed in (shared, private, off):
            add_story(session, topics=(TALENT,), feed=feed, facts=facts)
        since, until = NOON - timedelta(days=1), NOON + timedelta(days=1)

        bars = trends.counts_over_time(session, week(), chat_id=me)
        firms = trends.firm_trends(session, now=until, weeks=1, chat_id=me)
        topics = trends.topic_trends(session, now=until, weeks=1, chat_id=me)
        moves = trends.moves(session, since=since, until=until, chat_id=me)
        busiest = trends.busiest(session, since=since, until=until, chat_id=me)

    assert sum(bar.total for bar in bars) == 1
    assert [t.count for t in firms] == [1]
    assert sum(t.count for t in topics) == 1
    assert len(moves) == len(busiest) == 1


def test_this_week_stands_beside_the_mean_of_the_weeks_before(database: Database):
    """Three this week, sixteen in the eight weeks before: a mean of two. Older ones do not count."""
    with database.write() as session:
        feed = add_feed(session)
        for days in (1, 2, 3, *(7.5 + 3.4 * i for i in range(16)), 70, 300):
            add_story(session, days=days, feed=feed)
        add_story(session, days=1, firms=())  # about no firm: none's trend

        (found,) = trends.firm_trends(session, now=NOON, weeks=trends.weeks_known(session, now=NOON))

    assert (found.key, found.name, found.count, found.mean) == ("moonshot", "moonshot名", 3, 2.0)


def test_a_young_database_compares_with_the_weeks_it_has(database: Database):
    """After three weeks the mean is of two, not of eight; old news of a feed just met makes no old database."""
    with database.write() as session:
        feed = add_feed(session)
        empty = trends.weeks_known(session, now=NOON)
        add_story(session, days=3, feed=feed)
        first = trends.weeks_known(session, now=NOON)
        add_story(session, days=21.5, feed=feed)
        later = trends.weeks_known(session, now=NOON)
        session.execute(update(StoryRow).values(first_seen=NOON - timedelta(days=400)))
        old_news = trends.weeks_known(session, now=NOON)
        add_story(session, days=400, feed=feed)
        full = trends.weeks_known(session, now=NOON)

    assert (empty, first, later, old_news, full) == (0, 0, 2, 2, 8)


def test_trends_of_one_topic(database: Database):
    """Only its stories count."""
    with database.write() as session:
        add_story(session, days=1, topics=(FUNDING, TALENT), firms=("a",))
        add_story(session, days=1, topics=(FUNDING,), firms=("b",))

        found = trends.firm_trends(session, now=NOON, weeks=1, topics=[TALENT])

    assert [(t.key, t.count) for t in found] == [("a", 1)]


def test_topics_without_a_story_are_told_as_nought(database: Database):
    """All three, in their order; a story of two firms is one."""
    with database.write() as session:
        add_story(session, days=1, firms=("a", "b"))

        found = trends.topic_trends(session, now=NOON, weeks=1)
        of_none = trends.topic_trends(session, now=NOON, weeks=1, firm_ids=["c"])

    assert [(t.key, t.count) for t in found] == [(topic, int(topic == FUNDING)) for topic in TOPICS]
    assert {t.count for t in of_none} == {0}


def talent(
    person: str = "周", source: str = "旷视", target: str = "月之暗面", direction: str = "move", **more: Any
) -> TalentMove:
    return TalentMove(person=person, source=source, target=target, direction=direction, **more)


def test_moves_are_what_stories_tell_of_people(database: Database):
    """From, to and person as written, newest first; each fact of a story is one."""
    with database.write() as session:
        old = add_story(session, days=3, topics=(TALENT,), facts=[talent("李", target="", direction="leave")])
        new = add_story(session, days=1, topics=(TALENT,), facts=[talent(), talent("吴", source="")])

        found = trends.moves(session, since=NOON - timedelta(days=9), until=NOON)

    assert [(m.story_id, m.person, m.source, m.target) for m in found] == [
        (new, "周", "旷视", "月之暗面"),
        (new, "吴", "", "月之暗面"),
        (old, "李", "旷视", ""),
    ]
    assert found[0].stance is Stance.REPORTED


def test_what_is_no_move_is_left_out(database: Database):
    """Denials, layoffs, promotions, rounds, empty facts, and stories outside the span or of other firms."""
    with database.write() as session:
        add_story(session, days=1, topics=(TALENT,), facts=[talent()], firms=("a",))
        session.flush()
        denied = add_story(session, days=1, topics=(TALENT,), facts=[talent()])
        session.get_one(StoryRow, denied).stance = "denied"
        facts = [talent(stance=Stance.DENIED), talent(direction="layoff"), talent(direction="promote"),
                 Funding(firm="x"), talent(source="", target="")]  # fmt: skip
        add_story(session, days=1, topics=(TALENT,), facts=facts)
        add_story(session, days=20, topics=(TALENT,), facts=[talent()])
        session.flush()
        since = NOON - timedelta(days=9)

        every = trends.moves(session, since=since, until=NOON)
        of_b = trends.moves(session, since=since, until=NOON, firm_ids=["b"])

    assert len(every) == 1
    assert of_b == []


def test_busiest_are_the_most_told(database: Database):
    """By how many sources told them, of the span only."""
    with database.write() as session:
        me, feed = add_chat(session).id, add_feed(session)
        few = add_story(session, days=1, feed=feed, source_count=2)
        many = add_story(session, days=1, feed=feed, source_count=5)
        add_story(session, days=9, feed=feed, source_count=9)

        found = trends.busiest(session, since=NOON - timedelta(days=7), until=NOON, chat_id=me)

    assert found == [many, few]


def test_two_years_of_weeks_are_one_question(database: Database):
    """A hundred and four bars are counted without a limit of the database in the way."""
    _, edges = bounds(now=NOON, span=timedelta(days=3650), zone="UTC", step=Step.WEEK)
    with database.write() as session:
        add_story(session, days=700)
        add_story(session)

        found = trends.counts_over_time(session, edges)

    assert len(found) == 104
    assert sum(bar.total for bar in found) == 2
