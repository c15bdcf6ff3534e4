"""The marks and times that every rendered text shares."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.types import Stance, Topic
from bot.texts import texts

TOPIC_MARKS = {Topic.PRETRAINING_CUT: "🔻", Topic.FUNDING: "💰", Topic.TALENT_MOVE: "🧭"}
STANCE_MARKS = {Stance.RUMOUR: "🟡", Stance.REPORTED: "⚪", Stance.CONFIRMED: "🟢", Stance.DENIED: "🔴"}


def clock(at: datetime, zone: str) -> str:
    """A time as the chat reads it: 11月24日 09:00."""
    return texts.clock(at.astimezone(ZoneInfo(zone)))


def day(at: datetime, zone: str) -> str:
    """A date as the chat reads it, the year when it is not the present one's job to guess: 2026-11-24."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
