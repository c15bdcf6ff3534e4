"""The promises of turns: shared first, then who used least, and nobody's turn is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.shares import Payer
from bot.core.turns import Spending, Turns

A, B, C = Payer("a"), Payer("b"), Payer("c")
NEWS = Payer("news", shared=True)


def turns(at_once: int = 1, kept: int = 0) -> Turns:
    return Turns(at_once, Spending(period=600), kept=kept)


async def order(turns: Turns, payers: list[Payer], *, cost: float = 0) -> list[Payer]:
    """Who had a turn after whom, when all come while the first holds it; each turn costs so much."""
    had: list[Payer] = []

    async def take(payer: Payer) -> None:
        async with turns.turn(payer):
            had.append(payer)
            await asyncio.sleep(0)
            turns.spent.add(payer, cost)

    await asyncio.gather(*(take(payer) for payer in payers))
    return had


async def test_what_is_shared_is_next():
    """However many came before it."""
    assert await order(turns(), [A, B, A, A, NEWS], cost=1) == [A, NEWS, B, A, A]


async def test_who_spent_least_is_next():
    """One who has much waiting has one turn for each of the others', and the first come of equals is first."""
    had = await order(turns(), [A] * 5 + [B, B, C], cost=10)

    assert (had[:3], set(had[3:5]), had[5:]) == ([A, B, C], {A, B}, [A, A, A])


async def test_kept_turns_are_left_to_what_is_shared():
    """A chat that fills all it may fill does not hold up news."""
    shared = turns(2, kept=1)
    async with shared.turn(A):
        waiting = asyncio.create_task(order(shared, [A]))
        await asyncio.sleep(0)
        async with asyncio.timeout(10), shared.turn(NEWS):
            had_to_wait = not waiting.done()
    await waiting

    assert had_to_wait


async def test_who_gives_up_leaves_the_line():
    """Also in the moment in which he is called: his turn goes to the next."""
    line = turns()
    waiting = asyncio.create_task(order(line, [B]))
    async with line.turn(A):
        await asyncio.sleep(0)
        gone = asyncio.create_task(order(line, [A]))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    called = asyncio.create_task(order(line, [A]))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with asyncio.timeout(10):
        assert await called == [A]
        assert await order(line, [C]) == [C]


async def test_who_was_cancelled_just_now_is_not_called():
    """His task has not run since, so he still stands in the line when the turn before his ends."""
    line = turns()
    async with line.turn(A):
        gone = asyncio.create_task(order(line, [B]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    async with asyncio.timeout(10):
        assert await order(line, [C]) == [C]


def test_spending_is_forgotten():
    """This period counts and the one before."""
    now = [0.0]
    spent = Spending(period=60, clock=lambda: now[0])
    seen = []
    for now[0], amount in ((0, 1), (59, 2), (60, 4), (120, 0), (180, 0), (1_000, 8)):
        spent.add(A, amount)
        seen.append(spent.of(A))

    assert seen == [1, 3, 7, 4, 0, 8]
