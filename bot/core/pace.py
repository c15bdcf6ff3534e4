"""What a send pace is kept by: one key for a channel, one for each chat in it."""

from __future__ import annotations

from bot.core.address import Address


def channel_key(channel: str) -> str:
    """All that a channel carries."""
    return f"channel:{channel}"


def chat_key(address: Address) -> str:
    """One chat; its threads share it (Telegram's limit is the group's, whatever the forum topic)."""
    return f"chat:{address.channel}:{address.key}"
