"""A body as it comes off the wire: counted, inflated by ourselves, and cut at named limits."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

#: one step of inflating; a bomb costs at most this much beyond the limit
STEP = 1 << 20


class TooBigError(Exception):
    """The body passed a limit."""


class BrokenBodyError(Exception):
    """The body is not what its Content-Encoding says."""


async def read_body(chunks: AsyncIterator[bytes], *, encoding: str, max_wire: int, max_inflated: int) -> bytes:
    """The whole body, inflated.

    Raises TooBigError past either limit, BrokenBodyError for damaged or unasked compression.
    """
    unpacker = _unpacker(encoding)
    wire, body = 0, bytearray()
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_wire:
            raise TooBigError(f"more than {max_wire} bytes on the wire")
        if unpacker is None:
            body += chunk
        else:
            unpacker.feed(chunk, into=body, limit=max_inflated)
        if len(body) > max_inflated:
            raise TooBigError(f"more than {max_inflated} bytes unpacked")
    if unpacker is not None and wire and not unpacker.finished:
        raise BrokenBodyError("the compressed body is cut off")
    return bytes(body)


def _unpacker(encoding: str) -> _Unpacker | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return _Unpacker()
        case other:  # we ask for gzip only; stacked encodings are bombs
            raise BrokenBodyError(f"unasked Content-Encoding {other[:40]!r}")


class _Unpacker:
    """Bounded gzip or zlib, several gzip members in a row included."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(47)  # 32 + 15: gzip or zlib, whichever the bytes are
        self.finished = False

    def feed(self, data: bytes, *, into: bytearray, limit: int) -> None:
        """Inflate ``data`` into ``into``, stopping soon after ``limit``."""
        while data and len(into) <= limit:
            if self._stream.eof:
                self._stream = zlib.decompressobj(47)
            try:
                into += self._stream.decompress(data, STEP)
            except zlib.error as error:
                if self.finished:  # padding after the last member
                    return
                raise BrokenBodyError(f"broken compression: {error}") from error
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            self.finished = self._stream.eof
