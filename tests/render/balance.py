"""A strict reader of Telegram's HTML."""

from __future__ import annotations

from html.parser import HTMLParser

ALLOWED = {"b", "i", "a", "code"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in ALLOWED or (tag == "a") != bool(attrs):
            self.wrong.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


def balanced(html: str) -> bool:
    """Only tags that Telegram knows, each closed in order, and no stray sign of markup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return not reader.wrong and not reader.open
