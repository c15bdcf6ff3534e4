"""Waiting for Telegram: what it asks for is obeyed, else the waits double; nothing waits for a clock here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.patience import until_done, wait_after


@pytest.mark.parametrize(("failures", "seconds"), [(0, 1), (1, 2), (5, 32), (6, 60), (99, 60)])
def test_waits_double_up_to_a_minute(failures: int, seconds: int) -> None:
    """However long the network is away, it is looked for once a minute."""
    assert wait_after(NetworkError("away"), failures) == seconds


def test_what_telegram_asks_for_is_obeyed() -> None:
    """Also where it is longer than a minute."""
    assert wait_after(RetryAfter(timedelta(seconds=90)), 3) == 90


async def test_a_call_is_tried_until_it_succeeds(caplog: pytest.LogCaptureFixture) -> None:
    """Each wait is the next of the row, and the log has one sentence."""
    waits: list[float] = []

    got = await until_done(failing(NetworkError("a"), NetworkError("b")), hopeless=(), sleep=noted(waits))

    assert (got, waits) == ("done", [1, 2])
    assert [record.message for record in caplog.records] == ["cannot reach Telegram, trying again by itself"]


async def test_what_is_hopeless_is_raised_at_once() -> None:
    """A bad request is one for those who say so, though the library counts it among the network's errors."""
    waits: list[float] = []
    call = failing(NetworkError("a"), BadRequest("bad"))

    with pytest.raises(BadRequest):
        await until_done(call, hopeless=(BadRequest, InvalidToken), sleep=noted(waits))

    assert waits == [1]


def failing(*errors: TelegramError) -> Callable[[], object]:
    left = list(errors)

    async def call() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return call


def noted(waits: list[float]) -> Callable[[float], object]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return sleep
