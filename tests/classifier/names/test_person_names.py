"""What may be a Chinese name, and what only looks like one."""

from __future__ import annotations

import pytest

from classifier.names.make_non_names import LEAST, learn
from classifier.names.person_names import is_name


@pytest.mark.parametrize("name", ["洪涛", "姚顺雨", "欧阳静", "佐藤恒治", "曾国栋", "周靖人"])
def test_names(name: str) -> None:
    """Surnames and given names."""
    assert is_name(name)


@pytest.mark.parametrize("words", ["曾分别", "毕业后", "沈丽的", "徐灿在", "高铁", "时隔", "全球化", "曾先后"])
def test_non_names(words: str) -> None:
    """A surname's character begins everyday words too, and sentences go on behind a name."""
    assert not is_name(words)


def test_non_names_are_learnt() -> None:
    """A word that is often seen and never behind a post is no name; one that stands behind posts is."""
    found = learn(["高铁开通"] * LEAST + ["董事长高峰表示"] * LEAST + ["时速"])

    assert found == {"高铁": LEAST}
