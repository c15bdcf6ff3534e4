"""Funding facts: the slots of LABELS, filled from wording, empty rather than guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.normalise import normalise
from classifier.topics.funding.rounds import round_of, step_of
from tests.classifier.knowledge import facts, slots

Case = tuple[str, str, dict[str, Any]]

CASES: list[Case] = [
    (
        "「尧光智能」完成近2亿元A+轮融资，蓝驰创投领投",
        "36氪获悉，尧光智能宣布完成近2亿元A+轮融资，本轮由蓝驰创投领投，顺为资本、五源资本跟投，云岫资本担任财务顾问。",
        {"firm": "尧光智能", "round": "A+轮", "amount_high": 2e8, "approx": "near", "currency": "CNY",
         "lead": ["蓝驰创投"], "investors": ["顺为资本", "五源资本"]},
    ),
    (
        "月之暗面拿到5亿美元C轮，投后估值43亿美元",
        "",
        {"firm": "月之暗面", "round": "C轮", "amount_low": 5e8, "amount_high": 5e8, "approx": "exact",
         "currency": "USD", "valuation": 4.3e9},
    ),
    (
        "OpenAI 完成 66 亿美元融资",
        "OpenAI 周三宣布，以 1570 亿美元的投后估值筹得 66 亿美元，Thrive Capital 领投，微软、英伟达、软银参投。",
        {"firm": "OpenAI", "amount_low": 6.6e9, "amount_high": 6.6e9, "approx": "exact", "currency": "USD",
         "lead": ["Thrive Capital"], "investors": ["微软", "英伟达", "软银"], "valuation": 1.57e11},
    ),
    # Names of everyday words, where only who takes money can stand.
    (
        "债转百分百获近千万人民币融资",
        "",
        {"firm": "债转百分百", "amount_high": 1e7, "approx": "near", "currency": "CNY"},
    ),
    (
        "“易开心”拿到某资本的3000万元A轮融资，报销行业要火？",
        "",
        {"firm": "易开心", "round": "A轮", "amount_low": 3e7, "amount_high": 3e7, "approx": "exact", "currency": "CNY"},
    ),
    (
        "面壁智能获数亿元新一轮融资",
        "",
        {"firm": "面壁智能", "amount_low": 2e8, "amount_high": 9.99e8, "approx": "several", "currency": "CNY"},
    ),
    (
        "宇树科技科创板IPO获受理，拟募资42亿元",
        "",
        {"firm": "宇树科技", "round": "IPO", "step": "递表", "amount_low": 4.2e9, "amount_high": 4.2e9,
         "approx": "exact", "currency": "CNY"},
    ),
    (
        "阶跃星辰宣布完成超50亿元B+轮融资",
        "此前公司累计融资已超100亿元。",
        {"firm": "阶跃星辰", "round": "B+轮", "amount_low": 5e9, "approx": "over", "currency": "CNY"},
    ),
    (
        "消息称 MiniMax 正寻求 3000万至5000万美元新融资",
        "",
        {"firm": "MiniMax", "amount_low": 3e7, "amount_high": 5e7, "currency": "USD"},
    ),
    (
        "银河通用完成11亿元融资，宁德时代与溥泉资本领投",
        "国开科创、北京机器人产业基金等跟投。公司去年营收1.2亿元。",
        {"firm": "银河通用", "amount_low": 1.1e9, "amount_high": 1.1e9, "approx": "exact", "currency": "CNY",
         "lead": ["宁德时代", "溥泉资本"], "investors": ["国开科创", "北京机器人产业基金"]},
    ),
    (
        "硅基流动完成亿元级天使+轮融资",
        "",
        {"firm": "硅基流动", "round": "天使+轮", "amount_low": 1e8, "approx": "level", "currency": "CNY"},
    ),
    (
        "自变量机器人获美团独家投资",
        "",
        {"firm": "自变量机器人", "investors": ["美团"]},
    ),
    (
        "无问芯穹完成近5亿元A轮融资，老股东红杉中国、真格基金继续加码",
        "",
        {"firm": "无问芯穹", "round": "A轮", "amount_high": 5e8, "approx": "near", "currency": "CNY",
         "investors": ["红杉中国", "真格基金"]},
    ),
    (
        "优必选拟配售新H股，筹资约24亿港元",
        "",
        {"firm": "优必选", "round": "配售", "amount_low": 2.4e9, "amount_high": 2.4e9, "approx": "about",
         "currency": "HKD"},
    ),
    (
        "Anthropic估值升至3500亿美元",
        "",
        {"firm": "Anthropic", "valuation": 3.5e11, "currency": "USD"},
    ),
    (
        "字節跳動旗下PICO？不，是智譜完成4億美元融資",
        "",
        {"firm": "智谱", "amount_low": 4e8, "amount_high": 4e8, "approx": "exact", "currency": "USD"},
    ),
    (
        "爱诗科技完成Pre-A++輪融資，螞蟻集團領投",
        "",
        {"firm": "爱诗科技", "round": "Pre-A++轮", "lead": ["蚂蚁集团"]},
    ),
    (
        "乐聚机器人完成近15亿元Pre-IPO轮融资",
        "本轮投资方包括深投控资本、拓普集团、中信金石等。",
        {"firm": "乐聚机器人", "round": "Pre-IPO轮", "amount_high": 1.5e9, "approx": "near", "currency": "CNY",
         "investors": ["深投控资本", "拓普集团", "中信金石"]},
    ),
    (
        "智谱通过港交所聆讯",
        "",
        {"firm": "智谱", "round": "IPO", "step": "聆讯"},
    ),
    (
        "寒武纪定增募资39.85亿元落地",
        "",
        {"firm": "寒武纪", "round": "定增", "amount_low": 3.985e9, "amount_high": 3.985e9, "approx": "exact",
         "currency": "CNY"},
    ),
    (
        "Mistral AI完成17亿欧元C轮融资，ASML领投",
        "",
        {"firm": "Mistral", "round": "C轮", "amount_low": 1.7e9, "amount_high": 1.7e9, "approx": "exact",
         "currency": "EUR", "lead": ["ASML"]},
    ),
    (
        "软银拟向OpenAI投资400亿美元",
        "",
        {"firm": "OpenAI", "amount_low": 4e10, "amount_high": 4e10, "approx": "exact", "currency": "USD",
         "investors": ["软银"]},
    ),
    (
        "软银投资13亿欧元入股Mistral",
        "",
        {"firm": "Mistral", "amount_low": 1.3e9, "amount_high": 1.3e9, "approx": "exact", "currency": "EUR"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "wanted"), CASES, ids=[case[0][:16] for case in CASES])
def test_slots(title: str, text: str, wanted: dict[str, Any]) -> None:
    """One event, one fact, exactly the slots that the words give."""
    (found,) = slots(title, text, topic="funding")

    assert found == wanted


def test_two_firms_two_facts() -> None:
    """A title that tells of two raises gives each firm its own amount."""
    one, other = slots("燧原科技完成20亿元融资，壁仞科技募资15亿元", topic="funding")

    assert (one["firm"], one["amount_low"]) == ("燧原科技", 2e9)
    assert (other["firm"], other["amount_low"]) == ("壁仞科技", 1.5e9)


def test_background_of_others_is_left_out() -> None:
    """Amounts that the lead tells of another firm are not this firm's."""
    (found,) = slots("阶跃星辰完成B轮融资", "今年以来，蚂蚁国际宣布完成12亿美元融资。", topic="funding")

    assert found == {"firm": "阶跃星辰", "round": "B轮"}


