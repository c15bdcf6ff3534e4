"""What the tests of firms, stance and facts share: one matcher, and a text read in one call."""

from __future__ import annotations

from functools import cache
from typing import Any

from classifier.names.matcher import FirmMatcher
from classifier.text.normalise import normalise
from classifier.topics.facts import read_facts
from classifier.types import Fact


@cache
def matcher() -> FirmMatcher:
    """The matcher of the shipped lexicon."""
    return FirmMatcher.load()


def facts(title: str, text: str = "", *, topic: str, stance: str = "reported") -> list[Fact]:
    """The facts of one topic in an item."""
    whole = normalise(f"{title}\n{text}" if text else title)
    return read_facts(whole, (topic,), matcher().find(whole), stance)


def slots(title: str, text: str = "", *, topic: str, stance: str = "reported") -> list[dict[str, Any]]:
    """The filled slots of each fact, the stance left out."""
    found = facts(title, text, topic=topic, stance=stance)
    return [{k: v for k, v in fact.value.to_json().items() if v not in (None, []) and k != "stance"} for fact in found]
