"""Where a chat is reached, in words that every channel can fill."""

from __future__ import annotations

from dataclasses import dataclass

TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Address:
    """A chat's place: the channel that carries messages to it, its key there, a thread within it ("" for none)."""

    channel: str
    #: the channel's own name for the chat, as text: Telegram's number, later a webhook or a mail address
    key: str
    thread: str = ""


#: the prompt of this machine
TERMINAL = Address("terminal", "0")
