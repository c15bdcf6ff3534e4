"""Numbers as Chinese news writes them: digits, characters, and the units behind them."""

from __future__ import annotations

import math

UNITS = {"": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7}
UNITS |= {"亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "十万亿": 1e13, "百万亿": 1e14}
UNITS |= {"千万亿": 1e15, "兆": 1e12}
#: one number in characters, for a pattern
IN_CHARACTERS = r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九](?:点[一二三四五六七八九])?"
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def number(word: str) -> float:
    """A number in digits or in Chinese numerals up to 99."""
    plain = word.replace(",", "")
    if plain[0].isdigit():
        return float(plain)
    if "点" in word:
        whole, part = word.split("点")
        return _DIGITS[whole] + _DIGITS[part] / 10
    if "十" in word:
        tens, _, ones = word.partition("十")
        return 10.0 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return float(_DIGITS[word])


def scaled(number: float, unit: float) -> float:
    """The product without the dust of binary fractions: 1.1 x 1e8 is 110000000; hundreds of digits are infinite."""
    value = number * unit
    return float(round(value)) if abs(value) >= 1 and math.isfinite(value) else value
