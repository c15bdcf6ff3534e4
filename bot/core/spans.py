"""Times as people say them (今年, 上周, 最近三个月, 10月): which span of the calendar they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

#: what 最近 means
LATELY = timedelta(days=30)
YEAR = timedelta(days=365)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}
_COUNTED = re.compile(
    r"(?:在|这|最|过)?(?:近|去)?\s*(\d{1,4}|[一二两三四五六七八九十半])\s*个?\s*(天|日|周|星期|礼拜|月|年)(?:内|里|以来|来)?"
)
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月份?(?!\d|以来|内)")
_NAMED = re.compile(
    r"今天|昨天|前天|(?:本|这个?|上个?)(?:周|星期|礼拜|月)|今年以?来?|去年|最近|近期|近来|这阵子?|这段时间|目前|现在"
)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when (None: to now), and what it is called: a name, and a number where the name needs one."""

    since: datetime
    until: datetime | None
    name: str
    count: float = 0


def lately(now: datetime) -> Span:
    """What is meant by 最近."""
    return Span(now - LATELY, None, "lately")


def past_year(now: datetime) -> Span:
    """The last 365 days."""
    return Span(now - YEAR, None, "past_year")


def take_when(text: str, *, now: datetime, zone: tzinfo) -> tuple[Span | None, str]:
    """The span a sentence names, and the sentence without it; the first of the more exact forms counts."""
    local = now.astimezone(zone)
    for pattern, read in ((_COUNTED, _counted), (_NAMED, _named), (_MONTH, _month)):
        match = pattern.search(text)
        span = read(match, local) if match else None
        if match and span:
            return span, text[: match.start()] + text[match.end() :]
    return None, text


def _counted(match: re.Match[str], local: datetime) -> Span | None:
    """近3个月, 最近两周, 半年; a bare 3月 is the month, 一年 without a sign of nearness a span all the same."""
    number, unit = match[1], match[2]
    if unit in {"月", "日"} and "个" not in match[0] and not re.match(r"在|这|最|过|近|去", match[0]):
        return None
    count = float(number) if number.isdecimal() else float(_DIGITS[number])
    days = min(count * _DAYS[unit], 3660)
    name = f"half_{_UNITS[unit]}" if number == "半" else f"{_UNITS[unit]}s"
    return Span(local - timedelta(days=max(days, 1)), None, name, count)


def _named(match: re.Match[str], local: datetime) -> Span | None:
    word = match[0]
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    if word.startswith(("今天", "昨天", "前天")):
        ago = ("今天", "昨天", "前天").index(word[:2])
        start = today - timedelta(days=ago)
        return Span(start, start + timedelta(days=1), ("today", "yesterday", "day_before")[ago])
    if word.endswith(("周", "星期", "礼拜")):
        last = word.startswith("上")
        return Span(monday - timedelta(days=7), monday, "last_week") if last else Span(monday, None, "this_week")
    if word.endswith("月"):
        before = (first - timedelta(days=1)).replace(day=1)
        return Span(before, first, "last_month") if word.startswith("上") else Span(first, None, "this_month")
    january = first.replace(month=1)
    if word.startswith("今年"):
        return Span(january, None, "this_year")
    if word == "去年":
        return Span(january.replace(year=january.year - 1), january, "last_year")
    return lately(local)


def _month(match: re.Match[str], local: datetime) -> Span:
    """The latest month of this number that has begun."""
    number = int(match[1])
    start = local.replace(month=number, day=1, hour=0, minute=0, second=0, microsecond=0)
    start = start if start <= local else start.replace(year=start.year - 1)
    end = (start + timedelta(days=32)).replace(day=1)
    return Span(start, end, "month", number)
