"""From samples to a model."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifier.model.store import ModelStore
from classifier.model.training import Sample, as_sample, data_hash, groups_of, read_samples, rule_shifts, train
from classifier.topics import TOPICS
from tests.classifier.engine import samples

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make(title: str, summary: str = "", *, weight: float = 1.0, topics: tuple[str, ...] = ()) -> Sample:
    return Sample(title=title, summary=summary, topics=frozenset(topics), weight=weight)


def test_reads_samples(tmp_path):
    """All files of the folder, each line a sample."""
    row = {"title": "甲", "summary": None, "topics": ["funding"], "stance": "rumour", "firms": ["智谱"], "id": 7}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    sample = read_samples(tmp_path)[0]

    assert sample.text == "甲\n"
    assert (sample.topics, sample.stance, sample.firms, sample.weight) == ({"funding"}, "rumour", ("智谱",), 1.0)


def test_broken_line_is_named(tmp_path):
    """A line that is no sample is reported with file and number."""
    good = json.dumps({"title": "甲", "topics": []})
    (tmp_path / "a.jsonl").write_text(good + "\n{oops\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"a\.jsonl:2"):
        read_samples(tmp_path)


def test_unknown_topic_is_refused():
    """Only the topics there are."""
    with pytest.raises(ValueError, match="weather"):
        as_sample({"title": "甲", "topics": ["weather"]})


def test_weight_can_be_given():
    """Corrections from chats join with a weight of their own."""
    assert as_sample({"title": "甲", "topics": []}, weight=2.0).weight == 2.0


def test_near_duplicates_go_and_relatives_share_a_group():
    """The same words twice count once; a variant stays in the same fold."""
    rows = [
        make("某机器人公司宣布完成三亿元B轮融资，红杉中国领投"),
        make("某机器人公司宣布完成三亿元B轮融资，红杉中国领投！"),
        make("机器人公司完成三亿元B轮融资，红杉中国参与领投本轮"),
        make("卫星今日发射升空，进入预定轨道"),
    ]

    kept, groups = groups_of(rows)

    assert kept == [0, 2, 3]
    assert groups[0] == groups[1] != groups[2]


def test_a_correction_replaces_its_twin():
    """Of two alike the one that weighs more is kept."""
    rows = [make("某公司任命新CEO，原CEO卸任"), make("某公司任命新CEO，原CEO卸任", weight=2.0)]

    assert groups_of(rows)[0] == [1]


def test_training_tells_its_progress():
    """Progress rises to the whole."""
    heard: list[tuple[str, float]] = []

    train(samples(), now=NOW, progress=lambda what, share: heard.append((what, share)))

    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_card_says_what_was_made(trained):
    """The card holds date, counts, hash and figures of every topic."""
    card = trained.card

    assert card["made"].startswith("2026-01-01")
    assert card["samples"] + card["near_duplicates_dropped"] == len(samples())
    assert set(card["out_of_fold"]) == set(TOPICS.names)
    assert card["out_of_fold"]["funding"]["positives"] == 8
    assert 0 <= card["held_out"] <= 1


def test_hash_follows_content_not_order():
    """The same samples in another order have the same hash; another label has not."""
    one, two = make("甲"), make("乙")

    assert data_hash([one, two]) == data_hash([two, one])
    assert data_hash([one]) != data_hash([make("甲", topics=("funding",))])


def test_rules_reach_training():
    """What rules say of a sample is known when thresholds are chosen."""
    assert rule_shifts(TOPICS, "某公司完成B轮融资\n")[1] > 0
    assert rule_shifts(TOPICS, "两市融资余额下降\n")[1] < 0


def test_shipped_samples_are_sound():
    """Every shipped line is a sample, and every topic has many."""
    rows = read_samples()

    counts = {
        topic: sum(topic in row.topics for row in rows) for topic in ("funding", "talent_move", "pretraining_cut")
    }
    assert len(rows) >= 4000
    assert counts["funding"] >= 800
    assert counts["talent_move"] >= 800
    assert counts["pretraining_cut"] >= 450
    assert all((row.stance is not None) == bool(row.topics) for row in rows)


@pytest.mark.slow
def test_the_shipped_samples_train_a_good_model(model: Path):
    """Out of fold every topic reaches what was promised of it."""
    card = ModelStore(model).card()

    assert card is not None
    figures = card["out_of_fold"]
    assert card["samples"] + card["near_duplicates_dropped"] == len(read_samples())

    assert figures["pretraining_cut"]["f1"] >= 0.88
    assert figures["funding"]["f1"] >= 0.91
    assert figures["talent_move"]["precision"] >= 0.93
    assert all(topic["average_precision"] >= 0.94 for topic in figures.values())
