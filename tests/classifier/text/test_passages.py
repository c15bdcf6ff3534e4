"""Long entries, furniture, round-ups and credits."""

from __future__ import annotations

import pytest

from classifier.text import passages, roundups
from classifier.text.title_heads import heads


def test_furniture_is_left_out():
    """Lines of the forum page are no part of the article."""
    page = "\n".join(["找回密码", "注册", "军衔等级:", "正文第一句。" * 20, "举报本楼", "Discuz Licensed", "回顶部"])

    spans = passages.passages(page)

    assert [page[a:b] for a, b in spans] == ["正文第一句。" * 20]


def test_long_text_is_cut_at_lines():
    """Passages are whole lines of about one size."""
    page = "\n".join(f"第{n}段。" + "内容" * 60 for n in range(6))

    spans = passages.passages(page)

    assert len(spans) == 3
    assert all(page[a:b].startswith("第") for a, b in spans)


def test_a_long_line_that_mentions_registration_stays():
    """Only short lines are furniture."""
    assert not passages.is_furniture("公司注册资本由一亿元增至三亿元，" * 5)
    assert passages.is_furniture("  ")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("正文。\n来源：36kr\n\n举报本楼", "36氪"),
        ("正文。\n来源:36氪", "36氪"),
        ("转自：量子位", "量子位"),
        ("本文来自微信公众号“晚点LatePost”，作者：某人", "晚点LatePost"),
        ("没有写出处的一段话。", ""),
        ("", ""),
    ],
)
def test_credit(text, source):
    """A repost's source is read from its own words."""
    from classifier.text.normalise import normalise

    assert passages.credit(normalise(text).text) == source


@pytest.mark.parametrize(
    "title",
    [
        "8点1氪丨某公司完成融资；某高管离职；新手机发布",
        "早报|新车上市/大厂裁员/游戏下架",
        "某公司获亿元融资;车企换帅引发关注;新规今日正式施行 | AI一周资讯",
        "钛晨报",
        "融资周报｜两家机器人公司领跑,本周逾百亿元",
        "【早报】某公司完成融资,估值十亿",
        "某公司完成B轮融资,老股东跟投 | AI日报",
    ],
)
def test_roundups_are_seen(title):
    """Titles that join several stories."""
    assert roundups.is_roundup(title)


@pytest.mark.parametrize(
    "title",
    [
        "某机器人公司完成A轮融资｜36氪首发",
        "某大厂换帅：新CEO上任",
        "日报表功能上线，支持导出",
        "人民日报丨稳就业,要做好三件事",
        "独家｜写周报的软件完成融资,老股东跟投",
    ],
)
def test_single_stories_are_none(title):
    """A column's mark alone makes no round-up."""
    assert not roundups.is_roundup(title)


def test_segments_leave_the_column_out():
    """The heads of a round-up without its name."""
    heads = roundups.segments("8点1氪|某公司完成亿元融资;某高管宣布离职")

    assert heads == ["某公司完成亿元融资", "某高管宣布离职"]
    assert roundups.segments("【早报】某公司完成亿元融资;某高管宣布离职") == heads


def test_heads_are_parted_alike_for_scores_and_facts():
    """A slash parts a Chinese head from one that begins in Latin letters, not a name or a number from itself."""
    title = "某公司回应采购主管停职/Kimi 上线新的语音模式/一名高管宣布离职"

    assert roundups.segments(title) == [title[a:b] for a, b in heads(title)]
    assert len(roundups.segments(title)) == 3
    assert len(roundups.segments("某公司的AI/ML平台占比升到5/8了")) == 1
