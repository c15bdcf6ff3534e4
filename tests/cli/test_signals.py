"""How a running bot takes the signals that end it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.cli.serve import _until_stopped


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_cleanly(name: signal.Signals):
    """The hang-up of a terminal too: what runs is told to stop and may finish."""
    ended = []

    async def job() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("job")

    before = signal.signal(name, lambda *_: None)  # without a handler of ours the test itself would end
    try:
        running = asyncio.create_task(_until_stopped(asyncio.create_task(job())))
        for _ in range(5):  # the handlers are set and the job has begun
            await asyncio.sleep(0)
        os.kill(os.getpid(), name)
        await asyncio.wait_for(running, 10)
    finally:
        asyncio.get_running_loop().remove_signal_handler(name)
        signal.signal(name, before)

    assert ended == ["job"]


async def test_a_hang_up_that_nohup_ignores_stays_ignored():
    """Whoever starts it with nohup wants it to live on."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        await _until_stopped(asyncio.create_task(asyncio.sleep(0)))
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
