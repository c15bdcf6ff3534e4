"""A fast scorer over fitted weights: the same decision values without scikit-learn's overhead, and why."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from classifier.model.features import BLOCK_WEIGHTS, BLOCKS, RULE_WEIGHT, VECTOR_WEIGHT, Doc, extract
from classifier.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from classifier.model.topic_model import TopicModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What reading a damaged file may raise, beside ValueError.
_BROKEN = (
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    TypeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class Block:
    """One block of features: the terms in the order of their rows, for each its idf and its weights."""

    terms: Sequence[str]
    idf: Floats
    weights: Floats  # (n_terms, n_topics), block weight and idf already in


@dataclass(frozen=True)
class Scored:
    """Decision values, shape (n_docs, n_topics), and the term values that they are made of.

    ``rows`` are rows of all blocks together, ``where`` the number of the doc (rising), ``values`` the
    value of the term there.
    """

    scorer: Scorer
    decisions: Floats
    rows: Ints
    where: Ints
    values: Floats

    def contributions(self, doc: int, topic: str) -> dict[tuple[str, str], float]:
        """(block, term) -> its part of the decision value; with the intercept they add up to it."""
        column = self.scorer.classes.index(topic)
        mine = slice(*np.searchsorted(self.where, (doc, doc + 1)))
        rows = self.rows[mine]
        told = self.values[mine] * self.scorer.weights[rows, column]
        return {self.scorer.names[row]: value for row, value in zip(rows, told.tolist(), strict=True)}


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
        rules: Mapping[str, float] | None = None,
    ) -> None:
        #: what a rule that holds adds to its topic's logit, by the rule's key
        self.rules = dict(rules or {})
        self.classes = tuple(classes)
        self.blocks = dict(blocks)
        self.names = [(name, term) for name, block in self.blocks.items() for term in block.terms]
        self.weights = np.concatenate([block.weights for block in self.blocks.values()])
        sizes = [len(block.idf) for block in self.blocks.values()]
        self._idf = np.concatenate([block.idf for block in self.blocks.values()])
        self._block = np.repeat(np.arange(len(sizes)), sizes)
        starts = np.cumsum([0, *sizes]).tolist()
        self._rows = [
            {term: start + row for row, term in enumerate(block.terms)}
            for start, block in zip(starts, self.blocks.values(), strict=False)
        ]
        self.intercept, self.slope, self.offset, self.thresholds = intercept, slope, offset, thresholds
        self.tokenizer = tokenizer

    @classmethod
    def of(cls, model: TopicModel, *, tokenizer: Tokenizer | None = None) -> Self:
        """The scorer of a fitted model. Raises NotFittedError for one that is not."""
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(model)
        space, blocks, start = model.space_, {}, 0
        for name, vectorizer in space.vectorizers_.items():
            idf = np.asarray(vectorizer.idf_, dtype=float)
            coef = model.coef_[:, start : start + len(idf)] * BLOCK_WEIGHTS[name]
            terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            blocks[name] = Block(terms=terms, idf=idf, weights=np.ascontiguousarray(coef.T * idf[:, None]))
            start += len(idf)
        if space.vectors is not None:  # what a word's meaning adds is a weight of the word, also where it is new
            known = space.vectors
            coef = model.coef_[:, start : space.width] * VECTOR_WEIGHT
            blocks["like"] = Block(
                terms=known.terms, idf=known.idf, weights=(known.rows @ coef.T) * np.asarray(known.idf)[:, None]
            )
        learnt = model.coef_[:, space.width :] * RULE_WEIGHT * model.slope_[:, None]
        columns = {topic: column for column, topic in enumerate(model.topics)}
        rules = {key: float(learnt[columns[key.split("/")[0]], at]) for at, key in enumerate(space.rules_)}
        return cls(
            classes=[str(name) for name in model.classes_],
            blocks=blocks,
            intercept=model.intercept_,
            slope=model.slope_,
            offset=model.offset_,
            thresholds=model.thresholds_,
            rules=rules,
            tokenizer=tokenizer or Tokenizer(model.user_words, engine=model.engine),
        )

    def pruned(self, smallest: float) -> Self:
        """The same without terms whose weight is below ``smallest`` in every topic."""
        blocks = {}
        for name, block in self.blocks.items():
            large = np.abs(block.weights).max(axis=1) >= smallest
            terms = [term for term, stays in zip(block.terms, large, strict=True) if stays]
            blocks[name] = Block(terms, block.idf[large], block.weights[large])
        return self._with(blocks, self.intercept)

    def moved(self, weights: Floats, intercept: Floats) -> Self:
        """The same with a change of the weights (n_terms, n_topics) and intercepts added."""
        blocks, start = {}, 0
        for name, block in self.blocks.items():
            mine = slice(start, start + len(block.idf))
            blocks[name] = Block(block.terms, block.idf, block.weights + weights[mine])
            start = mine.stop
        return self._with(blocks, self.intercept + intercept)

    def _with(self, blocks: Mapping[str, Block], intercept: Floats) -> Self:
        return type(self)(
            classes=self.classes,
            blocks=blocks,
            intercept=intercept,
            slope=self.slope,
            offset=self.offset,
            thresholds=self.thresholds,
            rules=self.rules,
            tokenizer=self.tokenizer,
        )

    def score(self, docs: Sequence[Doc]) -> Scored:
        """Decision values of docs, with what they are made of."""
        rows, where, values = self._vectors(docs)
        out = np.empty((len(docs), len(self.classes)))
        for column in range(len(self.classes)):
            out[:, column] = np.bincount(where, values * self.weights[rows, column], len(docs))
        return Scored(self, out + self.intercept, rows, where, values)

    def _vectors(self, docs: Sequence[Doc]) -> tuple[Ints, Ints, Floats]:
        """(row, doc, value) of every term known: sublinear counts over the block's length, idf left out.

        All terms of a batch are counted in one sort: a doc and a term make one number.
        """
        found, of_doc = [], []
        numbers = np.arange(len(docs))
        for name, rows in zip(self.blocks, self._rows, strict=True):
            terms = [getattr(doc, name) for doc in docs]
            sizes = list(map(len, terms))
            flat = map(rows.get, chain.from_iterable(terms), repeat(-1))
            found.append(np.fromiter(flat, dtype=np.int64, count=sum(sizes)))
            of_doc.append(np.repeat(numbers, sizes))
        every, where = np.concatenate(found), np.concatenate(of_doc)
        known = every >= 0
        size = len(self._idf)
        keys, counts = np.unique(where[known] * size + every[known], return_counts=True)
        where, every = np.divmod(keys, size)
        values = 1.0 + np.log(counts)
        group = where * len(self.blocks) + self._block[every]
        norms = np.sqrt(np.bincount(group, (values * self._idf[every]) ** 2, len(docs) * len(self.blocks)))
        return every, where, values / norms[group]

    def decisions(self, docs: Sequence[Doc]) -> Floats:
        """Decision values, shape (n_docs, n_topics)."""
        return self.score(docs).decisions

    def decide(self, texts: Sequence[str]) -> Floats:
        """Decision values of normalised texts."""
        return self.decisions(extract(texts, self.tokenizer))

    def probabilities(self, decisions: Floats, shifts: Floats | float = 0.0) -> Floats:
        """Calibrated probabilities; ``shifts`` are added on the logit scale."""
        logit = np.clip(self.slope * decisions + self.offset + shifts, -30, 30)
        out: Floats = 1.0 / (1.0 + np.exp(-logit))
        return out

    # -- kept on disk, without pickle ------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the weights as an .npz file (arrays and JSON only)."""
        arrays: dict[str, Any] = {
            "meta": np.array(
                json.dumps(
                    {"classes": self.classes, "user_words": self.tokenizer.user_words, "rules": self.rules},
                    ensure_ascii=False,
                )
            ),
            "calibration": np.array([self.intercept, self.slope, self.offset, self.thresholds]),
        }
        for name, block in self.blocks.items():
            arrays[f"{name}.terms"] = np.array("\n".join(block.terms))
            arrays[f"{name}.idf"] = block.idf.astype(np.float32)
            arrays[f"{name}.weights"] = block.weights.astype(np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path, *, engine: str = "auto", user_words: Sequence[str] | None = None) -> Self:
        """Read what ``save`` wrote; ``user_words`` go before those of the file.

        Raises OSError for a file that cannot be read, ValueError for a broken one.
        """
        try:
            return cls._read(path, engine=engine, user_words=user_words)
        except _BROKEN as broken:
            raise ValueError(f"{path}: not a scorer: {broken}") from broken

    @classmethod
    def _read(cls, path: Path, *, engine: str, user_words: Sequence[str] | None) -> Self:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            meta = json.loads(str(arrays["meta"]))
            blocks = {}
            for name in (name for name in BLOCKS if f"{name}.terms" in arrays):
                blocks[name] = Block(
                    terms=str(arrays[f"{name}.terms"]).split("\n"),
                    idf=arrays[f"{name}.idf"].astype(float),
                    weights=arrays[f"{name}.weights"].astype(float),
                )
            intercept, slope, offset, thresholds = arrays["calibration"]
        return cls(
            classes=meta["classes"],
            blocks=blocks,
            intercept=intercept,
            slope=slope,
            offset=offset,
            thresholds=thresholds,
            rules=meta.get("rules", {}),
            tokenizer=Tokenizer(meta["user_words"] if user_words is None else user_words, engine=engine),
        )
