"""From samples to a model."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from classifier.model.store import SHIPPED, ModelStore
from classifier.model.training import Sample, Views, as_sample, data_hash, groups_of, read_samples, train
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


@pytest.mark.parametrize(("topics", "firms"), [("funding", []), (["funding"], "智谱")])
def test_labels_are_lists(topics, firms):
    """A text is not spelled into letters."""
    with pytest.raises(TypeError, match="is no list"):
        as_sample({"title": "甲", "topics": topics, "firms": firms})


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


def test_views_are_what_the_analyzer_reads():
    """A round-up comes as its heads, anything else as itself; each with the rules that hold for it."""
    rows = [make("某公司完成B轮融资"), make("早报｜甲公司完成A轮融资；乙公司总裁离职；丙公司发布新手机")]

    views = Views.of(rows, [7, 8], TOPICS)

    assert views.bags == [0, 1, 1, 1]
    assert views.groups == [7, 8, 8, 8]
    assert "funding/标题说融资" in {rule.key for rule in views.rules[0]}


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


def test_the_shipped_weights_say_what_they_are():
    """The card names what was learnt from and how it does out of fold, by kind of item."""
    card = ModelStore(SHIPPED).card()

    assert card is not None
    kinds = card["out_of_fold_by_kind"]
    assert kinds["hand"]["items"] > 7000
    assert kinds["hard"]["items"] > 6000
    assert kinds["life"]["items"] > 1800
    assert kinds["hand"]["pretraining_cut"]["f1"] >= 0.88
    assert kinds["life"]["funding"]["f1"] >= 0.90
    assert all(kinds["hard"][topic]["average_precision"] >= 0.89 for topic in ("funding", "talent_move"))
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 15_000_000
