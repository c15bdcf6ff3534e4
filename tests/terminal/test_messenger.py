"""Outbox messages at a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.core.address import TERMINAL
from bot.core.chats import Button, Message, Part, Sent
from bot.terminal.messenger import TerminalMessenger
from tests.fakes import NOON


async def printed(part: Part) -> str:
    """What a message looks like; sending it always succeeds."""
    out = io.StringIO()
    message = Message(
        id=5, chat_id=1, address=TERMINAL, chat_kind="terminal", kind="digest", part=part, created_at=NOON
    )

    assert await TerminalMessenger(Console(file=out, width=60, highlight=False)).send(message) == Sent(5)
    return out.getvalue()


async def test_html_is_shown_as_text():
    """Bold and links lose their tags, entities are resolved, buttons are numbered."""
    html = '<b>智谱</b> <a href="https://a.example/?a=1&amp;b=2">融资 &lt;B轮&gt; [独家]</a>'

    text = await printed(Part(html=html, text="x", buttons=((Button("对", "fb:1:right"),),)))

    assert "智谱 融资 <B轮> [独家]" in text
    assert "[1] 对" in text


@pytest.mark.parametrize(
    "address", ["https://a.example/[x]", "https://a.example/]", "https://[::1]/", "https://a/[/b]"]
)
async def test_an_address_that_looks_like_markup(address: str):
    """Whatever a feed links to, the message is printed."""
    assert "标题" in await printed(Part(html=f'<a href="{address}">标题</a>', text="标题"))


async def test_plain_text_is_shown_as_it_is():
    """No markup is looked for in it."""
    assert "[bold]a[/bold]" in await printed(Part(html="", text="[bold]a[/bold]"))
