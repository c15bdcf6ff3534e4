"""Pretraining cuts: a firm stops or shrinks training a model of its own, or says that it goes on."""

from classifier.topics.pretraining_cut import wording
from classifier.topics.pretraining_cut.fact import PretrainingCut
from classifier.topics.pretraining_cut.reader import read_pretraining
from classifier.topics.pretraining_cut.rules import RULES
from classifier.topics.rule import required_words_of
from classifier.topics.topic import Topic

TOPIC = Topic(
    name="pretraining_cut",
    priority=3,
    negative_weight=3.2,
    rules=RULES,
    required=required_words_of(RULES),
    required_in_lead=True,
    head_words=wording.HEAD_WORDS,
    confirmed=wording.CONFIRMED,
    ending=wording.ENDING,
    fact=PretrainingCut,
    read_facts=read_pretraining,
    title_firms=wording.TITLE_FIRMS,
    firm_verbs=wording.FIRM_VERBS,
)

__all__ = ["TOPIC"]
