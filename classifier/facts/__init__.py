"""The structured facts of a text: who raised how much, who moved where, who stopped training."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.facts.funding import read_funding
from classifier.facts.page import Page
from classifier.facts.talent import read_talent
from classifier.firms import Mention
from classifier.normalise import Normalised
from classifier.types import Fact


def read_facts(text: Normalised, topics: Sequence[str], mentions: Sequence[Mention], stance: str) -> list[Fact]:
    """The facts of the topics told; spans count in the raw ``title + "\\n" + text``."""
    page = Page(text, mentions)
    facts: list[Fact] = []
    if "funding" in topics:
        facts += read_funding(page, stance)
    if "talent_move" in topics:
        facts += read_talent(page, stance)
    return facts
