"""The structured facts of a text: who raised how much, who moved where, who stopped training."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.names.matcher import Mention
from classifier.text.certainty import topic_stance
from classifier.text.normalise import Normalised
from classifier.text.page import Page
from classifier.topics.funding.reader import read_funding
from classifier.topics.pretraining_cut.reader import read_pretraining
from classifier.topics.talent_move.reader import read_talent
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
