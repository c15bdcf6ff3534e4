"""Turns at what only a few may use at once: what is shared goes first, then who used least of late."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.core.shares import Payer, Shares


class Spending:
    """How much each has used in this period and the one before; what is older is forgotten."""

    def __init__(self, *, period: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._period, self._clock = period, clock
        self._this: dict[Payer, float] = {}
        self._last: dict[Payer, float] = {}
        self._began = clock()

    def add(self, payer: Payer, amount: float) -> None:
        """So much more."""
        self._move_on()
        self._this[payer] = self._this.get(payer, 0.0) + amount

    def of(self, payer: Payer) -> float:
        """How much of late."""
        self._move_on()
        return self._this.get(payer, 0.0) + self._last.get(payer, 0.0)

    def _move_on(self) -> None:
        periods = (self._clock() - self._began) // self._period
        if periods >= 1:
            self._last, self._this = self._this if periods == 1 else {}, {}
            self._began += periods * self._period


@dataclass(eq=False, slots=True)
class _Waiter:
    payer: Payer
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Turns:
    """So many turns at once within `shares`; of those who wait and may have one, who spent least is next.

    Among equals the first come is. The seconds of a turn are spent; what else counts is added by whoever knows it.
    """

    def __init__(self, at_once: int, spent: Spending, *, kept: int = 0) -> None:
        self.spent = spent
        self._shares = Shares(at_once, kept=kept)
        self._waiting: list[_Waiter] = []

    @asynccontextmanager
    async def turn(self, payer: Payer) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        await self._wait(payer)
        began = time.monotonic()
        try:
            yield
        finally:
            self.spent.add(payer, time.monotonic() - began)
            self._shares.give_back(payer)
            self._call()

    async def _wait(self, payer: Payer) -> None:
        waiter = _Waiter(payer)
        self._waiting.append(waiter)
        self._call()
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.cancelled():
                self._waiting.remove(waiter)
            else:  # called in the same moment
                self._shares.give_back(payer)
                self._call()
            raise

    def _call(self) -> None:
        """Give what is free to those whose turn it is."""
        while self._waiting and self._shares.free > 0:
            # Whoever was cancelled stands here until his task runs again.
            able = [one for one in self._waiting if not one.turn.done() and self._shares.admits(one.payer)]
            if not able:
                return
            following = min(able, key=lambda waiter: (not waiter.payer.shared, self.spent.of(waiter.payer)))
            self._waiting.remove(following)
            self._shares.take(following.payer)
            following.turn.set_result(None)
