"""When a chat is told, in words."""

from __future__ import annotations

from datetime import time

from bot.commands import replies
from bot.core.types import Preferences


def when_text(wishes: Preferences) -> str:
    """每天 09:00、18:00 推送（北京时间）; `wishes` effective."""
    times = wishes.times or (time(9),)
    zone = replies.ZONES.get(wishes.zone or "", wishes.zone)
    if wishes.mode == "instant":
        return replies.WHEN_INSTANT
    if wishes.mode == "weekly":
        weekday = replies.WEEKDAYS[wishes.weekday or 0]
        return replies.WHEN_WEEKLY.format(weekday=weekday, time=f"{min(times):%H:%M}", zone=zone)
    return replies.WHEN_DAILY.format(times="、".join(f"{t:%H:%M}" for t in sorted(times)), zone=zone)
