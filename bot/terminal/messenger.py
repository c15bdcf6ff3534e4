"""Messages and replies at a terminal: what Telegram would show, as text."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.core.address import TERMINAL
from bot.core.chats import Buttons, Message, Outcome, Part, Sent
from bot.render.terminal import to_terminal
from bot.texts import texts


class TerminalMessenger:
    """Prints outbox messages; a print always succeeds."""

    channel = TERMINAL.channel
    overall_gap = timedelta(0)

    def __init__(self, console: Console) -> None:
        self._console = console

    def gap(self, message: Message) -> timedelta:
        """A screen takes everything at once."""
        return timedelta(0)

    async def send(self, message: Message) -> Outcome:
        """Print one message."""
        show_part(self._console, message.part)
        return Sent(message.id)


def show_part(console: Console, part: Part) -> None:
    """One part with its buttons numbered below it."""
    console.print(to_terminal(part.html) if part.html else Text(part.text), soft_wrap=True)
    for path in _save(part):
        console.print(Text(texts.SAVED_TO.format(path=path), style="cyan"), soft_wrap=True)
    show_buttons(console, part.buttons)
    console.print()


def _save(part: Part) -> list[Path]:
    """The picture and the file of a part, which a terminal cannot show, in a folder of their own."""
    files = [*([("hubao.png", part.image)] if part.image else []), *([part.document] if part.document else [])]
    if not files:
        return []
    folder = Path(tempfile.mkdtemp(prefix="hubao-"))
    paths = [folder / Path(name).name for name, _ in files]
    for path, (_, body) in zip(paths, files, strict=True):
        path.write_bytes(body)
    return paths


def show_buttons(console: Console, buttons: Buttons) -> None:
    """Buttons with the numbers that press them."""
    labels = [button.label for row in buttons for button in row]
    if labels:
        console.print(Text("  ".join(f"[{n}] {label}" for n, label in enumerate(labels, 1)), style="cyan"))
