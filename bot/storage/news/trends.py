"""Stories counted: per day or week, this week against the mean of the weeks before, and people's moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.core import facts
from bot.core.evidence import passages
from bot.core.topics import TOPICS, Topic, of_people
from bot.core.trends import Bar, Move, Trend
from bot.core.types import Stance
from bot.storage.news.conditions import first_id, visible_to
from bot.storage.tables import EntryRow, StoryRow, StoryTagRow

WEEK = timedelta(days=7)
#: how many weeks this week is compared with
WEEKS = 8
#: fewer make no mean worth the name
FEWEST_WEEKS = 3
#: more moves than this are more than a picture can hold
MOST_MOVES = 5000


def counts_over_time(
    session: Session,
    bounds: Sequence[datetime],
    *,
    topics: Collection[Topic] = (),
    firm_ids: Collection[str] = (),
    chat_id: int | None = None,
) -> list[Bar]:
    """One bar between each two bounds, empty ones too: stories first seen in it, by topic.

    A story about several firms counts once; `chat_id` leaves out what this chat's feeds do not show.
    """
    # The bar's number is a column of a subquery: grouping by the expression itself would bind its times twice.
    number = case(*((StoryRow.first_seen < end, i) for i, end in enumerate(bounds[1:])), else_=len(bounds))
    where = _span(bounds[0], bounds[-1], topics=topics, firm_ids=firm_ids, chat_id=chat_id)
    inner = (
        select(number.label("bar"), StoryTagRow.topic, StoryTagRow.story_id)
        .join(StoryRow, StoryRow.id == StoryTagRow.story_id)
        .where(*where)
        .distinct()
        .subquery()
    )
    statement = select(inner.c.bar, inner.c.topic, func.count()).group_by(inner.c.bar, inner.c.topic)
    counts: list[dict[Topic, int]] = [{} for _ in bounds[1:]]
    for bar, topic, count in session.execute(statement):
        counts[bar][Topic(topic)] = count
    return [Bar(start.date(), count) for (start, _), count in zip(pairwise(bounds), counts, strict=True)]


def weeks_known(session: Session, *, now: datetime) -> int:
    """How many whole weeks before the last seven days we have watched, at most `WEEKS`.

    From `FEWEST_WEEKS` on their mean says what is usual. What feeds already held when we met them, however
    old, is a part of what there was, and no measure.
    """
    began = session.scalar(select(func.min(EntryRow.first_seen)))
    if began is None:
        return 0
    weeks: int = (now - WEEK - began) // WEEK
    return max(0, min(WEEKS, weeks))


def firm_trends(
    session: Session, *, now: datetime, weeks: int, topics: Collection[Topic] = (), chat_id: int | None = None
) -> list[Trend]:
    """Every firm with a story in the last seven days or the weeks before them."""
    key, name = StoryTagRow.firm_id, func.max(StoryTagRow.firm_name)
    rows = _against_mean(session, key, name, now=now, weeks=weeks, topics=topics, chat_id=chat_id)
    return [trend for trend in rows if trend.key]


def topic_trends(
    session: Session, *, now: datetime, weeks: int, firm_ids: Collection[str] = (), chat_id: int | None = None
) -> list[Trend]:
    """All topics in their order, those without a story too; key and name are the topic's."""
    key = StoryTagRow.topic
    rows = _against_mean(session, key, func.max(key), now=now, weeks=weeks, firm_ids=firm_ids, chat_id=chat_id)
    found = {trend.key: trend for trend in rows}
    return [_named(topic, found.get(topic)) for topic in TOPICS]


def _named(topic: Topic, trend: Trend | None) -> Trend:
    count, mean = (trend.count, trend.mean) if trend else (0, 0.0)
    return Trend(key=topic, name=topic, count=count, mean=mean)


def _against_mean(
    session: Session,
    key: Any,
    name: Any,
    *,
    now: datetime,
    weeks: int,
    topics: Collection[Topic] = (),
    firm_ids: Collection[str] = (),
    chat_id: int | None = None,
) -> list[Trend]:
    week = now - WEEK
    recent = case((StoryRow.first_seen >= week, StoryRow.id))
    before = case((StoryRow.first_seen < week, StoryRow.id))
    statement = (
        select(key, name, func.count(recent.distinct()), func.count(before.distinct()))
        .join(StoryRow, StoryRow.id == StoryTagRow.story_id)
        .where(*_span(week - weeks * WEEK, now, topics=topics, firm_ids=firm_ids, chat_id=chat_id))
        .group_by(key)
    )
    return [
        Trend(key=found, name=called, count=count, mean=earlier / weeks)
        for found, called, count, earlier in session.execute(statement)
    ]


def moves(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    firm_ids: Collection[str] = (),
    chat_id: int | None = None,
) -> list[Move]:
    """Moves that stories tell as facts, newest first; denied ones, layoffs and promotions are none."""
    about = _span(since, until, topics=of_people(), firm_ids=firm_ids, chat_id=chat_id)
    tagged = select(StoryTagRow.story_id).join(StoryRow, StoryRow.id == StoryTagRow.story_id).where(*about)
    statement = (
        select(StoryRow.id, StoryRow.first_seen, StoryRow.stance, StoryRow.facts)
        .where(StoryRow.id.in_(tagged), StoryRow.stance != Stance.DENIED)
        .order_by(StoryRow.first_seen.desc(), StoryRow.id.desc())
        .limit(MOST_MOVES)
    )
    rows = session.execute(statement)
    return [
        Move(
            person=fact.person,
            source=fact.source,
            target=fact.target,
            story_id=story_id,
            at=at,
            stance=fact.stance or Stance(stance),
        )
        for story_id, at, stance, stored in rows
        for fact in passages(map(facts.from_json, stored))
    ]


def busiest(session: Session, *, since: datetime, until: datetime, chat_id: int, limit: int = 3) -> list[int]:
    """Ids of the stories most sources told, of those first seen in the span."""
    statement = (
        select(StoryRow.id)
        .where(StoryRow.first_seen >= since, StoryRow.first_seen < until, visible_to(chat_id))
        .order_by(StoryRow.source_count.desc(), StoryRow.score.desc(), StoryRow.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def _span(
    since: datetime,
    until: datetime,
    *,
    topics: Collection[Topic],
    firm_ids: Collection[str],
    chat_id: int | None,
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [StoryRow.first_seen >= since, StoryRow.first_seen < until]
    if topics:
        where.append(StoryTagRow.topic.in_(list(topics)))
    if firm_ids:
        where.append(StoryTagRow.firm_id.in_(list(firm_ids)))
        where.append(StoryTagRow.story_id >= first_id(StoryRow.first_seen >= since))
    if chat_id is not None:
        where.append(visible_to(chat_id))
    return where
