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


async def run_until(done: Callable[[], bool], *tickers: Ticker) -> float:
    """Let them run until it is so, and a moment longer for what should not happen; the seconds until it was."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    task = asyncio.create_task(Embedded(tickers, clock=lambda: NOON, fatal=(FatalError,)).run())
    async with asyncio.timeout(60):
        while not done():
            await asyncio.sleep(0.005)
    took = loop.time() - start
    await asyncio.sleep(0.05)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return took


async def test_every_job_runs_at_the_start_with_the_time():
    """Due work does not wait for a first tick."""
    poll, tag = Counting(), Counting()
    await run_until(lambda: bool(poll.calls and tag.calls), ticker("poll", poll), ticker("tag", tag))

    assert (poll.calls, tag.calls) == (1, 1)
    assert poll.nows == [NOON]


async def test_a_job_that_did_something_runs_again_at_once_and_wakes_the_next():
    """The walk does not wait for ticks while there is work."""
    poll, tag = Counting(3, 2), Counting()
    done = lambda: poll.calls >= 3 and tag.calls >= 2  # noqa: E731
    await run_until(done, ticker("poll", poll, "tag"), ticker("tag", tag))

    assert poll.calls == 3


async def test_an_idle_job_runs_once_a_tick():
    """No busy loop."""
    job = Counting()
    took = await run_until(lambda: job.calls >= 3, ticker("job", job, seconds=0.1))

    assert took > 2 * 0.1 - 0.01


async def test_an_error_stops_neither_the_job_nor_the_others(caplog: pytest.LogCaptureFixture):
    """It is logged, and the next tick tries again."""
    bad, good = Counting(ValueError("broken"), ValueError("again")), Counting()
    done = lambda: bad.calls >= 3 and good.calls >= 3  # noqa: E731
    await run_until(done, ticker("bad", bad, seconds=0.1), ticker("good", good, seconds=0.1))

    assert caplog.text.count("job failed, next tick tries again") == 2


async def test_a_slow_job_delays_no_other():
    """Each has its own ticker."""

    ended: list[datetime] = []

    async def slow(now: datetime) -> int:
        await asyncio.Event().wait()
        ended.append(now)
        return 0

    quick = Counting()
    await run_until(lambda: quick.calls >= 3, ticker("slow", slow), ticker("quick", quick, seconds=0.05))

    assert ended == []


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
    async with asyncio.timeout(60):
        while job.calls < 2:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert job.calls == 2
