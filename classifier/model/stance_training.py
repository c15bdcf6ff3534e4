"""From labelled items to the model of stance: grouped folds, the threshold of what is shown, and the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.model.features import Doc, extract
from classifier.model.scorer import Block, Floats
from classifier.model.stance_model import STANCES, WEIGHTS, StanceDoc, StanceModel, stance_doc
from classifier.model.training import Sample, Views, groups_of
from classifier.names.matcher import FirmMatcher
from classifier.text.normalise import normalise
from classifier.text.page import Page
from classifier.text.tokenizer import Tokenizer
from classifier.topics import TOPICS, Topics
from classifier.verdict.certain import may_be_shown
from classifier.verdict.stance_signs import signs

#: Of what is shown as confirmed so much must be confirmed, out of fold.
SURE = 0.95
FOLDS = 5
_CONFIRMED = STANCES.index("confirmed")


class _Terms:
    """The terms of one block, for scikit-learn's vectorizers."""

    def __init__(self, block: str) -> None:
        self.block = block

    def __call__(self, doc: StanceDoc) -> list[str]:
        terms: list[str] = getattr(doc, self.block)
        return terms


def train_stance(
    samples: Sequence[Sample],
    matcher: FirmMatcher,
    tokenizer: Tokenizer,
    *,
    topics: Topics = TOPICS,
    tell: Callable[[str], None] = lambda _what: None,
) -> tuple[StanceModel, dict[str, Any]]:
    """The model of the samples that have a stance, and its out-of-fold figures on those of full weight."""
    from sklearn.model_selection import GroupKFold

    told = [sample for sample in samples if sample.topics and sample.stance in STANCES]
    kept, grouped = groups_of(told)
    rows, groups = [told[i] for i in kept], np.array(grouped)
    views: list[list[str]] = [[] for _ in rows]
    seen = Views.of(rows, grouped, topics)
    for view, row in zip(seen.texts, seen.bags, strict=True):
        views[row].append(view)
    read_rows = [_read(row, texts, matcher, tokenizer, topics) for row, texts in zip(rows, views, strict=True)]
    docs, showable = [doc for doc, _ in read_rows], np.array([able for _, able in read_rows])
    gold = np.array([STANCES.index(row.stance) for row in rows if row.stance is not None])
    weight = np.array([row.weight for row in rows])
    real = np.flatnonzero(weight >= 1.0)
    chances = np.zeros((len(real), len(STANCES)))
    for number, (_, held) in enumerate(
        GroupKFold(FOLDS, shuffle=True, random_state=0).split(real, groups=groups[real])
    ):
        tell(f"stance, fold {number + 1} of {FOLDS}")
        learnt = np.flatnonzero(~np.isin(groups, groups[real[held]]))
        model = _fit([docs[i] for i in learnt], gold[learnt], weight[learnt])
        chances[held] = [model.probabilities(docs[i]) for i in real[held]]
    threshold = _threshold(gold[real], chances, showable[real])
    whole = _fit(docs, gold, weight, threshold)
    return whole, _figures(gold[real], chances, showable[real], threshold)


def _read(
    sample: Sample, views: Sequence[str], matcher: FirmMatcher, tokenizer: Tokenizer, topics: Topics
) -> tuple[StanceDoc, bool]:
    """What the model sees of a sample, as the analyzer reads it, and whether it may be shown as confirmed."""
    told, whole = topics.of(sample.topics), normalise(sample.text if sample.summary else sample.title)
    heads = [topic.head_words for topic in told]
    page = Page(whole, matcher.find(whole)).told_by(heads)
    titles = [view.partition("\n")[0].lower() for view in views]
    at = next((i for i, title in enumerate(titles) if any(words.search(title) for words in heads)), 0)
    doc: Doc = extract([views[at]], tokenizer)[0]
    found = signs(page, told)
    return stance_doc(page, told, doc, found), may_be_shown(page, found)


def _fit(docs: Sequence[StanceDoc], gold: NDArray[np.int64], weight: Floats, threshold: float = 1.0) -> StanceModel:
    """Multinomial logistic regression over the blocks, as a model for use."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    parts, vectorizers = [], {}
    for name, counts in WEIGHTS.items():
        made = TfidfVectorizer(analyzer=_Terms(name), sublinear_tf=True, min_df=2, use_idf=name != "signs")
        parts.append(made.fit_transform(docs) * counts)
        vectorizers[name] = made
    fitted = LogisticRegression(max_iter=200, tol=1e-3).fit(sparse.hstack(parts).tocsr(), gold, sample_weight=weight)
    blocks, start = {}, 0
    for name, made in vectorizers.items():
        terms = sorted(made.vocabulary_, key=made.vocabulary_.__getitem__)
        idf = np.ones(len(terms)) if name == "signs" else np.asarray(made.idf_, dtype=float)
        coef = fitted.coef_[:, start : start + len(terms)].T * WEIGHTS[name] * idf[:, None]
        start += len(terms)
        blocks[name] = Block(terms, idf, coef)
    return StanceModel(blocks, np.asarray(fitted.intercept_, dtype=float), threshold)


def _threshold(gold: NDArray[np.int64], chances: Floats, showable: NDArray[np.bool_]) -> float:
    """The lowest probability from which on ``SURE`` of what is shown as confirmed is; 1.0 where there is none."""
    shown = np.flatnonzero(showable & (chances.argmax(axis=1) == _CONFIRMED))
    order = shown[np.argsort(-chances[shown, _CONFIRMED], kind="stable")]
    right = np.cumsum(gold[order] == _CONFIRMED) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= SURE)
    return float(chances[order[enough[-1]], _CONFIRMED]) if len(enough) else 1.0


def _figures(gold: NDArray[np.int64], chances: Floats, showable: NDArray[np.bool_], threshold: float) -> dict[str, Any]:
    found = chances.argmax(axis=1)
    shown = showable & (found == _CONFIRMED) & (chances[:, _CONFIRMED] >= threshold)
    right = int((gold[shown] == _CONFIRMED).sum())
    wrong = Counter(f"{STANCES[a]}>{STANCES[b]}" for a, b in zip(gold, found, strict=True) if a != b)
    return {
        "items": len(gold),
        "accuracy": round(float((gold == found).mean()), 4),
        "confusion": dict(wrong.most_common()),
        "threshold": round(threshold, 4),
        "shown_confirmed": int(shown.sum()),
        "shown_precision": round(right / max(1, int(shown.sum())), 4),
        "shown_recall": round(right / max(1, int((gold == _CONFIRMED).sum())), 4),
    }
