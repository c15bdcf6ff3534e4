"""Facts in one short line."""

from __future__ import annotations

import pytest

from bot.render.facts import fact_text, facts_line


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ({"kind": "funding"}, ""),
        (
            {"kind": "funding", "round": "B轮", "amount_low": None, "amount_high": 1e9, "approx": "near",
             "currency": "USD", "lead": ["阿里"], "investors": ["红杉"]},
            "B轮 · 近 10 亿美元 · 阿里领投",
        ),
        ({"kind": "funding", "investors": ["甲", "乙", "丙", "丁"]}, "甲、乙、丙 等投资"),
        ({"kind": "funding", "valuation": 3.3e9, "currency": "USD"}, "估值 33 亿美元"),
        ({"kind": "talent", "person": "周昕宇", "from": "旷视", "to": "月之暗面", "direction": "move"},
         "周昕宇：旷视 → 月之暗面"),
        ({"kind": "talent", "person": "周畅", "from": "阿里", "direction": "leave", "role_from": "技术负责人"},
         "周畅：离开阿里（技术负责人）"),
        ({"kind": "talent", "person": "甲", "direction": "leave"}, "甲：离任"),
        ({"kind": "talent", "person": "甲", "to": "乙", "direction": "join", "role_to": "CEO"}, "甲：→ 乙（CEO）"),
        ({"kind": "talent", "person": "甲", "from": "乙", "to": "乙", "role_to": "CEO", "direction": "promote"},
         "甲：乙 CEO"),
        ({"kind": "talent", "from": "甲", "direction": "layoff"}, "甲裁员"),
        ({"kind": "talent", "direction": "layoff"}, "裁员"),
        ({"kind": "talent", "from": "甲", "direction": "join"}, "甲 →"),
        ({"kind": "talent", "person": "甲"}, "甲"),
        ({"kind": "talent", "role_to": "CEO"}, "CEO"),
        ({"kind": "pretraining", "action": "pivot"}, "转向应用"),
        ({"kind": "pretraining", "action": "unknown"}, ""),
        ({"kind": "other"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_fact(fact: dict, text: str):
    """What is known in a few words; empty slots are left out."""
    assert fact_text(fact) == text


def test_at_most_three():
    """A story of many facts names the first three that say something."""
    facts = [{"kind": "other"}, *({"kind": "talent", "person": name} for name in "甲乙丙丁")]

    assert facts_line(facts) == "甲；乙；丙"
    assert facts_line([]) == ""
