"""Words shaped like names of people that are none, and words that no firm's name holds, with their counts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "non_names.txt"
VERBS = Path(__file__).parent / "verbs.txt"
WELL_KNOWN = Path(__file__).parent / "well_known.txt"


@cache
def non_names() -> frozenset[str]:
    """Words that have the shape of a person's name: 高铁, 时隔, 曾推出."""
    return _words(FILE)


@cache
def verbs() -> frozenset[str]:
    """Verbs, adverbs and pronouns that no firm's name holds: 推出, 创下, 终于."""
    return _words(VERBS)


@cache
def well_known() -> frozenset[str]:
    """Firms of other trades, outside the lexicon, whose names the dictionary knows as words: 瑞银, 雀巢."""
    return _words(WELL_KNOWN)


def _words(file: Path) -> frozenset[str]:
    return frozenset(line.split()[0] for line in file.read_text(encoding="utf-8").splitlines() if line)
