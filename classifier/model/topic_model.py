"""The trained part: TF-IDF over words, characters and cues, one calibrated linear model for each topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from classifier.model.features import BLOCKS, Doc, Pick, as_texts, extract
from classifier.text.tokenizer import Tokenizer
from classifier.topics import TOPICS

Floats = NDArray[np.float64]

#: F1 values that count as the best one, and the range in which a threshold makes sense.
FLAT = 0.004
LIMITS = (0.35, 0.85)


class TopicModel(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Tags Chinese news items with zero or more topics.

    ``X`` is a sequence of texts, each ``title + "\\n" + text``; ``y`` the same number of label sets.

    Parameters: ``topics`` by name, in the order of every row of scores;
    ``user_words`` kept whole by the tokenizer; ``C`` of the linear SVM; ``min_df`` of terms;
    ``folds`` of the grouped cross-validation that calibration and thresholds are read from;
    ``weights`` of the blocks of features; ``negative_weights``: how many of a day's negatives
    one of the samples stands for, topic by topic, when thresholds are chosen.

    Fitted: ``classes_`` (n_topics,), ``coef_`` (n_topics, n_terms), ``intercept_``, ``slope_``, ``offset_``
    (sigmoid: probability = 1 / (1 + exp(-(slope * margin + offset)))) and ``thresholds_`` (n_topics,),
    ``margins_`` out-of-fold (n_items, n_topics).
    """

    def __init__(
        self,
        *,
        topics: Sequence[str] = TOPICS.names,
        user_words: Sequence[str] = (),
        engine: str = "auto",
        C: float = 0.5,
        min_df: int = 2,
        folds: int = 5,
        weights: Sequence[float] = (1.0, 1.0, 0.7, 0.6),
        negative_weights: Sequence[float] = TOPICS.negative_weights,
    ) -> None:
        self.topics = topics
        self.user_words = user_words
        self.engine = engine
        self.C = C
        self.min_df = min_df
        self.folds = folds
        self.weights = weights
        self.negative_weights = negative_weights

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[Iterable[str]],
        *,
        sample_weight: Sequence[float] | None = None,
        groups: Sequence[int] | None = None,
        shifts: Sequence[Sequence[float]] | None = None,
    ) -> Self:
        """Learn from texts and their label sets; items of one group never straddle folds.

        ``shifts`` (n_items, n_topics) are what rules beside the model add to the logits: the thresholds
        are chosen for both together.
        """
        docs = self._docs(X)
        self.classes_ = np.array(self.topics)
        targets = np.array([[topic in set(labels) for topic in self.topics] for labels in y])
        weight = np.ones(len(docs)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        where = np.arange(len(docs)) if groups is None else np.asarray(groups)
        self.margins_ = self._out_of_fold(docs, targets, weight, where)
        self.shifts_ = np.zeros(targets.shape) if shifts is None else np.asarray(shifts, dtype=float)
        self._calibrate(targets, weight)
        self.union_ = self._union().fit(docs)
        self.coef_, self.intercept_ = self._linear(self.union_.transform(docs), targets, weight)
        return self

    def decision_function(self, X: Sequence[str]) -> Floats:
        """Margins, shape (n_items, n_topics)."""
        check_is_fitted(self)
        return self._margins(self.union_.transform(self._docs(X)), self.coef_, self.intercept_)

    def predict_proba(self, X: Sequence[str]) -> Floats:
        """Calibrated probabilities, shape (n_items, n_topics), in the order of ``classes_``."""
        return self.calibrated(self.decision_function(X))

    def predict(self, X: Sequence[str]) -> list[frozenset[str]]:
        """Label sets: the topics whose probability reaches their threshold."""
        return [frozenset(self.classes_[row]) for row in self.predict_proba(X) >= self.thresholds_]

    def calibrated(self, margins: Floats, shifts: Floats | float = 0.0) -> Floats:
        """Probabilities of given margins; ``shifts`` are added on the logit scale."""
        return sigmoid(self.slope_ * margins + self.offset_ + shifts)

    def out_of_fold_proba(self) -> Floats:
        """Probabilities of the items fitted on, each from a fold that had not seen it, rules included."""
        return self.calibrated(self.margins_, self.shifts_)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "coef_")

    # -- parts ---------------------------------------------------------------------------------

    def _docs(self, X: Sequence[str]) -> list[Doc]:
        if getattr(self, "_tokenizer", None) is None:
            self._tokenizer = Tokenizer(self.user_words, engine=self.engine)
        return extract(as_texts(X), self._tokenizer)

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {key: value for key, value in state.items() if key != "_tokenizer"}

    def _union(self) -> FeatureUnion:
        return FeatureUnion(
            [(block, TfidfVectorizer(analyzer=Pick(block), sublinear_tf=True, min_df=self.min_df)) for block in BLOCKS],
            transformer_weights=dict(zip(BLOCKS, self.weights, strict=True)),
        )

    def _linear(self, matrix: Any, targets: NDArray[np.bool_], weight: Floats) -> tuple[Floats, Floats]:
        coefs, intercepts = [], []
        for column in targets.T:
            if column.all() or not column.any():
                coefs.append(np.zeros(matrix.shape[1]))
                intercepts.append(1.0 if column.all() else -1.0)
                continue
            svm = LinearSVC(C=self.C, random_state=0).fit(matrix, column, sample_weight=weight)
            coefs.append(svm.coef_[0])
            intercepts.append(float(svm.intercept_[0]))
        return np.array(coefs), np.array(intercepts)

    @staticmethod
    def _margins(matrix: Any, coef: Floats, intercept: Floats) -> Floats:
        margins: Floats = sparse.csr_matrix(matrix) @ coef.T + intercept
        return margins

    def _out_of_fold(self, docs: list[Doc], targets: NDArray[np.bool_], weight: Floats, groups: NDArray[Any]) -> Floats:
        margins = np.zeros(targets.shape)
        strata = _strata(targets, self.folds)
        folds = StratifiedGroupKFold(self.folds, shuffle=True, random_state=0)
        for learn, hold in folds.split(docs, strata, groups):
            union = self._union().fit([docs[i] for i in learn])
            coef, intercept = self._linear(union.transform([docs[i] for i in learn]), targets[learn], weight[learn])
            margins[hold] = self._margins(union.transform([docs[i] for i in hold]), coef, intercept)
        return margins

    def _calibrate(self, targets: NDArray[np.bool_], weight: Floats) -> None:
        slopes, offsets, thresholds = [], [], []
        rows = zip(self.margins_.T, targets.T, self.shifts_.T, self.negative_weights, strict=True)
        for margin, column, shift, negative in rows:
            slope, offset = platt(margin, column, weight)
            slopes.append(slope)
            offsets.append(offset)
            proba = sigmoid(slope * margin + offset + shift)
            thresholds.append(best_threshold(proba, column, weight, negative_weight=negative))
        self.slope_, self.offset_ = np.array(slopes), np.array(offsets)
        self.thresholds_ = np.array(thresholds)


