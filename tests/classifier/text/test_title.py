"""What a title says, as titles of one event are compared."""

from __future__ import annotations

from classifier.text.amounts import amounts
from classifier.text.title import read_title


def test_titles_are_compared_in_one_form():
    """Traditional, full width and capitals make no other title."""
    assert read_title("ＯｐｅｎＡＩ融資").folded == "openai融资"


def test_common_words():
    """Pairs of what many titles say, and none of what one says."""
    assert read_title("谢剑完成融资").common == {"完成", "融资"}
    assert read_title("谢剑").common == frozenset()


def test_sums():
    """Round sums whatever their currency, in digits before a unit; shares are no sum."""
    assert read_title("募资 10 億").sums == {1e9} == read_title("智谱融10亿美元，16.67亿股").sums
    assert read_title("融资1.1亿元").sums == {110_000_000.0}


def test_hundreds_of_digits_stop_nothing():
    """A hostile title is read as any other; its sum is none."""
    title = read_title(f"智谱裁员{'9' * 400}人，募资{'9' * 400}亿元")

    assert (title.sums, title.headcounts) == (frozenset(), frozenset())
    assert list(amounts(f"智谱融资{'9' * 400}亿元")) == []


def test_stages():
    """Each by its own words; words of two stages tell both."""
    named = {title: read_title(title).stages for title in STAGES}

    assert named == STAGES


STAGES = {
    "智谱更新招股书": set(),
    "智谱裁员三成": {"layoff"},
    "智谱研发团队缩编": {"layoff"},
    "智谱砍掉两成": {"layoff"},
    "智谱全球发售": {"pricing"},
    "智谱启动招股": {"pricing"},
    "智谱递表": {"filing"},
    "智谱取消上市申请": {"withdrawal"},
    "智谱通过聆讯，今日挂牌": {"hearing", "listing"},
    "智谱首席轮岗": set(),
    "智谱拟配售新股": {"placing"},
    "智谱A轮融资": {"round"},
    "智谱融资余额": set(),
    "智谱招募实习生": {"hiring"},
    "智谱解散团队": {"disbanding"},
    "智谱发行公司债": {"debt"},
    "智谱启动上市辅导": {"tutoring"},
}


def test_posts():
    """In one spelling; a vice president is none of the posts that a firm has but one of."""
    assert read_title("智谱首席技术官卸任副总裁").posts == {"cto"} == read_title("CTO离职").posts
    assert read_title("智谱副董事长离任").posts == frozenset()
    assert read_title("董事长兼总裁").posts == {"chairman", "president"}


def test_headcounts():
    """People in digits and characters; one alone is no count."""
    assert read_title("裁员1.4万人，挖走三名研究员，一位高管").headcounts == {14_000.0, 3.0}
    assert read_title("十名员工").headcounts == {10.0}
