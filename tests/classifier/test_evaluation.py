"""The figures count what they say."""

from __future__ import annotations

import numpy as np
import pytest

from classifier import evaluation
from classifier.types import Analysis, Fact, Firm


class Fake:
    """Answers from a list."""

    def __init__(self, answers):
        self.answers = list(answers)

    def analyze_many(self, items):
        return [self.answers.pop(0) for _ in items]


def item(topics, **more):
    return {"title": "某标题", "summary": None, "topics": topics, "stance": None, "firms": [], **more}


def test_precision_recall_and_firms():
    """Topics, firms and stance of three items."""
    rows = [
        item(["funding"], stance="rumour", firms=["智谱"]),
        item(["funding"], stance="denied", firms=["MiniMax", "月之暗面"]),
        item([]),
        item(["funding"], sure=0),
    ]
    answers = [
        Analysis(
            topics={"funding": 0.9}, scores={"funding": 0.9}, firms=(Firm("zhipu", "智谱", 1.0),), stance="rumour"
        ),
        Analysis(
            scores={"funding": 0.2}, firms=(Firm("minimax", "MiniMax", 0.9), Firm("x", "X", 0.2)), stance="rumour"
        ),
        Analysis(topics={"funding": 0.8}, scores={"funding": 0.8}),
    ]

    figures = evaluation.evaluate(rows, Fake(answers), canonical=str.casefold)

    funding = figures["topics"]["funding"]
    assert (funding["precision"], funding["recall"], funding["f1"]) == (0.5, 0.5, 0.5)
    assert funding["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["items"] == 3
    assert figures["firms"]["precision"] == 1.0
    assert figures["firms"]["recall"] == pytest.approx(2 / 3)
    assert figures["stance"] == {"items": 2, "accuracy": 0.5, "confusion": {"denied>rumour": 1}}


def test_names_fold_without_a_lexicon():
    """Without a matcher names are compared without case and blanks."""
    answer = Analysis(topics={"funding": 1.0}, scores={}, firms=(Firm("", "Stability AI", 1.0),))

    figures = evaluation.evaluate([item(["funding"], firms=["stability ai"])], Fake([answer]))

    assert figures["firms"]["f1"] == 1.0


def test_fact_slots():
    """Right, wrong and empty slots; a fact nobody wanted is wrong."""
    gold = [{"kind": "funding", "firm": "智谱", "round": "B轮", "amount_low": 1e8, "lead": ["甲"], "valuation": None}]
    found = [
        Fact("funding", {"firm": "智谱", "round": "A轮", "lead": ("甲",)}, (0, 1), ""),
        Fact("talent", {"person": "某人"}, (0, 1), ""),
    ]

    figures = evaluation.evaluate(
        [item(["funding"], facts=gold), item([], facts=[{"kind": "talent", "person": "乙"}])],
        Fake([Analysis(facts=tuple(found)), Analysis()]),
    )["facts"]

    assert (figures["right"], figures["wrong"], figures["empty"]) == (2, 2, 2)
    assert figures["precision"] == 0.5
    assert figures["recall"] == pytest.approx(2 / 5)


def test_nothing_to_measure():
    """No positives: zeros, no errors."""
    assert evaluation.prf(np.array([False]), np.array([False])) == (0.0, 0.0, 0.0)
    assert evaluation.average_precision(np.array([False]), np.array([0.3])) == 0.0
    assert evaluation.bcubed({}, {"a": 1}) == (0.0, 0.0, 0.0)


def test_bcubed():
    """One cluster too large costs precision, one split costs recall."""
    gold = {"a": 1, "b": 1, "c": 2}

    assert evaluation.bcubed({"a": 1, "b": 1, "c": 9}, gold) == (1.0, 1.0, 1.0)
    assert evaluation.bcubed({"a": 1, "b": 1, "c": 1}, gold)[:2] == (pytest.approx(5 / 9), 1.0)
    assert evaluation.bcubed({"a": 1, "b": 2, "c": 3}, gold)[:2] == (1.0, pytest.approx(2 / 3))
