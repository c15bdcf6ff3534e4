"""Telegram's numbers as addresses and back: nobody else knows that its keys are integers."""

from __future__ import annotations

from bot.core.address import TELEGRAM, Address


def address_of(chat_id: int, thread_id: int = 0) -> Address:
    """The address of a Telegram chat, or of a forum topic in it."""
    return Address(TELEGRAM, str(chat_id), str(thread_id) if thread_id else "")


def chat_id_of(address: Address) -> int:
    """Telegram's id of the chat."""
    return int(address.key)


def thread_id_of(address: Address) -> int | None:
    """Telegram's id of the forum topic, None for none."""
    return int(address.thread) if address.thread else None
