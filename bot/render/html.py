"""Telegram's HTML: escaping, its plain-text twin, and how long Telegram counts it to be."""

from __future__ import annotations

import re
from html import escape as _escape
from html import unescape

#: Telegram's limits for one message
MAX_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_ENTITIES = 100

#: they hold emoji together, and are not "printable"
_JOINERS = "\u200d\ufe0f"
_TAG = re.compile(r"<(/?)([a-z]+)(?:\s[^>]*)?>")


def escape(text: str) -> str:
    """Text made safe inside Telegram HTML: control characters taken out, every kind of space a plain one."""
    return _escape("".join(_safe(c) for c in text), quote=True)


def link(label: str, url: str) -> str:
    """A link, or the bare label where the address is none Telegram would take."""
    if not url.startswith(("http://", "https://")):
        return escape(label)
    return f'<a href="{escape(url)}">{escape(label)}</a>'


def bold(text: str) -> str:
    """Bold text."""
    return f"<b>{escape(text)}</b>"


def _safe(char: str) -> str:
    if char == "\n" or char in _JOINERS or char.isprintable():
        return char
    return " " if char.isspace() else ""


def plain(html: str) -> str:
    """What a reader sees: tags gone, entities resolved."""
    return unescape(_TAG.sub("", html))


def units(html: str) -> int:
    """Length as Telegram counts it: UTF-16 units of the visible text."""
    return len(plain(html).encode("utf-16-le")) // 2


def entities(html: str) -> int:
    """How many formatting entities the message holds."""
    return sum(1 for tag in _TAG.finditer(html) if not tag.group(1))


def fits(html: str, *, max_units: int = MAX_UNITS) -> bool:
    """Telegram takes this as one message."""
    return units(html) <= max_units and entities(html) <= MAX_ENTITIES
