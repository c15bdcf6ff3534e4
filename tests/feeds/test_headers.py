"""The promises of reading headers."""

from datetime import timedelta

import pytest

from bot.feeds.headers import first_of, max_age, retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("max-age=600", 600), ("public, Max-Age = \"60\"", 60), ("max-age=999999999", 86400), ("max-age=0", None),
     ("no-cache, max-age=600", None), ("no-store", None), ("s-maxage=60", None), ("", None)],
)  # fmt: skip
def test_max_age(value, seconds):
    """max-age counts at most a day, and not against no-cache."""
    assert max_age(value) == (timedelta(seconds=seconds) if seconds else None)


DATE = "Wed, 23 Oct 2024 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("99999999999", 86400), ("Wed, 23 Oct 2024 10:02:00 GMT", 120),
     ("Wed, 23 Oct 2024 10:02:00 -0000", 120), ("Wed, 23 Oct 2024 09:00:00 GMT", 0), ("soon", None),
     ("", None), ("-5", None)],
)  # fmt: skip
def test_retry_after(value, seconds):
    """Seconds or a date by the server's own clock, at most a day."""
    assert retry_after(value, date=DATE) == (None if seconds is None else timedelta(seconds=seconds))


def test_retry_after_date_needs_the_servers_clock():
    """Without the server's Date its Retry-After date says nothing."""
    assert retry_after(DATE, date="") is None


def test_headers_are_one_line():
    """Line breaks in a header do not reach the next request."""
    assert first_of({"ETag": ' "a"\r\nX: 1 '}, "ETag") == '"a"X: 1'
