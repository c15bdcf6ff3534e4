"""Which texts of an item are scored, and which speaks for it."""

from __future__ import annotations

import numpy as np

from classifier.views import LONGEST, hints, read, speakers

LIMITS = np.array([0.5, 0.5, 0.5])
LONG = "\n".join(f"第{n}段说了一些事情，没有什么消息。" * 15 for n in range(5))


def test_short_item_is_one_view():
    """Title and text, as they stand."""
    reading = read("标题", "正文。")

    assert reading.views == ["标题\n正文。"]
    assert not reading.is_long


def test_title_alone():
    """An item without text."""
    assert read("标题").views == ["标题\n"]


def test_long_item_has_a_view_a_passage():
    """Title with the lead first, then the title with each further passage; spans lead back."""
    reading = read("标题", "登录\n" + LONG + "\n举报本楼")

    assert reading.is_long
    assert len(reading.views) == len(reading.spans) == 5
    assert reading.views[1].startswith("标题\n第1段")
    start, end = reading.spans[1]
    assert reading.whole.text[start:end].startswith("第1段")
    assert "登录" not in reading.views[0]


def test_endless_text_is_read_to_a_bound():
    """Whatever the length, title or text, time stays bounded; offsets still count in title, newline, text."""
    assert len(read("标题", "正文。" * 100_000).whole.raw) == LONGEST
    assert len(read("标题" * 100_000, "正文。").whole.raw) == LONGEST


def test_nothing_but_furniture():
    """A long page without an article still has a view."""
    reading = read("标题", "登录\n" * 400)

    assert reading.views == ["标题\n"]


def test_roundup_has_a_view_a_head():
    """The heads of the title; the text behind is left alone."""
    reading = read("8点1氪丨某公司完成融资；某高管宣布离职；新手机今日开售", "目录")

    assert reading.views == ["某公司完成融资", "某高管宣布离职", "新手机今日开售"]
    assert not reading.is_long


def test_title_and_lead_speak_first():
    """What title and lead tell is not overruled by a stronger passage."""
    reading = read("标题", LONG)
    proba = np.array([[0.6, 0.1, 0.1], [0.9, 0.7, 0.1], [0.1, 0.8, 0.9], [0.1, 0.1, 0.1], [0.1, 0.1, 0.1]])

    assert speakers(reading, proba, LIMITS) == [0, 2, 0]


def test_hints_of_a_long_item():
    """Passages that suggest a topic which is not told, the strongest first."""
    reading = read("标题", LONG)
    proba = np.array([[0.6, 0.1, 0.1], [0.9, 0.1, 0.3], [0.1, 0.1, 0.4], [0.1, 0.1, 0.1], [0.1, 0.1, 0.1]])

    assert hints(reading, proba, [0.6] * 3, [0]) == {2: [2, 1]}
    assert hints(read("标题"), proba[:1], [0.6] * 3, ()) == {}
