"""How fast Telegram takes messages: 25 a second over all, about one a second in a chat, 18 a minute in a group."""

from __future__ import annotations

from datetime import timedelta

OVERALL_GAP = timedelta(seconds=1 / 25)
CHAT_GAP = timedelta(seconds=1.05)
GROUP_GAP = timedelta(seconds=60 / 18)


def chat_gap(chat_kind: str) -> timedelta:
    """Between two messages to one chat; channels are as slow as groups."""
    return CHAT_GAP if chat_kind == "private" else GROUP_GAP
