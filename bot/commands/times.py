"""Times of day as users write them: 每天 9 点和 18 点半, daily at 9:00 and 6:30 pm."""

from __future__ import annotations

import re
from datetime import time

from bot.commands.desk import UserError
from bot.texts import texts

_MOMENT = r"(?:早上|上午|中午|下午|晚上)?\s*\d{1,2}\s*[点:：时](?:\s*(?:半|\d{1,2}\s*分?))?"
_HOUR = r"\d{1,2}(?::\d{2})?\s*(?:am|pm)?(?![\w:])"
_WRITTEN = (
    (
        re.compile(rf"每天\s*({_MOMENT}(?:\s*[和与、,，]?\s*{_MOMENT})*)"),
        re.compile(r"(中午|下午|晚上)?\s*(\d{1,2})\s*[点:：时]\s*(半|\d{1,2})?()"),
    ),
    (
        re.compile(rf"\b(?:daily|every day)\s+(?:at\s+)?({_HOUR}(?:(?:\s*,\s*|\s+and\s+|\s+){_HOUR})*)", re.IGNORECASE),
        re.compile(r"()(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE),
    ),
)


def take_times(text: str) -> tuple[tuple[time, ...] | None, str]:
    """The times a text names, None for none, and the text without them. Raises UserError for what no clock shows."""
    for whole, one in _WRITTEN:
        match = whole.search(text)
        if match is None:
            continue
        times = [_time(*found) for found in one.findall(match[1])]
        if None in times:
            raise UserError(texts.WHAT_TIME.format(words=match[1].strip()))
        return tuple(dict.fromkeys(t for t in times if t)), text[: match.start()] + text[match.end() :]
    return None, text


def _time(period: str, hour: str, minute: str, half: str) -> time | None:
    """下午 3 点半 is 15:30, 12 am midnight; None for a time no clock shows."""
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours %= 12
    if (period in {"下午", "晚上"} or half.lower() == "pm") and hours < 12:
        hours += 12
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
