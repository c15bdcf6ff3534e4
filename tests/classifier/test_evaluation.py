"""The figures count what they say."""

from __future__ import annotations

import numpy as np
import pytest

from classifier import evaluation, metrics
from classifier.topics.funding.fact import Funding
from classifier.topics.talent_move.fact import TalentMove
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
    assert figures["stance"] == {
        "items": 2,
        "accuracy": 0.5,
        "confusion": {"denied>rumour": 1},
        "interval": (0.0, 1.0),
        "confirmed": {"shown": 0, "right": 0, "precision": 0.0, "interval": None},
    }


def test_what_is_shown_confirmed_is_counted_by_itself():
    """Of two signs 🟢 one is right; what is likely confirmed but not shown so is no sign."""
    rows = [item(["funding"], stance=stance) for stance in ("confirmed", "reported", "confirmed")]
    answers = [
        Analysis(topics={"funding": 0.9}, scores={"funding": 0.9}, stance="confirmed", shown=shown)
        for shown in ("confirmed", "confirmed", "reported")
    ]

    sign = evaluation.evaluate(rows, Fake(answers), canonical=str.casefold)["stance"]["confirmed"]

    assert (sign["shown"], sign["right"], sign["precision"]) == (2, 1, 0.5)


def test_intervals_narrow_with_the_items():
    """The interval holds the figure, is the same each time, and of more items it is narrower."""
    few = [(1, 1, 1), (0, 1, 0), (1, 1, 1), (0, 0, 1)] * 5
    many = few * 20

    wide, narrow = metrics.intervals(few), metrics.intervals(many)

    assert wide == metrics.intervals(few)
    for name, figure in zip(("precision", "recall", "f1"), metrics.ratios(2, 3, 3), strict=True):
        assert wide[name][0] < narrow[name][0] < figure < narrow[name][1] < wide[name][1]
    assert metrics.intervals([]) == {}


def test_names_fold_without_a_lexicon():
    """Without a matcher names are compared without case and blanks."""
    answer = Analysis(topics={"funding": 1.0}, scores={}, firms=(Firm("", "Stability AI", 1.0),))

    figures = evaluation.evaluate([item(["funding"], firms=["stability ai"])], Fake([answer]))

    assert figures["firms"]["f1"] == 1.0


def test_fact_slots():
    """Right, wrong and empty slots; a fact nobody wanted is wrong."""
    gold = [{"kind": "funding", "firm": "智谱", "round": "B轮", "amount_low": 1e8, "lead": ["甲"], "valuation": None}]
    found = [
        Fact(Funding(firm="智谱", round="A轮", lead=("甲",)), (0, 1), ""),
        Fact(TalentMove(person="某人"), (0, 1), ""),
    ]

    figures = evaluation.evaluate(
        [item(["funding"], facts=gold), item([], facts=[{"kind": "talent", "person": "乙"}])],
        Fake([Analysis(facts=tuple(found)), Analysis()]),
    )["facts"]

    assert (figures["right"], figures["wrong"], figures["empty"]) == (2, 2, 2)
    assert figures["precision"] == 0.5
    assert figures["recall"] == pytest.approx(2 / 5)


def test_a_person_in_two_scripts_is_one():
    """Words of a fact are compared as texts are matched: 執行長 is 执行长; another person stays wrong."""
    gold = [{"kind": "talent", "person": "劉德音", "role_from": "執行長", "to": "甲"}]
    found = TalentMove(person="刘德音", role_from="执行长", target="甲")
    other = TalentMove(person="刘德华", role_from="执行长", target="甲")

    assert evaluation.slot_counts(gold, [{"kind": "talent", **found.to_json()}])["wrong"] == 0
    assert evaluation.slot_counts(gold, [{"kind": "talent", **other.to_json()}])["wrong"] == 1


def test_slots_younger_than_the_labels():
    """A step of a listing counts only where the labels of the item know of steps."""
    found = [{"kind": "funding", "round": "IPO", "step": "聆讯"}]

    assert evaluation.slot_counts([{"kind": "funding", "round": "IPO"}], found)["wrong"] == 0
    assert evaluation.slot_counts([{"kind": "funding", "round": "IPO", "step": None}], found)["wrong"] == 1
    assert evaluation.slot_counts([{"kind": "funding", "round": "IPO", "step": "聆讯"}], found)["right"] == 2


def test_what_would_be_pushed():
    """Tags from the minimum score on, of items told of a known firm: strangers and firms merely named do not count."""
    known, named, stranger = Firm("zhipu", "智谱", 1.0), Firm("zhipu", "智谱", 0.2), Firm("", "某某智能", 1.0)
    answers = [
        Analysis(topics={"funding": 0.9, "talent_move": 0.6}, firms=(known,)),
        Analysis(topics={"funding": 0.4}, firms=(known,)),
        Analysis(topics={"funding": 0.9}, firms=(named,)),
        Analysis(topics={"funding": 0.9}, firms=(stranger,)),
        Analysis(topics={"funding": 0.5}, firms=(stranger, known)),
    ]
    rows = [item(["funding"]), item([]), item([]), item([]), item(["funding"])]

    pushed = evaluation.evaluate(rows, Fake(answers), min_score=0.5)["pushed"]

    assert (pushed["tags"], pushed["right"], pushed["precision"]) == (3, 2, pytest.approx(2 / 3))
    assert pushed["interval"] == (0.0, 1.0)


def test_nothing_to_measure():
    """No positives: zeros, no errors."""
    assert metrics.prf(np.array([False]), np.array([False])) == (0.0, 0.0, 0.0)
    assert metrics.average_precision(np.array([False]), np.array([0.3])) == 0.0
    assert metrics.bcubed({}, {"a": 1}) == (0.0, 0.0, 0.0)


def test_bcubed():
    """One cluster too large costs precision, one split costs recall."""
    gold = {"a": 1, "b": 1, "c": 2}

    assert metrics.bcubed({"a": 1, "b": 1, "c": 9}, gold) == (1.0, 1.0, 1.0)
    assert metrics.bcubed({"a": 1, "b": 1, "c": 1}, gold)[:2] == (pytest.approx(5 / 9), 1.0)
    assert metrics.bcubed({"a": 1, "b": 2, "c": 3}, gold)[:2] == (1.0, pytest.approx(2 / 3))
