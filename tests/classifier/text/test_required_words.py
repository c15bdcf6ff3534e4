"""What a pattern cannot match without is found by itself: nobody keeps a list beside it."""

from __future__ import annotations

import re

import pytest

from classifier.model.cues import PATTERNS
from classifier.model.training import read_samples
from classifier.text.normalise import normalise
from classifier.text.patterns import Words, gap
from classifier.text.required_words import required_words


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("融资|入股", {"融资", "入股"}),
        ("(?:完成|获)[^,。]{0,9}(?:融资|注资)", {"融资", "注资"}),
        (r"出任(?<!推出任)(?!务|何)", {"出任"}),
        ("首席[一-龥]{1,6}官|c[et]o", {"首席", "ceo", "cto"}),
        ("基础(?:大)?模型", {"基础模型", "基础大模型"}),
        ("(?:大模型)?(?:训练)+机", {"训练"}),
        ("融资|再融资", {"融资"}),
        (r"\d+(?:\.\d+)?\s?(?P<unit>亿|万)?", set()),
        ("融资|[^,]{3}", set()),
        ("(?i:CEO)", {"ceo"}),
    ],
)
def test_the_required_words_of_a_pattern(pattern: str, wanted: set[str]) -> None:
    """One required word stands in whatever matches; a pattern that needs none has none."""
    assert required_words(pattern) == wanted


def test_every_cue_has_signs() -> None:
    """A cue that requires no word would never be asked for."""
    assert [name for name, pattern in PATTERNS.items() if not required_words(pattern)] == []


def test_nothing_matches_without_a_sign() -> None:
    """On the shipped samples the required words of no cue keep back a match."""
    texts = [normalise(sample.text).text.lower() for sample in read_samples()[::10]]
    missed = [
        (name, text)
        for name, pattern in PATTERNS.items()
        for text in texts
        if re.search(pattern, text) and not any(word in text for word in required_words(pattern))
    ]
    assert missed == []


def test_words_are_patterns_with_their_traps() -> None:
    """A list stands in a pattern as it is, joins with others, and leaves words out by their plain form."""
    take = Words("出任(?<!推出任)(?!务|何) 接任")
    assert take.plain == ("出任", "接任")
    assert re.search(rf"{take}", "王某出任首席") and not re.search(str(take), "推出任务")
    assert (take - "接任" | Words("升任")).plain == ("出任", "升任")
    assert re.fullmatch(gap("王某", take, 2), "王某将接任")


def test_a_word_has_one_trap() -> None:
    """Two lists that keep one word out of different words are a mistake, not a choice of the first."""
    with pytest.raises(ValueError, match="出任 has two traps"):
        Words("出任(?!务)") | Words("出任")
    with pytest.raises(ValueError, match="not on the list: 升任"):
        Words("出任") - "升任"
