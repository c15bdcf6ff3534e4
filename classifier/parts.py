"""The parts an analyzer is made of, as it needs them: who finds firms, weighs them, reads stance and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from classifier.names.matcher import FirmMatcher, LexiconFirm
from classifier.text.mentions import Mention
from classifier.text.normalise import Normalised
from classifier.text.page import Page
from classifier.topics.topic import Topic
from classifier.types import Fact, Firm


class Matcher(Protocol):
    """Finds the firms of a text; ``extra`` are a user's own, beside the lexicon."""

    def find(self, text: Normalised | str, *, extra: Iterable[LexiconFirm] = ()) -> Sequence[Mention]:
        """The mentions of a text in order, offsets of its matching form."""

    def canonical(self, name: str) -> str:
        """One form for all names of a firm."""


class Weigher(Protocol):
    """Says of which firms an event is told."""

    def __call__(self, page: Page, topics: Sequence[Topic], facts: Sequence[Fact]) -> tuple[Firm, ...]:
        """Firms with salience, the most salient first."""


class StanceReader(Protocol):
    """Says how sure a text is of what it tells."""

    def __call__(self, page: Page, topics: Sequence[Topic]) -> str:
        """One of ``STANCES``."""


class FactReader(Protocol):
    """Reads the structured facts of the topics told."""

    def __call__(self, page: Page, told: Sequence[Topic], stance: str) -> Sequence[Fact]:
        """The facts, spans in the raw text."""


@cache
def default_matcher() -> FirmMatcher:
    """The matcher of the shipped lexicon, built once."""
    return FirmMatcher.load()


def user_words() -> tuple[str, ...]:
    """Names and aliases of the lexicon, which the tokenizer keeps whole."""
    return default_matcher().user_words()
