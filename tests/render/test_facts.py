"""Facts in one short line."""

from __future__ import annotations

import pytest

from bot.core.facts import Funding, OtherFact, PretrainingCut, TalentMove
from bot.core.types import Fact
from bot.render.facts import fact_text, facts_line


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Funding(), ""),
        (
            Funding(round="B轮", amount_high=1e9, approx="near", currency="USD", lead=("阿里",), investors=("红杉",)),
            "B轮 · 近 10 亿美元 · 阿里领投",
        ),
        (Funding(investors=("甲", "乙", "丙", "丁")), "甲、乙、丙 等投资"),
        (Funding(valuation=3.3e9, currency="USD"), "估值 33 亿美元"),
        (TalentMove(person="周昕宇", source="旷视", target="月之暗面", direction="move"),
         "周昕宇：旷视 → 月之暗面"),
        (TalentMove(person="周畅", source="阿里", direction="leave", role_from="技术负责人"),
         "周畅：离开阿里（技术负责人）"),
        (TalentMove(person="甲", direction="leave"), "甲：离任"),
        (TalentMove(person="甲", target="乙", direction="join", role_to="CEO"), "甲：→ 乙（CEO）"),
        (TalentMove(person="甲", source="乙", target="乙", role_to="CEO", direction="promote"),
         "甲：乙 CEO"),
        (TalentMove(source="甲", direction="layoff"), "甲裁员"),
        (TalentMove(direction="layoff"), "裁员"),
        (TalentMove(source="甲", direction="layoff", headcount=12_000), "甲裁员（1.2 万人）"),
        (TalentMove(source="甲", role_from="游戏部门", direction="layoff", headcount=40), "甲裁员（游戏部门，40 人）"),
        (Funding(round="IPO", step="终止"), "IPO（终止）"),
        (TalentMove(source="甲", direction="join"), "甲 →"),
        (TalentMove(person="甲"), "甲"),
        (TalentMove(role_to="CEO"), "CEO"),
        (PretrainingCut(action="pivot"), "转向应用"),
        (PretrainingCut(action="unknown"), ""),
        (OtherFact(name="other"), ""),
        (OtherFact(), ""),
    ],
)  # fmt: skip
def test_a_fact(fact: Fact, text: str):
    """What is known in a few words; empty slots are left out."""
    assert fact_text(fact) == text


def test_at_most_three():
    """A story of many facts names the first three that say something."""
    facts = [OtherFact(name="other"), *(TalentMove(person=name) for name in "甲乙丙丁")]

    assert facts_line(facts) == "甲；乙；丙"
    assert facts_line([]) == ""
