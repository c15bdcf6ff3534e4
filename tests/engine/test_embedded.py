"""One process, a ticker a job: an error stops nothing, work wakes the next, fatal errors end it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import pytest

from bot.engine.embedded import Embedded, Ticker
from tests.fakes import NOON

Job = Callable[[datetime], Awaitable[int]]


class FatalError(Exception):
    pass


class Counting:
    """A job that does this much at each call, then nothing; or raises."""

    def __init__(self, *amounts: int | Exception) -> None:
        self.calls = 0
        self.seen = asyncio.Event()
        self.nows: list[datetime] = []
        self._amounts = iter(amounts)

    async def __call__(self, now: datetime) -> int:
        self.calls += 1
        self.nows.append(now)
        self.seen.set()
        await asyncio.sleep(0.01)
        amount = next(self._amounts, 0)
        if isinstance(amount, Exception):
            raise amount
        return amount


def ticker(name: str, job: Job, *wakes: str, seconds: float = 60) -> Ticker:
    return Ticker(name=name, job=job, seconds=seconds, wakes=wakes)


async def run_for(seconds: float, *tickers: Ticker) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await Embedded(tickers, clock=lambda: NOON, fatal=(FatalError,)).run()


async def test_every_job_runs_at_the_start_with_the_time():
    """Due work does not wait for a first tick."""
    poll, tag = Counting(), Counting()
    await run_for(0.1, ticker("poll", poll), ticker("tag", tag))

    assert (poll.calls, tag.calls) == (1, 1)
    assert poll.nows == [NOON]


async def test_a_job_that_did_something_runs_again_at_once_and_wakes_the_next():
    """The walk does not wait for ticks while there is work."""
    poll, tag = Counting(3, 2), Counting()
    await run_for(0.2, ticker("poll", poll, "tag"), ticker("tag", tag))

    assert poll.calls == 3
    assert tag.calls >= 2


async def test_an_idle_job_runs_once_a_tick():
    """No busy loop."""
    job = Counting()
    await run_for(0.35, ticker("job", job, seconds=0.1))

    assert 3 <= job.calls <= 4


async def test_an_error_stops_neither_the_job_nor_the_others(caplog: pytest.LogCaptureFixture):
    """It is logged, and the next tick tries again."""
    bad, good = Counting(ValueError("broken"), ValueError("again")), Counting()
    await run_for(0.35, ticker("bad", bad, seconds=0.1), ticker("good", good, seconds=0.1))

    assert bad.calls >= 3
    assert good.calls >= 3
    assert caplog.text.count("job failed, next tick tries again") == 2


async def test_a_slow_job_delays_no_other():
    """Each has its own ticker."""

    async def slow(_: datetime) -> int:
        await asyncio.sleep(10)
        return 0

    quick = Counting()
    await run_for(0.25, ticker("slow", slow), ticker("quick", quick, seconds=0.05))

    assert quick.calls >= 3


async def test_a_fatal_error_ends_everything():
    """A rejected token is no matter for the next tick."""
    with pytest.raises(ExceptionGroup) as caught:
        await Embedded(
            [ticker("bad", Counting(FatalError())), ticker("good", Counting())], clock=lambda: NOON, fatal=(FatalError,)
        ).run()

    assert caught.group_contains(FatalError)


async def test_waking_a_job():
    """A caller who knows of new work need not wait for the tick."""
    job = Counting()
    engine = Embedded([ticker("send", job)], clock=lambda: NOON)
    task = asyncio.create_task(engine.run())
    await job.seen.wait()
    await asyncio.sleep(0.02)
    engine.wake("send")
    await asyncio.sleep(0.05)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert job.calls == 2
