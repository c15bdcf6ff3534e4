"""The few Chinese words that every rendered text shares: topics, stances, directions, times."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.types import Stance, Topic

TOPIC_NAMES = {Topic.PRETRAINING_CUT: "预训练收缩", Topic.FUNDING: "融资", Topic.TALENT_MOVE: "人才流动"}
TOPIC_MARKS = {Topic.PRETRAINING_CUT: "🔻", Topic.FUNDING: "💰", Topic.TALENT_MOVE: "🧭"}
STANCE_NAMES = {
    Stance.RUMOUR: "传闻",
    Stance.REPORTED: "报道",
    Stance.CONFIRMED: "证实",
    Stance.DENIED: "否认",
}
STANCE_MARKS = {Stance.RUMOUR: "🟡", Stance.REPORTED: "⚪", Stance.CONFIRMED: "🟢", Stance.DENIED: "🔴"}
ACTION_NAMES = {
    "stop": "停止训练",
    "shrink": "缩减训练",
    "pause": "暂停训练",
    "outsource": "改用外部模型",
    "pivot": "转向应用",
    "continue": "表示继续训练",
}


def clock(at: datetime, zone: str) -> str:
    """A time as the chat reads it: 11月24日 09:00."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day(at: datetime, zone: str) -> str:
    """A date as the chat reads it, the year when it is not the present one's job to guess: 2026-11-24."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
