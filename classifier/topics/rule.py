"""What a rule is: a named shift of one topic's logit, told by patterns, with the reason for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifier.text.required_words import required_words

#: A shift of this size decides alone.
DECIDES = 6.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule looks at: title and lead, normalised and lower-cased."""

    title: str
    lead: str = ""


Test = Callable[[Scene], bool]


@dataclass(frozen=True, slots=True)
class ByPattern:
    """A test that a pattern makes; without one of its ``required`` words in title or lead it does not hold."""

    test: Test
    required: frozenset[str]

    def __call__(self, scene: Scene) -> bool:
        """Whether it holds for a scene."""
        return self.test(scene)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named shift of one topic's logit; ``reason`` is what a person is told.

    How far a rule shifts is learnt with the model; ``shift`` says which way, and how far for a model that was
    trained without the rule.
    """

    name: str
    topic: str
    shift: float
    reason: str
    test: Test

    @property
    def key(self) -> str:
        """The name of the rule among those of all topics."""
        return f"{self.topic}/{self.name}"


def pattern(*parts: str) -> Callable[[str], bool]:
    """Whether any of the patterns is found in a text."""
    search = re.compile("|".join(parts)).search
    return lambda text: search(text) is not None


def in_title(told: str, unless: str = "") -> ByPattern:
    """``told`` stands in the title, and ``unless`` does not."""
    found = re.compile(told).search
    if not unless:
        return ByPattern(lambda scene: found(scene.title) is not None, required_words(told))
    spared = re.compile(unless).search
    return ByPattern(lambda scene: found(scene.title) is not None and spared(scene.title) is None, required_words(told))


def anywhere(told: str) -> Test:
    """``told`` stands in the title or in the lead."""
    found = re.compile(told).search
    return lambda scene: found(scene.title) is not None or found(scene.lead) is not None


def nowhere(told: str) -> Test:
    """``told`` stands neither in the title nor in the lead."""
    found = anywhere(told)
    return lambda scene: not found(scene)


def nowhere_in_title(told: str) -> Test:
    """``told`` does not stand in the title."""
    found = re.compile(told).search
    return lambda scene: found(scene.title) is None


def but(test: Test, *never: Test) -> Test:
    """``test`` holds and none of ``never`` does."""

    def holds(scene: Scene) -> bool:
        return test(scene) and not any(other(scene) for other in never)

    return ByPattern(holds, test.required) if isinstance(test, ByPattern) else holds


def in_either(one: Test, other: Test) -> Test:
    """One of two tests holds."""
    return lambda scene: one(scene) or other(scene)


def required_words_of(rules: Sequence[Rule]) -> re.Pattern[str]:
    """A quick look at a text: where it finds nothing no rule that raises the topic holds.

    Raises ValueError for a raising rule whose test requires no word.
    """
    found: set[str] = set()
    for rule in rules:
        if rule.shift <= 0:
            continue
        if not isinstance(rule.test, ByPattern) or not rule.test.required:
            raise ValueError(f"rule {rule.name} requires no word")
        found |= rule.test.required
    least = sorted(word for word in found if not any(other in word for other in found - {word}))
    return re.compile("|".join(map(re.escape, least)))


def rules_of(topic: str, rows: Sequence[tuple[str, float, str, Test]]) -> tuple[Rule, ...]:
    """Rules of one topic from (name, shift, reason, test)."""
    return tuple(Rule(name, topic, shift, reason, test) for name, shift, reason, test in rows)
