"""How doubtful an answer is: near the threshold, or turned by rules."""

from __future__ import annotations

import numpy as np
import pytest

from classifier.model.doubt import CONTESTED, doubt


def of(score: float, unruled: float, threshold: float = 0.6) -> float:
    return doubt([score], [unruled], np.array([threshold]))


def test_an_answer_at_the_threshold_is_doubted_most():
    """Wherever the threshold lies; the farther away, the less, on either side alike."""
    assert of(0.6, 0.6) == of(0.3, 0.3, 0.3) == pytest.approx(1.0)
    assert of(0.6, 0.6) > of(0.7, 0.7) > of(0.99, 0.99)
    assert of(0.5, 0.5, 0.4) == pytest.approx(of(0.3077, 0.3077, 0.4), abs=1e-3)


def test_what_rules_turned_is_doubted_however_sure_they_are():
    """A rule that only agrees with the words takes doubt away."""
    assert of(0.999, 0.2) == of(0.01, 0.9) == CONTESTED
    assert of(0.999, 0.9) < 0.01


def test_the_most_doubtful_topic_speaks_for_the_item():
    """One of several; none without topics."""
    thresholds = np.array([0.5, 0.5])

    assert doubt([0.99, 0.5], [0.99, 0.5], thresholds) == pytest.approx(1.0)
    assert doubt([], [], np.array([])) == 0.0
