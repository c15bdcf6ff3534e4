"""Messages and replies at a terminal: what Telegram would show, as text."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot.core.types import Message, Outcome, Part, Sent
from bot.render.terminal import to_terminal


class TerminalMessenger:
    """Prints outbox messages; a print always succeeds."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def send(self, message: Message) -> Outcome:
        """Print one message."""
        show_part(self._console, message.part)
        return Sent(message.id)


def show_part(console: Console, part: Part) -> None:
    """One part with its buttons numbered below it."""
    body = Text.from_markup(to_terminal(part.html)) if part.html else Text(part.text)
    console.print(body, soft_wrap=True)
    labels = [button.label for row in part.buttons for button in row]
    if labels:
        console.print(Text("  ".join(f"[{n}] {label}" for n, label in enumerate(labels, 1)), style="cyan"))
    console.print()
