"""Small builders for the patterns of cues and rules."""

from __future__ import annotations


def words(*lines: str) -> str:
    """A pattern for any of the words of all lines, which stand apart by blanks."""
    return f"(?:{'|'.join(' '.join(lines).split())})"


def gap(first: str, second: str, most: int) -> str:
    """``first`` and, in the same clause and at most ``most`` characters on, ``second``."""
    return rf"{first}[^,。;:!?|、\n]{{0,{most}}}{second}"
