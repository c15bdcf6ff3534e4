"""The parts an analyzer is made of, as it needs them: who finds firms, reads stance and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from classifier.normalise import Normalised
from classifier.types import Fact


class Hit(Protocol):
    """A firm at a place of the raw text."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Matcher(Protocol):
    """Finds the firms of a raw text."""

    def find(self, text: str) -> Sequence[Hit]: ...


class StanceReader(Protocol):
    """Says how sure a text is of what it tells."""

    def __call__(self, text: str, topics: tuple[str, ...], hits: Sequence[Hit]) -> str: ...


class FactReader(Protocol):
    """Reads the structured facts of the topics told."""

    def __call__(
        self, text: Normalised, topics: tuple[str, ...], hits: Sequence[Hit], stance: str
    ) -> Iterable[Fact]: ...


def default_matcher() -> Matcher:
    """Placeholder until the lexicon lands."""

    class _None:
        def find(self, text: str) -> Sequence[Hit]:
            return ()

    return _None()


def default_stance() -> StanceReader:
    """Placeholder until the stance reader lands."""
    return lambda text, topics, hits: "reported"


def default_facts() -> FactReader:
    """Placeholder until the fact readers land."""
    return lambda text, topics, hits, stance: ()


def user_words() -> tuple[str, ...]:
    """Names and aliases of the lexicon, which the tokenizer keeps whole."""
    return ()