def test_adviser_is_no_investor() -> None:
    """财务顾问, 保荐人 and 承销商 give no money."""
    (found,) = slots("潞晨科技完成A轮融资", "华兴资本担任独家财务顾问，中金公司为保荐人。", topic="funding")

    assert "investors" not in found and "lead" not in found


@pytest.mark.parametrize(
    ("text", "lead", "investors"),
    [
        ("阿里云是领投方。", ["阿里云"], []),
        ("由软银领投，软银集团、微软参投。", ["软银"], ["微软"]),
        ("思科作为战略投资者参投。", [], ["思科"]),
        ("绝大部分老股东跟投。", [], []),
    ],
)
def test_names_of_investors_end_where_the_verb_begins(text: str, lead: list[str], investors: list[str]) -> None:
    """Words of the verb are no part of an investor's name, and one investor is named once."""
    (found,) = slots("硅基流动完成数亿元A轮融资", text, topic="funding")
    assert (found.get("lead", []), found.get("investors", [])) == (lead, investors)


def test_a_plan_to_list_is_not_this_round() -> None:
    """News of a C round whose text mentions an IPO to come is of the C round; one investor's part is not the raise."""
    (found,) = slots("月之暗面新一轮融资5亿美元", "IDG资本领投1.5亿美元。公司不急于IPO上市。", topic="funding")
    assert found.get("round") is None
    assert found["amount_low"] == 5e8


