"""What a topic is: everything the classifier has to know of one, in one record."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from classifier.text.page import Page
from classifier.topics.rule import Rule
from classifier.topics.title_firms import TitleFirms
from classifier.types import Fact, FactValue, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """For news of giving something up: words by which a text says that it goes on, which denies the news."""

    #: the news is called untrue
    untrue: re.Pattern[str]
    #: the title itself says that it is given up: what goes on beside it is something else
    given_up: re.Pattern[str]
    goes_on: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic: its name, what its rules, facts and titles say, and what is read of stance and firms.

    Patterns are searched in the matching form (see ``text.normalise``); ``required`` and ``head_words`` in lower case.
    """

    name: str
    #: of an item that tells several topics, the one with the highest priority decides what parts its firms play
    priority: int
    #: how many of a day's negatives one of the samples stands for when the threshold is chosen
    negative_weight: float

    rules: tuple[Rule, ...]
    #: without one of these in the title (or the lead, if ``required_in_lead``) no rule can raise the topic
    required: re.Pattern[str]
    required_in_lead: bool = False

    #: of a title that joins several heads, those with one of these words tell the topic
    head_words: re.Pattern[str]
    #: what title or lead say of an event that is confirmed
    confirmed: re.Pattern[str]
    ending: Ending | None = None

    fact: type[FactValue]
    #: the facts of a page, given the stance of the item (of this topic in it)
    read_facts: Callable[[Page, Stance], Sequence[Fact]]

    title_firms: TitleFirms = field(default_factory=TitleFirms)
    #: what a firm does in such news: a stranger before one of these is a firm
    firm_verbs: re.Pattern[str]


def main_topic(topics: Sequence[Topic]) -> Topic | None:
    """The topic that decides what parts the firms of an item play, None without topics."""
    return max(topics, key=lambda topic: topic.priority, default=None)
