"""Figures: topics, firms, stance and fact slots of labelled items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from classifier.metrics import average_precision, intervals, prf, ratios
from classifier.text.normalise import normalise
from classifier.topics import TOPICS
from classifier.types import Analysis

#: From this salience on a firm counts as one the event is told of.
SALIENT = 0.5
BATCH = 100


class Reader(Protocol):
    """What is measured: an ``Analyzer``, or anything that answers like one."""

    def analyze_many(self, items: Sequence[tuple[str, str]]) -> list[Analysis]:
        """Read many items."""


def evaluate(
    items: Iterable[Mapping[str, Any]],
    analyzer: Reader,
    *,
    canonical: Callable[[str], str] | None = None,
    min_score: float = 0.0,
    topics: Sequence[str] = TOPICS.names,
) -> dict[str, Any]:
    """Figures of an analyzer on labelled items; those with ``sure`` 0 are left out.

    An item has ``title``, ``summary``, ``topics`` and, if they are to be measured, ``stance``, ``firms``
    and ``facts``. ``canonical`` turns a firm's name or alias into one form (default: the analyzer's
    lexicon). Firms and stance are measured on the items that are positive by their label; what would be
    pushed is every tag from ``min_score`` on.
    """
    rows = [item for item in items if item.get("sure", 2) != 0]
    name = canonical or _canonical_of(analyzer)
    found: list[Analysis] = []
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        found += analyzer.analyze_many([(row["title"], row.get("summary") or "") for row in batch])
    pairs = list(zip(rows, found, strict=True))
    return {
        "items": len(rows),
        "topics": {topic: _topic(topic, pairs) for topic in topics},
        "firms": _firms(pairs, name),
        "stance": _stance(pairs),
        "facts": _facts(pairs, name),
        "pushed": _pushed(pairs, min_score),
    }


Pair = tuple[Mapping[str, Any], Analysis]


def _topic(topic: str, pairs: Sequence[Pair]) -> dict[str, Any]:
    gold = np.array([topic in row["topics"] for row, _ in pairs], dtype=bool)
    found = np.array([topic in answer.topics for _, answer in pairs], dtype=bool)
    score = np.array([answer.scores.get(topic, 0.0) for _, answer in pairs])
    precision, recall, f1 = prf(gold, found)
    return {
        "positives": int(gold.sum()),
        "found": int(found.sum()),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "average_precision": average_precision(gold, score),
        "intervals": intervals(list(zip(gold & found, found, gold, strict=True))),
    }


def _canonical_of(analyzer: Reader) -> Callable[[str], str]:
    """Names by the analyzer's own lexicon, where it has one."""
    matcher = getattr(analyzer, "firms", None)
    canonical: Callable[[str], str] = matcher.canonical if matcher is not None else str.casefold
    return canonical


def _firms(pairs: Sequence[Pair], canonical: Callable[[str], str]) -> dict[str, Any]:
    counts = []
    for row, answer in pairs:
        if not row["topics"]:
            continue
        gold = {canonical(name) for name in row.get("firms") or ()}
        told = {canonical(firm.name) for firm in answer.firms if firm.salience >= SALIENT}
        counts.append((len(gold & told), len(told), len(gold)))
    hits, found, wanted = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    precision, recall, f1 = ratios(hits, found, wanted)
    figures = {"wanted": wanted, "found": found, "precision": precision, "recall": recall, "f1": f1}
    return {**figures, "intervals": intervals(counts)}


