"""Reads a news item: topics with probability, firms, stance, facts, and the words that made it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np

from classifier import parts, passages
from classifier.features import LEAD, Doc, extract, sides
from classifier.normalise import Normalised, normalise
from classifier.rules import Rule, Scene, fired, shifts
from classifier.scorer import Scorer
from classifier.types import TOPICS, Analysis
from classifier.why import explain

Item = tuple[str, str]
"""Title and text."""


@dataclass(frozen=True, slots=True)
class _Read:
    """An item on its way: raw text, matching text, what the model reads of it."""

    whole: Normalised
    title: str
    body: str  # the text behind the title, matching form, furniture and all
    spans: list[tuple[int, int]]  # passages of the body; one for a short text
    views: list[str]  # texts to score: the first is the item itself
    is_roundup: bool


class Analyzer:
    """Everything the classifier can say of an item, offline.

    ``model`` is a ``Scorer`` or a fitted ``TopicModel``; ``firms`` a ``FirmMatcher`` (see ``parts``).
    """

    def __init__(
        self,
        model: Any,
        firms: parts.Matcher | None = None,
        *,
        salience: parts.Weigher | None = None,
        stance: parts.StanceReader | None = None,
        facts: parts.FactReader | None = None,
        thresholds: Sequence[float] | None = None,
    ) -> None:
        self.scorer = model if isinstance(model, Scorer) else Scorer.of(model)
        self.firms = firms or parts.default_matcher()
        self.weigh = salience or parts.default_weigher(self.firms)
        self.read_stance = stance or parts.default_stance()
        self.read_facts = facts or parts.default_facts()
        self.thresholds = np.asarray(self.scorer.thresholds if thresholds is None else thresholds, dtype=float)

    @classmethod
    def load(
        cls,
        cache_dir: Path,
        *,
        now: datetime | None = None,
        progress: Callable[[str, float], None] | None = None,
        engine: str = "auto",
    ) -> Self:
        """The analyzer of the cached model; trains it from the samples when there is none yet."""
        from classifier.store import ModelStore

        store = ModelStore(cache_dir, engine=engine)
        return cls(store.scorer(now=now or datetime.now(UTC), progress=progress))

    def analyze(self, title: str, text: str = "") -> Analysis:
        """Read one item."""
        return self.analyze_many([(title, text)])[0]

    def analyze_many(self, items: Sequence[Item]) -> list[Analysis]:
        """Read many items; faster than one by one, with the same answers."""
        reads = [_read(title, text) for title, text in items]
        views = [view for read in reads for view in read.views]
        docs = extract(views, self.scorer.tokenizer)
        decisions = self.scorer.decisions(docs)
        before = self.scorer.probabilities(decisions).tolist()
        rules = [fired(Scene(*sides(view)), row) for view, row in zip(views, before, strict=True)]
        moved = np.array([shifts(found) for found in rules]).reshape(-1, len(TOPICS))
        proba = self.scorer.probabilities(decisions, moved)
        answers, at = [], 0
        for read in reads:
            rows = slice(at, at + len(read.views))
            at += len(read.views)
            answers.append(self._answer(read, docs[rows], proba[rows], rules[rows]))
        return answers

    def _answer(self, read: _Read, docs: list[Doc], proba: Any, rules: list[list[Rule]]) -> Analysis:
        chosen = _choose(read, proba, self.thresholds)
        scores = {topic: float(proba[row, i]) for i, (topic, row) in enumerate(zip(TOPICS, chosen, strict=True))}
        topics = {t: p for (t, p), limit in zip(scores.items(), self.thresholds, strict=True) if p >= limit}
        hits = self.firms.find(read.whole)
        base = Analysis(scores=scores, is_roundup=read.is_roundup, credit=passages.credit(read.whole.text))
        if not topics:
            return replace(base, firms=self.weigh(read.whole, (), hits, ()))
        why = {
            topic: explain(self.scorer, docs[row], rules[row], topic)
            for topic, row in zip(TOPICS, chosen, strict=True)
            if topic in topics
        }
        stance = self.read_stance(read.whole, tuple(topics), hits)
        facts = tuple(self.read_facts(read.whole, tuple(topics), hits, stance))
        firms = self.weigh(read.whole, tuple(topics), hits, facts)
        return replace(base, topics=topics, why=why, stance=stance, facts=facts, firms=firms)


def _read(title: str, text: str) -> _Read:
    whole = normalise(f"{title}\n{text}" if text else title)
    head, _, body = whole.text.partition("\n")
    roundup = passages.is_roundup(head)
    long = len(body) > passages.LONG
    spans = passages.passages(body) if long else [(0, len(body))]
    lead = body[spans[0][0] :] if spans else ""
    if roundup:
        heads = passages.segments(head)
        views = heads if len(heads) > 1 else [head]
    elif long:
        first = "".join(body[a:b] + "\n" for a, b in spans)[: LEAD * 2]
        views = [f"{head}\n{first}"] + [f"{head}\n{body[a:b]}" for a, b in spans[1:]]
    else:
        views = [f"{head}\n{lead}"]
    return _Read(whole=whole, title=head, body=body, spans=spans, views=views, is_roundup=roundup)


def _choose(read: _Read, proba: Any, thresholds: Any) -> list[int]:
    """The view that speaks for the item, for each topic.

    A round-up: the strongest head. A long text: title and lead, unless two passages or more tell a
    topic that title and lead do not.
    """
    if len(read.views) == 1:
        return [0] * len(TOPICS)
    if read.is_roundup:
        return [int(row) for row in proba.argmax(axis=0)]
    chosen = []
    for i in range(len(TOPICS)):
        above = np.flatnonzero(proba[:, i] >= thresholds[i])
        far = [int(row) for row in above if row > 0]
        chosen.append(far[0] if 0 not in above and len(far) >= 2 else 0)
    return chosen
