"""The trained model of stance: what it says, what it shows, the words it gives, and how it is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifier.model.features import extract
from classifier.model.stance_model import STANCE_FILE, STANCES, StanceModel, by_rules, stance_doc
from classifier.model.store import SHIPPED
from classifier.text.tokenizer import Tokenizer
from classifier.topics import TOPICS
from classifier.types import Verdict
from classifier.verdict.stance_signs import signs
from tests.classifier.knowledge import matcher, page_of


@pytest.fixture(scope="module")
def model() -> StanceModel:
    """The shipped weights."""
    return StanceModel.load(SHIPPED / STANCE_FILE)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The words of the lexicon."""
    return Tokenizer(matcher().user_words())


def _read(model: StanceModel, tokenizer: Tokenizer, title: str, text: str, topic: str) -> tuple[Verdict, str]:
    """The verdict, and its words."""
    page = page_of(title, text, topics=(topic,))
    (doc,) = extract([page.text], tokenizer)
    verdict = model(page, TOPICS.of((topic,)), doc)
    return verdict, page.text[slice(*verdict.span)] if verdict.span else ""


@pytest.mark.parametrize(
    ("title", "text", "topic", "stance", "words"),
    [
        ("消息称MiniMax产品负责人离职", "", "talent_move", "rumour", "消息称"),
        ("知情人士：OpenAI 拟筹资100亿美元", "", "funding", "rumour", "知情人士"),
        ("阿里否认投资DeepSeek", "", "funding", "denied", "否认"),
        ("智谱公告：任命新任首席执行官", "智谱公告称，董事会任命今日生效。", "talent_move", "confirmed", "公告"),
        ("面壁智能完成新一轮数亿元融资", "36氪获悉，本轮由产业资本主导。", "funding", "reported", "36氪获悉"),
    ],
)
def test_stances_and_their_words(
    model: StanceModel, tokenizer: Tokenizer, title: str, text: str, topic: str, stance: str, words: str
):
    """Each stance with the words that made it."""
    verdict, found = _read(model, tokenizer, title, text, topic)

    assert (verdict.stance, words in found) == (stance, True)
    assert 0.25 <= verdict.certainty <= 1.0


@pytest.mark.parametrize("title", ["面壁智能完成数亿元融资", "智谱裁员三成", "月之暗面大模型负责人离职"])
def test_what_happened_is_no_word_of_a_source(model: StanceModel, tokenizer: Tokenizer, title: str):
    """An item that names no source and has no reserve gives no words: 裁员 says nothing of how sure it is."""
    topic = "funding" if "融资" in title else "talent_move"
    verdict, found = _read(model, tokenizer, title, "", topic)

    assert (verdict.shown, found) == ("reported", "")


def test_confirmed_is_shown_only_from_the_threshold_on(model: StanceModel, tokenizer: Tokenizer):
    """The same item, confirmed either way: shown as reported by a model that wants more certainty."""
    title, text = "智谱公告：任命新任首席执行官", "智谱公告称，董事会任命今日生效。"
    sure, unsure = (StanceModel(model.blocks, model.intercept, limit) for limit in (0.3, 1.1))

    shown = [_read(m, tokenizer, title, text, "talent_move")[0] for m in (sure, unsure)]

    assert [v.stance for v in shown] == ["confirmed", "confirmed"]
    assert [v.shown for v in shown] == ["confirmed", "reported"]


def test_the_file_gives_the_same_answers(model: StanceModel, tokenizer: Tokenizer, tmp_path: Path):
    """Kept and read again, up to the precision of the arrays; a broken file is told."""
    page = page_of("传智谱裁员", "", topics=("talent_move",))
    topics = TOPICS.of(("talent_move",))
    doc = stance_doc(page, topics, extract([page.text], tokenizer)[0], signs(page, topics))
    model.save(tmp_path / "a.npz")

    again = StanceModel.load(tmp_path / "a.npz")

    assert np.allclose(again.probabilities(doc), model.probabilities(doc), atol=1e-4)
    assert again.probabilities(doc).shape == (len(STANCES),)
    (tmp_path / "b.npz").write_bytes(b"no weights")
    with pytest.raises(ValueError, match=r"b\.npz"):
        StanceModel.load(tmp_path / "b.npz")


def test_without_weights_the_rules_speak():
    """An analyzer without a trained model of stance has the rules' verdict and their words."""
    page = page_of("传智谱裁员", "", topics=("talent_move",))
    (doc,) = extract([page.text], Tokenizer(()))

    verdict = by_rules(page, TOPICS.of(("talent_move",)), doc)

    assert (verdict.stance, verdict.shown) == ("rumour", "rumour")
    assert verdict.span is not None
