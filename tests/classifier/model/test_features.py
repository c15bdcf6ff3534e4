"""What the model sees of a text."""

from __future__ import annotations

import pytest

from classifier.model.cues import PATTERNS, cues
from classifier.model.features import as_texts, char_grams, extract, pairs_of, prepare, sides
from classifier.text.tokenizer import Tokenizer
from classifier.views import LEAD


def test_numbers_and_blanks_are_told_alike():
    """Figures differ from news to news; that there is one matters."""
    assert prepare("融资 3.5亿\n\t元, 1,000 人") == "融资 0亿 元, 0 人"


def test_sides():
    """Title and a bounded lead, lower-cased."""
    title, lead = sides("GPT 发布\n" + "长" * 1000)

    assert title == "gpt 发布"
    assert len(lead) == LEAD


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("[转帖] 六家里有两家不训了", "六家里有两家不训了"),
        ("【快讯】「投稿」部门被合并了", "部门被合并了"),
        ("[置顶]", "[置顶]"),
        ("「月之暗面」完成融资", "「月之暗面」完成融资"),
    ],
)
def test_labels_of_a_board_are_no_title(title, told):
    """How an item came in says nothing of what it tells; a firm in brackets stays."""
    assert sides(f"{title}\n正文")[0] == told


def test_characters_and_pairs():
    """Single characters and neighbours; no pair across a blank."""
    assert char_grams("ab c") == ["a", "b", "c", "ab"]


def test_pairs_of_words():
    """Neighbouring words of the title."""
    assert pairs_of(["完成", "融资", "领投"]) == ["完成+融资", "融资+领投"]


def test_title_words_stand_apart():
    """The title block holds only the title."""
    doc = extract(as_texts(["完成融资\n离职"]), Tokenizer())[0]

    assert "离职" in doc.words
    assert "离职" not in doc.title


@pytest.mark.parametrize(
    ("text", "cue", "there"),
    [
        ("据传将融资", "传", True),
        ("宣传片上线", "传", False),
        ("传统行业", "传", False),
        ("曝光量上涨", "传", False),
        ("被曝离职", "传", True),
        ("出任首席执行官", "任命", True),
        ("推出任务中心", "任命", False),
        ("加入价格战", "来", False),
        ("加入字节跳动", "来", True),
        ("融资余额下降", "两融", True),
        ("完成近3亿元b+轮融资", "完成融资", True),
        ("停止训练基座模型", "收缩+模型", True),
    ],
)
def test_cues_know_their_traps(text, cue, there):
    """Short cue words are not seen inside other words."""
    assert (f"题:{cue}" in cues(text, "")) is there


def test_cues_say_where():
    """A cue in the lead is another cue than in the title."""
    assert cues("新闻", "估值") == ["文:估值"]
    assert len(PATTERNS) > 30
