"""Who raises and who gives: firms outside the lexicon, descriptions that are no firm, payers by what they pay."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classifier.knowledge import slots

RAISERS: list[tuple[str, dict[str, Any]]] = [
    ("通信卫星企业 Zorvexat 计划增资 15 亿欧元", {"firm": "Zorvexat"}),
    ("庐禾股份正式登陆深交所主板", {"firm": "庐禾股份", "round": "IPO"}),
    ("深交所上市委：万澜科技首发获通过", {"firm": "万澜科技", "round": "IPO", "step": "过会"}),
    ("北辰航空提交美国IPO申请", {"firm": "北辰航空", "step": "递表"}),
    ("重型卡车制造商KVNX计划明年上市", {"firm": "KVNX", "round": "IPO"}),
    ("英特尔增发200亿美元", {"round": "增发", "amount_low": 2e10}),
    ("中信证券：拟发行200亿元公司债", {"round": "公司债", "amount_low": 2e10}),
    ("英伟达拟向John Halvorsen创办的SSI投资50亿美元", {"firm": "SSI", "investors": ["英伟达"]}),
    ("微软据悉在OpenAI最新一轮融资中投资约7亿美元", {"firm": "OpenAI"}),
    ("终止分拆子公司青禾新材至创业板上市", {"firm": "青禾新材", "step": "终止"}),
]


@pytest.mark.parametrize(("title", "wanted"), RAISERS, ids=[title[:14] for title, _ in RAISERS])
def test_who_raises(title: str, wanted: dict[str, Any]) -> None:
    """The name that begins the title and does what only firms do, or stands behind who gives."""
    (fact,) = slots(title, topic="funding")

    assert {slot: fact.get(slot) for slot in wanted} == wanted


@pytest.mark.parametrize(
    "title",
    [
        "32岁学霸冲港股IPO",
        "“英伟达挑战者”上市首日暴涨",
        "新易盛、中际旭创的供应商科创板上市",
        "OpenAI 前 CTO 开局：种子轮 20 亿美元，GPT 论文作者也加入",
        "滴滴宣布出资 6.7 亿元入股一家座舱公司",
        "科创板史上最大IPO来了",
        "珠宝公司加速上市",
    ],
)
def test_a_description_is_no_raiser(title: str) -> None:
    """Who is only described, compared with or pays leaves the firm empty."""
    assert all("firm" not in fact for fact in slots(title, topic="funding"))


PAYERS = [
    ("星海图获红杉千万美元天使轮", ["红杉"]),
    ("某水翼艇团队获李泽舟天使轮融资", ["李泽舟"]),
    ("星海图首轮融资敲定，梁文舟自己掏出 20 亿元，腾讯出资约 10 亿元", ["梁文舟", "腾讯"]),
    ("庐州人工智能产业基金等入股星海图", ["庐州人工智能产业基金"]),
    ("星海图获千万元天使轮融资", []),
    ("星海图获新一轮融资", []),
]


@pytest.mark.parametrize(("title", "wanted"), PAYERS, ids=[title[:14] for title, _ in PAYERS])
def test_who_pays(title: str, wanted: list[str]) -> None:
    """Names before a round, before a sum they pay, and before 入股."""
    assert [name for fact in slots(title, topic="funding") for name in fact.get("investors", [])] == wanted


def test_a_firm_does_not_invest_in_itself() -> None:
    """商汤科技公司 in a list of givers is 商汤 itself."""
    (fact,) = slots("商汤完成10亿元B轮融资", "商汤公司、红杉参投。", topic="funding")

    assert fact["investors"] == ["红杉"]


def test_a_rise_of_the_valuation_is_no_valuation() -> None:
    """估值涨了 24 亿 tells how much more, not how much."""
    (fact,) = slots("星海图完成A轮融资，估值半年涨了24亿美元", topic="funding")

    assert "valuation" not in fact


def test_a_name_in_brackets_is_believed() -> None:
    """What a text calls a firm is its name, of whatever words."""
    (fact,) = slots(
        "东北跑出一家新股", "十月春禾集团股份有限公司(以下简称“十月春禾”)在港交所挂牌上市。", topic="funding"
    )

    assert fact["firm"] == "十月春禾"
