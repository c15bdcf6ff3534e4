"""The promises of looking names up."""

import asyncio
import socket
from collections import Counter

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.shares import Payer
from bot.feeds.bill import billed_to
from bot.feeds.resolve import Names, Resolver


async def test_name_to_addresses():
    """localhost is found, with the port asked for."""
    resolver = Resolver(threads=1)
    try:
        found = await resolver.resolve("localhost", 8080, socket.AF_UNSPEC)
    finally:
        await resolver.close()

    assert {answer["port"] for answer in found} == {8080}
    assert {answer["host"] for answer in found} <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("found", [[], None])
async def test_unknown_name(monkeypatch, found):
    """A name without address is an OSError, as the client expects."""

    def lookup(*_args: object, **_options: object) -> list[object]:
        if found is None:
            raise socket.gaierror("unknown")
        return found

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    resolver = Resolver(threads=1)
    with pytest.raises(OSError):
        await resolver.resolve("no-such-host.invalid", 80)
    await resolver.close()


class DeadServers(AbstractResolver):
    """Answers for good names; of the others nothing is heard."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked[host] += 1
        if host.startswith("dead"):
            await asyncio.Event().wait()
        return [ResolveResult(hostname=host, host="192.0.2.7", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def test_dead_names_of_one_chat_delay_only_its_own():
    """P3: of 64 that never end, three are asked for at once; another chat's name and shared ones are found."""
    servers = DeadServers()
    names = Names(servers)

    async def look_up(payer: Payer, host: str) -> None:
        with billed_to(payer):
            await names.look_up(host)

    dead = [asyncio.create_task(look_up(Payer(1), f"dead{number}.test")) for number in range(64)]
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await look_up(Payer("good.test:443", shared=True), "good.test")
        await look_up(Payer(2), "other.test")
    held = sum(count for host, count in servers.asked.items() if host.startswith("dead"))
    for task in dead:
        task.cancel()

    assert held == 3


async def test_what_was_looked_up_ahead_is_not_looked_up_again():
    """The connection takes the addresses that were found; a literal address needs no name server."""
    servers = DeadServers()
    names = Names(servers)

    await names.look_up("good.test")
    await names.look_up("2001:db8::7")
    found = await names.resolve("good.test", 8080, socket.AF_UNSPEC)

    assert (found[0]["host"], found[0]["port"], servers.asked) == ("192.0.2.7", 8080, Counter({"good.test": 1}))
