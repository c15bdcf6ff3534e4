"""Well-known firms outside the lexicon: nobody subscribes to them, yet news is told of them too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "firm_names.txt"
_START = 2  # characters by which names are looked up; no name is shorter


@cache
def firm_names() -> frozenset[str]:
    """The names, one a line of the file."""
    return frozenset(FILE.read_text(encoding="utf-8").split("\n")) - {""}


@cache
def _by_start() -> dict[str, list[str]]:
    """The names by how they begin, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(firm_names(), key=lambda name: (-len(name), name)):
        found.setdefault(name[:_START], []).append(name)
    return found


def listed(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The names that stand between ``start`` and ``end`` in order, the longest at each place; Latin ones whole."""
    names, read = _by_start(), start
    for at in [at for at in range(start, end) if text[at : at + _START] in names]:
        if at < read:
            continue
        for name in names[text[at : at + _START]]:
            if text.startswith(name, at, end) and _is_whole(text, at, at + len(name)):
                yield name, at, at + len(name)
                read = at + len(name)
                break


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut: KKR is not in KKRX."""
    cuts_left = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    return not cuts_left and not (end < len(text) and _is_latin(text[end]) and _is_latin(text[end - 1]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
