"""A fast scorer over fitted weights: the same decision values without scikit-learn's overhead, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from classifier.features import BLOCKS, Doc, extract
from classifier.tokenizer import Tokenizer

if TYPE_CHECKING:
    from classifier.model import TopicModel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """One block of features: term -> row, and for each row its idf and its weight on every topic."""

    rows: Mapping[str, int]
    idf: Floats
    weights: Floats  # (n_terms, n_topics), block weight and idf already in


class Scorer:
    """Decision values, probabilities and contributions of texts, from the weights of a ``TopicModel``.

    Works on normalised texts (``title + "\\n" + text``). Needs neither scikit-learn nor scipy.
    """

    def __init__(
        self,
        *,
        classes: Sequence[str],
        blocks: Mapping[str, Block],
        intercept: Floats,
        slope: Floats,
        offset: Floats,
        thresholds: Floats,
        tokenizer: Tokenizer,
    ) -> None:
        self.classes = tuple(classes)
        self.blocks = dict(blocks)
        self.intercept, self.slope, self.offset, self.thresholds = intercept, slope, offset, thresholds
        self.tokenizer = tokenizer

    @classmethod
    def of(cls, model: TopicModel, *, tokenizer: Tokenizer | None = None) -> Self:
        """The scorer of a fitted model. Raises NotFittedError for one that is not."""
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(model)
        blocks, start = {}, 0
        for (name, vectorizer), weight in zip(model.union_.transformer_list, model.weights, strict=True):
            idf = np.asarray(vectorizer.idf_, dtype=float)
            coef = model.coef_[:, start : start + len(idf)]
            rows = {term: int(row) for term, row in vectorizer.vocabulary_.items()}
            blocks[name] = Block(rows=rows, idf=idf, weights=np.ascontiguousarray(coef.T * weight * idf[:, None]))
            start += len(idf)
        return cls(
            classes=[str(name) for name in model.classes_],
            blocks=blocks,
            intercept=model.intercept_,
            slope=model.slope_,
            offset=model.offset_,
            thresholds=model.thresholds_,
            tokenizer=tokenizer or Tokenizer(model.user_words, engine=model.engine),
        )

    def decisions(self, docs: Sequence[Doc]) -> Floats:
        """Decision values, shape (n_docs, n_topics)."""
        out = np.tile(self.intercept, (len(docs), 1))
        for name, block in self.blocks.items():
            rows, where, values = _vectors(block, [getattr(doc, name) for doc in docs])
            for column in range(len(self.classes)):
                out[:, column] += np.bincount(where, values * block.weights[rows, column], len(docs))
        return out

    def decide(self, texts: Sequence[str]) -> Floats:
        """Decision values of normalised texts."""
        return self.decisions(extract(texts, self.tokenizer))

    def probabilities(self, decisions: Floats, shifts: Floats | float = 0.0) -> Floats:
        """Calibrated probabilities; ``shifts`` are added on the logit scale."""
        logit = np.clip(self.slope * decisions + self.offset + shifts, -30, 30)
        out: Floats = 1.0 / (1.0 + np.exp(-logit))
        return out

    def contributions(self, doc: Doc, topic: str) -> dict[tuple[str, str], float]:
        """(block, term) -> its part of the decision value; with the intercept they add up to it."""
        column = self.classes.index(topic)
        parts: dict[tuple[str, str], float] = {}
        for name, block in self.blocks.items():
            counts = Counter(term for term in getattr(doc, name) if term in block.rows)
            rows = [block.rows[term] for term in counts]
            values = 1.0 + np.log(np.fromiter(counts.values(), dtype=float, count=len(counts)))
            norm = float(np.linalg.norm(values * block.idf[rows])) or 1.0
            told = values * block.weights[rows, column] / norm
            parts.update(zip(((name, term) for term in counts), told.tolist(), strict=True))
        return parts

    # -- kept on disk, without pickle ------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the weights as an .npz file (arrays and JSON only)."""
        arrays: dict[str, Any] = {
            "meta": np.array(
                json.dumps({"classes": self.classes, "user_words": self.tokenizer.user_words}, ensure_ascii=False)
            ),
            "calibration": np.array([self.intercept, self.slope, self.offset, self.thresholds]),
        }
        for name, block in self.blocks.items():
            terms = sorted(block.rows, key=block.rows.__getitem__)
            arrays[f"{name}.terms"] = np.array("\n".join(terms))
            arrays[f"{name}.idf"] = block.idf
            arrays[f"{name}.weights"] = block.weights
        with path.open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, path: Path, *, engine: str = "auto") -> Self:
        """Read what ``save`` wrote. Raises OSError, ValueError or KeyError for a file that is none."""
        with np.load(path, allow_pickle=False) as arrays:
            meta = json.loads(str(arrays["meta"]))
            blocks = {}
            for name in BLOCKS:
                terms = str(arrays[f"{name}.terms"]).split("\n")
                blocks[name] = Block(
                    rows={term: row for row, term in enumerate(terms)},
                    idf=arrays[f"{name}.idf"],
                    weights=arrays[f"{name}.weights"],
                )
            intercept, slope, offset, thresholds = arrays["calibration"]
        return cls(
            classes=meta["classes"],
            blocks=blocks,
            intercept=intercept,
            slope=slope,
            offset=offset,
            thresholds=thresholds,
            tokenizer=Tokenizer(meta["user_words"], engine=engine),
        )


def _vectors(block: Block, docs: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """(row, doc, value) of every term known: sublinear counts over the doc's length, idf left out.

    Counts all docs of a batch in one sort: a doc and a term make one number.
    """
    total = sum(map(len, docs))
    find = block.rows.get
    rows = np.fromiter(map(find, chain.from_iterable(docs), repeat(-1)), dtype=np.int64, count=total)
    where = np.repeat(np.arange(len(docs)), [len(doc) for doc in docs])
    known = rows >= 0
    size = len(block.idf)
    keys, counts = np.unique(where[known] * size + rows[known], return_counts=True)
    where, rows = np.divmod(keys, size)
    values = 1.0 + np.log(counts)
    norms = np.sqrt(np.bincount(where, (values * block.idf[rows]) ** 2, len(docs)))
    return rows, where, values / norms[where]
