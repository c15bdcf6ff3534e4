"""Which rules hold for an item, and what they add to the logits; the rules themselves stand in each topic's room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.topics.registry import Topics
from classifier.topics.rule import Rule, Scene
from classifier.topics.topic import Topic

#: Below this probability a topic is out of reach: no rule that lowers it further is asked.
HOPELESS = 0.02


def in_passage(topic: str) -> Rule:
    """A passage far down in a long text that carries a fact of its topic is worth this much."""
    return Rule("正文有事实", topic, 2.0, "正文里写明了具体的人、公司或金额", lambda scene: True)


def fired(topics: Topics, scene: Scene, before: Sequence[float] | None = None) -> list[Rule]:
    """The rules that hold for an item; ``before``, the probabilities without rules, saves needless ones."""
    found: list[Rule] = []
    for column, topic in enumerate(topics):
        lowers = before is None or before[column] > HOPELESS
        raises = _has_sign(topic, scene)
        found += [rule for rule in topic.rules if (lowers if rule.shift < 0 else raises) and rule.test(scene)]
    return found


def _has_sign(topic: Topic, scene: Scene) -> bool:
    """Whether a rule could raise the topic at all."""
    in_lead = topic.required_in_lead and topic.required.search(scene.lead) is not None
    return in_lead or topic.required.search(scene.title) is not None


def shifts(topics: Topics, rules: Sequence[Rule], learnt: Mapping[str, float]) -> list[float]:
    """The sum of shifts for each topic, in order; ``learnt`` shifts by key go before the rules' own."""
    total = [0.0] * len(topics)
    for rule in rules:
        total[topics.column(rule.topic)] += learnt.get(rule.key, rule.shift)
    return total
