"""``rsshub://route``: addresses below the configured RSSHub, and never beside it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from yarl import URL

from bot.core.errors import RefusedError

_SCHEME = "rsshub://"


def resolve(url: str, base: str) -> str:
    """``rsshub://route`` as an address below ``base``, others as they are.

    Raises RefusedError without a base, and for a route that goes up from it.
    """
    if not url.lower().startswith(_SCHEME):
        return url
    if not base:
        raise RefusedError(url, "no RSSHub address is configured")
    route = url[len(_SCHEME) :].lstrip("/")
    if _climbs(route):
        raise RefusedError(url, "the route leaves the configured RSSHub")
    return f"{base.rstrip('/')}/{route}"


def is_below(url: URL, base: str) -> bool:
    """Whether an address, of any hop, is one of the configured RSSHub, and does not go up from it."""
    if not base:
        return False
    root, address = f"{str(URL(base)).rstrip('/')}/", str(url)
    return address.startswith(root) and not _climbs(address.removeprefix(root))


def _climbs(route: str) -> bool:
    """Whether a server might read its path as one that goes up: written plainly, in codes, or in codes of codes."""
    path = re.sub(r"\s", "", re.split(r"[?#]", route)[0])
    while (decoded := unquote(path)) != path:
        path = decoded
    return any(segment.partition(";")[0] == ".." for segment in re.split(r"[/\\]", path))
