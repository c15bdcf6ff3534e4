"""How doubtful an answer is: whose label would teach the model most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from classifier.model.scorer import Floats

#: The doubt where rules have turned what the words alone say: as that of a logit 0.7 away from the threshold. Of a
#: month's items as many are turned as lie that near (about one in two hundred), so that both are asked of.
CONTESTED = 0.5


def doubt(scores: Sequence[float], unruled: Sequence[float], thresholds: Floats) -> float:
    """The greatest doubt of any topic, 0..1: 1 at the threshold, falling with the distance in logits.

    ``scores`` are probabilities by topic, ``unruled`` the same without rules.
    """
    return max(map(_of_topic, scores, unruled, thresholds.tolist()), default=0.0)


def _of_topic(score: float, unruled: float, threshold: float) -> float:
    near = math.exp(-abs(_logit(score) - _logit(threshold)))
    return max(near, CONTESTED) if (score >= threshold) != (unruled >= threshold) else near


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
