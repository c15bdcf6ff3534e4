"""Why an item got a topic: the exact contributions of the linear score, told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.model.features import Doc
from classifier.model.scorer import Scored
from classifier.topics.rule import Rule

BASE = "基线"
REST = "其余"
#: What the places of firms in a title add.
FIRM_NAME = "公司在标题里的位置"
#: Contributions below this are told together, as the rest.
SMALL = 0.01


def explain(
    scored: Scored, row: int, doc: Doc, rules: Sequence[Rule], topic: str, *, most: int = 8
) -> tuple[tuple[str, float], ...]:
    """Why the doc in that row of the scores got the topic: (term, contribution), strongest first.

    Contributions are on the logit scale and add up to it. Characters and pairs of characters count
    towards the words of the text that hold them; a rule is told by its reason. ``其余`` sums the small
    ones, ``基线`` is what an empty text would get.
    """
    scorer = scored.scorer
    column = scorer.classes.index(topic)
    slope = float(scorer.slope[column])
    parts = scored.contributions(row, topic)
    large = {key: value for key, value in parts.items() if abs(value) >= SMALL}
    told = {word: slope * value for word, value in _in_words(large, doc).items()}
    for rule in rules:
        if rule.topic == topic:
            told[f"规则:{rule.reason}"] = scorer.rules.get(rule.key, rule.shift)
    base = slope * float(scorer.intercept[column]) + float(scorer.offset[column])
    ranked = sorted(told.items(), key=lambda pair: -abs(pair[1]))
    small = slope * sum(value for value in parts.values() if abs(value) < SMALL)
    rest = small + sum(value for _, value in ranked[most:])
    return (*ranked[:most], (REST, rest), (BASE, base))


def _in_words(contributions: dict[tuple[str, str], float], doc: Doc) -> dict[str, float]:
    """Contributions of all blocks, told by word or by cue."""
    holders: dict[str, list[str]] = {}
    for word in dict.fromkeys(doc.words):
        for char in dict.fromkeys(word):
            holders.setdefault(char, []).append(word)
    told: dict[str, float] = {}
    for (block, term), value in contributions.items():
        names = _names(block, term, holders)
        for name in names:
            told[name] = told.get(name, 0.0) + value / len(names)
    return told


def _names(block: str, term: str, holders: Mapping[str, list[str]]) -> list[str]:
    """The words of the text that a term is told by; they share its part evenly."""
    if block == "cues":
        return [f"提示{term}"]
    if block == "pairs":
        return [f"提示{cue}" for cue in term.split("&", 1)]
    if block == "skips":
        return term.split("~", 1)
    if block == "shape":
        return [FIRM_NAME]
    if block == "title" and "+" in term.strip("+"):
        return term.split("+", 1)
    if block == "chars":
        inside = [word for word in holders.get(term[0], ()) if term in word]
        across = inside or [
            *(word for word in holders.get(term[0], ()) if word[-1] == term[0]),
            *(word for word in holders.get(term[-1], ()) if word[0] == term[-1]),
        ]
        return across or [term]
    return [term]
