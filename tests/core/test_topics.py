"""The records of the topics: what each must have, and what is asked of all."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.core.digests import main_topic
from bot.core.facts import KINDS
from bot.core.questions import Kind
from bot.core.topics import FUNDING, TOPICS, Topic, answering, records, topic_called, words
from bot.texts import LANGUAGES, texts_in
from classifier.topics import TOPICS as READ
from tests.fakes import story


def test_every_topic_of_the_classifier_has_a_record():
    """None is read that cannot be told, and none is offered that is never read."""
    assert {record.key for record in TOPICS.values()} == set(TOPICS) == {topic.name for topic in READ}


def test_no_two_topics_share_a_sign():
    """Marks, colours, words and kinds of facts tell them apart; every question is one topic's."""
    for of in ("mark", "colour", "fact_kind"):
        values = [getattr(record, of) for record in TOPICS.values()]
        assert "" not in values
        assert len(set(values)) == len(values)
    typed = Counter(word for record in TOPICS.values() for word in record.words)
    asked = Counter(kind for record in TOPICS.values() for kind in record.questions)
    assert {*typed.values(), *asked.values()} == {1}
    assert set(asked) == set(Kind) - {Kind.STORIES}
    assert {record.fact_kind for record in TOPICS.values()} <= set(KINDS)


def test_words_are_lower_case_and_phrases_are_patterns():
    """As they are looked up."""
    assert all(word == word.lower() for word in words())
    assert all(re.compile(phrase) for record in TOPICS.values() for phrase in record.phrases)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_topic_has_a_name(language: str):
    """In every language."""
    assert set(texts_in(language).TOPIC_NAMES) == set(TOPICS)
    assert set(texts_in(language).FACT_HEADINGS) <= set(TOPICS)


def test_a_topic_is_called_by_its_key():
    """An unknown one is refused, and so is a story of none."""
    assert topic_called("funding") == FUNDING
    with pytest.raises(ValueError, match="no topic 'weather'"):
        topic_called("weather")
    with pytest.raises(ValueError, match="empty"):
        main_topic(story(topics={Topic("weather"): 0.9}))


def test_some_of_them():
    """In the order of all, whatever the order asked in."""
    assert [record.key for record in records(list(reversed(TOPICS)))] == list(TOPICS)
    assert records([Topic("weather")]) == []
    assert answering("weather") == ()
    assert answering(Kind.ROUNDS) == (FUNDING,)
