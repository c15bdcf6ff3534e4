"""The lists of the vocabulary hold what they are named for, and their traps keep out what is not meant."""

from __future__ import annotations

import re

import pytest

from classifier.text.patterns import Words
from classifier.text.title_heads import told
from classifier.text.vocabulary import hearsay, moves
from classifier.topics.talent_move.wording import HEAD_WORDS


@pytest.mark.parametrize(
    ("words", "meant", "not_meant"),
    [
        (moves.TAKE, "王某出任首席执行官", "公司推出任务助手"),
        (moves.TAKE, "他将出任", "给出任何理由"),
        (moves.JOIN, "张某加入智谱", "小米加入价格战"),
        (moves.JOIN, "李某加盟月之暗面", "加盟费上涨"),
        (moves.RESIGN, "董事长请辞", "申请辞退赔偿"),
        (moves.RETURN, "创始人回归", "《王者回归》上映"),
        (hearsay.RUMOUR, "智谱传将上市", "宣传将开始"),
        (hearsay.RUMOUR, "曝某公司裁员", "曝光度上升"),
    ],
)
def test_a_word_is_kept_out_of_longer_words(words: Words, meant: str, not_meant: str) -> None:
    """The trap is part of the word wherever the list stands."""
    assert re.search(str(words), meant) and not re.search(str(words), not_meant)


@pytest.mark.parametrize("verb", ["离职", "辞退", "解雇", "罢免", "减员", "换将"])
def test_every_verb_of_moving_picks_its_head(verb: str) -> None:
    """Of a joined title only the head of the topic is told, whichever word of the list it is told with."""
    title = f"小米{verb}引起行业热议；比亚迪发布新款电动车；智谱发布新一代视频产品"
    assert told(title, [HEAD_WORDS]) == [(0, title.index("；"))]


def test_a_short_head_with_a_word_of_the_topic_is_told() -> None:
    """What is too short to tell a column from a head is a head if it tells the topic."""
    title = "早报；智谱发布新一代视频产品；飞书裁员；比亚迪发布新款电动车"
    start = title.index("飞书")
    assert told(title, [HEAD_WORDS]) == [(start, start + len("飞书裁员"))]
