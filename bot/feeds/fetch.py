"""One feed from the network: conditional, bounded in time and size, and never from where it must not go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.core.errors import FetchError, HostPausedError, RefusedError
from bot.feeds.bill import server_clock
from bot.feeds.guard import NOT_PUBLIC, check_url, guarded_socket
from bot.feeds.headers import first_of, max_age, retry_after
from bot.feeds.inflate import BrokenBodyError, TooBigError, read_body
from bot.feeds.politeness import HostPace, HostPaused
from bot.feeds.redirect import Redirect, next_hop
from bot.feeds.resolve import Names, Resolver
from bot.feeds.rsshub import is_below, resolve

log = logging.getLogger(__name__)

MIB = 1 << 20
PERMANENT = frozenset({301, 308})
TEMPORARY = frozenset({302, 303, 307})
#: how long a host that says 429 without a time is left alone
DEFAULT_PAUSE = timedelta(minutes=5)
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that nothing changed."""

    url: str
    #: where an unbroken chain of permanent redirects ended, or ""
    permanent_url: str = ""
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body and what the server said about it."""

    #: where the body came from, after redirects
    url: str
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    permanent_url: str = ""
    max_age: timedelta | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that parsing needs."""
        return {"content-type": self.content_type}


class Fetcher:
    """Fetches feeds; open it with ``async with``.

    ``allow_hosts`` holds exact ``host:port`` pairs, as written in URLs, that may be non-public: for the catalogue's
    feeds, and ``open_to_chats`` for those that chats added.
    """

    def __init__(
        self,
        *,
        allow_hosts: Collection[str] = (),
        open_to_chats: bool = False,
        host_gap: float = 1.0,
        host_concurrency: int = 2,
        total_seconds: float = 30,
        connect_seconds: float = 10,
        max_wire: int = 5 * MIB,
        max_inflated: int = 10 * MIB,
        max_redirects: int = 5,
        user_agent: str = "Hubao/0.1 (feed reader)",
        rsshub: str = "",
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = frozenset(pair.strip().lower() for pair in allow_hosts)
        self._open_to_chats = open_to_chats
        self._seconds, self._connect_seconds = total_seconds, connect_seconds
        self._max_wire, self._max_inflated, self._max_redirects = max_wire, max_inflated, max_redirects
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        self._rsshub = rsshub
        self._pace = HostPace(gap=host_gap, at_once=host_concurrency)
        self._names = Names(resolver or Resolver())
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._exit.push_async_callback(self._names.close)
        # Two sessions: what the operator allowed by name goes through the one without a guard. The library's own cache
        # is off: it lets a look-up wait for that of another feed, whoever's share that one waits in.
        connector = partial(aiohttp.TCPConnector, resolver=self._names, use_dns_cache=False)
        self._guarded = await self._session(connector(socket_factory=guarded_socket))
        self._trusted = await self._session(connector())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()

    async def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", by_chat: bool = False
    ) -> Fetched | NotModified:
        """The feed's body, or that it did not change. Of allowed hosts, one added ``by_chat`` sees only the RSSHub.

        Raises FetchError (with ``status``, ``retry_after``, ``unreachable``) and RefusedError.
        """
        condition = {"If-None-Match": etag} if etag else {}
        if last_modified:
            condition["If-Modified-Since"] = last_modified
        first = hop = check_url(resolve(url, self._rsshub))
        permanent, left = True, self._seconds
        for _ in range(self._max_redirects + 1):
            try:
                session = self._session_for(hop, by_chat=by_chat)
                await self._look_up(url, hop)
                # Waiting for a name or a turn is not the server's slowness: the clock runs from here.
                async with self._pace.turn(_pair(hop)):
                    with server_clock() as took:
                        async with asyncio.timeout(left):
                            answer = await self._hop(session, url, hop, condition)
            except HostPaused as pause:
                wait = timedelta(seconds=pause.seconds)
                raise HostPausedError(url, retry_after=wait, host=_pair(hop)) from pause
            except TimeoutError as error:
                raise FetchError(url, f"no whole answer in {self._seconds:g} s", unreachable=True) from error
            if not isinstance(answer, Redirect):
                moved = str(hop) if permanent and hop != first else ""
                return replace(answer, permanent_url=moved)
            left -= took()
            permanent = permanent and answer.permanent
            hop = next_hop(url, hop, answer.location)
        raise FetchError(url, f"more than {self._max_redirects} redirects")

    async def _look_up(self, url: str, hop: URL) -> None:
        try:
            await self._names.look_up(hop.host or "")
        except OSError as error:
            raise FetchError(url, "name not found", unreachable=True) from error

    def _session_for(self, hop: URL, *, by_chat: bool) -> aiohttp.ClientSession:
        may = not by_chat or self._open_to_chats or is_below(hop, self._rsshub)
        return self._trusted if may and _pair(hop) in self._allowed else self._guarded

    async def _hop(
        self, session: aiohttp.ClientSession, url: str, hop: URL, condition: dict[str, str]
    ) -> Fetched | NotModified | Redirect:
        try:
            async with session.get(hop, headers=condition, allow_redirects=False) as response:
                return await self._answer(url, response)
        except (TooBigError, BrokenBodyError) as error:
            raise FetchError(url, str(error)) from error
        except (aiohttp.InvalidURL, ValueError) as error:
            raise RefusedError(url, "not an address") from error
        except aiohttp.ClientConnectorError as error:
            if NOT_PUBLIC in str(error.os_error):
                raise RefusedError(url, NOT_PUBLIC) from error
            raise FetchError(url, _reason(error), unreachable=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise FetchError(url, _reason(error), unreachable=True) from error

    async def _answer(self, url: str, response: aiohttp.ClientResponse) -> Fetched | NotModified | Redirect:
        headers, status, at = response.headers, response.status, str(response.url)
        if status == 304:
            return NotModified(url=at, max_age=max_age(headers.get("Cache-Control", "")))
        if status in PERMANENT | TEMPORARY:
            return Redirect(first_of(headers, "Location"), status in PERMANENT)
        if not 200 <= status < 300:
            raise self._refusal(url, response)
        try:
            body = await read_body(
                _chunks(response),
                encoding=headers.get("Content-Encoding", ""),
                max_wire=self._max_wire,
                max_inflated=self._max_inflated,
            )
        except BaseException:
            response.close()  # do not read the rest only to keep the connection
            raise
        return Fetched(
            url=at,
            body=body,
            content_type=first_of(headers, "Content-Type")[:200],
            etag=first_of(headers, "ETag")[:512],
            last_modified=first_of(headers, "Last-Modified")[:128],
            max_age=max_age(headers.get("Cache-Control", "")),
        )

    def _refusal(self, url: str, response: aiohttp.ClientResponse) -> FetchError:
        response.close()
        wait = retry_after(first_of(response.headers, "Retry-After"), date=first_of(response.headers, "Date"))
        if response.status == 429:
            wait = wait or DEFAULT_PAUSE
            self._pace.pause(_pair(response.url), wait.total_seconds())
        reason = f"HTTP {response.status} {response.reason or ''}".strip()
        return FetchError(url, reason[:100], status=response.status, retry_after=wait, host=_pair(response.url))

    async def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return await self._exit.enter_async_context(
            aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
                trust_env=False,
            )
        )


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async for chunk in response.content.iter_any():
        yield chunk


def _pair(url: URL) -> str:
    return f"{url.host}:{url.port}".lower()


def _reason(error: Exception) -> str:
    """What went wrong, without addresses: a user must not learn which ports are open."""
    return type(error).__name__.removeprefix("Client") if isinstance(error, aiohttp.ClientError) else "connection lost"
