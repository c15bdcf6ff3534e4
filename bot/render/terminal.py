"""Telegram HTML as a console's styled text: bold stays bold, a link shows its label underlined and clickable."""

from __future__ import annotations

import re
from html import unescape

from rich.style import Style
from rich.text import Text

_TAG = re.compile(r'<(/?)(b|i|a)(?: href="([^"]*)")?>')
_STYLES = {"b": Style(bold=True), "i": Style(italic=True)}


def to_terminal(html: str) -> Text:
    """One message as the console prints it.

    Styled text and no console markup: a feed's title may hold what markup would take for a tag of its own.
    """
    text = Text()
    styles = [Style()]
    at = 0
    for tag in _TAG.finditer(html):
        text.append(unescape(html[at : tag.start()]), styles[-1])
        ends, name, href = tag.groups()
        if ends:
            styles = styles[:-1] or styles
        else:
            styles.append(styles[-1] + (_STYLES.get(name) or Style(link=unescape(href or ""), underline=True)))
        at = tag.end()
    text.append(unescape(html[at:]), styles[-1])
    return text
