"""The marks and times that every rendered text shares."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.types import Stance
from bot.texts import texts

STANCE_MARKS = {Stance.RUMOUR: "🟡", Stance.REPORTED: "⚪", Stance.CONFIRMED: "🟢", Stance.DENIED: "🔴"}


def clock(at: datetime, zone: str, *, now: datetime) -> str:
    """A time as the chat reads it: 11月24日 09:00, with the year where it is not the present one."""
    local = ZoneInfo(zone)
    return texts.clock(at.astimezone(local), now=now.astimezone(local))


def day(at: datetime, zone: str) -> str:
    """A date with its year: 2026-11-24."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
