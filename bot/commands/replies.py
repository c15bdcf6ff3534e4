"""Replies made of sentences or of HTML, in parts that Telegram takes."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chats import Buttons, Part, Reply
from bot.render.html import escape, plain
from bot.render.split import pack

#: of a user's own words, so many characters are repeated to them
MOST_REPEATED = 60


def say(text: str, *, buttons: Buttons = (), edit: bool = False) -> Reply:
    """A reply of one plain sentence or more."""
    return Reply(parts=(Part(html=escape(text), text=text, buttons=buttons),), edit=edit)


def show(html: str, *, buttons: Buttons = (), edit: bool = False) -> Reply:
    """A reply of Telegram HTML."""
    return Reply(parts=(Part(html=html, text=plain(html), buttons=buttons),), edit=edit)


def fitting(reply: Reply) -> Reply:
    """The reply in parts that Telegram takes: nothing a user sends can make an answer too long."""
    parts = [piece for part in reply.parts for piece in _pieces(part)]
    return replace(reply, parts=tuple(parts), toast=reply.toast[:200])


def _pieces(part: Part) -> list[Part]:
    if not part.html or part.image is not None or part.document is not None:
        return [part]
    htmls = pack([part.html])
    if len(htmls) < 2:
        return [part]
    pieces = [Part(html=html, text=plain(html)) for html in htmls]
    return [*pieces[:-1], replace(pieces[-1], buttons=part.buttons)]
