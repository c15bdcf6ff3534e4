"""The trained part keeps scikit-learn's contract."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from classifier.model.topic_model import TopicModel, best_threshold, platt, sigmoid
from classifier.topics import TOPICS

TEXT = "某公司完成A轮融资\n由老股东领投"


def test_shapes_and_classes(trained):
    """Probabilities have a row an item and a column a topic, in the order of classes_."""
    proba = trained.model.predict_proba([TEXT, "新手机发布"])

    assert proba.shape == (2, len(TOPICS))
    assert tuple(trained.model.classes_) == TOPICS.names
    assert ((proba >= 0) & (proba <= 1)).all()


def test_learns_the_obvious(trained):
    """A raise in plain words is funding."""
    funding = list(trained.model.classes_).index("funding")
    proba = trained.model.predict_proba([TEXT, "新款手机发布，售价起"])

    assert proba[0, funding] > proba[1, funding]


def test_predict_gives_label_sets(trained):
    """Labels go in and come out as sets."""
    assert all(isinstance(labels, frozenset) for labels in trained.model.predict([TEXT]))


def test_unfitted_says_so():
    """An estimator that has not learned raises NotFittedError."""
    with pytest.raises(NotFittedError):
        TopicModel().predict_proba([TEXT])


def test_clone_and_params(trained):
    """A clone has the parameters and nothing learned."""
    copy = clone(TopicModel(C=0.1, user_words=("零一万物",)))

    assert copy.get_params()["C"] == 0.1
    assert copy.user_words == ("零一万物",)
    with pytest.raises(NotFittedError):
        copy.predict([TEXT])


def test_pickle_keeps_what_was_learned(trained):
    """A pickled model answers as before."""
    copy = pickle.loads(pickle.dumps(trained.model))

    assert np.array_equal(copy.predict_proba([TEXT]), trained.model.predict_proba([TEXT]))


def test_threshold_between_the_good_and_the_bad():
    """Separable scores give a threshold that keeps all positives."""
    proba = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
    target = np.array([True, True, True, False, False])

    assert 0.35 <= best_threshold(proba, target, np.ones(5)) <= 0.8


def test_dearer_negatives_raise_the_threshold():
    """When a negative stands for many, doubtful items are left out."""
    proba = np.array([0.8, 0.7, 0.6, 0.55, 0.5])
    target = np.array([True, True, False, True, False])
    cheap = best_threshold(proba, target, np.ones(5), negative_weight=0.2)
    dear = best_threshold(proba, target, np.ones(5), negative_weight=9.0)

    assert dear > cheap


def test_no_positives_no_threshold_found():
    """A topic without positives keeps the middle."""
    assert best_threshold(np.array([0.1]), np.array([False]), np.ones(1)) == 0.5
    assert platt(np.array([0.1]), np.array([False]), np.ones(1)) == (1.0, 0.0)


def test_calibration_is_monotonous():
    """A larger margin never means a smaller probability."""
    slope, _ = platt(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([False, False, True, True]), np.ones(4))

    assert slope > 0
    assert sigmoid(np.array([-800.0]))[0] < 1e-9


def test_topic_nobody_has():
    """A topic without any sample is never told."""
    texts = ["完成融资", "发布手机", "获得融资", "发布电脑", "拿到融资", "发布平板"]
    model = TopicModel(folds=2, min_df=1).fit(texts, [{"funding"}, set()] * 3)

    assert (model.predict_proba(texts)[:, list(model.classes_).index("pretraining_cut")] < 0.5).all()
