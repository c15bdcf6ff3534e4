"""The columns of the model: TF-IDF of each block of terms, the meaning of the title's words, and rules that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import MultiLabelBinarizer

from classifier.model.features import BLOCK_WEIGHTS, RULE_WEIGHT, VECTOR_WEIGHT, Doc, Pick

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Vectors:
    """What words mean, learnt from unlabelled titles: ``rows`` (n_terms, n_dimensions), ``idf`` (n_terms,)."""

    terms: Sequence[str]
    idf: Floats
    rows: Floats

    def vectorizer(self) -> TfidfVectorizer:
        """TF-IDF of a title's words with this idf instead of that of the items fitted on."""
        made = TfidfVectorizer(
            analyzer=Pick("like"), sublinear_tf=True, vocabulary={term: row for row, term in enumerate(self.terms)}
        )
        made.idf_ = np.asarray(self.idf, dtype=float)
        return made


class Space:
    """Turns docs, with the rules that hold for each, into one sparse matrix; ``fit`` fixes its columns.

    Fitted: ``vectorizers_`` by block, ``rules_`` (their names, in the order of the last columns).
    """

    def __init__(self, *, min_df: int = 2, vectors: Vectors | None = None) -> None:
        self.min_df = min_df
        self.vectors = vectors

    def fit(self, docs: Sequence[Doc], rules: Sequence[Sequence[str]]) -> Space:
        """Learn vocabulary and idf of each block."""
        self.vectorizers_ = {
            block: TfidfVectorizer(analyzer=Pick(block), sublinear_tf=True, min_df=self.min_df).fit(docs)
            for block in BLOCK_WEIGHTS
            if _any_term(docs, block, least=self.min_df)
        }
        self._binarizer = MultiLabelBinarizer(sparse_output=True).fit(rules)
        self.rules_: list[str] = [str(name) for name in self._binarizer.classes_]
        return self

    def transform(self, docs: Sequence[Doc], rules: Sequence[Sequence[str]]) -> Any:
        """The matrix (n_docs, n_columns), a row a doc."""
        parts = [made.transform(docs) * BLOCK_WEIGHTS[block] for block, made in self.vectorizers_.items()]
        if self.vectors is not None:
            meaning = self.vectors.vectorizer().transform(docs) @ self.vectors.rows
            parts.append(sparse.csr_matrix(meaning * VECTOR_WEIGHT))
        learnt = frozenset(self.rules_)
        known = [[name for name in names if name in learnt] for names in rules]
        parts.append(self._binarizer.transform(known).astype(float) * RULE_WEIGHT)
        return sparse.hstack(parts).tocsr()

    @property
    def width(self) -> int:
        """How many columns there are before the rules."""
        terms = sum(len(vectorizer.idf_) for vectorizer in self.vectorizers_.values())
        return terms + (self.vectors.rows.shape[1] if self.vectors is not None else 0)


def _any_term(docs: Sequence[Doc], block: str, *, least: int) -> bool:
    """Whether a block has a term at all: a few items may hold no cue, say."""
    counts = Counter(term for doc in docs for term in set(getattr(doc, block)))
    return any(count >= least for count in counts.values())
