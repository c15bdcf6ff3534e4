"""Text as the classifier matches it: NFKC, simplified characters, and the way back to the raw text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

#: Anything but ASCII, Han, the punctuation that NFKC keeps, and full-width ASCII.
_UNUSUAL = re.compile("[^\\x00-\\x7f一-\\u9fff、。〈-】“”‘’—·\\uff01-\\uff5e]")
_FULL_WIDTH = re.compile("[\\uff01-\\uff5e]")
_UNUSUAL_RUN = re.compile(_UNUSUAL.pattern + "+")
#: Halves of characters that a broken page leaves; OpenCC and rjieba refuse them.
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters turned to simplified ones, one character for one.

    OpenCC's phrase table may change the length of a text in rare cases; the offset map must not be
    lost for those, so they are converted character by character.
    """
    whole: str = _simplifier().convert(text)
    if len(whole) == len(text):
        return whole
    single = (_simplifier().convert(char) for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(single, text, strict=True))


def _starts_of(raw: str) -> list[int]:
    """For each character of the NFKC of a text the offset of the raw character that it comes from."""
    starts: list[int] = []
    at = 0
    for run in _UNUSUAL_RUN.finditer(raw):
        first = run.start() - (run.start() > at and unicodedata.combining(run.group()[0]) > 0)
        starts += range(at, first)
        for where, unit in _units(raw[first : run.end()], first):
            starts += [where] * len(unicodedata.normalize("NFKC", unit))
        at = run.end()
    starts += range(at, len(raw))
    return starts


def _units(run: str, offset: int) -> Iterable[tuple[int, str]]:
    """Characters with the combining marks that follow them: the pieces NFKC may change on their own."""
    start = 0
    for at in range(1, len(run) + 1):
        if at == len(run) or not unicodedata.combining(run[at]):
            yield offset + start, run[start:at]
            start = at


@dataclass(frozen=True)
class Normalised:
    """A raw text beside its matching form; ``raw_span`` leads from the one back to the other."""

    raw: str
    text: str
    #: both have the same characters at the same places; False only means that it was not shown yet
    aligned: bool = False

    @cached_property
    def _starts(self) -> list[int] | None:
        """Raw offset of each character of ``text`` and of its end; None when both are the same."""
        if self.raw == self.text:
            return None
        last = len(self.raw)
        starts = _starts_of(self.raw)[: len(self.text)]
        return [*starts, *[last] * (len(self.text) - len(starts)), last]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the raw text that stands behind ``text[start:end]``."""
        if self.aligned or self._starts is None:
            return start, end
        if end <= start:
            return self._starts[start], self._starts[start]
        stop = next((s for s in self._starts[end:] if s > self._starts[end - 1]), len(self.raw))
        return self._starts[start], stop


def compatible(raw: str) -> tuple[str, bool]:
    """NFKC of a text, lone surrogates replaced, and whether each character is known to keep its place.

    By a short cut when only full-width ASCII has to change, as in most news.
    """
    if _UNUSUAL.search(raw):
        return unicodedata.normalize("NFKC", _SURROGATE.sub("\ufffd", raw)), False
    return _FULL_WIDTH.sub(lambda match: chr(ord(match.group()) - 0xFEE0), raw), True


def normalise(raw: str) -> Normalised:
    """The matching form of a text: NFKC, then simplified characters."""
    text, aligned = compatible(raw)
    return Normalised(raw=raw, text=simplify(text), aligned=aligned)
