"""The promises of looking names up."""

import socket

import pytest

from bot.feeds.resolve import Resolver


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
