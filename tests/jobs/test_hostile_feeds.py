"""Eleven hostile feeds, each polled twice beside a good one: all five stories, no mojibake, no harm."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.types import PollOutcome
from bot.feeds.fetch import Fetcher
from bot.feeds.pool import ParsePool
from bot.jobs.poll import PollParts, run
from bot.jobs.poll_save import PollResult
from bot.storage.database import Database
from bot.storage.tables import EntryRow, FeedRow
from tests.fakes_http import Answer, Site
from tests.made_feeds import TITLES, five, item, rss

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
UNDECLARED = '<?xml version="1.0"?>'
GBK = ("朱镕基谈人工智能", "陶喆加入大模型公司", "首席科学家离职", "張三創業完成融資", "机器人公司裁撤团队")
RARE = ("朱镕基谈人工智能", "陶喆加入大模型公司", "𠮷野家投资机器人", "㐂来科技完成融资", "首席科学家离职")


def head(name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>'


async def poll_twice(database: Database, hostile: Answer, *, seconds: float = 5) -> tuple[PollResult, list[str]]:
    """Poll the hostile feed and a good one, twice; gives the first result and the stored titles."""
    with Site() as site:
        addresses = {"hostile": site.serve(hostile, "/hostile"), "good": site.serve(five().encode(), "/good")}
        with database.write() as session:
            for slug, url in addresses.items():
                session.add(FeedRow(slug=slug, title=slug, url=url, created_at=NOW))
        fetcher = Fetcher(allow_hosts=[site.pair], host_gap=0, total_seconds=seconds)
        async with fetcher, ParsePool(workers=1) as parser:
            parts = PollParts(database=database, fetcher=fetcher, parser=parser)
            first = {one.feed.slug: one for one in await run(parts, now=NOW, everything=True)}
            second = await run(parts, now=NOW + timedelta(days=1), everything=True)
    assert first["good"].entries_new == 5
    assert sum(one.entries_new for one in second) == 0
    with database.read() as session:
        titles = session.scalars(select(EntryRow.title).where(EntryRow.feed_id == first["hostile"].feed.id))
        return first["hostile"], sorted(titles)


@pytest.mark.parametrize(
    ("titles", "body", "content_type"),
    [
        pytest.param(TITLES, five(head=head("gbk")).encode("gbk"), "", id="1 declared gbk"),
        pytest.param(GBK, five(GBK, head=head("gb2312")).encode("gbk"), "", id="2 gb2312 with GBK characters"),
        pytest.param(RARE, five(RARE, head=head("gbk")).encode("gb18030"), "", id="3 gbk with four-byte characters"),
        pytest.param(TITLES, five(head=UNDECLARED).encode("gbk"), "; charset=gbk", id="4 charset only in the header"),
        pytest.param(TITLES, five(head=UNDECLARED).encode("gbk"), "", id="5 GBK declared nowhere"),
        pytest.param(TITLES, five().replace("新一轮", "新\x08一轮").encode(), "", id="7 control character"),
        pytest.param(TITLES, rss(item(title) for title in TITLES).encode(), "", id="8 neither guid nor date"),
    ],
)
async def test_odd_feed_is_read_whole(database, titles, body, content_type):
    """Every story is there, exactly, and the feed is fine."""
    result, stored = await poll_twice(database, Answer(body, 200, {"Content-Type": f"text/xml{content_type}"}))

    assert stored == sorted(titles)
    assert result.outcome is PollOutcome.OK


async def test_6_one_bad_byte(database):
    """The bad byte costs its character; four titles are exact, and the feed says it is degraded."""
    body = five().encode().replace("融资".encode(), b"\xff" + "融资".encode(), 1)

    result, titles = await poll_twice(database, Answer(body))

    assert [title.replace("\ufffd", "") for title in titles] == sorted(TITLES)
    assert sum("\ufffd" in title for title in titles) == 1
    assert result.outcome is PollOutcome.DEGRADED


@pytest.mark.one_database
async def test_9_redirect_to_a_trap(database):
    """A redirect to another loopback port is refused; the trap hears nothing."""
    with Site() as trap:
        trap.serve(five().encode())
        result, titles = await poll_twice(database, Answer(b"", 302, {"Location": trap.url()}))

        assert trap.requests == []
    assert (result.outcome, titles) == (PollOutcome.REFUSED, [])


@pytest.mark.one_database
async def test_10_gzip_bomb(database):
    """64 MiB of zeros in a few KiB are refused."""
    bomb = gzip.compress(five().encode() + b"0" * (64 << 20))

    result, titles = await poll_twice(database, Answer(bomb, 200, {"Content-Encoding": "gzip"}))

    assert (result.outcome, titles) == (PollOutcome.FETCH_ERROR, [])
    assert "unpacked" in result.detail


@pytest.mark.one_database
async def test_11_byte_by_byte(database):
    """A feed that drips is given up at the deadline, and holds nobody up."""
    start = time.perf_counter()

    result, titles = await poll_twice(database, Answer(five().encode(), drip=1, pause=0.05), seconds=0.5)

    assert (result.outcome, titles) == (PollOutcome.FETCH_ERROR, [])
    assert time.perf_counter() - start < 30
