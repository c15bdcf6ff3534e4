"""Dates as Chinese feeds write them, read into UTC; what cannot be read stays unread."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_DAY_OF_YEAR = re.compile(r"(?<!\d)(\d{1,2})(?:月(\d{1,2})日|[-/](\d{1,2})(?![\d/-]))")
_CLOCK = re.compile(
    r"(上午|下午|晚上|凌晨|中午)?\s*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?(?:\s*[:：分]\s*(\d{1,2}))?(?:[.,]\d+)?"
    r"\s*([AaPp][Mm])?"
)
_HALF = re.compile(r"(?<=\d)\s*([AaPp])[Mm]\b")
#: the zone's name behind its offset: ``+0000 (UTC)``, ``GMT+0800 (China Standard Time)``
_COMMENT = re.compile(r"\s*\([^()]*\)$")
_OFFSET = re.compile(r"(?:(?:GMT|UTC)\s*)?([+-])(\d{2}):?(\d{2})$")
_AGO = re.compile(r"(\d{1,4}|半)\s*个?\s*(秒钟?|分钟?|小时|钟头|天|日|周|星期)\s*(?:之?前|以前)")
_UNITS = {"秒": 1, "分": 60, "小": 3600, "钟": 3600, "天": 86400, "日": 86400, "周": 604800, "星": 604800}
_DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_EAST_ASIA = frozenset(f"Asia/{city}" for city in ("Shanghai", "Chongqing", "Urumqi", "Hong_Kong", "Taipei", "Macau"))


def read_date(raw: str, *, zone: str = "Asia/Shanghai", now: datetime) -> datetime | None:
    """The moment a feed's date string means, in UTC; None when it means none.

    A date without a zone is in ``zone``. What lies before 1990 or more than a day ahead is clamped.
    """
    text = " ".join(raw.split())[:100]
    if not text:
        return None
    local = _zone(zone)
    try:
        found = _epoch(text) or _rfc822(text, local, zone) or _relative(text, now, local) or _numeric(text, local, now)
        return None if found is None else _clamp(found.astimezone(UTC), now)
    except (ValueError, OverflowError):
        return None


def _clamp(moment: datetime, now: datetime) -> datetime:
    return max(EARLIEST, moment if moment <= now + timedelta(days=1) else now)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return timezone(timedelta(hours=8))


def _epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if not re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)


def _rfc822(text: str, local: tzinfo, zone: str) -> datetime | None:
    """``Wed, 23 Oct 2024 18:00:56 +0800``. CST is China's time in a Chinese feed, not Chicago's."""
    if not re.search(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text, re.IGNORECASE):
        return None
    text = _OFFSET.sub(r" \1\2\3", _COMMENT.sub("", text))
    half = _HALF.search(text)
    text = _HALF.sub("", text)
    named = re.search(r"\b(CST|HKT)$", text)
    parts = parsedate_tz(text[: named.start()] if named and zone in _EAST_ASIA else text)
    if parts is None:
        return None
    year = parts[0] if parts[0] > 99 else parts[0] + 2000
    hour = parts[3] % 12 + 12 * (half[1] in "Pp") if half and parts[3] <= 12 else parts[3]
    # parsedate_tz says UTC where the text says nothing.
    names_zone = re.search(r":\d{2}\s*(?:[+-]\d{4}|[A-Z]{1,5})$", text) and not (named and zone in _EAST_ASIA)
    zone_of_text = timezone(timedelta(seconds=parts[9] or 0)) if names_zone else local
    return datetime(year, *parts[1:3], hour, parts[4], min(parts[5], 59), tzinfo=zone_of_text)


def _relative(text: str, now: datetime, local: tzinfo) -> datetime | None:
    """``3小时前``, ``刚刚``, ``昨天 18:30``."""
    if text in ("刚刚", "刚才"):
        return now
    if found := _AGO.search(text):
        count = 0.5 if found[1] == "半" else int(found[1])
        return now - timedelta(seconds=count * _UNITS[found[2][0]])
    for word, days in _DAYS_BACK.items():
        if text.startswith(word):
            day = now.astimezone(local) - timedelta(days=days)
            return _at_clock(day.replace(hour=0, minute=0, second=0, microsecond=0), text[len(word) :])
    return None


def _numeric(text: str, local: tzinfo, now: datetime) -> datetime | None:
    """ISO 8601 and its looser relatives, with -, /, . or 年月日, with or without year, time and zone."""
    found = _DAY.search(text)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        return _at_clock(datetime(year, month, day, tzinfo=local), text[found.end() :])
    if compact := re.match(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)", text):
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return _at_offset(datetime(year, month, day, hour, minute, second, tzinfo=local), text[compact.end() :])
    if found := _DAY_OF_YEAR.match(text):
        year = now.astimezone(local).year
        moment = _at_clock(datetime(year, int(found[1]), int(found[2] or found[3]), tzinfo=local), text[found.end() :])
        return moment if moment <= now + timedelta(days=1) else moment.replace(year=year - 1)
    return None


def _at_clock(day: datetime, rest: str) -> datetime:
    """``day`` at the time and zone that ``rest`` names, midnight if it names none."""
    found = _CLOCK.search(rest)
    if not found:
        return day
    hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
    half = (found[1] or found[5] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    moment = day.replace(hour=0, minute=minute, second=min(second, 59)) + timedelta(hours=hour)
    return _at_offset(moment, rest[found.end() :])


def _at_offset(moment: datetime, rest: str) -> datetime:
    rest = rest.strip()
    if rest in ("Z", "z", "GMT", "UTC", "UT"):
        return moment.replace(tzinfo=UTC)
    if found := _OFFSET.search(rest):
        minutes = int(found[2]) * 60 + int(found[3])
        return moment.replace(tzinfo=timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)))
    return moment
