"""The parts an analyzer is made of, as it needs them: who finds firms, weighs them, reads stance and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from classifier.names.matcher import FirmMatcher, LexiconFirm, Mention
from classifier.text.normalise import Normalised
from classifier.topics.facts import read_facts
from classifier.types import Fact, Firm
from classifier.verdict.salience import salience
from classifier.verdict.stance import stance


class Matcher(Protocol):
    """Finds the firms of a text; ``extra`` are a user's own, beside the lexicon."""

    def find(self, text: Normalised | str, *, extra: Iterable[LexiconFirm] = ()) -> Sequence[Mention]:
        """The mentions of a text in order, offsets of its matching form."""

    def canonical(self, name: str) -> str:
        """One form for all names of a firm."""


class Weigher(Protocol):
    """Says of which firms an event is told."""

    def __call__(
        self, text: Normalised, topics: Sequence[str], mentions: Sequence[Mention], facts: Sequence[Fact]
    ) -> tuple[Firm, ...]:
        """Firms with salience, the most salient first."""


class StanceReader(Protocol):
    """Says how sure a text is of what it tells."""

    def __call__(self, text: Normalised, topics: Sequence[str], mentions: Sequence[Mention]) -> str:
        """One of ``STANCES``."""


class FactReader(Protocol):
    """Reads the structured facts of the topics told."""

    def __call__(
        self, text: Normalised, topics: Sequence[str], mentions: Sequence[Mention], stance: str
    ) -> Sequence[Fact]:
        """The facts, spans in the raw text."""


@cache
def default_matcher() -> FirmMatcher:
    """The matcher of the shipped lexicon, built once."""
    return FirmMatcher.load()


def default_weigher() -> Weigher:
    """Salience by position and facts."""
    return salience


def default_stance() -> StanceReader:
    """Stance from wording."""
    return stance


def default_facts() -> FactReader:
    """Facts as LABELS define them."""
    return read_facts


def user_words() -> tuple[str, ...]:
    """Names and aliases of the lexicon, which the tokenizer keeps whole."""
    return default_matcher().user_words()
