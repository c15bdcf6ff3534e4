"""Funding: a firm raises money, goes public, issues bonds or is valued."""

from classifier.topics.funding import wording
from classifier.topics.funding.fact import Funding
from classifier.topics.funding.reader import read_funding
from classifier.topics.funding.rules import RULES
from classifier.topics.rule import required_words_of
from classifier.topics.topic import Topic

TOPIC = Topic(
    name="funding",
    priority=2,
    negative_weight=2.0,
    rules=RULES,
    required=required_words_of(RULES),
    head_words=wording.HEAD_WORDS,
    confirmed=wording.CONFIRMED,
    fact=Funding,
    read_facts=read_funding,
    title_firms=wording.TITLE_FIRMS,
    firm_verbs=wording.FIRM_VERBS,
)

__all__ = ["TOPIC"]
