"""What the reading of one feed costs, and who pays: set once where the reading begins, noted where it is spent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.core.shares import Payer

_HOUSE = Payer("", shared=True)


@dataclass(slots=True)
class Bill:
    """Waiting for others' turns is not on it."""

    payer: Payer = _HOUSE
    #: how long its servers took to answer
    server_seconds: float = 0.0
    #: how long its parsing kept a processor busy
    cpu_seconds: float = 0.0


_BILL: ContextVar[Bill | None] = ContextVar("bill", default=None)


@contextmanager
def billed_to(payer: Payer) -> Iterator[Bill]:
    """What is fetched and parsed within is noted on this bill."""
    bill = Bill(payer)
    token = _BILL.set(bill)
    try:
        yield bill
    finally:
        _BILL.reset(token)


def bill() -> Bill:
    """The bill of the feed that is being read; outside of a reading, one that nobody looks at."""
    return _BILL.get() or Bill()


@contextmanager
def server_clock() -> Iterator[Callable[[], float]]:
    """Puts on the bill how long a server takes; gives a function that tells it."""
    start = time.monotonic()
    try:
        yield lambda: time.monotonic() - start
    finally:
        bill().server_seconds += time.monotonic() - start
