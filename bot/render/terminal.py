"""Telegram HTML as rich console markup: bold stays bold, a link shows its label underlined and clickable."""

from __future__ import annotations

import re
from html import unescape

from rich.markup import escape

_TAG = re.compile(r'<b>|</b>|<i>|</i>|<a href="([^"]*)">|</a>')
_MARKUP = {"<b>": "[bold]", "</b>": "[/bold]", "<i>": "[italic]", "</i>": "[/italic]", "</a>": "[/link]"}


def to_terminal(html: str) -> str:
    """Console markup of one message."""
    out: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        out.append(escape(unescape(html[at : tag.start()])))
        href = tag.group(1)
        out.append(f"[link={_address(href)}]" if href is not None else _MARKUP[tag.group()])
        at = tag.end()
    out.append(escape(unescape(html[at:])))
    return "".join(out)


def _address(href: str) -> str:
    """An address that ends no markup: brackets as a browser would send them."""
    return unescape(href).replace("[", "%5B").replace("]", "%5D")
