"""Labels that a model doubts which had not seen their items: where a reader looks again first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifier.model.topic_model import TopicModel
from classifier.model.training import Sample, Views, groups_of
from classifier.topics import TOPICS, Topics

#: More than any cosine: no item is dropped as a near-duplicate, each is scored.
_KEEP_ALL = 2.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that a model doubts; ``item`` is the item's place in what was given."""

    item: int
    topic: str
    #: whether the item is labelled with the topic
    labelled: bool
    #: the topic's probability, from a fold that saw neither the item nor one like it
    probability: float


def suspicious(
    items: Sequence[Sample],
    base: Sequence[Sample],
    *,
    most: int,
    user_words: Sequence[str] = (),
    engine: str = "auto",
    topics: Topics = TOPICS,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> list[Doubt]:
    """For each topic at most ``most`` labels of the items that contradict the model, the most doubted first.

    Learns from the base and the items together. Items that are alike share a fold, so a copy in the base lends its
    label to none. The shipped weights have no part: they may have been learnt from these very items.
    """
    rows = [*items, *base]
    progress("grouping", 0.05)
    _, groups = groups_of(rows, same=_KEEP_ALL)
    views = Views.of(rows, groups, topics)
    model = TopicModel(
        topics=topics.names, user_words=tuple(user_words), engine=engine, negative_weights=topics.negative_weights
    )
    progress("scoring out of fold", 0.2)
    model.fit(
        views.texts,
        [rows[i].topics for i in views.bags],
        rules=views.rules,
        bags=views.bags,
        groups=views.groups,
        sample_weight=[rows[i].weight for i in views.bags],
    )
    progress("done", 1.0)
    proba = model.out_of_fold_proba()[: len(items)]
    found = []
    for column, topic in enumerate(topics.names):
        told = (Doubt(n, topic, topic in row.topics, float(proba[n, column])) for n, row in enumerate(items))
        against = [doubt for doubt in told if _of_label(doubt) < 0.5]
        found.extend(sorted(against, key=_of_label)[:most])
    return found


def _of_label(doubt: Doubt) -> float:
    """How probable the label is as it stands."""
    return doubt.probability if doubt.labelled else 1 - doubt.probability
