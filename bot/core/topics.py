"""The topics: what the bot has to know of each, in one record. Their names and sentences are in ``texts/*/topics``.

A new topic is a record here, its texts, and, where its facts are more than kept, a class in ``core/facts``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NewType

#: what kind of event a story tells: the key of a record, as stored
Topic = NewType("Topic", str)

PRETRAINING_CUT = Topic("pretraining_cut")
FUNDING = Topic("funding")
TALENT_MOVE = Topic("talent_move")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord:
    """One topic as the bot shows it, is asked for it, and finds its stories."""

    key: Topic
    #: an emoji, before its heading
    mark: str
    #: of its bars in pictures, #RRGGBB; one that colour-blind readers tell from the others
    colour: str
    #: what users type for it, lower case
    words: tuple[str, ...]
    #: patterns of several words that users type for it
    phrases: tuple[str, ...] = ()
    #: the kind of its facts, as stored
    fact_kind: str = ""
    #: the kinds of questions that its stories answer (`core/questions.Kind`)
    questions: frozenset[str] = frozenset()
    #: so rare that two of one firm in a week are one event, and that no template flashes are written of it
    is_rare: bool = False
    #: a firm does it but once a day: whoever writes of it that day writes of the same one
    is_once_a_day: bool = False
    #: told of persons, who each do it once
    is_of_people: bool = False


#: all topics, in the order in which a digest tells them: the rarest first
TOPICS: dict[Topic, TopicRecord] = {
    record.key: record
    for record in (
        TopicRecord(
            key=PRETRAINING_CUT,
            mark="🔻",
            colour="#8F1D4F",
            words=("预训练收缩", "预训练", "收缩", "pretraining", "pretrain", "cuts"),
            phrases=(r"pre-?training cuts?",),
            fact_kind="pretraining",
            questions=frozenset({"cuts"}),
            is_rare=True,
        ),
        TopicRecord(
            key=FUNDING,
            mark="💰",
            colour="#0072B2",
            words=("融资", "投融资", "funding", "fundraising"),
            fact_kind="funding",
            questions=frozenset({"rounds", "valuation", "investors", "invested"}),
            is_once_a_day=True,
        ),
        TopicRecord(
            key=TALENT_MOVE,
            mark="🧭",
            colour="#E69F00",
            words=("人才流动", "人才", "人事", "离职", "talent", "moves"),
            phrases=(r"talent moves?",),
            fact_kind="talent",
            questions=frozenset({"left", "joined", "moves", "person"}),
            is_of_people=True,
        ),
    )
}


def topic_called(key: str) -> Topic:
    """The topic with this key.

    Raises:
        ValueError: there is none.
    """
    if key not in TOPICS:
        raise ValueError(f"no topic {key!r}")
    return Topic(key)


def words() -> dict[str, Topic]:
    """What users type -> the topic they mean."""
    return {word: record.key for record in TOPICS.values() for word in record.words}


def answering(question: str) -> tuple[Topic, ...]:
    """The topics whose stories answer this kind of question."""
    return tuple(record.key for record in TOPICS.values() if question in record.questions)


def of_people() -> tuple[Topic, ...]:
    """The topics told of persons."""
    return tuple(record.key for record in TOPICS.values() if record.is_of_people)


def records(topics: Collection[Topic]) -> list[TopicRecord]:
    """The records of some topics, in the order of all."""
    return [record for key, record in TOPICS.items() if key in topics]
