"""Firms an item may be told of: strangers where such names stand."""

from __future__ import annotations

import pytest

from classifier.types import Firm
from classifier.verdict.candidates import candidates, trimmed
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
    ],
)
def test_a_name_without_what_stands_around_it(written: str, name: str) -> None:
    assert trimmed(written) == name
