"""From samples to a model: load, drop near-duplicates, train in grouped folds, keep the better model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classifier.metrics import average_precision, prf
from classifier.model.features import sides
from classifier.model.space import Vectors
from classifier.model.store import SAMPLES, Progress
from classifier.model.topic_model import TopicModel
from classifier.topics import TOPICS, Topics
from classifier.topics.rule import Rule, Scene
from classifier.topics.rules import fired
from classifier.views import read


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled item; ``weight`` 1 for the shipped samples."""

    title: str
    summary: str
    topics: frozenset[str]
    stance: str | None = None
    firms: tuple[str, ...] = ()
    weight: float = 1.0
    id: str = ""

    @property
    def text(self) -> str:
        """What the model reads: title, newline, summary."""
        return f"{self.title}\n{self.summary}"


def read_samples(folder: Path = SAMPLES, *, topics: Topics = TOPICS) -> list[Sample]:
    """The shipped samples. Raises ValueError, with file and line, for a line that is none."""
    samples = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                samples.append(as_sample(json.loads(line), topics=topics))
            except (ValueError, KeyError, TypeError) as cause:
                raise ValueError(f"{path.name}:{number}: not a sample: {cause}") from cause
    return samples


def as_sample(row: dict[str, Any], *, weight: float | None = None, topics: Topics = TOPICS) -> Sample:
    """A sample from its JSON form. Raises ValueError for an unknown topic, TypeError for labels that are no list."""
    for name in ("topics", "firms"):
        if not isinstance(row.get(name) or [], list):  # a text would be spelled into letters
            raise TypeError(f"{name} is no list: {row[name]!r}")
    labels = frozenset(row["topics"])
    if unknown := labels - set(topics.names):
        raise ValueError(f"no such topic: {', '.join(sorted(unknown))}")
    return Sample(
        title=row["title"],
        summary=row.get("summary") or "",
        topics=labels,
        stance=row.get("stance"),
        firms=tuple(row.get("firms") or ()),
        weight=float(row.get("weight", 1.0) if weight is None else weight),
        id=str(row.get("id", "")),
    )


def groups_of(samples: Sequence[Sample], *, same: float = 0.8, near: float = 0.45) -> tuple[list[int], list[int]]:
    """Rows to keep, and the group of each kept row.

    Of items whose titles and leads are alike by ``same`` (cosine of character pairs) only the first is
    kept, unless it is a correction, which replaces it; items alike by ``near`` share a group.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True).fit_transform(
        [f"{s.title} {s.summary[:80]}" for s in samples]
    )
    alike = (vectors @ vectors.T).tocoo()
    parent = list(range(len(samples)))
    dropped: set[int] = set()
    for a, b, cosine in zip(alike.row, alike.col, alike.data, strict=True):
        if a >= b or cosine < near:
            continue
        parent[_root(parent, int(b))] = _root(parent, int(a))
        if cosine >= same:
            dropped.add(int(a) if samples[b].weight > samples[a].weight else int(b))
    kept = [i for i in range(len(samples)) if i not in dropped]
    return kept, [_root(parent, i) for i in kept]


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model with its card."""

    model: TopicModel
    card: dict[str, Any]
    #: which samples were learnt from (near-duplicates are not), and what they tell, (n_kept, n_topics)
    kept: list[int]
    targets: NDArray[np.bool_]


