"""Manners towards one host: few requests at once, a gap between them, and silence when it asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

#: hosts remembered before the idle ones are forgotten
REMEMBERED = 2_000


class HostPaused(Exception):
    """The host asked us to wait ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Host:
    def __init__(self, at_once: int) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.free_at = 0.0
        self.paused_until = 0.0
        self.users = 0


class HostPace:
    """Turns for requests, per host; times are the event loop's."""

    def __init__(self, *, gap: float, at_once: int) -> None:
        self._gap, self._at_once = gap, at_once
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's next turn and hold it. Raises HostPaused."""
        state = self._state(host)
        state.users += 1
        try:
            async with state.slots:
                await self._wait(state)
                yield
        finally:
            state.users -= 1

    def pause(self, host: str, seconds: float) -> None:
        """No turn for this host for so long."""
        state = self._state(host)
        state.paused_until = max(state.paused_until, self._now() + seconds)

    async def _wait(self, state: _Host) -> None:
        self._refuse_if_paused(state)
        now = self._now()
        start = max(now, state.free_at)
        state.free_at = start + self._gap
        if start > now:
            await asyncio.sleep(start - now)
            self._refuse_if_paused(state)

    def _refuse_if_paused(self, state: _Host) -> None:
        left = state.paused_until - self._now()
        if left > 0:
            raise HostPaused(left)

    def _state(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= REMEMBERED:
                self._forget_idle()
            self._hosts[host] = _Host(self._at_once)
        return self._hosts[host]

    def _forget_idle(self) -> None:
        now = self._now()
        self._hosts = {
            name: state
            for name, state in self._hosts.items()
            if state.users or max(state.free_at, state.paused_until) > now
        }

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
