"""When a chat is told, in words."""

from __future__ import annotations

from datetime import time

from bot.core.chats import Preferences
from bot.texts import texts


def schedule_in_words(wishes: Preferences) -> str:
    """每天 09:00、18:00 推送（北京时间）; `wishes` effective."""
    times = wishes.times or (time(9),)
    zone = texts.ZONES.get(wishes.zone or "", wishes.zone)
    if wishes.mode == "instant":
        return texts.WHEN_INSTANT
    if wishes.mode == "weekly":
        weekday = texts.WEEKDAYS[wishes.weekday or 0]
        return texts.WHEN_WEEKLY.format(weekday=weekday, time=f"{min(times):%H:%M}", zone=zone)
    return texts.WHEN_DAILY.format(times=texts.join(f"{t:%H:%M}" for t in sorted(times)), zone=zone)
