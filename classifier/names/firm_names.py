"""Well-known firms outside the lexicon: nobody subscribes to them, yet news is told of them too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "firm_names.txt"
#: characters of a name
_SHORTEST, _LONGEST = 2, 12


@cache
def firm_names() -> frozenset[str]:
    """The names, one a line of the file."""
    return frozenset(FILE.read_text(encoding="utf-8").split("\n")) - {""}


def listed(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The names that stand between ``start`` and ``end`` in order, the longest at each place; Latin ones whole."""
    names, at = firm_names(), start
    while at < end:
        most = min(_LONGEST, end - at)
        size = next((n for n in range(most, _SHORTEST - 1, -1) if text[at : at + n] in names), 0)
        if size and _is_whole(text, at, at + size):
            yield text[at : at + size], at, at + size
            at += size
        else:
            at += 1


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut: KKR is not in KKRX."""
    cuts_left = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    return not cuts_left and not (end < len(text) and _is_latin(text[end]) and _is_latin(text[end - 1]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
