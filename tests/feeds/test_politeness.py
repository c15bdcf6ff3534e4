"""The promises of manners towards a host."""

import asyncio
from itertools import pairwise

import pytest

from bot.feeds import politeness as module
from bot.feeds.politeness import HostPace, HostPaused


async def test_gap_between_requests_of_one_host():
    """Three requests to a host start at least a gap apart; another host does not wait."""
    pace, starts = HostPace(gap=0.05, at_once=2), []
    loop = asyncio.get_running_loop()

    async def ask(host: str) -> None:
        async with pace.turn(host):
            starts.append((host, loop.time()))

    await asyncio.gather(ask("a"), ask("a"), ask("a"), ask("b"))

    times = [moment for host, moment in starts if host == "a"]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.045
    assert dict(starts)["b"] < times[1]


async def test_no_more_than_so_many_at_once():
    """Two slots mean two requests at the same time."""
    pace, running, most = HostPace(gap=0, at_once=2), 0, 0

    async def ask() -> None:
        nonlocal running, most
        async with pace.turn("a"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.005)
            running -= 1

    await asyncio.gather(*(ask() for _ in range(8)))

    assert most == 2


async def test_paused_host_gets_no_turn():
    """After a pause nobody is let through, those who already wait included."""
    pace = HostPace(gap=0.05, at_once=2)
    async with pace.turn("a"):
        pass
    waiting = asyncio.create_task(pace.turn("a").__aenter__())
    await asyncio.sleep(0.01)
    pace.pause("a", 60)

    with pytest.raises(HostPaused):
        await waiting
    with pytest.raises(HostPaused) as caught:
        async with pace.turn("a"):
            pass
    assert 50 < caught.value.seconds <= 60


async def test_idle_hosts_are_forgotten(monkeypatch):
    """Memory does not grow with every host ever asked; a paused one is remembered."""
    monkeypatch.setattr(module, "REMEMBERED", 10)
    pace = HostPace(gap=0, at_once=1)
    pace.pause("paused", 60)

    for number in range(100):
        async with pace.turn(str(number)):
            pass

    assert len(pace._hosts) <= 11
    with pytest.raises(HostPaused):
        async with pace.turn("paused"):
            pass
