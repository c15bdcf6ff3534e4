"""Facts as values: what is stored comes back, and each kind says what makes it one event and what is new."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Funding, OtherFact, PretrainingCut, TalentMove, from_json, to_json
from bot.core.types import Fact, Stance
from tests.fakes import NOON

STORED = [
    {
        "kind": "funding", "firm": "智谱", "round": "B轮", "step": None, "amount_low": None, "amount_high": 1e9,
        "approx": "near", "currency": "USD", "lead": ["阿里"], "investors": [], "valuation": None,
        "stance": "confirmed", "evidence": "智谱完成近10亿美元B轮融资",
    },
    {
        "kind": "talent", "person": None, "role_from": "大模型团队", "from": "旷视", "role_to": None, "to": None,
        "direction": "layoff", "headcount": 40, "stance": "rumour", "evidence": "旷视裁员40人",
    },
    {"kind": "pretraining", "firm": "零一万物", "action": "stop", "stance": "denied", "evidence": "不实"},
    {"kind": "regulation", "law": "AI法", "fine": 3e6, "firms": ["甲"]},
    {"kind": "", "x": None},
]  # fmt: skip


@pytest.mark.parametrize("stored", STORED)
def test_what_is_stored_comes_back(stored: dict[str, Any]):
    """Every kind, known or not, reads and writes the same JSON."""
    assert to_json(from_json(stored)) == stored


def test_the_kinds():
    """Slots as values: absent ones empty, stances as such."""
    raised, laid_off, cut, other, _ = map(from_json, STORED)

    assert raised == Funding(
        firm="智谱", round="B轮", amount_high=1e9, approx="near", currency="USD", lead=("阿里",),
        stance=Stance.CONFIRMED, evidence="智谱完成近10亿美元B轮融资",
    )  # fmt: skip
    assert isinstance(laid_off, TalentMove)
    assert (laid_off.person, laid_off.source, laid_off.target, laid_off.headcount) == ("", "旷视", "", 40)
    assert cut == PretrainingCut(firm="零一万物", action="stop", stance=Stance.DENIED, evidence="不实")
    assert other == OtherFact(name="regulation", more={"law": "AI法", "fine": 3e6, "firms": ["甲"]})


def test_a_fact_of_older_days_is_read():
    """Slots that were not yet written are empty, and are written from now on."""
    old = from_json({"kind": "talent", "person": "周畅"})

    assert old == TalentMove(person="周畅")
    assert to_json(old)["headcount"] is None
    assert from_json({"kind": "funding", "round": "IPO"}) == Funding(round="IPO", step="")


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "funding", "round": 7},
        {"kind": "funding", "lead": "阿里"},
        {"kind": "funding", "amount_low": "1亿"},
        {"kind": "funding", "amount_low": True},
        {"kind": "talent", "headcount": 1.5},
        {"kind": "pretraining", "stance": "perhaps"},
        {"kind": "pretraining", "year": 2027},
    ],
)
def test_what_cannot_be_read_is_kept(odd: dict[str, Any]):
    """A slot of a later version or of another type is no value of ours, and goes back as it was."""
    fact = from_json(odd)

    assert fact.more == {key: value for key, value in odd.items() if key != "kind"}
    assert to_json(fact).items() >= odd.items()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["kind", "firm", "round", "amount_low", "lead", "from", "headcount", "stance", "more", "name"])


@given(st.dictionaries(KEYS | st.text(max_size=4), JSON, max_size=6))
def test_nothing_is_lost(data: dict[str, Any]):
    """Whatever was stored is told again, "" as null."""
    again = to_json(from_json(data))

    kind = str(data.get("kind") or "")
    for key, value in {**data, "kind": kind}.items():
        assert again[key] == value or (value == "" and again[key] is None)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Funding(firm="智谱"), Funding(round="B轮"), True),
        (Funding(), PretrainingCut(), False),
        (TalentMove(person="周畅"), TalentMove(person="周畅", target="智谱"), True),
        (TalentMove(person="周畅"), TalentMove(person="李先刚"), False),
        (OtherFact(name="a"), OtherFact(name="a"), True),
        (OtherFact(name="a"), OtherFact(name="b"), False),
    ],
)
def test_one_event(one: Fact, two: Fact, same: bool):
    """Facts of a kind are one, but for two persons."""
    assert one.same_event(two) is same
    assert two.same_event(one) is same


def test_a_slot_that_is_filled_goes_before_what_could_not_be_read():
    """A sum stored as text is kept until one that can be read takes its place."""
    odd = from_json({"kind": "funding", "amount_low": "12"})

    assert to_json(odd)["amount_low"] == "12"
    assert to_json(odd.merged(Funding(amount_low=1e8)))["amount_low"] == 1e8


def test_merged():
    """What is known stays, what is not is taken over, zero is known."""
    known = Funding(round="A轮", amount_low=0.0, more={"x": None, "y": 1})
    new = Funding(round="B轮", amount_low=1e9, lead=("阿里",), stance=Stance.RUMOUR, more={"x": 2, "y": 3})

    assert known.merged(new) == Funding(
        round="A轮", amount_low=0.0, lead=("阿里",), stance=Stance.RUMOUR, more={"x": 2, "y": 1}
    )


def test_changes():
    """A kind without changes of its own tells none."""
    told = PretrainingCut(action="stop").changes([PretrainingCut()], NOON, is_rumour=True, title="")

    assert told == []
    assert [c.kind for c in Funding(amount_low=1e9).changes([Funding()], NOON, is_rumour=False, title="")] == ["amount"]


def test_a_step_is_a_listings():
    """What another telling says of a listing is no step of a round; of a listing it is."""
    listed = Funding(firm="智谱", round="IPO", step="挂牌", amount_low=1e9)

    assert Funding(firm="智谱", round="C轮").merged(listed) == Funding(firm="智谱", round="C轮", amount_low=1e9)
    assert Funding(firm="智谱", round="IPO").merged(listed).step == "挂牌"
