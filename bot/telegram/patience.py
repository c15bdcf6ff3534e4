"""How long to wait for Telegram after failures in a row, and a call that is tried until it succeeds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import TypeVar

from telegram.error import RetryAfter, TelegramError

log = logging.getLogger(__name__)

#: seconds; only what Telegram itself asks for may be longer
LONGEST = 60.0
T = TypeVar("T")


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram wants us to wait; the library gives seconds or a timedelta."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def wait_after(error: TelegramError, failures: int) -> float:
    """Seconds until the next try, after so many failures before this one: what Telegram asks, else 1, 2, 4 ... 60."""
    if isinstance(error, RetryAfter):
        return wait_of(error).total_seconds()
    return min(float(1 << min(failures, 6)), LONGEST)


async def until_done(
    call: Callable[[], Awaitable[T]],
    *,
    hopeless: tuple[type[TelegramError], ...],
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> T:
    """What the call gives in the end; a dead network is waited out. Raises only the `hopeless` errors."""
    for failures in count():
        try:
            return await call()
        except hopeless:
            raise
        except TelegramError as error:
            note_failure(error, failures)
            await sleep(wait_after(error, failures))
    raise AssertionError("unreachable")


def note_failure(error: TelegramError, failures: int) -> None:
    """One sentence in the log for a row of failures."""
    if failures == 0:
        log.warning("cannot reach Telegram, trying again by itself", extra={"reason": error.message})
