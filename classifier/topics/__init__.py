"""The topics, each a room of its own that exports its record as ``TOPIC``."""

from classifier.topics import funding, pretraining_cut, talent_move
from classifier.topics.registry import Topics
from classifier.topics.topic import Topic, main_topic

#: The shipped topics, in the order of every score vector.
TOPICS = Topics((pretraining_cut.TOPIC, funding.TOPIC, talent_move.TOPIC))

__all__ = ["TOPICS", "Topic", "Topics", "main_topic"]
