"""Figures of found against wanted: precision, recall, F1, average precision, and BCubed of two clusterings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def prf(gold: NDArray[Any], found: NDArray[Any]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two boolean arrays; 0 where nothing was found or wanted."""
    return ratios(float(np.sum(gold & found)), float(np.sum(found)), float(np.sum(gold)))


def ratios(hits: float, found: float, wanted: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts."""
    precision = hits / found if found else 0.0
    recall = hits / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return precision, recall, f1


def intervals(counts: Sequence[tuple[float, float, float]], *, draws: int = 1000) -> dict[str, tuple[float, float]]:
    """95 % intervals of precision, recall and F1 by bootstrap over items, each with its (hits, found, wanted).

    The draws are the same for the same items.
    """
    table = np.asarray(counts, dtype=float).reshape(-1, 3)
    if not len(table):
        return {}
    generator = np.random.default_rng(0)
    sums = np.array([table[generator.integers(len(table), size=len(table))].sum(axis=0) for _ in range(draws)])
    figures = np.array([ratios(*row) for row in sums.tolist()])
    low, high = np.percentile(figures, (2.5, 97.5), axis=0)
    names = ("precision", "recall", "f1")
    return {name: (float(low[at]), float(high[at])) for at, name in enumerate(names)}


def average_precision(gold: NDArray[Any], score: NDArray[Any]) -> float:
    """Mean of the precision at each positive, best score first; 0 without positives."""
    if not gold.any():
        return 0.0
    ranked = gold[np.argsort(-score, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())


def bcubed(predicted: Mapping[Hashable, Hashable], gold: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """BCubed precision, recall and F1 of two clusterings (item -> cluster) over the items of both."""
    items = [item for item in gold if item in predicted]
    if not items:
        return 0.0, 0.0, 0.0
    precision = _overlap(items, predicted, gold)
    recall = _overlap(items, gold, predicted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _overlap(items: Sequence[Hashable], one: Mapping[Hashable, Hashable], other: Mapping[Hashable, Hashable]) -> float:
    members: dict[Hashable, list[Hashable]] = {}
    for item in items:
        members.setdefault(one[item], []).append(item)
    shares = (
        sum(other[peer] == other[item] for peer in members[one[item]]) / len(members[one[item]]) for item in items
    )
    return sum(shares) / len(items)
