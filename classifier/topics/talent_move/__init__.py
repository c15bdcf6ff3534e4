"""Talent moves: people come, go, rise, are hired or laid off."""

from classifier.topics.rule import required_words_of
from classifier.topics.talent_move import wording
from classifier.topics.talent_move.fact import TalentMove
from classifier.topics.talent_move.reader import read_talent
from classifier.topics.talent_move.rules import RULES
from classifier.topics.topic import Topic

TOPIC = Topic(
    name="talent_move",
    priority=1,
    negative_weight=4.0,
    rules=RULES,
    required=required_words_of(RULES),
    head_words=wording.HEAD_WORDS,
    confirmed=wording.CONFIRMED,
    fact=TalentMove,
    read_facts=read_talent,
    title_firms=wording.TITLE_FIRMS,
    firm_verbs=wording.FIRM_VERBS,
)

__all__ = ["TOPIC"]
