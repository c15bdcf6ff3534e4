"""The structured facts of a text: who raised how much, who moved where, who stopped training."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.facts.cues import topic_stance
from classifier.facts.funding import read_funding
from classifier.facts.page import Page
from classifier.facts.pretraining import read_pretraining
from classifier.facts.talent import read_talent
from classifier.firms import Mention
from classifier.normalise import Normalised
from classifier.types import Fact

__all__ = ["read_facts"]

_READERS = {"pretraining_cut": read_pretraining, "funding": read_funding, "talent_move": read_talent}


def read_facts(text: Normalised, topics: Sequence[str], mentions: Sequence[Mention], stance: str) -> list[Fact]:
    """The facts of the topics told; spans count in the raw ``title + "\\n" + text``."""
    page = Page(text, mentions, topics)
    found: list[Fact] = []
    for topic, read in _READERS.items():
        if topic in topics:
            found += read(page, topic_stance(page, topic, stance) if len(topics) > 1 else stance)
    return found
