"""Small numbers as Chinese writes them: 9, 九, 两, 十八, 二十五."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
#: one of them in characters, for a pattern
IN_CHARACTERS = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"


def number(word: str) -> int:
    """The number that digits or these characters say."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
