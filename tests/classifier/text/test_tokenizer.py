"""Words: jieba's cut by either engine."""

from __future__ import annotations

import builtins
import pickle

import pytest

from classifier.text import tokenizer
from classifier.text.tokenizer import Tokenizer

TEXTS = [
    "月之暗面完成新一轮融资，投后估值达到43亿美元",
    "前阿里巴巴副总裁加入零一万物，担任联合创始人",
    "智谱回应放弃预训练传闻：不实",
    "gpt-5 发布：支持 b+轮 与 10-11 月的数据",
    "",
    " 两端有空格 ",
]


@pytest.fixture(scope="module")
def fast() -> Tokenizer:
    pytest.importorskip("rjieba")
    return Tokenizer(["零一万物", "月之暗面", "Stability AI"], engine="rjieba")


def test_both_engines_cut_alike(fast):
    """rjieba and jieba give the same words, user words included."""
    plain = Tokenizer(fast.user_words, engine="jieba")

    assert [fast.cut(text) for text in TEXTS] == [plain.cut(text) for text in TEXTS]


def test_user_words_stay_whole(fast):
    """A firm's name is one word."""
    assert "零一万物" in fast.cut("前阿里巴巴副总裁加入零一万物")


def test_words_join_to_the_text(fast):
    """Nothing is lost by cutting."""
    assert ["".join(fast.cut(text)) for text in TEXTS] == TEXTS


def test_many_texts_cut_as_one_by_one(fast):
    """The batch gives the words of each text, empty ones included."""
    assert fast.cut_many(TEXTS) == [fast.cut(text) for text in TEXTS]
    assert fast.cut_many([]) == []


def test_pickles_as_its_arguments(fast):
    """A tokenizer survives pickling with its words."""
    copy = pickle.loads(pickle.dumps(fast))

    assert copy.user_words == fast.user_words
    assert copy.cut(TEXTS[0]) == fast.cut(TEXTS[0])


def test_falls_back_to_jieba(monkeypatch):
    """Without rjieba plain jieba does the work; asked for by name, its absence is an error."""
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "rjieba":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)

    assert isinstance(Tokenizer()._cutter, tokenizer._Jieba)
    with pytest.raises(ImportError):
        Tokenizer(engine="rjieba")
