"""The learned weigher of firms, and the signs it weighs."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.topics import TOPICS
from classifier.types import Firm
from classifier.verdict.candidates import candidates
from classifier.verdict.signs import signs
from classifier.verdict.weigher import Weigher, shipped_weigher
from tests.classifier.knowledge import facts_of, page_of


def _signs(title: str, topic: str, *firms: Firm) -> dict[str, set[str]]:
    page = page_of(title, "", topics=(topic,))
    found = candidates(page, firms)
    told = signs(page, TOPICS.of((topic,)), facts_of(page, (topic,)), found)
    return {one.firm.name: set(mine) for one, mine in zip(found, told, strict=True)}


def test_signs_add_up() -> None:
    weigher = Weigher({"a": 2.0, "b": -2.0}, 0.0)
    assert weigher.salience(["a", "b", "unknown"]) == 0.5
    assert weigher.salience(["b"]) < 0.5 < weigher.salience(["a"])


def test_survives_the_disk(tmp_path: Path) -> None:
    Weigher({"t:before=由": -0.5, "rule=1.00": 1.5}, -0.25).save(tmp_path / "firms.npz")
    again = Weigher.load(tmp_path / "firms.npz")
    assert (again.weights, again.intercept) == ({"t:before=由": -0.5, "rule=1.00": 1.5}, -0.25)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "firms.npz").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ValueError, match="not a weigher"):
        Weigher.load(tmp_path / "firms.npz")


def test_who_gives_and_who_is_given() -> None:
    found = _signs("微软向OpenAI投资", "funding", Firm("microsoft", "微软", 1.0), Firm("openai", "OpenAI", 0.4))
    assert "t:gives to" in found["微软"]
    assert "t:is given" in found["OpenAI"]


def test_no_name_is_a_sign() -> None:
    one = _signs("智谱完成A轮融资", "funding", Firm("zhipu", "智谱", 1.0))["智谱"]
    other = _signs("面壁完成A轮融资", "funding", Firm("modelbest", "面壁", 1.0))["面壁"]
    assert {sign for sign in one if ":" in sign} == {sign for sign in other if ":" in sign}


def test_the_shipped_weights_tell_giver_from_taker() -> None:
    found = _signs("微软向OpenAI投资", "funding", Firm("microsoft", "微软", 1.0), Firm("openai", "OpenAI", 1.0))
    weigh = shipped_weigher().salience
    assert weigh(found["微软"]) < weigh(found["OpenAI"])
