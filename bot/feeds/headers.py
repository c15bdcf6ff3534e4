"""What a few HTTP headers mean for the next poll."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=24)


def first_of(headers: Mapping[str, str], name: str) -> str:
    """A header on one line, or ""."""
    return headers.get(name, "").replace("\r", "").replace("\n", "").strip()


def max_age(cache_control: str) -> timedelta | None:
    """``max-age`` of Cache-Control, at most a day; None where it says nothing."""
    found = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE)
    if not found or re.search(r"\bno-(?:cache|store)\b", cache_control, re.IGNORECASE):
        return None
    return min(timedelta(seconds=int(found[1])), LONGEST_WAIT) or None


def retry_after(value: str, *, date: str) -> timedelta | None:
    """Retry-After as a wait of at most a day: seconds, or an HTTP date against the server's own ``Date``."""
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_WAIT)
    until, server_now = _http_date(value), _http_date(date)
    if until is None or server_now is None:
        return None
    return max(timedelta(0), min(until - server_now, LONGEST_WAIT))


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
