"""The promises of bounded bodies."""

import gzip
import tracemalloc
import zlib

import pytest

from bot.feeds.inflate import STEP, BrokenBodyError, TooBigError, read_body

MIB = 1 << 20


async def read(
    body: bytes, encoding: str = "gzip", *, piece: int = 65536, wire: int = 5 * MIB, size: int = 10 * MIB
) -> bytes:
    async def chunks():
        for start in range(0, len(body), piece):
            yield body[start : start + piece]

    return await read_body(chunks(), encoding=encoding, max_wire=wire, max_inflated=size)


@pytest.mark.parametrize("piece", [1, 7, 65536])
async def test_gzip_and_zlib_whole(piece):
    """Compressed bodies come out whole, however the network cuts them."""
    text = "虎报".encode() * 50

    assert await read(gzip.compress(text), piece=piece) == text
    assert await read(zlib.compress(text), "deflate", piece=piece) == text
    assert await read(text, "", piece=piece) == text
    assert await read(text, "identity", piece=piece) == text


async def test_gzip_members_and_padding():
    """Two members in a row are one body; zeros after the end are ignored."""
    assert await read(gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 9) == b"ab"


async def test_bomb_is_cut_at_the_limit():
    """64 MiB in 64 KiB cost no more memory than the limit and one step, twice over."""
    bomb = gzip.compress(b"0" * (64 * MIB))
    tracemalloc.start()

    with pytest.raises(TooBigError, match="unpacked"):
        await read(bomb, size=4 * MIB)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * (4 * MIB + STEP) + 2 * MIB


async def test_wire_limit():
    """More bytes than allowed on the wire are refused, compressed or not."""
    with pytest.raises(TooBigError, match="wire"):
        await read(b"0" * 100, "", wire=99)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
async def test_unasked_encodings(encoding):
    """We ask for gzip; whatever else comes is refused."""
    with pytest.raises(BrokenBodyError):
        await read(b"x", encoding)


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"0123456789" * 99)[:-9]], ids=["no gzip", "cut"])
async def test_broken_or_cut_compression(body):
    """Damaged compression is an error, never half a feed."""
    with pytest.raises(BrokenBodyError):
        await read(body)


async def test_empty_body():
    """Nothing is nothing, whatever the header says."""
    assert await read(b"") == b""