def test_earnings_are_no_raise() -> None:
    """Revenue and orders next to a raise do not fill the amount."""
    (found,) = slots("小马智行启动香港IPO", "公司去年营收5.5亿元，净亏损2亿元。", topic="funding")

    assert "amount_low" not in found and "amount_high" not in found


def test_evidence() -> None:
    """The span leads to the very words, in the raw text with its full-width signs."""
    title = "【快讯】智谱ＡＩ完成３亿元Ｂ轮融资！"

    (fact,) = facts(title, topic="funding")

    assert title[slice(*fact.span)] == fact.evidence
    assert "智谱ＡＩ完成３亿元Ｂ轮融资" in fact.evidence


def test_stance_goes_along() -> None:
    """Each fact carries the item's stance."""
    (fact,) = facts("传百川智能融资10亿元", topic="funding", stance="rumour")

    assert fact.value.stance == "rumour"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("完成PreA++轮融资", "Pre-A++轮"), ("完成 Pre-A 轮融资", "Pre-A轮"), ("B-4轮融资", "B-4轮"),
        ("a1轮", "A1轮"), ("种子轮", "种子轮"), ("获战略投资", "战略投资"), ("战略融资", "战略融资"),
        ("拟发行可转债", "可转债"), ("赴港上市", "IPO"),
        ("完成A4及A5轮融资", "A4及A5轮"), ("B1、B2轮", "B1、B2轮"), ("天使轮和Pre-A轮", "天使和Pre-A轮"),
        ("A++轮", "A++轮"),
        ("J轮", "J轮"), ("天使+轮", "天使+轮"), ("从天使轮到B轮", None), ("新三板挂牌", None),
        ("年内第三轮裁员", None), ("上市公司回购", None),
    ],
)  # fmt: skip
def test_round(words: str, wanted: str | None) -> None:
    """Rounds in one spelling; other 轮 and 上市 are none."""
    assert round_of(normalise(words).text) == wanted


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(alphabet="智谱完成获由领投跟等、，。A轮亿元5近「」|:;\n估值OpenAI 将传", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """No text raises, and evidence is always a piece of it."""
    for fact in facts(text, text, topic="funding"):
        assert fact.evidence in f"{text}\n{text}"


def test_a_number_inside_a_name_is_no_amount() -> None:
    """零一万物 holds a number; the sum in a clause of its own belongs to the raise before it."""
    (found,) = slots("零一万物完成新一轮融资，金额2亿元，红杉中国领投", topic="funding")

    assert (found["firm"], found["amount_low"], found["amount_high"]) == ("零一万物", 2e8, 2e8)
    assert found["lead"] == ["红杉中国"]


def test_a_sum_of_several_rounds() -> None:
    """合计 in a clause of its own is the sum of the rounds told before it."""
    (found,) = slots("星海图完成A4及A5轮融资，合计超1亿美元", topic="funding")

    assert (found["round"], found["amount_low"], found["currency"]) == ("A4及A5轮", 1e8, "USD")


@pytest.mark.parametrize(
    ("title", "firms"),
    [
        ("小马智行港股挂牌，集资约67亿港元；文远知行同日上市，集资约23.9亿港元", ["小马智行", "文远知行"]),
        ("智谱与MiniMax先后递表港交所", ["MiniMax", "智谱"]),
        ("小马智行和文远知行同日登陆港交所", ["文远知行", "小马智行"]),
        ("腾讯与阿里入股智谱，智谱启动IPO", ["智谱"]),
    ],
)
def test_listings_of_two_firms(title: str, firms: list[str]) -> None:
    """Each firm of a title that goes public has its fact; who only gives money has none."""
    found = slots(title, topic="funding")

    assert [fact["firm"] for fact in found] == firms
    assert {fact["round"] for fact in found} == {"IPO"}


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("某芯片公司向港交所递交招股书", "递表"),
        ("科创板IPO获受理", "递表"),
        ("通过港交所上市聆讯", "聆讯"),
        ("首发过会", "过会"),
        ("上交所同意其首次公开发行股票注册", "过会"),
        ("IPO最终定价每股28港元", "定价"),
        ("今日在港交所挂牌上市", "挂牌"),
        ("撤回科创板上市申请", "终止"),
        ("交易所终止其IPO审核", "终止"),
        ("计划明年在港交所挂牌", None),
        ("拟于下月递交招股书", None),
        ("启动上市辅导", None),
    ],
)
def test_step_of_a_listing(words: str, step: str | None) -> None:
    """Each step is told as taken; what is planned is no step yet."""
    assert step_of(normalise(words).text) == step


