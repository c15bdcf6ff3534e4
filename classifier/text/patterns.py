"""Lists of words that are patterns, and small builders for the patterns of cues, rules and readers."""

from __future__ import annotations

import re

_LOOK_AROUND = re.compile(r"\(\?<?[!=][^()]*\)")


class Words:
    """Words of one meaning, each with what keeps it out of longer words: ``出任(?<!推出任)(?!务|何)``.

    Its string is a pattern for any of them, so a list stands in other patterns as it is. ``|`` joins lists,
    ``-`` leaves out words named without their traps. Raises ValueError for a word with two different traps.
    """

    def __init__(self, *lines: str) -> None:
        self._written: dict[str, str] = {}
        for word in " ".join(lines).split():
            plain = _LOOK_AROUND.sub("", word)
            if self._written.setdefault(plain, word) != word:
                raise ValueError(f"{plain} has two traps: {self._written[plain]} and {word}")
        self._pattern = f"(?:{'|'.join(self._written.values())})"

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without their traps, in the order written."""
        return tuple(self._written)

    def __str__(self) -> str:
        return self._pattern

    def __or__(self, other: Words) -> Words:
        return Words(*self._written.values(), *other._written.values())

    def __sub__(self, left_out: str) -> Words:
        out = left_out.split()
        if unknown := set(out) - self._written.keys():
            raise ValueError(f"not on the list: {' '.join(sorted(unknown))}")
        return Words(*(word for plain, word in self._written.items() if plain not in out))


def words(*lines: str | Words) -> str:
    """A pattern for any of the words of all lines, which stand apart by blanks, and of all lists."""
    parts = [str(line) if isinstance(line, Words) else "|".join(line.split()) for line in lines]
    return f"(?:{'|'.join(part for part in parts if part)})"


def gap(first: str | Words, second: str | Words, most: int) -> str:
    """``first`` and, in the same clause and at most ``most`` characters on, ``second``."""
    return rf"{first}[^,。;:!?|、\n]{{0,{most}}}{second}"
