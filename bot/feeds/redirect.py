"""Where a redirect leads, and where it must not."""

from __future__ import annotations

from dataclasses import dataclass

from yarl import URL

from bot.core.errors import FetchError, RefusedError
from bot.feeds.guard import check_url


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer that sends us elsewhere."""

    location: str
    permanent: bool


def next_hop(url: str, hop: URL, location: str) -> URL:
    """Where a redirect leads. Raises FetchError and RefusedError, in the name of the feed's ``url``."""
    try:
        target = hop.join(URL(location)).with_fragment(None)
    except ValueError as error:
        raise FetchError(url, "redirected to nowhere") from error
    if not location:
        raise FetchError(url, "redirected to nowhere")
    if hop.scheme == "https" and target.scheme == "http":
        raise RefusedError(url, "redirected from https to http")
    try:
        return check_url(str(target))
    except RefusedError as error:
        raise RefusedError(url, f"redirected to where we do not go: {error.detail}") from error
