"""A topic that nobody shipped: one record and ten-odd samples, and it is read like the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from classifier import TOPICS, Analyzer
from classifier.evaluation import evaluate
from classifier.model.store import ModelStore
from classifier.topics import Topics
from tests.classifier.engine import samples as samples_of_three
from tests.fourth_topic import NAME, REGULATION, WITH_REGULATION, Regulation, analyzer, samples


@pytest.fixture(scope="module")
def read() -> Analyzer:
    """The analyzer of four topics."""
    return analyzer()


def test_a_fine_is_read_whole(read):
    """Topic, scores of all four, firm, stance, fact and reason of a title that no sample holds."""
    answer = read.analyze("市场监管总局宣布对智谱罚款三亿元")

    assert set(answer.topics) == {NAME}
    assert tuple(answer.scores) == (*TOPICS.names, NAME)
    assert [firm.id for firm in answer.firms] == ["zhipu"]
    assert answer.firms[0].salience > 0.9
    assert answer.stance == "confirmed"
    (fact,) = answer.facts
    assert fact.value == Regulation(firm="智谱", regulator="市场监管总局", action="fine", stance="confirmed")
    assert json.loads(json.dumps(fact.to_json())) == {
        "kind": NAME,
        "firm": "智谱",
        "regulator": "市场监管总局",
        "action": "fine",
        "stance": "confirmed",
        "span": [0, 16],
        "evidence": "市场监管总局宣布对智谱罚款三亿元",
    }
    assert dict(answer.why[NAME])["规则:标题说监管部门罚、禁、批或查了一家公司"] > 1.0


@pytest.mark.parametrize(
    ("title", "stance"),
    [
        ("传网信办约谈月之暗面", "rumour"),
        ("百度否认被立案调查", "denied"),
        ("月之暗面被约谈", "reported"),
        ("网信办通报：约谈月之暗面", "confirmed"),
    ],
)
def test_stance(read, title, stance):
    """Doubt and denial are words of no topic; what confirms is the topic's own."""
    answer = read.analyze(title)

    assert (set(answer.topics), answer.stance) == ({NAME}, stance)


def test_a_stranger_is_found_by_what_firms_do_in_such_news(read):
    """A firm outside the lexicon stands before one of the topic's verbs."""
    assert [firm.name for firm in read.analyze("砾屿视界被罚三千万元").firms] == ["砾屿视界"]


def test_a_rule_holds_it_back(read):
    """A meeting of a regulator is no news of a firm."""
    assert NAME not in read.analyze("监管部门召开座谈会").topics


@pytest.mark.parametrize(
    ("title", "topic", "kind"),
    [
        ("智谱完成A轮融资，老股东领投", "funding", "funding"),
        ("百川智能联合创始人焦可离职", "talent_move", "talent"),
        ("阶跃星辰放弃预训练，转向应用", "pretraining_cut", "pretraining"),
    ],
)
def test_the_others_are_read_as_before(read, title, topic, kind):
    """The shipped topics work beside the new one."""
    answer = read.analyze(title)

    assert (set(answer.topics), [fact.kind for fact in answer.facts]) == ({topic}, [kind])


def test_two_topics_in_one_title(read):
    """A raise and a regulator in one title: each reads its own fact, and both firms are told of."""
    answer = read.analyze("智谱完成3亿元A轮融资，网信办约谈处罚月之暗面")

    assert {fact.kind: fact.value.firm for fact in answer.facts} == {"funding": "智谱", NAME: "月之暗面"}
    assert {firm.name for firm in answer.firms if firm.salience >= 0.5} == {"智谱", "月之暗面"}


def test_it_is_measured_like_the_others(read):
    """The figures have a row for it."""
    rows = [{"title": s.title, "summary": s.summary, "topics": sorted(s.topics)} for s in samples()]

    figures = evaluate(rows, read, topics=WITH_REGULATION.names)["topics"]

    assert list(figures) == [*TOPICS.names, NAME]
    assert (figures[NAME]["positives"], figures["funding"]["positives"]) == (len(rows), 0)
    assert figures[NAME]["f1"] > 0.8


def test_the_shipped_set_knows_nothing_of_it(scorer):
    """A set of topics is a value: another one beside it changes nothing; a model of other topics is refused."""
    assert NAME not in TOPICS
    with pytest.raises(ValueError, match="regulation"):
        Analyzer(scorer, topics=WITH_REGULATION)
    with pytest.raises(ValueError, match="two topics"):
        WITH_REGULATION.plus(REGULATION)


def test_its_model_is_kept_apart(tmp_path):
    """Models of other topics in one folder do not take each other's place."""
    folder = tmp_path / "samples"
    folder.mkdir()
    rows = [{"title": s.title, "topics": sorted(s.topics)} for s in [*samples_of_three(), *samples()]]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    four = ModelStore(tmp_path, samples=folder, topics=WITH_REGULATION)

    assert four.scorer(now=datetime(2026, 1, 1, tzinfo=UTC)).classes == WITH_REGULATION.names
    assert four.name != ModelStore(tmp_path, samples=folder).name
    with pytest.raises(ValueError, match="no such topic: regulation"):
        ModelStore(tmp_path, samples=folder, topics=Topics(TOPICS)).scorer(now=datetime(2026, 1, 1, tzinfo=UTC))
