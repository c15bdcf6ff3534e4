"""The topics that a classifier knows, in the order of its score vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from classifier.topics.topic import Topic


class Topics:
    """Topics by name and by column; raises ValueError for two of one name."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        #: the names in the order of every score vector
        self.names = tuple(topic.name for topic in self._topics)
        #: how many of a day's negatives a sample stands for, in the same order
        self.negative_weights = tuple(topic.negative_weight for topic in self._topics)
        if len(set(self.names)) < len(self.names):
            raise ValueError(f"two topics of one name: {', '.join(self.names)}")

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics)

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Topic:
        return self._topics[self.column(name)]

    def column(self, name: str) -> int:
        """The place of a topic in a score vector. Raises KeyError for a name that is none."""
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(name) from None

    def of(self, names: Iterable[str]) -> tuple[Topic, ...]:
        """The topics of these names, in order. Raises KeyError for a name that is none."""
        wanted = set(names)
        if unknown := wanted - set(self.names):
            raise KeyError(", ".join(sorted(unknown)))
        return tuple(topic for topic in self._topics if topic.name in wanted)

    def plus(self, *more: Topic) -> Topics:
        """These topics and more, the new ones last."""
        return Topics((*self._topics, *more))
