"""What the tests of firms, stance and facts share: one matcher, and a text read in one call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from classifier.names.matcher import FirmMatcher
from classifier.text.normalise import normalise
from classifier.text.page import Page
from classifier.topics import TOPICS
from classifier.topics.facts import FactReader
from classifier.types import Fact


@cache
def matcher() -> FirmMatcher:
    """The matcher of the shipped lexicon."""
    return FirmMatcher.load()


def page_of(title: str, text: str = "", *, topics: Sequence[str] = ()) -> Page:
    """An item as the topics see it."""
    whole = normalise(f"{title}\n{text}" if text else title)
    return Page(whole, matcher().find(whole), [topic.head_words for topic in TOPICS.of(topics)])


def facts(title: str, text: str = "", *, topic: str, stance: str = "reported") -> list[Fact]:
    """The facts of one topic in an item."""
    return facts_of(page_of(title, text, topics=(topic,)), (topic,), stance)


def facts_of(page: Page, topics: Sequence[str], stance: str = "reported") -> list[Fact]:
    """The facts of a page."""
    return FactReader(TOPICS)(page, TOPICS.of(topics), stance)


def slots(title: str, text: str = "", *, topic: str, stance: str = "reported") -> list[dict[str, Any]]:
    """The filled slots of each fact, the stance left out."""
    found = facts(title, text, topic=topic, stance=stance)
    return [{k: v for k, v in fact.value.to_json().items() if v not in (None, []) and k != "stance"} for fact in found]
