"""The feeds that an HTML page names, for users who paste a site's address."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.feeds.decode import decode
from bot.feeds.references import mended_references
from bot.feeds.text import one_line, web_link

#: the links stand in the head; what comes after this many characters is not read
MOST_MARKUP = 300_000
MOST_LINKS = 10
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


def feed_links(page: bytes, *, base: str, content_type: str = "") -> list[tuple[str, str]]:
    """(title, absolute address) of each feed that the page names in its head, at most ten."""
    reader = _Links(base)
    reader.feed(mended_references(decode(page, content_type=content_type).text[:MOST_MARKUP]))
    return list(reader.found.values())[:MOST_LINKS]


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.found: dict[str, tuple[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect ``link rel=alternate`` and heed ``base``."""
        fields = {name: value or "" for name, value in attrs}
        if tag == "base" and fields.get("href"):
            self.base = web_link(fields["href"], base=self.base) or self.base
        if tag != "link" or "alternate" not in fields.get("rel", "").lower().split():
            return
        url = web_link(fields.get("href", ""), base=self.base)
        if url and fields.get("type", "").lower().split(";")[0].strip() in _TYPES:
            self.found.setdefault(url, (one_line(fields.get("title", ""), limit=200) or url, url))
