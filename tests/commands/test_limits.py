"""Requests counted by the minute."""

from __future__ import annotations

from datetime import timedelta

from bot.commands import limits
from bot.commands.limits import Limits, Verdict
from tests.fakes import NOON

SECOND = timedelta(seconds=1)


def test_the_limit_is_told_once_and_ends_after_a_minute():
    """Two a minute: the third is told, the fourth met with silence, the fifth a minute later allowed."""
    counter = Limits()
    times = [NOON, NOON + SECOND, NOON + 2 * SECOND, NOON + 3 * SECOND, NOON + 60 * SECOND]

    verdicts = [counter.count("u", limit=2, now=at) for at in times]

    assert verdicts == [Verdict.ALLOW, Verdict.ALLOW, Verdict.TELL, Verdict.IGNORE, Verdict.ALLOW]


def test_one_user_does_not_use_up_another_ones():
    """Each key has its own minute."""
    counter = Limits()
    counter.count("a", limit=1, now=NOON)

    assert counter.count("b", limit=1, now=NOON) is Verdict.ALLOW
    assert counter.count("a", limit=1, now=NOON) is Verdict.TELL


def test_silent_users_are_forgotten(monkeypatch):
    """Memory does not grow with everyone who ever wrote."""
    monkeypatch.setattr(limits, "CROWD", 3)
    counter = Limits()
    for name in "abcdef":
        counter.count(name, limit=1, now=NOON)
        counter.count(name, limit=1, now=NOON)

    counter.count("z", limit=1, now=NOON + timedelta(minutes=5))

    assert len(counter._seen) == 1
    assert counter._told == {}


def test_a_clock_that_is_set_back_leaves_nobody_refused():
    """What was counted two hours ahead is forgotten; the limit holds for what is asked now."""
    counter = Limits()
    for _ in range(2):
        counter.count("u", limit=1, now=NOON + timedelta(hours=2))

    verdicts = [counter.count("u", limit=1, now=NOON + n * SECOND) for n in range(3)]

    assert verdicts == [Verdict.ALLOW, Verdict.TELL, Verdict.IGNORE]
