"""The own scorer: the same numbers as scikit-learn, without it."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from classifier.model.explain import explain
from classifier.model.features import as_texts, extract
from classifier.model.scorer import Scorer
from classifier.model.topic_model import TopicModel
from classifier.topics.rule import Rule
from tests.classifier.engine import samples

TEXTS = [sample.text for sample in samples()] + ["", "\n", "完全没见过的字：鑫淼焱垚", "融资融资融资融资"]


def test_equals_scikit_learn(trained, scorer):
    """Decision values agree to 1e-6 on every text."""
    ours = scorer.decide(as_texts(TEXTS))

    assert np.abs(ours - trained.model.decision_function(TEXTS)).max() < 1e-6


def test_probabilities_equal_too(trained, scorer):
    """So do the calibrated probabilities."""
    ours = scorer.probabilities(scorer.decide(as_texts(TEXTS)))

    assert np.allclose(ours, trained.model.predict_proba(TEXTS), atol=1e-6)


def test_contributions_add_up(scorer):
    """The contributions and the intercept are the decision value."""
    scored = scorer.score(extract(as_texts(["", TEXTS[0], TEXTS[3]]), scorer.tokenizer))
    value = scored.decisions[1]

    for column, topic in enumerate(scorer.classes):
        total = sum(scored.contributions(1, topic).values()) + scorer.intercept[column]
        assert total == pytest.approx(value[column], abs=1e-9)


def test_why_adds_up_to_the_logit(scorer):
    """What a person is told adds up to the logit, rules included."""
    docs = extract(as_texts(TEXTS[:2]), scorer.tokenizer)
    scored = scorer.score(docs)
    rule = Rule("标题说融资", "funding", 3.0, "标题直接说了一笔融资", lambda scene: True)
    column = scorer.classes.index("funding")
    learnt = scorer.rules[rule.key]
    logit = scorer.slope[column] * scored.decisions[1, column] + scorer.offset[column] + learnt

    told = explain(scored, 1, docs[1], [rule], "funding")

    assert sum(value for _, value in told) == pytest.approx(logit, abs=1e-9)
    assert ("规则:标题直接说了一笔融资", learnt) in told
    assert learnt > 0


def test_a_rule_that_was_not_learnt_shifts_as_it_says(scorer):
    """A rule written after the training counts by its own shift."""
    docs = extract(as_texts(TEXTS[:1]), scorer.tokenizer)
    rule = Rule("新规则", "funding", 2.5, "新写的规则", lambda scene: True)

    assert ("规则:新写的规则", 2.5) in explain(scorer.score(docs), 0, docs[0], [rule], "funding")


def test_why_is_told_in_words(scorer):
    """Characters count towards the words that hold them."""
    docs = extract(as_texts([TEXTS[0]]), scorer.tokenizer)

    names = [name for name, _ in explain(scorer.score(docs), 0, docs[0], [], "funding", most=40)]

    assert "融资" in names


def test_survives_the_disk(scorer, tmp_path):
    """Saved and loaded, it gives the same values."""
    scorer.save(tmp_path / "model.npz")

    copy = Scorer.load(tmp_path / "model.npz")

    assert np.allclose(copy.decide(as_texts(TEXTS)), scorer.decide(as_texts(TEXTS)), atol=1e-5)
    assert copy.rules == scorer.rules
    assert copy.classes == scorer.classes
    assert np.array_equal(copy.thresholds, scorer.thresholds)


def test_unfitted_model_is_refused():
    """There is no scorer of a model that has not learned."""
    with pytest.raises(NotFittedError):
        Scorer.of(TopicModel())
