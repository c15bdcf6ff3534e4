"""Messages and replies at a terminal: what Telegram would show, as text."""

from __future__ import annotations

from rich.console import Console
from rich.errors import MarkupError
from rich.text import Text

from bot.core.types import Buttons, Message, Outcome, Part, Sent
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
    console.print(_body(part), soft_wrap=True)
    show_buttons(console, part.buttons)
    console.print()


def show_buttons(console: Console, buttons: Buttons) -> None:
    """Buttons with the numbers that press them."""
    labels = [button.label for row in buttons for button in row]
    if labels:
        console.print(Text("  ".join(f"[{n}] {label}" for n, label in enumerate(labels, 1)), style="cyan"))


def _body(part: Part) -> Text:
    """A feed's link may hold what the console takes for markup; the plain text always prints."""
    if not part.html:
        return Text(part.text)
    try:
        return Text.from_markup(to_terminal(part.html))
    except MarkupError:
        return Text(part.text)
