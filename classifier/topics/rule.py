"""What a rule is: a named shift of one topic's logit, told by patterns, with the reason for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: A shift of this size decides alone.
DECIDES = 6.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule looks at: title and lead, normalised and lower-cased."""

    title: str
    lead: str = ""


Test = Callable[[Scene], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named shift of one topic's logit; ``reason`` is what a person is told."""

    name: str
    topic: str
    shift: float
    reason: str
    test: Test


def pattern(*parts: str) -> Callable[[str], bool]:
    """Whether any of the patterns is found in a text."""
    search = re.compile("|".join(parts)).search
    return lambda text: search(text) is not None


def in_title(told: str, unless: str = "") -> Test:
    """``told`` stands in the title, and ``unless`` does not."""
    found = re.compile(told).search
    if not unless:
        return lambda scene: found(scene.title) is not None
    spared = re.compile(unless).search
    return lambda scene: found(scene.title) is not None and spared(scene.title) is None


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
    return lambda scene: test(scene) and not any(other(scene) for other in never)


def rules_of(topic: str, rows: Sequence[tuple[str, float, str, Test]]) -> tuple[Rule, ...]:
    """Rules of one topic from (name, shift, reason, test)."""
    return tuple(Rule(name, topic, shift, reason, test) for name, shift, reason, test in rows)
