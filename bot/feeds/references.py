"""Numeric character references that stand for no character, mended before a parser chokes on them."""

from __future__ import annotations

import re
from html import unescape

from bot.feeds.decode import REPLACED

_DIGITS, _HEX_DIGITS = r"(?![0-9]);?", r"(?![0-9a-fA-F]);?"
#: A high and a low half, as systems write an emoji that count in UTF-16; the halves' numbers are 0xD800 to 0xDFFF.
_HIGH = (
    rf"&#(?:0*(?:5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d){_DIGITS}"
    rf"|[xX]0*[dD][89aAbB][0-9a-fA-F]{{2}}{_HEX_DIGITS})"
)
_LOW = (
    rf"&#(?:0*(?:563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]){_DIGITS}"
    rf"|[xX]0*[dD][c-fC-F][0-9a-fA-F]{{2}}{_HEX_DIGITS})"
)
#: What may lie in the halves' range, be no character or lie beyond Unicode; ordinary references do not match.
_ODD = (
    rf"&#(?:0*(?:5[5-7]\d{{3}}|6553[45]|\d{{7,}}){_DIGITS}"
    rf"|[xX]0*(?:[dD][89a-fA-F][0-9a-fA-F]{{2}}|[fF]{{3}}[eEfF]|[0-9a-fA-F]{{6,}}){_HEX_DIGITS})"
)
_REFERENCE = re.compile(
    rf"(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))|(?P<high>{_HIGH})(?P<low>{_LOW})|{_ODD}", re.DOTALL | re.ASCII
)
_LAST = 0x10FFFF


def mended_references(text: str) -> str:
    """The text with halves of one character joined, and U+FFFD where a reference stands for none; CDATA as it is."""
    return _REFERENCE.sub(_mended, text) if "&#" in text else text


def unescaped(text: str) -> str:
    """HTML's references as characters, whatever their numbers."""
    return unescape(mended_references(text))


def _mended(found: re.Match[str]) -> str:
    if found["cdata"]:
        return found["cdata"]
    if found["high"]:
        return chr(0x10000 + ((_number(found["high"]) - 0xD800) << 10) + (_number(found["low"]) - 0xDC00))
    number = _number(found[0])
    stands_for_none = 0xD800 <= number <= 0xDFFF or number in (0, 0xFFFE, 0xFFFF) or number > _LAST
    return REPLACED if stands_for_none else f"&#{number};"


def _number(reference: str) -> int:
    digits = reference[2:].rstrip(";")
    base = 16 if digits[0] in "xX" else 10
    digits = digits.lstrip("xX0") or "0"
    return int(digits, base) if len(digits) <= 8 else _LAST + 1  # Python refuses numbers of thousands of digits
