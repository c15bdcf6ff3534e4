"""Titles that tell several events, read by the real reader: heads of their own, or one story."""

from __future__ import annotations

import pytest

from bot.reading.reader import Reader
from classifier.model.store import SHIPPED
from tests.fakes import NOON


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    assert SHIPPED.is_dir()
    return Reader.load(tmp_path_factory.mktemp("home"), now=NOON)


def test_each_head_is_read_by_itself(reader: Reader):
    """Its own topic, firm, sum and sign; what is no news of ours is left out, and the whole tells nothing."""
    title = "9点1氪丨智谱完成10亿元融资；气温骤降多地发布预警；月之暗面联合创始人离职；百川智能否认放弃预训练：不实"

    (whole,) = reader.read([(title, "目录：智谱、DeepSeek、月之暗面")])

    assert (whole.is_roundup, dict(whole.topics), whole.firms, whole.facts) == (True, {}, (), ())
    told = {head.title: (list(head.tags.topics), [firm.name for firm in head.tags.firms]) for head in whole.heads}
    assert told == {
        "智谱完成10亿元融资": (["funding"], ["智谱"]),
        "月之暗面联合创始人离职": (["talent_move"], ["月之暗面"]),
        "百川智能否认放弃预训练：不实": (["pretraining_cut"], ["百川智能"]),
    }
    assert [head.tags.stance for head in whole.heads] == ["reported", "reported", "denied"]
    assert not any(head.tags.is_roundup for head in whole.heads)
    assert [fact.amount.known for fact in whole.heads[0].tags.facts if fact.amount] == [1e9]


def test_a_head_keeps_its_writers_characters(reader: Reader):
    """Traditional characters and wide signs are shown as they came."""
    (whole,) = reader.read([("早報｜智譜完成１０億元融資；某地下雨", "")])

    assert [head.title for head in whole.heads] == ["智譜完成１０億元融資"]


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("智谱完成10亿元融资；月之暗面联合创始人宣布离职", 2),
        ("融资周报｜智谱完成10亿元B轮融资", 1),
        ("早安快讯丨阿里否认入股DeepSeek；罗福莉加入小米；银河通用获11亿元融资", 3),
        ("智谱完成10亿元融资；投后估值200亿元", 0),
        ("智谱完成10亿元融资，红杉领投；联想创投跟投", 0),
        ("智谱：完成10亿元C轮融资；新任首席技术官到任；公司今年已融资三次", 0),
        ("智谱完成10亿元融资｜36氪独家", 0),
    ],
)
def test_which_titles_are_cut(reader: Reader, title: str, heads: int):
    """A column's, and those whose heads tell of different firms; clauses of one firm's story stay together."""
    (whole,) = reader.read([(title, "")])

    assert (len(whole.heads), bool(whole.topics)) == (heads, not heads)
    assert whole.is_roundup is bool(heads)


def test_heads_are_bounded_and_each_is_read_once(reader: Reader):
    """A hostile title, and one that repeats itself."""
    (many,) = reader.read([("早报｜" + "；".join(f"智谱完成{n}亿元融资" for n in range(10, 100)), "")])
    (twice,) = reader.read([("早报｜智谱完成10亿元融资；智谱完成10亿元融资；月之暗面联合创始人离职", "")])

    assert len(many.heads) == 20
    assert [head.title for head in twice.heads] == ["智谱完成10亿元融资", "月之暗面联合创始人离职"]


def test_a_list_without_heads_stays_one(reader: Reader):
    """A column's bare name: its events stand in the text."""
    (whole,) = reader.read([("本周AI融资周报", "")])

    assert whole.heads == ()