def test_step_is_a_slot() -> None:
    """An exchange that ends a listing: the fact is of the listing, and says that it ended."""
    (found,) = slots("上交所终止优刻得科创板IPO审核", "", topic="funding")

    assert (found["round"], found["step"]) == ("IPO", "终止")


def test_history_is_no_news() -> None:
    """A sentence of an earlier year lends neither round nor backer to today's valuation."""
    (found,) = slots(
        "蚀刻智能估值达100亿美元",
        "公司在2024年完成1.2亿美元A轮融资，由甲乙资本领投，丙丁创投跟投。此轮前估值50亿美元。",
        topic="funding",
    )

    assert found["valuation"] == 1e10
    assert not found.keys() & {"round", "amount_low", "lead", "investors"}


def test_what_was_before_stays_out_of_the_title() -> None:
    """曾, 此前 and 上一轮 in a title: the sum behind them is not today's."""
    (found,) = slots("月之暗面新一轮融资在即，上一轮曾获10亿美元", "", topic="funding")

    assert "amount_low" not in found


@pytest.mark.parametrize(
    ("title", "firm", "giver"),
    [
        ("大众汽车将向小鹏汽车增资约7亿美元", "小鹏汽车", "大众汽车"),
        ("迪士尼官宣10亿美元投资OpenAI", "OpenAI", "迪士尼"),
        ("腾讯入股智谱", "智谱", "腾讯"),
        ("苹果再向卫星通信合作伙伴Globalstar投资2.5亿美元", "Globalstar", "苹果"),
    ],
)
def test_who_gives_in_the_title(title: str, firm: str, giver: str) -> None:
    """The firm before the verb of investing pays, the one behind it is paid."""
    (found,) = slots(title, "", topic="funding")

    assert (found["firm"], found["investors"]) == (firm, [giver])


@pytest.mark.parametrize(
    "text",
    [
        "星海图完成A轮融资，投资方主要包括多家头部大厂。",
        "星海图完成A轮融资，鼎和高达领投。",
        "星海图获高瓴数百万美元投资，背后是渠道红利的强力加持。",
        "英伟达宣布与星海图合作，并向后者投资。",
        "星海图完成A轮融资，子公司参与投资。",
    ],
)
def test_no_investor_is_made_of_a_sentence(text: str) -> None:
    """Words of a sentence and halves of names are no investors; a known name among them stays."""
    names = [name for fact in slots("星海图完成A轮融资", text, topic="funding") for name in _backers(fact)]

    assert set(names) <= {"高瓴", "英伟达", "鼎和高达"}


def test_a_description_is_no_part_of_an_investor() -> None:
    """What an investor is stands before its name, what it puts in behind it."""
    (found,) = slots(
        "星海图完成A轮融资", "由光远投资领投，边缘AI芯片公司云天励飞、金沙江联合资本跟投。", topic="funding"
    )

    assert (found["lead"], found["investors"]) == (["光远投资"], ["云天励飞", "金沙江联合资本"])


def _backers(fact: dict[str, Any]) -> list[str]:
    return [*fact.get("lead", []), *fact.get("investors", [])]


def test_a_guessed_firm_alone_is_no_fact() -> None:
    """The title names a firm and tells nothing of a raise of its own: a supplier's listing is not its."""
    assert slots("卖过滤设备给宁德时代，夫妻店闯关成功", "", topic="funding") == []


@pytest.mark.parametrize("title", ["拓斯达“送出”5.48亿股权融资大礼", "其创下IPO纪录，估值有望达2万亿美元"])
def test_a_firm_holds_no_verb(title: str) -> None:
    """A quoted verb and the half of a sentence are no firms."""
    firms = [fact.get("firm") for fact in slots(title, "", topic="funding")]

    assert not {"送出", "其创下IPO纪录"} & set(firms)
