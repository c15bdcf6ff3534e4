"""The structured facts of a text: each topic told reads its own."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.text.certainty import DENIAL
from classifier.text.page import Page
from classifier.topics.registry import Topics
from classifier.topics.topic import Topic
from classifier.types import Fact, Stance


class FactReader:
    """Reads the facts of the topics told; spans count in the raw ``title + "\\n" + text``."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def __call__(self, page: Page, told: Sequence[Topic], stance: Stance) -> list[Fact]:
        """The facts of the topics told, in their order, given the stance of the item."""
        found: list[Fact] = []
        for topic in told:
            found += topic.read_facts(page, self._stance(page, topic, stance) if len(told) > 1 else stance)
        return found

    def _stance(self, page: Page, topic: Topic, stance: Stance) -> Stance:
        """The stance of one topic's facts: of an item that tells several, only what the denial speaks of is denied."""
        if stance != "denied":
            return stance
        denials = [page.text[c.start : c.end] for c in page.clauses if DENIAL.search(page.text, c.start, c.end)]
        about = [self._named_in(words) for words in denials]
        other = any(named and topic.name not in named for named in about)
        return "reported" if other and not any(topic.name in named for named in about) else stance

    def _named_in(self, words: str) -> frozenset[str]:
        """The topics whose words stand in a piece of text."""
        low = words.lower()
        return frozenset(topic.name for topic in self._topics if topic.head_words.search(low))