def train(
    samples: Iterable[Sample],
    *,
    user_words: Sequence[str] = (),
    now: datetime,
    progress: Progress | None = None,
    engine: str = "auto",
    topics: Topics = TOPICS,
    vectors: Vectors | None = None,
    min_df: int = 2,
    life: Sequence[float] | None = None,
    judged: Sequence[float] | None = None,
    guessed: Sequence[Sample] = (),
) -> Trained:
    """Fit a model of the topics on samples; ``progress`` hears (what is done, share of the whole 0..1).

    ``vectors``: what words mean; ``life`` and ``judged`` weigh each sample for calibration and for thresholds
    (see ``TopicModel.fit``). ``guessed``: items labelled by an earlier model; they are learnt from and judge nothing.
    """
    tell = progress or (lambda _what, _share: None)
    rows = list(samples)
    tell("去重", 0.05)
    kept, groups = groups_of(rows)
    rows_kept = [rows[i] for i in kept]
    tell("训练", 0.2)
    model = TopicModel(
        topics=topics.names,
        user_words=tuple(user_words),
        engine=engine,
        negative_weights=topics.negative_weights,
        vectors=vectors,
        min_df=min_df,
    )
    learnt = [*rows_kept, *guessed]
    views = Views.of(learnt, [*groups, *range(len(rows), len(rows) + len(guessed))], topics)
    _fit(model, learnt, views, life=_by_view(life, kept, views), judged=_by_view(judged, kept, views))
    model.margins_ = model.margins_[: len(rows_kept)]
    tell("评估", 0.95)
    card = model_card(model, rows_kept, dropped=len(rows) - len(rows_kept), now=now)
    tell("完成", 1.0)
    targets = np.array([[topic in s.topics for topic in model.topics] for s in rows_kept])
    return Trained(model=model, card=card, kept=kept, targets=targets)


def _fit(
    model: TopicModel,
    samples: Sequence[Sample],
    views: Views,
    *,
    life: Sequence[float] | None,
    judged: Sequence[float] | None,
) -> None:
    model.fit(
        views.texts,
        [samples[i].topics for i in views.bags],
        rules=views.rules,
        bags=views.bags,
        groups=views.groups,
        sample_weight=[samples[i].weight for i in views.bags],
        life=life,
        judged=judged,
    )


def _by_view(values: Sequence[float] | None, kept: Sequence[int], views: Views) -> list[float] | None:
    """The values of samples for each of their views; what was guessed has none."""
    if values is None:
        return None
    return [values[kept[bag]] if bag < len(kept) else 0.0 for bag in views.bags]


@dataclass(frozen=True, slots=True)
class Views:
    """Samples as the analyzer reads them: a text for each head of a round-up, else one; all lists a value a text."""

    texts: list[str]
    #: the number of the sample that a text is of
    bags: list[int]
    groups: list[int]
    rules: list[list[Rule]]

    @classmethod
    def of(cls, samples: Sequence[Sample], groups: Sequence[int], topics: Topics) -> Self:
        """The views of samples, of which each has a group."""
        made = cls([], [], [], [])
        for number, (sample, group) in enumerate(zip(samples, groups, strict=True)):
            for view in read(sample.title, sample.summary).views:
                made.texts.append(view)
                made.bags.append(number)
                made.groups.append(group)
                made.rules.append(fired(topics, Scene(*sides(view))))
        return made


def model_card(model: TopicModel, samples: Sequence[Sample], *, dropped: int, now: datetime) -> dict[str, Any]:
    """What a model is made of and how it does out of fold, for each topic."""
    proba = model.out_of_fold_proba()
    shipped = np.array([s.weight == 1.0 for s in samples])
    figures, held_out = {}, []
    for i, topic in enumerate(model.topics):
        gold = np.array([topic in s.topics for s in samples])
        precision, recall, f1 = prf(gold, proba[:, i] >= model.thresholds_[i])
        held_out.append(prf(gold[shipped], proba[shipped, i] >= model.thresholds_[i])[2])
        figures[topic] = {
            "positives": int(gold.sum()),
            "threshold": round(float(model.thresholds_[i]), 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "average_precision": round(average_precision(gold, proba[:, i]), 4),
        }
    return {
        "made": now.isoformat(),
        "samples": len(samples),
        "near_duplicates_dropped": dropped,
        "data": data_hash(samples),
        "columns": int(model.coef_.shape[1]),
        "folds": model.folds,
        "held_out": round(float(np.mean(held_out)), 4),
        "out_of_fold": figures,
    }


def data_hash(samples: Iterable[Sample]) -> str:
    """A hash of what samples say, whatever their order."""
    lines = sorted(f"{s.title}\t{s.summary}\t{','.join(sorted(s.topics))}\t{s.weight}" for s in samples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
