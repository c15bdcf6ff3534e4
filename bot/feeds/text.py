"""HTML of a feed's fields to plain text, within bounds; also what must not reach an XML parser."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bot.core.shortening import shorten
from bot.feeds.references import unescaped

#: markup read per field before stripping; the rest of an endless body is cut
MOST_MARKUP = 400_000
_UNSEEN = re.compile(r"<(script|style|noscript|template)\b[^<>]{0,500}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>", re.DOTALL)
_BREAK = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?tr|/?h[1-6]|/?ul|/?ol|/?table|/?blockquote|hr)\b[^>]{0,500}>", re.IGNORECASE
)
# A quoted attribute may hold ">". Nothing here runs past the next "<", so that no input is quadratic.
_TAG = re.compile(r"</?[A-Za-z!?](?:[^<>\"']|\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'|[\"']){0,4000}+>")
#: C0 and C1 controls except tab and line ends, lone surrogates, non-characters
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8BbCcEeFf]|1[0-9A-Fa-f]));")


def without_controls(text: str) -> str:
    """The text without characters, or references to characters, that XML forbids."""
    text = _CONTROL.sub("", text)
    return _CONTROL_REFERENCE.sub("", text) if "&#" in text else text


def plain(markup: str, *, limit: int) -> str:
    """Markup as plain text of at most ``limit`` characters; line breaks where blocks end."""
    text = markup[:MOST_MARKUP]
    if "<" in text:
        text = _COMMENT.sub(" ", _UNSEEN.sub(" ", text))
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = unescaped(text)
    lines = (" ".join(line.split()) for line in _CONTROL.sub("", text).splitlines())
    return shorten("\n".join(line for line in lines if line), limit)


def one_line(markup: str, *, limit: int) -> str:
    """Markup as one line of plain text."""
    return shorten(" ".join(plain(markup, limit=limit * 4).split()), limit)


def web_link(link: str, *, base: str = "", limit: int = 2048) -> str:
    """The link made absolute, or "" if it is no http(s) link or too long."""
    try:
        bare = _CONTROL.sub("", link).strip()
        absolute = urljoin(base, bare) if base and bare else bare
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or len(absolute) > limit:
        return ""
    return re.sub(r"\s", "%20", absolute)
