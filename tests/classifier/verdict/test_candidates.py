"""Firms an item may be told of: strangers where such names stand."""

from __future__ import annotations

import pytest

from classifier.types import Firm
from classifier.verdict.candidates import candidates, trimmed, without_overlaps
from tests.classifier.knowledge import page_of

STRANGERS = [
    ("云岭白药：首席销售官辞职", "talent_move", "云岭白药"),
    ("上交所上市委：晨溪新材首发暂缓审议", "funding", "晨溪新材"),
    ("腾讯投资声临云境", "funding", "声临云境"),
    ("花城银行任命林某为中国区负责人", "talent_move", "花城银行"),
    ("Zorvex 据悉洽谈融资", "funding", "Zorvex"),
]


@pytest.mark.parametrize(("title", "topic", "name"), STRANGERS)
def test_a_stranger_is_a_candidate(title: str, topic: str, name: str) -> None:
    assert name in {one.firm.name for one in candidates(page_of(title, "", topics=(topic,)), ())}


def test_each_candidate_knows_its_places() -> None:
    page = page_of("智谱完成融资，智谱称将扩招", "", topics=("funding",))
    known = next(one for one in candidates(page, (Firm("zhipu", "智谱", 1.0),)) if one.firm.id)
    assert [page.text[start:end] for start, end, _ in known.spans] == ["智谱", "智谱"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("任某回归招商基金出任总经理", "招商基金", id="after any verb"),
        pytest.param("雀巢CEO被解雇", "雀巢", id="before a post"),
        pytest.param("由KKR领投", "KKR", id="Latin"),
    ],
)
def test_a_well_known_firm_is_a_candidate_wherever_it_stands(title: str, name: str) -> None:
    found = {one.firm.name: one.how for one in candidates(page_of(title, "", topics=("talent_move",)), ())}
    assert found[name] == "listed"


def test_a_well_known_name_is_not_cut_out_of_a_longer_word() -> None:
    page = page_of("XKKRS 离职潮", "", topics=("talent_move",))
    assert "KKR" not in {one.firm.name for one in candidates(page, ())}


def test_of_two_readings_of_one_name_the_likelier_is_kept() -> None:
    told = [Firm("", "鹭屿冲击港股", 0.6), Firm("", "鹭屿", 0.8), Firm("zhipu", "智谱", 0.5)]
    assert [firm.name for firm in without_overlaps(told)] == ["鹭屿", "智谱"]


def test_a_guess_of_the_rules_that_is_no_name_is_no_candidate() -> None:
    page = page_of("两闯港交所", "", topics=("funding",))
    assert candidates(page, (Firm("", "两闯", 0.6),)) == []


def test_words_that_are_no_names_are_no_candidates() -> None:
    page = page_of("公司：AI 团队将裁员", "", topics=("talent_move",))
    assert {"公司", "AI"}.isdisjoint(one.firm.name for one in candidates(page, ()))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("汽车仿真测试企业晨目科技三", "晨目科技"),
        ("终止对佰溪数据", "佰溪数据"),
        ("浙江予策科技", "予策科技"),
        ("晨石创芯进行", "晨石创芯"),
        ("晨光", "晨光"),
        ("枋上LOMVESS", "枋上"),
        ("Qorvan云汇付通", "Qorvan"),
        ("鹭屿浏览器", "鹭屿"),
    ],
)
def test_a_name_without_what_stands_around_it(written: str, name: str) -> None:
    assert trimmed(written) == name
