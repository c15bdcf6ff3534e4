"""Times as people say them (今年, 上周, 最近三个月, 10月, last 7 days): which span they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.core.numerals import IN_CHARACTERS, number

DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: what 最近 means
LATELY = timedelta(days=30)
YEAR = timedelta(days=365)
_LONGEST = timedelta(days=3660)
_UNITS = {
    **dict.fromkeys(("小时", "h"), ("hour", timedelta(hours=1))),
    **dict.fromkeys(("天", "日", "d"), ("day", DAY)),
    **dict.fromkeys(("周", "星期", "礼拜", "w"), ("week", WEEK)),
    **dict.fromkeys(("月", "m"), ("month", timedelta(days=30))),
    **dict.fromkeys(("年", "y"), ("year", YEAR)),
}
_COUNTED = re.compile(
    r"(?:(?P<near>(?:最近|过去|近|在|这)+)\s*)?"
    rf"(?<![A-Za-z\d.第零一二两三四五六七八九十-])(?P<number>\d{{1,4}}|{IN_CHARACTERS}|半)(?P<blank>\s*)"
    r"(?P<one>个?)\s*(?P<unit>小时|天|日|周|星期|礼拜|月|年)(?P<tail>内|里|以来|来)?"
)
_ENGLISH = re.compile(
    r"(?:\b(?:in|over|for|within)\s+)?(?:\bthe\s+)?(?:\b(?:last|past)\s+)?"
    r"(?:(?<![A-Za-z\d.-])(?P<number>\d{1,4})(?:\s*(?=[a-z]{3})|(?=[a-z](?![\w&-])))|(?<=past )(?=[a-z]{3}))"
    r"(?P<unit>hours?|days?|weeks?|months?|years?|[hdwy])(?![A-Za-z\d])",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:(?<!\d)(?P<year>20\d\d|今|去)年)?(?<![A-Za-z\d.-])(?P<month>1[0-2]|0?[1-9])(?P<blank>\s?)月份?(?!\d|以来|内)"
)
_YEAR = re.compile(r"(?<![A-Za-z\d.-])(?P<year>20\d\d)年(?!\d|以来|来|至今)")
#: each is called as its `Span` is
_NAMED = re.compile(
    r"(?:\b(?:in|over|for|from)\s+)?(?:\bthe\s+)?(?:"
    r"(?P<today>今天|\btoday\b)|(?P<yesterday>昨天|\byesterday\b)|(?P<day_before>前天)"
    r"|(?P<this_week>(?:本|这个?)(?:周|星期|礼拜)|\bthis week\b)|(?P<last_week>上个?(?:周|星期|礼拜)|\blast week\b)"
    r"|(?P<this_month>(?:本|这个?)月|\bthis month\b)|(?P<last_month>上个?月|\blast month\b)"
    r"|(?P<this_year>今年以?来?|\bthis year\b)|(?P<last_year>去年|\blast year\b)"
    r"|(?P<lately>最近|近期|近来|这阵子?|这段时间|目前|现在|\b(?:lately|recently)\b))",
    re.IGNORECASE,
)
#: letters, but for those of a question
_GOES_ON = re.compile(r"[^\W谁哪有的]")


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when (None: to now), and what it is called: a name, and a number where the name needs one."""

    since: datetime
    until: datetime | None
    name: str
    count: float = 0
    #: how long one is that ends now wherever it begins; None for those of the calendar
    length: timedelta | None = None


def lately(now: datetime) -> Span:
    """What is meant by 最近."""
    return Span(now - LATELY, None, "lately", length=LATELY)


def past_year(now: datetime) -> Span:
    """The last 365 days."""
    return Span(now - YEAR, None, "past_year", length=YEAR)


def take_span(text: str, *, now: datetime, zone: tzinfo) -> tuple[Span | None, str]:
    """The span a text names, and the text without it; the first of the more exact forms counts."""
    local = now.astimezone(zone)
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            span = read(match, local)
            if span is not None:
                return span, " ".join(filter(None, (text[: match.start()].rstrip(), text[match.end() :].lstrip())))
    return None, text


def _counted(match: re.Match[str], local: datetime) -> Span | None:
    """近3个月, 最近两周, 半年; a bare 3月 is the month, 一年 without a sign of nearness a span all the same."""
    unit, near, tail = match["unit"], match["near"], match["tail"]
    dated = unit in {"月", "日"} and not (match["one"] or near or tail in {"内", "里"})
    many = len(match["number"]) > 2
    if dated or (many and unit == "年") or _is_name(match, many=many):
        return None
    half = match["number"] == "半"
    return _back_from(local, 0.5 if half else number(match["number"]), unit, half=half)


def _is_name(match: re.Match[str], *, many: bool) -> bool:
    """360 月之暗面, 360周鸿祎: a firm, and the name after it; 九天 is what two firms call themselves."""
    if match["near"] or match["tail"]:
        return many and match["unit"] in {"周", "月"} and _goes_on(match)
    if match["number"] + match["unit"] == "九天":
        return True
    return _goes_on(match) and bool(match["blank"] or (many and match["unit"] in {"周", "月"}))


def _english(match: re.Match[str], local: datetime) -> Span:
    """last 7 days, 3d, past year."""
    return _back_from(local, int(match["number"] or 1), match["unit"][0].lower())


def _back_from(local: datetime, count: float, unit: str, *, half: bool = False) -> Span:
    name, length = _UNITS[unit]
    length = min(count * length, _LONGEST)
    # In UTC: twelve hours are twelve hours also where the clocks change.
    return Span(local.astimezone(UTC) - length, None, f"half_{name}" if half else f"{name}s", count, length)


def _named(match: re.Match[str], local: datetime) -> Span:
    if match["lately"]:
        return lately(local)
    name = str(match.lastgroup)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday, first = today - today.weekday() * DAY, today.replace(day=1)
    january = first.replace(month=1)
    spans: dict[str, tuple[datetime, datetime | None]] = {
        "today": (today, today + DAY),
        "yesterday": (today - DAY, today),
        "day_before": (today - 2 * DAY, today - DAY),
        "this_week": (monday, None),
        "last_week": (monday - WEEK, monday),
        "this_month": (first, None),
        "last_month": ((first - DAY).replace(day=1), first),
        "this_year": (january, None),
        "last_year": (january.replace(year=january.year - 1), january),
    }
    return Span(*spans[name], name)


def _month(match: re.Match[str], local: datetime) -> Span | None:
    """The latest month of this number that has begun, or that of the year named."""
    if match["blank"] and _goes_on(match):
        return None
    month, said = int(match["month"]), match["year"]
    start = local.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    if said:
        year = int(said) if said.isdecimal() else local.year - (said == "去")
        start = start.replace(year=year)
    elif start > local:
        start = start.replace(year=start.year - 1)
    end = (start + timedelta(days=32)).replace(day=1)
    return Span(start, end, "month_of" if said else "month", start.year * 100 + month if said else month)


def _year(match: re.Match[str], local: datetime) -> Span:
    january = local.replace(year=int(match["year"]), month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return Span(january, january.replace(year=january.year + 1), "year", january.year)


def _goes_on(match: re.Match[str]) -> bool:
    """Whether what looks like a unit may begin a name."""
    return _GOES_ON.match(match.string, match.end()) is not None


_FORMS = ((_COUNTED, _counted), (_ENGLISH, _english), (_MONTH, _month), (_YEAR, _year), (_NAMED, _named))
