"""When chats are due: zones, weeks, clock changes, quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chats import Preferences
from bot.core.preferences import effective
from bot.core.schedule import next_digest_at, quiet_until

NEW_YORK = "America/New_York"
MINUTE = timedelta(minutes=1)


def _utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


def _wishes(**values) -> Preferences:
    return effective(Preferences(**values))


def test_the_next_time_of_day_in_the_chats_zone():
    """Twelve in Shanghai: the next of nine and eighteen is eighteen; after it, nine tomorrow."""
    wishes = _wishes(times=(time(18), time(9)))

    assert next_digest_at(_utc(2026, 11, 24, 4), wishes) == _utc(2026, 11, 24, 10)
    assert next_digest_at(_utc(2026, 11, 24, 10), wishes) == _utc(2026, 11, 25, 1)


def test_weekly_is_the_first_time_on_its_day():
    """A weekly chat is due on its weekday alone, a week apart."""
    wishes = _wishes(mode="weekly", weekday=0, times=(time(18), time(9)))

    first = next_digest_at(_utc(2026, 11, 24, 4), wishes)

    assert first == _utc(2026, 11, 30, 1)
    assert next_digest_at(first, wishes) == first + timedelta(days=7)


def test_a_skipped_time_is_still_due_that_day():
    """Half past two does not exist on the night the clocks go forward: the digest comes half an hour after the gap."""
    wishes = _wishes(zone=NEW_YORK, times=(time(2, 30),))

    assert next_digest_at(_utc(2026, 3, 8, 5), wishes) == _utc(2026, 3, 8, 7, 30)


def test_a_skipped_time_pushes_no_other_aside():
    """Half past two (moved to half past three) and a quarter past three both come, in their new order."""
    wishes = _wishes(zone=NEW_YORK, times=(time(2, 30), time(3, 15)))

    first = next_digest_at(_utc(2026, 3, 8, 5), wishes)
    second = next_digest_at(first, wishes)

    assert (first, second) == (_utc(2026, 3, 8, 7, 15), _utc(2026, 3, 8, 7, 30))


def test_an_hour_that_occurs_twice_is_used_once():
    """Half past one comes twice on the night the clocks go back; the digest does not."""
    wishes = _wishes(zone=NEW_YORK, times=(time(1, 30),))

    first = next_digest_at(_utc(2026, 11, 1, 4), wishes)

    assert first == _utc(2026, 11, 1, 5, 30)
    assert next_digest_at(first, wishes) == _utc(2026, 11, 2, 6, 30)


ZONES = st.sampled_from(["Asia/Shanghai", NEW_YORK, "Europe/London", "Australia/Lord_Howe", "UTC"])
MOMENTS = st.integers(1_700_000_000, 1_830_000_000).map(lambda n: datetime.fromtimestamp(n, UTC))
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(MOMENTS, ZONES, st.lists(CLOCKS, min_size=1, max_size=4), st.sampled_from(["daily", "weekly"]))
def test_the_next_digest_always_lies_ahead_and_within_reach(now, zone, times, mode):
    """Whatever the settings: later than now, within a day (or a week) and a clock change."""
    due = next_digest_at(now, _wishes(zone=zone, times=tuple(times), mode=mode))

    assert now < due <= now + timedelta(days=7 if mode == "weekly" else 1, hours=2)


def test_quiet_hours_across_midnight():
    """From eleven to seven: before, at the beginning, after midnight, at the end."""
    wishes = _wishes(quiet_from=time(23), quiet_to=time(7))
    end = _utc(2026, 11, 24, 23)  # 07:00 in Shanghai on the 25th

    assert quiet_until(_utc(2026, 11, 24, 14, 59), wishes) is None
    assert quiet_until(_utc(2026, 11, 24, 15), wishes) == end
    assert quiet_until(_utc(2026, 11, 24, 18), wishes) == end
    assert quiet_until(end - MINUTE, wishes) == end
    assert quiet_until(end, wishes) is None


def test_quiet_hours_within_a_day():
    """From twelve to two in the afternoon."""
    wishes = _wishes(quiet_from=time(12), quiet_to=time(14))

    assert quiet_until(_utc(2026, 11, 24, 4), wishes) == _utc(2026, 11, 24, 6)
    assert quiet_until(_utc(2026, 11, 24, 6), wishes) is None
    assert quiet_until(_utc(2026, 11, 24, 3, 59), wishes) is None


def test_no_quiet_hours():
    """Unset, half set, or empty: never quiet."""
    for wishes in (_wishes(), _wishes(quiet_from=time(1)), _wishes(quiet_from=time(1), quiet_to=time(1))):
        assert quiet_until(_utc(2026, 11, 24, 17), wishes) is None


def test_quiet_hours_over_a_clock_change():
    """The night is an hour shorter or longer; the quiet ends at seven by the clock on the wall."""
    wishes = _wishes(zone=NEW_YORK, quiet_from=time(23), quiet_to=time(7))

    assert quiet_until(_utc(2026, 3, 8, 6), wishes) == _utc(2026, 3, 8, 11)
    assert quiet_until(_utc(2026, 11, 1, 4, 30), wishes) == _utc(2026, 11, 1, 12)


def test_quiet_hours_that_end_in_an_hour_that_occurs_twice():
    """In the second run of that hour the quiet still ends later than now."""
    wishes = _wishes(zone=NEW_YORK, quiet_from=time(0), quiet_to=time(1, 30))

    assert quiet_until(_utc(2026, 11, 1, 6, 15), wishes) == _utc(2026, 11, 1, 6, 30)


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_the_end_of_the_quiet_lies_ahead(now, zone, start, end):
    """A quiet chat is looked at again later than now, and within a day."""
    until = quiet_until(now, _wishes(zone=zone, quiet_from=start, quiet_to=end))

    assert until is None or now < until <= now + timedelta(hours=26)
    if until is None and start != end:
        clock = now.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None)
        assert not (start <= clock < end)