def _stance(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Accuracy on positives that were found, the confusion "gold>found" of the others, and what 🟢 is worth."""
    told = [
        (row["stance"], answer.stance) for row, answer in pairs if row["topics"] and row.get("stance") and answer.stance
    ]
    right = sum(gold == found for gold, found in told)
    wrong = Counter(f"{gold}>{found}" for gold, found in told if gold != found)
    shown = [row["stance"] for row, answer in pairs if row.get("stance") and answer.shown == "confirmed"]
    sure = [(gold == "confirmed", True, gold == "confirmed") for gold in shown]
    return {
        "items": len(told),
        "accuracy": right / len(told) if told else 0.0,
        "confusion": dict(wrong.most_common()),
        "interval": intervals([(gold == found, True, True) for gold, found in told]).get("precision"),
        "confirmed": {
            "shown": len(sure),
            "right": sum(gold for gold, _, _ in sure),
            "precision": sum(gold for gold, _, _ in sure) / len(sure) if sure else 0.0,
            "interval": intervals(sure).get("precision"),
        },
    }


def _facts(pairs: Sequence[Pair], canonical: Callable[[str], str]) -> dict[str, Any]:
    """Slots right, wrong and empty over the items that carry labelled facts; without such items only their count."""
    each = [
        slot_counts(row["facts"], [fact.to_json() for fact in answer.facts], canonical)
        for row, answer in pairs
        if row.get("facts") is not None
    ]
    if not each:
        return {"items": 0}  # zeros would read as a failure
    total = sum(each, Counter[str]())
    precision, recall, f1 = ratios(total["right"], total["right"] + total["wrong"], total["wanted"])
    counts = {key: total[key] for key in ("right", "wrong", "empty")}
    spread = intervals([(one["right"], one["right"] + one["wrong"], one["wanted"]) for one in each])
    return {"items": len(each), **counts, "precision": precision, "recall": recall, "f1": f1, "intervals": spread}


def _pushed(pairs: Sequence[Pair], min_score: float) -> dict[str, Any]:
    """Precision of what a reader who tracks every known firm is sent: sure tags of items told of such a firm."""
    right = [
        topic in row["topics"]
        for row, answer in pairs
        if any(firm.id and firm.salience >= SALIENT for firm in answer.firms)
        for topic, probability in answer.topics.items()
        if probability >= min_score
    ]
    precision = sum(right) / len(right) if right else 0.0
    interval = intervals([(one, True, one) for one in right]).get("precision")
    return {"tags": len(right), "right": sum(right), "precision": precision, "interval": interval}


_SLOTS_IGNORED = {"kind", "span", "evidence"}
#: slots that came later than most labels: measured where the labels of an item know them
_LATER = {"step", "headcount"}
_NAMED = {"firm", "from", "to", "lead", "investors"}


def slot_counts(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], canonical: Callable[[str], str] = str
) -> Counter[str]:
    """Slots right, wrong, empty (wanted, not filled) and wanted, each fact against its likest of one kind."""
    counts: Counter[str] = Counter()
    unlabelled = _LATER.difference(*gold) if gold else set()
    left = [{slot: value for slot, value in fact.items() if slot not in unlabelled} for fact in found]
    for fact in gold:
        want = _slots(fact, canonical)
        counts["wanted"] += len(want)
        rivals = [other for other in left if other.get("kind") == fact.get("kind")]
        if not rivals:
            counts["empty"] += len(want)
            continue
        best = max(rivals, key=lambda other: len(want.items() & _slots(other, canonical).items()))
        left.remove(best)
        got = _slots(best, canonical)
        right = len(want.items() & got.items())
        counts["right"] += right
        counts["wrong"] += len(got) - right
        counts["empty"] += len(want.keys() - got.keys())
    for extra in left:
        counts["wrong"] += len(_slots(extra, canonical))
    return counts


def _slots(fact: Mapping[str, Any], canonical: Callable[[str], str]) -> dict[str, Any]:
    """The filled slots of a fact: names in one form, words as texts are matched (执行长 for 執行長), lists as sets."""
    filled: dict[str, Any] = {}
    for slot, value in fact.items():
        if slot in _SLOTS_IGNORED or value is None or value == []:
            continue
        if isinstance(value, (list, tuple)):
            filled[slot] = frozenset(canonical(str(one)) for one in value)
        elif isinstance(value, str):
            filled[slot] = canonical(value) if slot in _NAMED else normalise(value).text
        else:
            filled[slot] = value
    return filled
