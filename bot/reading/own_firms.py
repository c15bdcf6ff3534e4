"""Finds the firms that chats added for themselves in what the classifier has read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.firms import OwnFirm, name_key
from bot.core.types import FirmRef
from classifier import Analysis
from classifier.names.matcher import FirmMatcher, LexiconFirm
from classifier.text.normalise import normalise
from classifier.text.page import Page
from classifier.topics import TOPICS, Topics
from classifier.verdict.salience import salience


class OwnFirms:
    """All chats' own firms beside the lexicon; asks `load` each time, so that a new one counts at once."""

    def __init__(self, matcher: FirmMatcher, load: Callable[[], Sequence[OwnFirm]], *, topics: Topics = TOPICS) -> None:
        self._matcher, self._load, self._topics = matcher, load, topics
        self._own: tuple[OwnFirm, ...] = ()
        self._wide = matcher
        self._ids: Mapping[str, Sequence[str]] = {}

    def refresh(self) -> bool:
        """Read the firms anew; whether there are any."""
        own = tuple(self._load())
        if own != self._own:
            self._own, self._ids = own, _ids_by_name(own)
            self._wide = self._matcher.with_firms(_joined(own))
        return bool(own)

    def find(self, title: str, text: str, analysis: Analysis) -> tuple[FirmRef, ...]:
        """The own firms of an item that tells something, called as the text calls them."""
        whole = normalise(f"{title}\n{text}")
        mentions = self._wide.find(whole)
        named = [m for m in mentions if m.id in self._wide.firms and m.id not in self._matcher.firms]
        if not named:
            return ()
        topics = self._topics.of(analysis.topics)
        page = Page(whole, mentions, [topic.head_words for topic in topics])
        told = salience(page, topics, analysis.facts)
        weights = {firm.id: firm.salience for firm in told}
        found: dict[str, FirmRef] = {}
        for mention in named:
            for firm_id in self._ids.get(name_key(mention.alias), ()):
                firm = FirmRef(firm_id, mention.alias, weights.get(mention.id, 0.2))
                if firm_id not in found or found[firm_id].salience < firm.salience:
                    found[firm_id] = firm
        return tuple(found.values())


def _ids_by_name(firms: Sequence[OwnFirm]) -> dict[str, list[str]]:
    """Every name -> the firms it means: two chats may have given one name to different firms."""
    ids: dict[str, list[str]] = {}
    for firm in firms:
        for word in firm.names:
            known = ids.setdefault(_key(word), [])
            if firm.id not in known:
                known.append(firm.id)
    return ids


def _joined(firms: Sequence[OwnFirm]) -> list[LexiconFirm]:
    """Each name once, for the matcher takes the first firm that a name means; whose it is, `_ids_by_name` tells."""
    names: dict[str, str] = {}
    for firm in firms:
        for word in firm.names:
            names.setdefault(_key(word), word)
    return [LexiconFirm(id=f"own:{key}", name=word) for key, word in names.items()]


def _key(word: str) -> str:
    """A name in the form in which texts are matched: simplified characters."""
    return name_key(normalise(word).text)
