"""Corrections moved into the weights: the shipped weights are the prior, corrections move them, samples hold them.

The samples are held to what the shipped weights say of them, not to their labels: these weights were learnt from real
headlines too, which nobody has here, and pulling at the samples' labels alone would unlearn them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from classifier.metrics import prf
from classifier.model.features import extract
from classifier.model.scorer import Floats, Scorer
from classifier.model.training import Sample, Views
from classifier.topics import Topics
from classifier.topics.rules import shifts

#: How dear a change of a weight is: with this a correction of weight 3 turns its own item, and hardly any other.
STIFFNESS = 0.3
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Adapted:
    """Adapted weights, and the mean F1 on the samples before and after, after by folds that did not hold them."""

    scorer: Scorer
    before: float
    after: float


def adapt(
    scorer: Scorer,
    samples: Sequence[Sample],
    corrections: Sequence[Sample],
    *,
    topics: Topics,
    progress: Callable[[float], None] = lambda _share: None,
) -> Adapted:
    """The scorer after corrections: without any it is what it was. ``progress`` hears the share done, 0..1."""
    rows = [*samples, *corrections]
    items = _Items.of(scorer, rows, topics)
    is_sample = np.arange(len(rows)) < len(samples)
    now = items.probabilities(scorer, None)
    before = _mean_f1(now, items.targets, scorer, is_sample)
    items.wanted = np.where(is_sample[:, None], now, items.targets)
    fold = np.arange(len(rows)) % FOLDS
    held_out = np.zeros(items.targets.shape)
    for number in range(FOLDS):
        hold = is_sample & (fold == number)
        change = _change(items, scorer, ~hold)
        held_out[hold] = items.probabilities(scorer, change)[hold]
        progress((number + 1) / (FOLDS + 1))
    after = _mean_f1(held_out, items.targets, scorer, is_sample)
    return Adapted(scorer.moved(*_change(items, scorer, np.ones(len(rows), dtype=bool))), before, after)


class _Items:
    """The best view of each item for each topic, as values of the scorer's terms."""

    def __init__(self, values: list[Any], base: Floats, targets: NDArray[np.bool_], weight: Floats) -> None:
        #: for each topic the matrix (n_items, n_terms) of the view that speaks for the item
        self.values = values
        self.base, self.targets, self.weight = base, targets, weight
        #: the probabilities to come near to, (n_items, n_topics)
        self.wanted: Floats = targets.astype(float)

    @classmethod
    def of(cls, scorer: Scorer, rows: Sequence[Sample], topics: Topics) -> _Items:
        """Score the rows as the analyzer does, rules included."""
        views = Views.of(rows, range(len(rows)), topics)
        scored = scorer.score(extract(views.texts, scorer.tokenizer))
        shape = (len(views.texts), len(scorer.weights))
        matrix = sparse.csr_matrix((scored.values, (scored.where, scored.rows)), shape=shape)
        moved = np.array([shifts(topics, found, scorer.rules) for found in views.rules])
        logits = scorer.slope * scored.decisions + scorer.offset + moved
        bags = np.asarray(views.bags)
        values, base = [], np.zeros((len(rows), len(topics)))
        for column in range(len(topics)):
            order = np.lexsort((-logits[:, column], bags))
            best = order[np.unique(bags[order], return_index=True)[1]]
            values.append(matrix[best])
            base[:, column] = logits[best, column]
        targets = np.array([[name in row.topics for name in topics.names] for row in rows])
        return cls(values, base, targets, np.array([row.weight for row in rows]))

    def logits(self, scorer: Scorer, change: tuple[Floats, Floats] | None) -> Floats:
        """The logits of all items, after a change of weights and intercepts."""
        if change is None:
            return self.base
        weights, intercept = change
        told = [self.values[c] @ weights[:, c] + intercept[c] for c in range(len(self.values))]
        logits: Floats = self.base + scorer.slope * np.array(told).T
        return logits

    def probabilities(self, scorer: Scorer, change: tuple[Floats, Floats] | None) -> Floats:
        """The same as probabilities."""
        out: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.logits(scorer, change), -30, 30)))
        return out


def _change(items: _Items, scorer: Scorer, learn: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The change of weights (n_terms, n_topics) and intercepts that the rows to learn from ask for.

    For each topic the cross-entropy to what is wanted, from the present logits on, plus ``STIFFNESS`` times the
    square of the change.
    """
    weights, intercepts = np.zeros(scorer.weights.shape), np.zeros(len(scorer.classes))
    for column, slope in enumerate(scorer.slope):
        matrix = items.values[column][learn] * slope
        used = np.unique(matrix.indices)  # nothing pulls at the terms of other texts, which are nearly all
        matrix = matrix[:, used]
        rows = (items.wanted[learn, column], items.base[learn, column], items.weight[learn])
        start = np.zeros(len(used) + 1)
        found = minimize(_loss, start, args=(matrix, *rows), jac=True, method="L-BFGS-B", options={"maxiter": 100})
        weights[used, column], intercepts[column] = found.x[:-1], found.x[-1] / slope
    return weights, intercepts


def _loss(change: Floats, matrix: Any, wanted: Floats, base: Floats, weight: Floats) -> tuple[float, Floats]:
    """The loss of a change of weights (and, last, of the intercept), and its gradient."""
    logits = base + matrix @ change[:-1] + change[-1]
    loss = weight * (np.logaddexp(0, logits) - wanted * logits)
    pull = weight * (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))) - wanted)
    gradient = np.append(matrix.T @ pull, pull.sum()) + 2 * STIFFNESS * change
    return float(loss.sum() + STIFFNESS * (change**2).sum()), gradient


def _mean_f1(proba: Floats, targets: NDArray[np.bool_], scorer: Scorer, among: NDArray[np.bool_]) -> float:
    columns = range(len(scorer.classes))
    told = [prf(targets[among, c], proba[among, c] >= scorer.thresholds[c])[2] for c in columns]
    return float(np.mean(told))
