"""The book of firms that commands use: what a word nobody knows may mean."""

from __future__ import annotations

import pytest

from bot.reading.reader import Firms
from classifier.names.matcher import FirmMatcher


@pytest.fixture(scope="module")
def firms() -> Firms:
    return Firms(FirmMatcher.load())


@pytest.mark.parametrize(
    ("word", "name"),
    [("智普", "智谱"), ("月之", "月之暗面"), ("deepsek", "DeepSeek"), ("字节条动", "字节跳动"), ("kimi2", "月之暗面")],
)
def test_a_slip_is_understood(firms: Firms, word: str, name: str):
    """A wrong character, a beginning, a product with more behind it."""
    assert name in firms.suggest(word)


@pytest.mark.parametrize("word", ["所有公司", "全部公司", "去年", "9", "点", "请问"])
def test_no_guess_that_puzzles(firms: Firms, word: str):
    """Words that are no names are like many names."""
    assert list(firms.suggest(word)) == []


def test_two_characters_guess_by_what_is_shown(firms: Firms):
    """Not by another name of the firm that nobody sees: AI is the beginning of AISpeech, which is shown as 思必驰."""
    assert all(name.lower().startswith("ai") for name in firms.suggest("AI"))
