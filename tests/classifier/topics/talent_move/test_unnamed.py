"""Talent facts of people without a name, of strangers' firms, and of names told in two ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classifier.knowledge import slots

Fact = dict[str, Any]

UNNAMED: list[tuple[str, list[Fact]]] = [
    ("小米多名高管离职", [{"role_from": "高管", "from": "小米", "direction": "leave"}]),
    ("百度半年内12位研究员出走", [{"role_from": "研究员", "from": "百度", "direction": "leave"}]),
    ("智谱下调预期，宣布首席财务官辞职", [{"role_from": "首席财务官", "from": "智谱", "direction": "leave"}]),
    ("谷歌再迎离职潮，三位科学家投奔对手", [{"role_from": "科学家", "from": "谷歌", "direction": "leave"}]),
    ("OpenAI 一周流失两高管", [{"role_from": "高管", "from": "OpenAI", "direction": "leave"}]),
    ("来自谷歌的多名研究员离职", [{"role_from": "研究员", "from": "谷歌", "direction": "leave"}]),
    ("小米任命新任首席财务官", [{"role_to": "首席财务官", "to": "小米", "direction": "join"}]),
    ("消息称福特将罢免欧洲公司CEO", []),
    ("大众将罢免奥迪CEO", [{"role_from": "CEO", "from": "奥迪", "direction": "leave"}]),
    ("谷歌将语音团队并入云部门",
     [{"role_from": "语音团队", "from": "谷歌", "role_to": "云部门", "to": "谷歌", "direction": "move"}]),
    ("腾讯挖来一名赛车手", [{"to": "腾讯", "direction": "join"}]),
    ("京东三成客服员工被裁", [{"from": "京东", "direction": "layoff"}]),
    ("谷歌解雇约200名工程师", [{"from": "谷歌", "direction": "layoff", "headcount": 200}]),
    ("美团算法团队规模扩大一倍", [{"to": "美团", "direction": "join"}]),
    ("苹果将在印度招募100多名员工", [{"to": "苹果", "direction": "join"}]),
    ("谷歌数十名人才跳槽到 OpenAI", [{"role_from": "人才", "from": "谷歌", "to": "OpenAI", "direction": "move"}]),
    ("科大讯飞否认大规模裁员", [{"from": "科大讯飞", "direction": "layoff"}]),
    ("谷歌三位核心人物同期离场", [{"role_from": "核心人物", "from": "谷歌", "direction": "leave"}]),
    ("网传百度优化，百度：不涉及人员优化", []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "wanted"), UNNAMED, ids=[title[:14] for title, _ in UNNAMED])
def test_people_without_a_name(title: str, wanted: list[Fact]) -> None:
    """Who goes, comes or is sought is told by firm and kind alone."""
    assert slots(title, topic="talent_move") == wanted


STRANGERS: list[tuple[str, Fact]] = [
    ("瑞银任命林海波为中国区主管", {"to": "瑞银", "person": "林海波"}),
    ("庐州实业：选举秦晓舟担任董事长", {"to": "庐州实业", "person": "秦晓舟"}),
    ("青禾生物(300999.SZ)：聘任袁立为公司联席CEO", {"to": "青禾生物", "person": "袁立"}),
    ("雀巢宣布全球裁员1.6万人", {"from": "雀巢", "headcount": 16_000}),
    ("云栖资本宣布53岁谢雨舟出任代理CEO", {"to": "云栖资本", "person": "谢雨舟"}),
    ("前蔚来座舱负责人夏中岳加入商汤", {"from": "蔚来", "role_from": "座舱负责人"}),
    ("复旦大学机器人专家王贺舟加入商汤", {"from": "复旦大学", "role_from": "机器人专家", "direction": "join"}),
    ("加盟商汤仅五个月的陈思远将离任", {"from": "商汤科技", "person": "陈思远"}),
    ("辞任中国电信总裁后，梁宝舟出任商汤总经理", {"from": "中国电信", "role_from": "总裁", "direction": "move"}),
    ("谷歌云新总裁 Judith Halvorsen 上任", {"role_to": "总裁", "person": "Judith Halvorsen"}),
    ("92年技术极客陈宇舟接任钉钉CEO", {"person": "陈宇舟", "role_to": "CEO"}),
    ("Linda Halvorsen 代替马斯克成为推特新 CEO", {"person": "Linda Halvorsen", "role_to": "CEO"}),
    ("OpenAI首席信息安全官奈特将卸任", {"person": "奈特", "role_from": "首席信息安全官"}),
    ("法国亿万富翁泽维尔·马丁进入字节跳动董事会", {"person": "泽维尔·马丁", "to": "字节跳动"}),
    ("阿里M6大模型前带头人杨红舟加盟字节跳动", {"from": "阿里巴巴", "direction": "join"}),
    ("消息称 AI 大牛贾扬舟已入职英伟达", {"person": "贾扬舟", "role_from": None}),
    ("青禾传媒董秘被免职", {"role_from": "董秘", "from": "青禾传媒", "direction": "leave"}),
    ("前某跑车厂设计师加入小米", {"to": "小米", "direction": "join", "from": None}),
    ("马斯克再解雇数十名谷歌员工", {"from": "谷歌", "direction": "layoff"}),
    ("谷歌Python团队全员被裁", {"role_from": "Python团队", "from": "谷歌"}),
    ("王贺舟转岗", {"person": "王贺舟", "direction": "move"}),
    ("商汤董事长杨雨舟已到法定退休年龄辞职", {"person": "杨雨舟", "role_from": "董事长"}),
]


@pytest.mark.parametrize(("title", "wanted"), STRANGERS, ids=[title[:14] for title, _ in STRANGERS])
def test_whose_act_it_is(title: str, wanted: Fact) -> None:
    """Firms outside the lexicon that begin a title, and where a descriptor says that someone comes from."""
    (fact,) = slots(title, topic="talent_move")

    assert {slot: fact.get(slot) for slot in wanted} == wanted


@pytest.mark.parametrize("title", ["CEO 辞职", "作者全数出走", "刘舟峰担任要职"])
def test_no_word_is_a_person(title: str) -> None:
    """Posts, adverbs and words that only begin like names are nobody; who takes an untold post is no fact."""
    assert slots(title, topic="talent_move") == []


@pytest.mark.parametrize("title", ["暴力裁员1.6万", "目前还在招人", "史上最大裁员来了", "特朗普任命林海波为主管"])
def test_words_that_begin_a_title_are_no_firm(title: str) -> None:
    """A lay-off needs a firm; an office is none."""
    assert all(not {"from", "to"} & fact.keys() for fact in slots(title, topic="talent_move"))


def test_a_name_told_in_part_is_the_same_person() -> None:
    """Surname alone beside the full name: one fact, with the full name."""
    (fact,) = slots("John Halvorsen离开谷歌", "研究员Halvorsen加入Meta。", topic="talent_move") or [{}]

    assert fact == {
        "person": "John Halvorsen",
        "role_from": "研究员",
        "from": "谷歌",
        "to": "Meta",
        "direction": "move",
    }
