"""One process: a ticker a job over the due columns. A lost tick costs seconds, never data."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """One job: what to run, how often to look when there was nothing to do."""

    name: str
    #: takes the time; returns how much it did (0: wait for the next tick)
    job: Callable[[datetime], Awaitable[int]]
    seconds: float
    #: jobs to wake when this one did something
    wakes: tuple[str, ...] = ()


class Embedded:
    """Runs the tickers until cancelled; an error in one is logged and stops no other."""

    def __init__(
        self, tickers: Sequence[Ticker], *, clock: Callable[[], datetime], fatal: tuple[type[Exception], ...] = ()
    ) -> None:
        self._tickers, self._clock, self._fatal = tickers, clock, fatal
        self._wakers = {ticker.name: asyncio.Event() for ticker in tickers}

    async def run(self) -> None:
        """Until cancelled, or until a job raises one of the fatal errors."""
        async with asyncio.TaskGroup() as group:
            for ticker in self._tickers:
                group.create_task(self._tick(ticker), name=ticker.name)

    def wake(self, name: str) -> None:
        """Run a job now instead of at its next tick."""
        self._wakers[name].set()

    async def _tick(self, ticker: Ticker) -> None:
        waker = self._wakers[ticker.name]
        while True:
            waker.clear()
            done = await self._once(ticker)
            if done:
                for name in ticker.wakes:
                    self.wake(name)
                continue
            try:
                async with asyncio.timeout(ticker.seconds):
                    await waker.wait()
            except TimeoutError:
                continue

    async def _once(self, ticker: Ticker) -> int:
        try:
            return await ticker.job(self._clock())
        except self._fatal:
            raise
        except Exception:
            log.exception("job failed, next tick tries again", extra={"job": ticker.name})
            return 0
