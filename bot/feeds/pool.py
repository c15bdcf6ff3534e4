"""Parsing in worker processes with limits on CPU, memory and wall time; a feed that passes one costs only itself."""

from __future__ import annotations

import asyncio
import logging
import math
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as OutOfTimeError
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.core.errors import FeedError, ParseError
from bot.core.turns import Spending, Turns
from bot.feeds.bill import bill
from bot.feeds.parse import ParsedFeed, parse

if sys.platform != "win32":  # Windows has no such limits; the wall time holds there too
    import resource

log = logging.getLogger(__name__)

MIB = 1 << 20
#: a feed, and the seconds of CPU that it took
Timed = tuple[ParsedFeed, float]


class ParsePool:
    """A few warm processes that parse; open it with ``async with``.

    ``cpu_seconds`` and ``wall_seconds`` bound one feed, ``memory`` (bytes of address space) one process. Half of the
    processes are kept for the catalogue; at the others it is the turn of the chat whose feeds took least of late.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        cpu_seconds: float = 5,
        wall_seconds: float = 8,
        memory: int = 768 * MIB,
        feeds_per_process: int = 2_000,
    ) -> None:
        self._cpu, self._wall = cpu_seconds, wall_seconds
        self._turns = Turns(workers, Spending(period=600), kept=workers // 2)
        self._new_pool = partial(
            ProcessPool,
            max_workers=workers,
            max_tasks=feeds_per_process,
            initializer=_limit_memory,
            initargs=(memory,),
            context=_context(),
        )
        self._pool = self._new_pool()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._pool.join)

    async def parse(self, body: bytes, headers: Mapping[str, str], *, zone: str, now: datetime, url: str) -> ParsedFeed:
        """What ``parse.parse`` says, or ParseError when the process passed a limit or died."""
        async with self._turns.turn(bill().payer):
            return await self._parse(body, dict(headers), zone=zone, now=now, url=url)

    async def _parse(self, body: bytes, headers: dict[str, str], *, zone: str, now: datetime, url: str) -> ParsedFeed:
        job = self._schedule(_parse_within, self._cpu, body, headers, zone=zone, now=now, url=url)
        try:
            parsed, bill().cpu_seconds = await asyncio.wrap_future(job)
        except FeedError:
            raise
        except OutOfTimeError as error:
            raise ParseError(url, f"more than {self._wall:g} s to parse") from error
        except MemoryError as error:
            raise ParseError(url, "too much memory to parse") from error
        except ProcessExpired as error:
            raise ParseError(url, self._death(error.exitcode)) from error
        return parsed

    def _schedule(self, work: Callable[..., Timed], *args: object, **options: object) -> ProcessFuture[Timed]:
        try:
            return self._pool.schedule(work, args=args, kwargs=options, timeout=self._wall)
        except RuntimeError:  # a pool that lost its footing never finds it again
            log.warning("parsing pool broke; a new one is made")
            self._pool = self._new_pool()
            return self._pool.schedule(work, args=args, kwargs=options, timeout=self._wall)

    def _death(self, code: int | None) -> str:
        if code is not None and -code == getattr(signal, "SIGXCPU", 24):
            return f"more than {self._cpu:g} s of CPU to parse"
        return "the parsing process died"


def _context() -> multiprocessing.context.BaseContext:
    """A forkserver that has this module loaded, so that a new process takes milliseconds; spawn elsewhere."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.feeds.pool"])
    return context


def _limit_memory(limit: int) -> None:
    if sys.platform == "win32":
        return
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
        log.debug("no memory limit on this system")


def _parse_within(
    cpu_seconds: float, body: bytes, headers: dict[str, str], *, zone: str, now: datetime, url: str
) -> Timed:
    """Parse with so much CPU beyond what this process has used; the system kills it past that."""
    before = time.process_time()
    if sys.platform != "win32":
        resource.setrlimit(
            resource.RLIMIT_CPU, (math.ceil(before + cpu_seconds), resource.getrlimit(resource.RLIMIT_CPU)[1])
        )
    parsed = parse(body, headers, zone=zone, now=now, url=url)
    return parsed, time.process_time() - before
