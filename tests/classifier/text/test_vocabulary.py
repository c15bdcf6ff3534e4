"""The lists of the vocabulary hold what they are named for, and their traps keep out what is not meant."""

from __future__ import annotations

import re

import pytest

from classifier.text.patterns import Words
from classifier.text.vocabulary import hearsay, moves


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
