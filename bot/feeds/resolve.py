"""Names to addresses in threads of their own, in turns, so that slow name servers hold up nobody else's look-ups."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.turns import Spending, Turns
from bot.feeds.bill import bill

#: look-ups at once; every fourth is kept for the catalogue
AT_ONCE = 16
#: seconds for which what was found stays good: from the look-up until the host's turn has come
FRESH = 60.0
#: names remembered before the old ones are forgotten
REMEMBERED = 1_000


class Names(AbstractResolver):
    """Another resolver, asked in turns, and before a feed's clock begins to run.

    A name whose servers are dead keeps a thread for many seconds, and nothing ends it: each chat has its share of
    them. What waits for a thread, or for a name server, must not be taken for a slow feed.
    """

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver
        self._turns = Turns(AT_ONCE, Spending(period=600), kept=AT_ONCE // 4)
        self._found: dict[str, tuple[float, list[ResolveResult]]] = {}

    async def look_up(self, host: str) -> None:
        """Find a host's addresses, for a connection soon to be made. Raises OSError when there are none."""
        if _is_address(host) or self._fresh(host):
            return
        found = await self._in_turn(host, 0, socket.AF_UNSPEC)
        if len(self._found) >= REMEMBERED:
            self._found = {name: one for name, one in self._found.items() if self._fresh(name)}
        self._found[host] = (asyncio.get_running_loop().time() + FRESH, found)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of a host: those found before, where they are fresh. Raises OSError when there is none."""
        if self._fresh(host) and family == socket.AF_UNSPEC:
            return [{**one, "port": port} for one in self._found[host][1]]
        return await self._in_turn(host, port, family)

    async def close(self) -> None:
        """Close the other one."""
        await self._resolver.close()

    async def _in_turn(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        async with self._turns.turn(bill().payer):
            return await self._resolver.resolve(host, port, family)

    def _fresh(self, host: str) -> bool:
        return host in self._found and self._found[host][0] > asyncio.get_running_loop().time()


class Resolver(AbstractResolver):
    """getaddrinfo in a small pool; the default pool stays free for the database."""

    def __init__(self, *, threads: int = AT_ONCE) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of a host. Raises OSError when there is none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, _lookup, host, port, family)
        if not found:
            raise OSError(f"no address for {host}")
        return found

    async def close(self) -> None:
        """End the threads without waiting for name servers."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=int(address[1]),
            family=kind,
            proto=protocol,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, protocol, _, address in infos
    ]
