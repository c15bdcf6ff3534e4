"""The promises of limited parsing processes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import UTC, datetime

import pytest

from bot.core.errors import NotAFeedError, ParseError
from bot.core.shares import Payer
from bot.feeds import pool as module
from bot.feeds.bill import billed_to
from bot.feeds.parse import ParsedFeed
from bot.feeds.pool import ParsePool
from tests.made_feeds import five

NOW = datetime(2026, 1, 1, tzinfo=UTC)
#: quadratic in feedparser: minutes of CPU if nobody stops it
CPU_BOMB = five().replace("<item>", "<item><a " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/>", 1).encode()


async def read(pool: ParsePool, body: bytes = five().encode(), url: str = "https://a.test/") -> ParsedFeed:
    return await pool.parse(body, {}, zone="Asia/Shanghai", now=NOW, url=url)


def die(*_args: object, **_options: object) -> ParsedFeed:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def sleep(*_args: object, **_options: object) -> ParsedFeed:
    time.sleep(60)
    raise AssertionError


def slow(*_args: object, **_options: object) -> tuple[ParsedFeed, float]:
    time.sleep(0.3)
    return ParsedFeed(title="", site="", entries=()), 0.3


def eat(*_args: object, **_options: object) -> ParsedFeed:
    raise AssertionError(len(bytearray(4 << 30)))


async def test_parses_as_parse_does():
    """Entries and our own errors come through the process border."""
    async with ParsePool(workers=1) as pool:
        assert len((await read(pool)).entries) == 5
        with pytest.raises(NotAFeedError) as caught:
            await read(pool, b"<html></html>")

    assert caught.value.url == "https://a.test/"


async def test_cpu_bomb_costs_only_itself():
    """The bomb ends as ParseError at its limit, and other feeds are parsed meanwhile and after."""
    async with ParsePool(workers=2, cpu_seconds=1, wall_seconds=20) as pool:
        await asyncio.gather(read(pool), read(pool))
        bomb = asyncio.create_task(read(pool, CPU_BOMB))
        await asyncio.sleep(0.1)
        await read(pool)
        meanwhile = not bomb.done()
        with pytest.raises(ParseError, match="CPU"):
            await bomb
        assert len((await read(pool)).entries) == 5

    assert meanwhile


@pytest.mark.parametrize(("work", "message"), [(die, "died"), (sleep, "more than 1 s"), (eat, "memory")])
async def test_other_deaths(monkeypatch, work, message):
    """A killed, a sleeping and a greedy process are each a ParseError; the pool goes on."""
    async with ParsePool(workers=1, wall_seconds=1) as pool:
        monkeypatch.setattr(module, "_parse_within", work)
        with pytest.raises(ParseError, match=message):
            await read(pool)
        monkeypatch.undo()
        assert len((await read(pool)).entries) == 5


async def test_broken_pool_is_replaced():
    """A pool that stopped working is made anew instead of failing every feed from then on."""
    async with ParsePool(workers=1) as pool:
        await read(pool)
        pool._pool.stop()
        await asyncio.to_thread(pool._pool.join)

        assert len((await read(pool)).entries) == 5


async def test_no_process_is_left():
    """Leaving the pool ends its processes."""
    async with ParsePool(workers=2) as pool:
        await asyncio.gather(*(read(pool) for _ in range(4)))
        workers = [worker.pid for worker in pool._pool._pool_manager.worker_manager.workers.values()]

    assert workers
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_one_chats_heavy_feeds_hold_up_no_news(monkeypatch):
    """P3: of forty feeds of one chat that need seconds each, shared news waits for none and another chat's for one."""
    monkeypatch.setattr(module, "_parse_within", slow)
    async with ParsePool(workers=2) as pool:

        async def read_for(payer: Payer) -> float:
            with billed_to(payer):
                await read(pool)
            return time.monotonic()

        heavy = [asyncio.create_task(read_for(Payer(1))) for _ in range(40)]
        await asyncio.wait(heavy, return_when=asyncio.FIRST_COMPLETED)
        news, other = await asyncio.gather(read_for(Payer("news", shared=True)), read_for(Payer(2)))
        ended = [task.result() for task in heavy if task.done()]
        for task in heavy:
            task.cancel()

    assert (sum(end < news for end in ended), sum(end < other for end in ended)) <= (3, 4)


async def test_the_cost_of_parsing_is_on_the_bill(monkeypatch):
    """The seconds of CPU that the process tells, not those that the feed waited for it."""
    monkeypatch.setattr(module, "_parse_within", slow)
    async with ParsePool(workers=1) as pool:
        with billed_to(Payer(1)) as bill:
            await asyncio.gather(read(pool), read(pool))

    assert bill.cpu_seconds == 0.3
