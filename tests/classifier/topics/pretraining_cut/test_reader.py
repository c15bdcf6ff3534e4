"""Pretraining facts: who stops, shrinks, pauses, hands out or gives up its own model, or goes on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classifier.knowledge import facts, slots

CASES = [
    ("传零一万物放弃预训练", "零一万物", "stop"),
    ("百川智能停止训练通用大模型，全面转向医疗", "百川智能", "pivot"),
    ("亚马逊停研大部分Nova自研模型", "亚马逊", "stop"),
    ("消息称小米裁撤基座模型团队", "小米", "stop"),
    ("OPPO缩减大模型预训练团队规模", "OPPO", "shrink"),
    ("昆仑万维削减大模型训练预算", "昆仑万维", "shrink"),
    ("知情人士：美团将基座模型团队并入搜索部门", "美团", "shrink"),
    ("蔚来自研语言模型项目被曝暂停", "蔚来", "pause"),
    ("阶跃星辰叫停万亿参数模型训练", "阶跃星辰", "pause"),
    ("零一万物将超大模型的预训练外包给阿里云", "零一万物", "outsource"),
    ("第四范式从基座模型转向行业应用", "第四范式", "pivot"),
    ("李开复：零一万物绝不放弃预训练", "零一万物", "continue"),
    ("月之暗面将继续投入基座模型训练", "月之暗面", "continue"),
    ("Anthropic持续暂停新一代基座模型训练", "Anthropic", "pause"),
    ("阶跃星辰仍将停止基座模型训练", "阶跃星辰", "stop"),
    ("百川智能一直冻结预训练预算", "百川智能", "pause"),
    ("百度否认放弃通用大模型", "百度", "continue"),
    ("傳百川智能放棄預訓練", "百川智能", "stop"),
]


@pytest.mark.parametrize(("title", "firm", "action"), CASES)
def test_slots(title: str, firm: str, action: str) -> None:
    """The firm and what it does with its model."""
    assert slots(title, topic="pretraining_cut") == [{"firm": firm, "action": action}]


def test_denied_means_goes_on() -> None:
    """A denied cut is a promise to go on."""
    (fact,) = facts("智谱：退出基座训练的说法不实", topic="pretraining_cut", stance="denied")

    assert (fact.value.action, fact.value.stance) == ("continue", "denied")


def test_counted_firms_stay_unnamed() -> None:
    """Two of the six are told, not which: the firm stays empty."""
    (found,) = slots("六小虎中有两家已决定放弃预训练", topic="pretraining_cut")

    assert found == {"action": "stop"}


def test_whose_model_others_take_is_not_the_firm() -> None:
    """接入 DeepSeek says nothing of DeepSeek."""
    (found,) = slots("接入DeepSeek之后，吉利不再训练自己的语言模型", topic="pretraining_cut")

    assert found["firm"] == "吉利"


def test_technique_is_no_action() -> None:
    """放弃预训练权重 is a method."""
    assert slots("新论文：放弃预训练权重，微调效果更好", topic="pretraining_cut") == []


def test_evidence() -> None:
    """The span leads to the clause that says it."""
    title = "财报之后，京东据传砍掉千亿参数基座，保留客服"

    (fact,) = facts(title, topic="pretraining_cut")

    assert fact.evidence == title[slice(*fact.span)] == "京东据传砍掉千亿参数基座"


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(alphabet="零一万物不会放弃预训练停止基座模型转向应用外包两家六小虎，。\nDeepSeek接入", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """No text raises."""
    for fact in facts(text, text, topic="pretraining_cut"):
        assert fact.evidence in f"{text}\n{text}"
