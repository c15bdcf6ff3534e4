"""Times of day as users write them: 每天 9 点和 18 点半, 每晚八点, daily at 9:00 and 6:30 pm."""

from __future__ import annotations

import re
from datetime import time

from bot.commands.context import UserError
from bot.core.numerals import IN_CHARACTERS, number
from bot.texts import texts

_PERIOD = "凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜里|深夜|半夜|早|晚"
_NIGHT = {"凌晨", "晚上", "夜里", "深夜", "半夜", "晚"}
_AFTER_NOON = {"下午", "傍晚"} | _NIGHT - {"凌晨"}
_HOUR = rf"\d{{1,2}}|{IN_CHARACTERS}"
#: a number behind a blank may be the next hour (9 点 18 点) or begin a name (9 点 36氪, 9 点 六小虎)
_MINUTE = (
    rf"半|[一三]刻|(?:\d{{1,2}}|{IN_CHARACTERS})\s*分"
    r"|(?<=[点:：时])\d{1,2}(?!\d|\s*[点:：时])|\d{1,2}(?!\w|\s*[点:：时])"
)
_MOMENT = (
    rf"(?P<period>{_PERIOD})?\s*(?P<hour>{_HOUR})"
    rf"(?:\s*[点:：时](?:[钟整]|\s*(?P<minute>{_MINUTE}))?"
    # 9 和 18 点: the sign of the last is that of all
    rf"|(?=(?:\s*[和与及、,，]\s*(?:{_PERIOD})?\s*(?:{_HOUR}))+\s*[点时]))"
)
_ONE = re.compile(_MOMENT)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _MOMENT)
_CHINESE = re.compile(rf"每(?:[天日]|(?=[早晚]))\s*({_UNNAMED}(?:\s*[和与及、,，]?\s*{_UNNAMED})*)")
_ONE_ENGLISH = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_WORD = r"\d{1,2}(?::\d{2})?\s*(?:am|pm)?(?![\w:])"
_ENGLISH = re.compile(
    rf"\b(?:daily|every day)\s+(?:at\s+)?({_WORD}(?:(?:\s*,\s*|\s+and\s+|\s+){_WORD})*)", re.IGNORECASE
)


def take_times(text: str) -> tuple[tuple[time, ...] | None, str]:
    """The times a text names, None for none, and the text without them. Raises UserError for what no clock shows."""
    for whole, read in ((_CHINESE, _chinese), (_ENGLISH, _english)):
        match = whole.search(text)
        if match is None:
            continue
        try:
            times = [time(hours, minutes) for hours, minutes in read(match[1])]
        except ValueError:
            raise UserError(texts.WHAT_TIME.format(words=match[1].strip())) from None
        return tuple(dict.fromkeys(times)), text[: match.start()] + text[match.end() :]
    return None, text


def _chinese(text: str) -> list[tuple[int, int]]:
    """下午 2 点和 5 点: a period is also that of the hours after it."""
    found, period = [], ""
    for moment in _ONE.finditer(text):
        period = moment["period"] or period
        found.append((_of_day(period, number(moment["hour"])), _minutes(moment["minute"] or "")))
    return found


def _of_day(period: str, hours: int) -> int:
    """下午 3 点 is 15, 中午 1 点 13, 晚上 12 点 midnight, 晚上 1 点 the small hours."""
    if period in _NIGHT and (hours == 12 or hours < 5):
        return hours % 12
    if (period in _AFTER_NOON and hours < 12) or (period == "中午" and hours < 11):
        return hours + 12
    return hours


def _minutes(words: str) -> int:
    quarters = {"": 0, "一刻": 15, "半": 30, "三刻": 45}
    return quarters[words] if words in quarters else number(words.removesuffix("分").strip())


def _english(text: str) -> list[tuple[int, int]]:
    """6:30 pm is 18:30, 12 am midnight."""
    return [_of_half(int(hour), int(minute or 0), half.lower()) for hour, minute, half in _ONE_ENGLISH.findall(text)]


def _of_half(hours: int, minutes: int, half: str) -> tuple[int, int]:
    if not half:
        return hours, minutes
    if not 1 <= hours <= 12:
        raise ValueError(half)
    return hours % 12 + (12 if half == "pm" else 0), minutes
