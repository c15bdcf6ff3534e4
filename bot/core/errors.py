"""Every error of ours: one root, one line of meaning each, facts as attributes."""

from __future__ import annotations

from datetime import timedelta


class HubaoError(Exception):
    """Something went wrong, and the message says what to do about it."""

    #: what a command that it ends exits with: 1 may pass by itself, 2 a human must act
    exit_code = 2


class SettingsError(HubaoError):
    """A setting or a file of settings cannot be used."""


class DatabaseError(HubaoError):
    """The database cannot be opened, or is newer than this code."""


class DatabaseAwayError(DatabaseError):
    """The database's server does not answer."""

    exit_code = 1


class FeedError(HubaoError):
    """Something went wrong with one feed."""

    exit_code = 1
    summary = "feed error"

    def __init__(self, url: str, detail: str = "") -> None:
        super().__init__(url, detail)
        self.url, self.detail = url, detail

    def __str__(self) -> str:
        return f"{self.summary}: {self.url}: {self.detail}" if self.detail else f"{self.summary}: {self.url}"


class FetchError(FeedError):
    """The server did not give us the feed. Facts: HTTP status, Retry-After, if it was reached, whose answer."""

    summary = "cannot fetch feed"

    def __init__(
        self,
        url: str,
        detail: str = "",
        *,
        status: int = 0,
        retry_after: timedelta | None = None,
        unreachable: bool = False,
        host: str = "",
    ) -> None:
        super().__init__(url, detail)
        self.status, self.retry_after, self.unreachable, self.host = status, retry_after, unreachable, host


class HostPausedError(FetchError):
    """Not asked at all: its host told us to wait."""

    summary = "host asked us to wait"


class RefusedError(FeedError):
    """We will not fetch this address (private network, scheme, port, credentials)."""

    summary = "address refused"


class NotAFeedError(FeedError):
    """The server answered, but with something that is no feed."""

    summary = "not a feed"

    def __init__(self, url: str, detail: str = "", *, links: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(url, detail)
        #: (title, address) of the feeds that the page names
        self.links = links


class ParseError(FeedError):
    """The feed is damaged beyond reading, or costs too much to read."""

    summary = "cannot parse feed"
