"""The tag job and the pool of `hubao evaluate --stories` group alike: what is measured is what runs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.core.facts import Funding, TalentMove
from bot.core.grouping import Pool
from bot.core.topics import FUNDING, TALENT_MOVE, Topic
from bot.core.types import FirmRef, Stance, Tags
from bot.jobs import tag
from bot.reading.titles import read_title
from bot.storage.database import Database
from bot.storage.tables import EntryRow
from tests.fakes import NOON, FakeReader, add_entry, add_feed

MOVE, MONEY = TALENT_MOVE, FUNDING


def _read(*firms: FirmRef, topic: Topic, stance: Stance = Stance.REPORTED, roundup: bool = False, **fact) -> Tags:
    facts = ((TalentMove if topic is MOVE else Funding)(**fact),) if fact else ()
    return Tags(topics={topic: 0.9}, firms=firms, stance=stance, facts=facts, is_roundup=roundup)


ZHIPU, INTEL, OPENAI = FirmRef("zhipu", "智谱"), FirmRef("intel", "英特尔"), FirmRef("openai", "OpenAI")
NEWS = [
    ("英特尔CTO李四海离开", _read(INTEL, topic=MOVE, person="李四海")),
    ("OpenAI欢迎李四海", _read(OPENAI, topic=MOVE)),
    ("粤数智能在港交所递表", _read(FirmRef("", "粤数智能"), topic=MONEY)),
    ("深圳粤数智能股份有限公司提交上市申请", _read(FirmRef("", "深圳粤数智能股份有限公司"), topic=MONEY)),
    ("传智谱融资10亿元", _read(ZHIPU, topic=MONEY, stance=Stance.RUMOUR, amount_low=1e9, amount_high=1e9)),
    ("智谱：纯属谣言", _read(ZHIPU, topic=MONEY, stance=Stance.DENIED)),
    ("智谱融资10亿元", _read(ZHIPU, topic=MONEY, roundup=True)),
    ("英特尔CTO王小河上任", _read(INTEL, topic=MOVE, person="王小河")),
]


async def test_job_and_pool_group_alike(database: Database):
    """Entry by entry, through the database or in memory, the same entries share a story."""
    reader, pool = FakeReader(dict(NEWS)), Pool(read_title)
    with database.write() as session:
        feed = add_feed(session, "kr")
    for i, (title, _) in enumerate(NEWS):
        with database.write() as session:
            add_entry(session, feed, title, published=NOON + i * timedelta(minutes=1))
        await tag.run(tag.TagParts(database=database, reader=reader), now=NOON + timedelta(hours=1))

    with database.read() as session:
        rows = {row.title: row.story_id for row in session.execute(select(EntryRow.title, EntryRow.story_id))}
    stored = [rows[title] for title, _ in NEWS]
    pooled = [pool.add(title, tags, NOON + i * timedelta(minutes=1)) for i, (title, tags) in enumerate(NEWS)]

    assert [stored.index(s) for s in stored] == [pooled.index(s) for s in pooled] == [0, 0, 2, 2, 4, 4, 6, 7]
