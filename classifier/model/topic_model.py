"""The trained part: TF-IDF over words, characters and cues, one calibrated linear model for each topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from classifier.model.features import Doc, as_texts, extract
from classifier.model.space import Space, Vectors
from classifier.text.tokenizer import Tokenizer
from classifier.topics import TOPICS
from classifier.topics.rule import Rule

Floats = NDArray[np.float64]

#: F1 values that count as the best one, and the range in which a threshold makes sense.
FLAT = 0.004
LIMITS = (0.15, 0.85)
#: With fewer positives than this of real life, probabilities and thresholds are read off everything.
FEW = 30


class TopicModel(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Tags Chinese news items with zero or more topics.

    ``X`` is a sequence of texts, each ``title + "\\n" + text``; ``y`` the same number of label sets. An item that
    joins several heads comes as several texts, its ``bag``: it has a topic when one of its texts has.

    Parameters: ``topics`` by name, in the order of every row of scores;
    ``user_words`` kept whole by the tokenizer; ``C`` of the linear SVM; ``min_df`` of terms;
    ``folds`` of the grouped cross-validation that calibration and thresholds are read from;
    ``vectors``: what words mean, learnt elsewhere; ``negative_weights``: how many of a day's negatives
    one of the samples stands for, topic by topic, when thresholds are chosen.

    Fitted: ``classes_`` (n_topics,), ``coef_`` (n_topics, n_columns), ``intercept_``, ``slope_``, ``offset_``
    (sigmoid: probability = 1 / (1 + exp(-(slope * margin + offset)))) and ``thresholds_`` (n_topics,),
    ``margins_`` out-of-fold (n_bags, n_topics), bags in the order of their numbers.
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
        vectors: Vectors | None = None,
        negative_weights: Sequence[float] = TOPICS.negative_weights,
    ) -> None:
        self.topics = topics
        self.user_words = user_words
        self.engine = engine
        self.C = C
        self.min_df = min_df
        self.folds = folds
        self.vectors = vectors
        self.negative_weights = negative_weights

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[Iterable[str]],
        *,
        rules: Sequence[Sequence[Rule]] | None = None,
        bags: Sequence[int] | None = None,
        groups: Sequence[int] | None = None,
        sample_weight: Sequence[float] | None = None,
        life: Sequence[float] | None = None,
        judged: Sequence[float] | None = None,
    ) -> Self:
        """Learn from texts and their label sets; texts of one group never straddle folds.

        All arguments have a value for each text: the ``rules`` that hold, the number of its bag, its group and
        weight. ``life`` weighs what probabilities are calibrated on, ``judged`` what thresholds are chosen on;
        without them that is everything, where for thresholds a negative counts as ``negative_weights`` say.
        """
        docs = self._docs(X)
        self.classes_ = np.array(self.topics)
        targets = np.array([[topic in set(labels) for topic in self.topics] for labels in y])
        bag = np.arange(len(docs)) if bags is None else np.unique(np.asarray(bags), return_inverse=True)[1]
        weight = np.ones(len(docs)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        rows = _Rows(docs, _names(rules or [()] * len(docs)), targets, bag, weight)
        where = bag if groups is None else np.asarray(groups)
        self.margins_ = self._out_of_fold(rows, where)
        first = np.unique(bag, return_index=True)[1]
        self._calibrate(
            targets[first],
            weight[first],
            None if life is None else np.asarray(life, dtype=float)[first],
            None if judged is None else np.asarray(judged, dtype=float)[first],
        )
        self.space_ = self._space().fit(rows.docs, rows.rules)
        self.coef_, self.intercept_ = self._linear(self.space_, rows)
        return self

    def decision_function(self, X: Sequence[str], rules: Sequence[Sequence[Rule]] | None = None) -> Floats:
        """Margins, shape (n_texts, n_topics)."""
        check_is_fitted(self)
        matrix = self.space_.transform(self._docs(X), _names(rules or [()] * len(X)))
        return _margins(matrix, self.coef_, self.intercept_)

    def predict_proba(self, X: Sequence[str], rules: Sequence[Sequence[Rule]] | None = None) -> Floats:
        """Calibrated probabilities, shape (n_texts, n_topics), in the order of ``classes_``."""
        return self.calibrated(self.decision_function(X, rules))

    def predict(self, X: Sequence[str], rules: Sequence[Sequence[Rule]] | None = None) -> list[frozenset[str]]:
        """Label sets: the topics whose probability reaches their threshold."""
        return [frozenset(self.classes_[row]) for row in self.predict_proba(X, rules) >= self.thresholds_]

    def calibrated(self, margins: Floats) -> Floats:
        """Probabilities of given margins."""
        return sigmoid(self.slope_ * margins + self.offset_)

    def out_of_fold_proba(self) -> Floats:
        """Probabilities of the items fitted on, each from a fold that had not seen it."""
        return self.calibrated(self.margins_)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "coef_")

    # -- parts ---------------------------------------------------------------------------------

    def _docs(self, X: Sequence[str]) -> list[Doc]:
        if getattr(self, "_tokenizer", None) is None:
            self._tokenizer = Tokenizer(self.user_words, engine=self.engine)
        return extract(as_texts(X), self._tokenizer)

    def _space(self) -> Space:
        return Space(min_df=self.min_df, vectors=self.vectors)

    def _linear(self, space: Space, rows: _Rows) -> tuple[Floats, Floats]:
        matrix = space.transform(rows.docs, rows.rules)
        coefs, intercepts = [], []
        for column, topic in enumerate(self.topics):
            mine = _columns(space, topic)
            coef = np.zeros(matrix.shape[1])
            coef[mine], intercept = _fit_bags(matrix[:, mine], rows, column, C=self.C)
            coefs.append(coef)
            intercepts.append(intercept)
        return np.array(coefs), np.array(intercepts)

    def _out_of_fold(self, rows: _Rows, groups: NDArray[Any]) -> Floats:
        margins = np.zeros(rows.targets.shape)
        strata = _strata(rows.targets, self.folds)
        folds = StratifiedGroupKFold(self.folds, shuffle=True, random_state=0)
        for learn, hold in folds.split(rows.docs, strata, groups):
            seen, unseen = rows.take(learn), rows.take(hold)
            space = self._space().fit(seen.docs, seen.rules)
            coef, intercept = self._linear(space, seen)
            margins[hold] = _margins(space.transform(unseen.docs, unseen.rules), coef, intercept)
        return of_bags(margins, rows.bag)

    def _calibrate(
        self, targets: NDArray[np.bool_], weight: Floats, life: Floats | None, judged: Floats | None
    ) -> None:
        slopes, offsets, thresholds = [], [], []
        rows = zip(self.margins_.T, targets.T, self.negative_weights, strict=True)
        for margin, column, negative in rows:
            few = life is None or (column & (life > 0)).sum() < FEW
            by = weight if few or life is None else life
            slope, offset = platt(margin, column, by)
            slopes.append(slope)
            offsets.append(offset)
            proba = sigmoid(slope * margin + offset)
            if judged is None or (column & (judged > 0)).sum() < FEW:
                thresholds.append(best_threshold(proba, column, weight, negative_weight=negative))
            else:
                thresholds.append(best_threshold(proba, column, judged))
        self.slope_, self.offset_ = np.array(slopes), np.array(offsets)
        self.thresholds_ = np.array(thresholds)


class _Rows(NamedTuple):
    """What is learnt from, a row a text."""

    docs: list[Doc]
    rules: list[list[str]]
    targets: NDArray[np.bool_]
    bag: NDArray[Any]
    weight: Floats

    def take(self, at: NDArray[Any]) -> _Rows:
        """Some of the rows."""
        docs, rules = [self.docs[i] for i in at], [self.rules[i] for i in at]
        return _Rows(docs, rules, self.targets[at], self.bag[at], self.weight[at])


def _names(rules: Sequence[Sequence[Rule]]) -> list[list[str]]:
    return [[rule.key for rule in found] for found in rules]


def _columns(space: Space, topic: str) -> NDArray[Any]:
    """The columns that a topic may use: all terms, and its own rules."""
    own = [space.width + at for at, name in enumerate(space.rules_) if name.startswith(f"{topic}/")]
    return np.concatenate([np.arange(space.width), np.array(own, dtype=int)])


def _fit_bags(matrix: Any, rows: _Rows, column: int, *, C: float) -> tuple[Floats, float]:
    """Weights of one topic. Of a bag that has it, the text that tells it best is learnt from, not its neighbours.

    The first look leaves such bags out; what it finds in them is learnt in two more (multiple-instance SVM).
    """
    target = rows.targets[:, column]
    if target.all() or not target.any():
        return np.zeros(matrix.shape[1]), 1.0 if target.all() else -1.0
    size = np.bincount(rows.bag)[rows.bag]
    unsure = (size > 1) & target
    use = ~unsure
    if not (target & use).any():
        use = np.ones(len(target), dtype=bool)
    svm = LinearSVC(C=C, random_state=0).fit(matrix[use], target[use], sample_weight=rows.weight[use])
    for _ in range(2 if unsure.any() else 0):
        margin = np.where(unsure, svm.decision_function(matrix), -np.inf)
        order = np.lexsort((-margin, rows.bag))
        best = order[np.unique(rows.bag[order], return_index=True)[1]]
        use = ~unsure
        use[best] = True
        svm = LinearSVC(C=C, random_state=0).fit(matrix[use], target[use], sample_weight=rows.weight[use])
    return svm.coef_[0], float(svm.intercept_[0])


def _margins(matrix: Any, coef: Floats, intercept: Floats) -> Floats:
    margins: Floats = sparse.csr_matrix(matrix) @ coef.T + intercept
    return margins


def of_bags(margins: Floats, bag: NDArray[Any]) -> Floats:
    """The highest margin in each bag."""
    found = np.full((bag.max() + 1, margins.shape[1]), -np.inf)
    np.maximum.at(found, bag, margins)
    return found


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
