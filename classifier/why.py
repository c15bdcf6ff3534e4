"""Why an item got a topic: the exact contributions of the linear score, told in words."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.features import Doc
from classifier.rules import Rule
from classifier.scorer import Scorer

BASE = "基线"
REST = "其余"


def explain(
    scorer: Scorer, doc: Doc, rules: Sequence[Rule], topic: str, *, most: int = 8
) -> tuple[tuple[str, float], ...]:
    """(term, contribution) on the logit scale, strongest first; they add up to the logit of the topic.

    Characters and pairs of characters count towards the words of the text that hold them; ``其余`` sums
    the small ones, ``基线`` is what an empty text would get.
    """
    column = scorer.classes.index(topic)
    slope = float(scorer.slope[column])
    words = _in_words(scorer.contributions(doc, topic), doc)
    told = {word: slope * value for word, value in words.items()}
    for rule in rules:
        if rule.topic == topic:
            told[f"规则:{rule.name}"] = rule.shift
    base = slope * float(scorer.intercept[column]) + float(scorer.offset[column])
    ranked = sorted(told.items(), key=lambda pair: -abs(pair[1]))
    rest = sum(value for _, value in ranked[most:])
    return (*ranked[:most], *([(REST, rest)] if len(ranked) > most else []), (BASE, base))


def _in_words(contributions: dict[tuple[str, str], float], doc: Doc) -> dict[str, float]:
    """Contributions of all blocks, told by word or by cue."""
    told: dict[str, float] = {}
    words = list(dict.fromkeys(doc.words))
    for (block, term), value in contributions.items():
        for name in _names(block, term, words):
            told[name[0]] = told.get(name[0], 0.0) + value * name[1]
    return told


def _names(block: str, term: str, words: Sequence[str]) -> list[tuple[str, float]]:
    if block == "cues":
        return [(f"提示{term}", 1.0)]
    if block == "title":
        pair = term.split("+") if "+" in term.strip("+") else [term]
        return [(word, 1.0 / len(pair)) for word in pair]
    if block == "chars":
        holders = [word for word in words if term in word]
        if not holders:
            holders = [word for word in words if len(term) == 2 and (word[-1] == term[0] or word[0] == term[1])][:2]
        return [(word, 1.0 / len(holders)) for word in holders] or [(term, 1.0)]
    return [(term, 1.0)]
