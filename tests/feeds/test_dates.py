"""The promises of reading dates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import EARLIEST, read_date

NOW = datetime(2026, 7, 6, 4, tzinfo=UTC)  # noon in Shanghai


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Wed, 23 Oct 2024 18:00:56 +0800", utc(2024, 10, 23, 10, 0, 56)),
        ("Wed, 23 Oct 2024 18:00:56 GMT", utc(2024, 10, 23, 18, 0, 56)),
        ("Wed, 23 Oct 2024 18:00:56 CST", utc(2024, 10, 23, 10, 0, 56)),
        ("Wed, 23 Oct 2024 18:00:56 EST", utc(2024, 10, 23, 23, 0, 56)),
        ("Wed, 23 Oct 2024 18:00:56", utc(2024, 10, 23, 10, 0, 56)),
        ("23 Oct 24 18:00 +0000", utc(2024, 10, 23, 18)),
        ("Wed, 23 Oct 2024 18:00:56 -0500 (EST)", utc(2024, 10, 23, 23, 0, 56)),
        ("Wed, 23 Oct 2024 18:00:56 +00:00", utc(2024, 10, 23, 18, 0, 56)),
        ("Wed Oct 23 2024 18:00:56 GMT+0000 (Coordinated Universal Time)", utc(2024, 10, 23, 18, 0, 56)),
        ("Wed Oct 23 2024 18:00:56 GMT+0800 (中国标准时间)", utc(2024, 10, 23, 10, 0, 56)),
        ("Wed, 23 Oct 2024 6:00:56 PM", utc(2024, 10, 23, 10, 0, 56)),
        ("October 23, 2024 12:30 am", utc(2024, 10, 22, 16, 30)),
        ("Oct 23, 2024 12:30 PM GMT", utc(2024, 10, 23, 12, 30)),
        ("2026-07-05 16:39:43  +0800", utc(2026, 7, 5, 8, 39, 43)),
        ("2026-07-05 16:39:43", utc(2026, 7, 5, 8, 39, 43)),
        ("2026-07-05T16:39:43Z", utc(2026, 7, 5, 16, 39, 43)),
        ("2026-07-05T16:39:43.123+08:00", utc(2026, 7, 5, 8, 39, 43)),
        ("2026-07-05T16:39:43-05:30", utc(2026, 7, 5, 22, 9, 43)),
        ("2026-07-05", utc(2026, 7, 4, 16)),
        ("2025/03/01 12:00", utc(2025, 3, 1, 4)),
        ("2025.3.1 12:00", utc(2025, 3, 1, 4)),
        ("2025年3月1日 12:00", utc(2025, 3, 1, 4)),
        ("2025年03月01日12时05分", utc(2025, 3, 1, 4, 5)),
        ("2025年3月1日 下午3:20", utc(2025, 3, 1, 7, 20)),
        ("2025年3月1日 上午12:20", utc(2025, 2, 28, 16, 20)),
        ("2025-03-01 03:20 PM", utc(2025, 3, 1, 7, 20)),
        ("20250301120000", utc(2025, 3, 1, 4)),
        ("20250301T1200Z", utc(2025, 3, 1, 12)),
        ("1740801600", utc(2025, 3, 1, 4)),
        ("1740801600000", utc(2025, 3, 1, 4)),
        ("7月5日 18:30", utc(2026, 7, 5, 10, 30)),
        ("12月31日", utc(2025, 12, 30, 16)),
        ("07-05 18:30", utc(2026, 7, 5, 10, 30)),
        ("3小时前", utc(2026, 7, 6, 1)),
        ("半小时前", utc(2026, 7, 6, 3, 30)),
        ("5分钟前", utc(2026, 7, 6, 3, 55)),
        ("2天前", utc(2026, 7, 4, 4)),
        ("刚刚", NOW),
        ("今天 09:05", utc(2026, 7, 6, 1, 5)),
        ("昨天 18:30", utc(2026, 7, 5, 10, 30)),
        ("前天", utc(2026, 7, 3, 16)),
    ],
)
def test_forms_that_feeds_write(raw, expected):
    """Each form means this moment; a missing zone is Shanghai's."""
    assert read_date(raw, now=NOW) == expected


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "soon", "0000-00-00", "2025-02-31", "2025-13-01", "99:99", "Mon, 99 Foo 2024", "32 Jan 2024 10:00"],
)
def test_what_is_no_date_stays_unread(raw):
    """Nonsense is None, never a guess."""
    assert read_date(raw, now=NOW) is None


@pytest.mark.parametrize("raw", ["Thu, 01 Jan 1970 08:00:00 +0800", "0001-01-01T00:00:00Z", "1899-12-30"])
def test_absurdly_old_is_clamped(raw):
    """The epoch is not a day on which news was written."""
    assert read_date(raw, now=NOW) == EARLIEST


@pytest.mark.parametrize("raw", ["2999-01-01", "Fri, 31 Dec 9999 23:59:59 GMT", "2026-07-09"])
def test_far_future_becomes_now(raw):
    """A date more than a day ahead is no later than our seeing it."""
    assert read_date(raw, now=NOW) == NOW


def test_a_little_ahead_is_kept():
    """Clocks differ; hours ahead are kept."""
    assert read_date("2026-07-06T10:00:00Z", now=NOW) == utc(2026, 7, 6, 10)


def test_feeds_own_zone():
    """A feed elsewhere has its zone; an unknown zone counts as Shanghai."""
    assert read_date("2026-01-05 12:00", zone="Europe/Berlin", now=NOW) == utc(2026, 1, 5, 11)
    assert read_date("2026-01-05 12:00", zone="Mars/Base", now=NOW) == utc(2026, 1, 5, 4)
    assert read_date("Mon, 5 Jan 2026 12:00:00 CST", zone="America/Chicago", now=NOW) == utc(2026, 1, 5, 18)


@given(st.text(max_size=60))
def test_never_raises_and_stays_in_range(raw):
    """Any string gives None or a moment between 1990 and a day from now."""
    moment = read_date(raw, now=NOW)

    assert moment is None or EARLIEST <= moment <= NOW + timedelta(days=1)
