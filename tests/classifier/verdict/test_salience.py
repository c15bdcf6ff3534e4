"""Firms of the event: who raises, cuts, loses or gains, not everybody named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.topics import TOPICS
from classifier.types import Firm
from classifier.verdict.salience import TOLD, salience
from tests.classifier.knowledge import facts_of, page_of


def _firms(title: str, text: str, *topics: str) -> tuple[Firm, ...]:
    page = page_of(title, text, topics=topics)
    return salience(page, TOPICS.of(topics), facts_of(page, topics))


def _told(title: str, text: str, *topics: str) -> set[str]:
    return {firm.name for firm in _firms(title, text, *topics) if firm.salience >= TOLD}


CASES = [
    ("阿里腾讯参投，智谱AI完成B轮融资", "", "funding", {"智谱"}),
    ("由阿里云领投，硅基流动完成数亿元融资", "", "funding", {"硅基流动"}),
    ("亚马逊计划再次向Anthropic投资数十亿美元", "", "funding", {"Anthropic"}),
    ("前华为高管创业，「尧光科技」完成天使轮融资", "", "funding", {"尧光科技"}),
    ("腾讯连投六轮，燧原科技启动IPO", "", "funding", {"燧原科技"}),
    ("要做美国版DeepSeek，Reflection AI完成20亿美元融资", "", "funding", {"Reflection AI"}),
    ("ChatGPT对手Anthropic完成35亿美元融资", "", "funding", {"Anthropic"}),
    ("燧原、壁仞接连冲刺IPO", "", "funding", {"燧原科技", "壁仞科技"}),
    ("深圳粤光数智股份有限公司在港交所提交IPO申请", "", "funding", {"粤光数智"}),
    ("国家人工智能产业基金入股艾捷科芯", "", "funding", {"艾捷科芯"}),
    ("百川智能联合创始人焦可出走", "", "talent_move", {"百川智能"}),
    ("Meta又从OpenAI挖走宋飏", "", "talent_move", {"Meta", "OpenAI"}),
    ("零一万物前技术专家聂鹏程加入比亚迪", "", "talent_move", {"比亚迪"}),
    ("达观数据：曹植大模型改以 DeepSeek 为基座，不再自行预训练", "", "pretraining_cut", {"达观数据"}),
    ("传零一万物放弃预训练，接入DeepSeek", "", "pretraining_cut", {"零一万物"}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "topic", "wanted"), CASES, ids=[case[0][:14] for case in CASES])
def test_told_of(title: str, text: str, topic: str, wanted: set[str]) -> None:
    """Investors, former employers and comparisons are not the event's firms."""
    assert _told(title, text, topic) == wanted


def test_only_the_head_that_tells_it() -> None:
    """In a joined title the other heads' firms stand aside."""
    title = "华为发布新手机；智谱完成10亿元融资；特斯拉降价"

    assert _told(title, "", "funding") == {"智谱"}


def test_a_silent_title_lets_the_lead_speak() -> None:
    """When the title names nobody, the lead introduces the firm."""
    lead = "36氪获悉，柔性传感企业「尧光科技」近日完成Pre-A轮融资。"

    assert _told("柔性传感企业获新一轮融资", lead, "funding") == {"尧光科技"}
    assert _told("又一家独角兽要上市了", "深圳承光科技股份有限公司（简称“承光科技”）递交招股书。", "funding") == {
        "承光科技"
    }


def test_counted_firms_are_not_told() -> None:
    """六小虎中有两家 names none of the six."""
    lead = "智谱、零一万物、MiniMax、百川智能、月之暗面、阶跃星辰这六家被称为“AI六小虎”的公司中，有两家已放弃预训练。"

    assert _told("谁掉队了？", lead, "pretraining_cut") == set()


def test_strangers_and_order() -> None:
    """A stranger has no id; the most salient firm comes first."""
    firms = _firms("「尧光科技」完成A轮融资，腾讯领投", "", "funding")

    assert (firms[0].id, firms[0].name) == ("", "尧光科技")
    assert [f.salience for f in firms] == sorted((f.salience for f in firms), reverse=True)
    assert {f.id for f in firms if f.salience < TOLD} == {"tencent"}


def test_without_a_topic() -> None:
    """An item without a topic still says whom its title is about."""
    assert _told("智谱发布新模型", "月之暗面也将更新。") == {"智谱"}


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(alphabet="智谱腾讯领投完成A轮融资「尧光」、，。；/|六小虎前从OpenAI\n", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """No text raises; salience stays between 0 and 1."""
    for topic in ("funding", "talent_move", "pretraining_cut"):
        assert all(0 <= firm.salience <= 1 for firm in _firms(text, text, topic))


def test_the_last_employer_of_one_who_joins_is_not_told() -> None:
    """A fact's ``from`` is told of who loses the person, not of where a joiner once was."""
    assert _told("腾讯任命前OpenAI研究员姚某为首席科学家", "", "talent_move") == {"腾讯"}


def test_a_title_that_names_its_firm_leaves_the_lead_aside() -> None:
    """Once the title has said whose event it is, firms of the lead are background."""
    lead = "公司公告，某某辞任副总裁。另据报道，百度副总裁王某上月离职。"

    assert _told("小米换人：副总裁离职", lead, "talent_move") == {"小米"}


def test_a_backer_of_the_lead_is_not_told() -> None:
    """A title that hides its firm is not told of an old shareholder that its text names."""
    assert "腾讯" not in _told("半年五轮，二十亿元", "老股东腾讯几乎每轮都在，本轮融资二十亿元。", "funding")


def test_a_stranger_cut_out_of_a_known_name_is_none() -> None:
    """讯飞抛出 is 讯飞 and a verb."""
    assert "飞抛" not in {firm.name for firm in _firms("讯飞抛40亿元定增预案", "", "funding")}


def test_an_investor_that_walks_away_is_told() -> None:
    """Investors are not the event's firm, unless they are the point."""
    assert _told("苹果或已退出OpenAI近期融资谈判", "", "funding") == {"苹果", "OpenAI"}