def _strata(targets: NDArray[np.bool_], folds: int) -> NDArray[np.int64]:
    """A class for each label set; sets too rare for every fold to have one count by their first topic."""
    digits = 2 ** np.arange(targets.shape[1])[::-1]  # a set of topics as a binary number, the first topic in front
    codes = targets @ digits
    values, counts = np.unique(codes, return_counts=True)
    rare = np.isin(codes, values[counts < folds])
    first = (targets * digits).max(axis=1)
    strata: NDArray[np.int64] = np.where(rare, first, codes)
    return strata


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), safe for large x."""
    out: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))
    return out


def platt(margin: Floats, target: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and offset of the sigmoid that turns margins into probabilities."""
    if target.all() or not target.any():
        return 1.0, 0.0
    line = LogisticRegression(C=100.0).fit(margin[:, None], target, sample_weight=weight)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def best_threshold(proba: Floats, target: NDArray[np.bool_], weight: Floats, *, negative_weight: float = 1.0) -> float:
    """The probability that gives the best F1 when a negative counts ``negative_weight`` times.

    The samples hold far more positives than a day of news; the weight mends that. F1 is flat around its
    best: the middle of all thresholds within ``FLAT`` of it depends less on single samples.
    """
    if not target.any():
        return 0.5
    order = np.argsort(-proba)
    hits = np.cumsum(np.where(target[order], weight[order], 0.0))
    false = np.cumsum(np.where(target[order], 0.0, weight[order] * negative_weight))
    f1 = 2 * hits / (hits + false + hits[-1])
    good = proba[order][f1 >= f1.max() - FLAT]
    return float(np.clip(np.median(good), *LIMITS))
