"""The promises of the poll schedule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.polling import (
    LONGEST,
    SHORTEST,
    blend_rhythm,
    first_rhythm,
    is_costly,
    is_silent,
    next_poll_at,
    paid_interval,
    poll_interval,
)

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
spans = st.none() | st.timedeltas(min_value=timedelta(0), max_value=400 * DAY)


@given(fixed=spans, rhythm=spans, quiet=st.timedeltas(timedelta(0), 400 * DAY), requested=spans, window=spans)
def test_interval_stays_between_five_minutes_and_six_hours(fixed, rhythm, quiet, requested, window):
    """Whatever a feed says or does, its interval is clamped."""
    every = poll_interval(fixed=fixed, rhythm=rhythm, quiet_for=quiet, requested=requested, window=window)

    assert SHORTEST <= every <= LONGEST


def test_interval_follows_the_feeds_rhythm():
    """A feed is polled twice as often as it writes; an unknown one every half hour."""
    assert poll_interval(rhythm=40 * MINUTE) == 20 * MINUTE
    assert poll_interval() == 30 * MINUTE


def test_interval_of_the_operator_wins():
    """A fixed interval goes over rhythm and wishes."""
    assert poll_interval(fixed=15 * MINUTE, rhythm=6 * HOUR, requested=6 * HOUR) == 15 * MINUTE


def test_interval_obeys_ttl_and_max_age():
    """A feed that asks to be left alone for an hour is."""
    assert poll_interval(rhythm=10 * MINUTE, requested=HOUR) == HOUR


def test_interval_never_lets_entries_fall_out_unread():
    """A TTL of a day on a feed that holds five hours of news is not obeyed to the letter."""
    assert poll_interval(rhythm=10 * MINUTE, requested=DAY, window=5 * HOUR) == 2.5 * HOUR


def test_interval_grows_with_silence():
    """A feed that has slept for weeks is polled rarely; one night changes little."""
    assert poll_interval(rhythm=10 * MINUTE, quiet_for=8 * HOUR) == 30 * MINUTE
    assert poll_interval(rhythm=10 * MINUTE, quiet_for=30 * DAY) == LONGEST


@pytest.mark.parametrize(
    ("seconds", "cpu", "costly", "every"),
    [
        (1, 0.05, 0, 10 * MINUTE),
        (0.5, 0.9, 0, 950 / 60 * MINUTE),
        (29, 0.1, 1, 50 * MINUTE),
        (29, 0.1, 2, 50 * MINUTE),
        (29, 0.1, 3, 100 * MINUTE),
        (29, 0.1, 4, 200 * MINUTE),
        (29, 0.1, 99, LONGEST),
        (0.5, 3.55, 3, 2 * HOUR),
        (0, 0, 0, 10 * MINUTE),
    ],
)
def test_interval_counts_what_a_poll_took(seconds, cpu, costly, every):
    """A feed that ends in second 29, or needs seconds of CPU, is polled rarely; from the third time on it backs off."""
    paid = paid_interval(10 * MINUTE, server_seconds=seconds, cpu_seconds=cpu, costly_polls=costly)

    assert paid == every


def test_what_is_costly():
    """Half of the time that a fetch may take, or a second of CPU."""
    assert [is_costly(server_seconds=s, cpu_seconds=c) for s, c in ((14, 0.9), (15, 0), (0, 1))] == [False, True, True]


@pytest.mark.parametrize(("failures", "minutes"), [(0, 10), (1, 20), (2, 40), (5, 320)])
def test_next_poll_doubles_per_failure(failures, minutes):
    """The back-off starts with the first error and doubles."""
    assert next_poll_at(NOON, every=10 * MINUTE, failures=failures) == NOON + minutes * MINUTE


@pytest.mark.parametrize("failures", [9, 100, 10_000])
def test_back_off_ends_at_a_day(failures):
    """A feed is never given up: the longest wait is a day."""
    assert next_poll_at(NOON, every=10 * MINUTE, failures=failures) == NOON + DAY


def test_next_poll_obeys_retry_after_within_a_day():
    """Retry-After lengthens the wait, never shortens it, and not beyond a day."""
    assert next_poll_at(NOON, every=10 * MINUTE, server_asks=HOUR) == NOON + HOUR
    assert next_poll_at(NOON, every=10 * MINUTE, server_asks=MINUTE) == NOON + 10 * MINUTE
    assert next_poll_at(NOON, every=10 * MINUTE, server_asks=30 * DAY) == NOON + DAY


def test_next_poll_adds_the_given_jitter():
    """Jitter comes from outside, as a share of the wait."""
    assert next_poll_at(NOON, every=10 * MINUTE, jitter=0.2) == NOON + 12 * MINUTE


def test_dead_feed_costs_few_requests_a_day():
    """A feed that fails from now on is asked at most 20 times in the first day."""
    now, failures, requests = NOON, 0, 0
    while now < NOON + DAY:
        requests, failures = requests + 1, failures + 1
        now = next_poll_at(now, every=SHORTEST, failures=failures)

    assert requests <= 20


def test_first_rhythm_is_the_median_gap():
    """One long pause does not hide that a feed writes hourly."""
    dates = [NOON, NOON - HOUR, NOON - 2 * HOUR, NOON - 3 * HOUR, NOON - 30 * DAY]

    assert first_rhythm(dates) == HOUR


def test_first_rhythm_needs_three_dates():
    """Two dates, or one date thrice, show no rhythm."""
    assert first_rhythm([NOON, NOON - HOUR]) is None
    assert first_rhythm([NOON, NOON, NOON]) is None


def test_rhythm_forgets_slowly():
    """Three entries in an hour pull a two-hour rhythm towards twenty minutes; the first sight sets it."""
    assert blend_rhythm(2 * HOUR, gap=HOUR, entries=3) == 2 * HOUR * 0.7 + 20 * MINUTE * 0.3
    assert blend_rhythm(None, gap=HOUR, entries=2) == 30 * MINUTE
    assert blend_rhythm(None, gap=-HOUR, entries=1) == timedelta(0)


def test_silent_is_far_beyond_the_rhythm():
    """A weekly feed may sleep a month, an hourly one not four days; a new one is not silent."""
    assert not is_silent(last_new_at=NOON - 30 * DAY, rhythm=7 * DAY, now=NOON)
    assert is_silent(last_new_at=NOON - 60 * DAY, rhythm=7 * DAY, now=NOON)
    assert is_silent(last_new_at=NOON - 4 * DAY, rhythm=HOUR, now=NOON)
    assert not is_silent(last_new_at=NOON - 2 * DAY, rhythm=HOUR, now=NOON)
    assert not is_silent(last_new_at=None, rhythm=None, now=NOON)
