"""Pack blocks (one story each) into messages; cut a block only when it alone is too long, at a pause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.render.html import MAX_UNITS, escape, fits, plain, units

_PAUSES = re.compile(r"(?<=[。？！；\n])|(?<=[，,;.!? ])")


def pack(blocks: Sequence[str], *, joiner: str = "\n", max_units: int = MAX_UNITS) -> list[str]:
    """Blocks of HTML, whole and in order, in as few messages as fit; nothing is dropped."""
    messages: list[str] = []
    current = ""
    for block in _cut_all(blocks, max_units):
        joined = f"{current}{joiner}{block}" if current else block
        if current and not fits(joined, max_units=max_units):
            messages.append(current)
            current = block.lstrip("\n")  # a blank line above a heading parts it from nothing here
        else:
            current = joined
    if current:
        messages.append(current)
    return messages


def _cut_all(blocks: Iterable[str], max_units: int) -> Iterator[str]:
    for block in blocks:
        if fits(block, max_units=max_units):
            yield block
        else:
            # Markup cannot be cut safely, and a block this long is prose: send its text.
            yield from (escape(piece) for piece in cut_text(plain(block), max_units=max_units))


def cut_text(text: str, *, max_units: int = MAX_UNITS) -> list[str]:
    """Plain text in pieces of at most `max_units` UTF-16 units, cut at the last pause that fits, else anywhere."""
    pieces: list[str] = []
    current = ""
    for phrase in _phrases(text, max_units):
        if current and units_of(current + phrase) > max_units:
            pieces.append(current)
            current = phrase
        else:
            current += phrase
    return [*pieces, current] if current else pieces


def units_of(text: str) -> int:
    """UTF-16 units of plain text."""
    return units(escape(text))


def _phrases(text: str, max_units: int) -> Iterator[str]:
    for phrase in _PAUSES.split(text):
        start = 0
        while units_of(phrase[start:]) > max_units:
            # A character takes at most two units, so half as many characters always fit.
            yield phrase[start : start + max_units // 2]
            start += max_units // 2
        yield phrase[start:]
