"""Reads a news item: topics with probability, firms, stance, facts, and the words that made it so."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from classifier import parts
from classifier.model.explain import explain
from classifier.model.features import extract, sides
from classifier.model.scorer import Floats, Scorer
from classifier.names.matcher import Mention
from classifier.text import passages
from classifier.topics.rules import IN_PASSAGE, Rule, Scene, fired, shifts
from classifier.types import TOPICS, Analysis
from classifier.views import Reading, hints, read, speakers

#: Tells why one view got a topic, from its rules and the topic.
Why = Callable[[Sequence[Rule], str], tuple[tuple[str, float], ...]]

#: The kind of fact that belongs to each topic.
KINDS = {"pretraining_cut": "pretraining", "funding": "funding", "talent_move": "talent"}

Item = tuple[str, str]
"""Title and text."""


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
        self.weigh = salience or parts.default_weigher()
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
        from classifier.model.store import ModelStore

        store = ModelStore(cache_dir, engine=engine)
        return cls(store.scorer(now=now or datetime.now(UTC), progress=progress))

    def analyze(self, title: str, text: str = "") -> Analysis:
        """Read one item."""
        return self.analyze_many([(title, text)])[0]

    def analyze_many(self, items: Sequence[Item]) -> list[Analysis]:
        """Read many items; faster than one by one, with the same answers."""
        readings = [read(title, text) for title, text in items]
        views = [view for reading in readings for view in reading.views]
        docs = extract(views, self.scorer.tokenizer)
        scored = self.scorer.score(docs)
        before = self.scorer.probabilities(scored.decisions).tolist()
        rules = [fired(Scene(*sides(view)), row) for view, row in zip(views, before, strict=True)]
        moved = np.array([shifts(found) for found in rules]).reshape(-1, len(TOPICS))
        proba = self.scorer.probabilities(scored.decisions, moved)
        answers, at = [], 0
        for reading in readings:
            rows = slice(at, at + len(reading.views))
            whys = [partial(explain, scored, row, docs[row]) for row in range(rows.start, rows.stop)]
            at = rows.stop
            answers.append(self._answer(reading, proba[rows], rules[rows], whys))
        return answers

    def _answer(self, reading: Reading, proba: Floats, rules: list[list[Rule]], whys: Sequence[Why]) -> Analysis:
        """One item's analysis from the scores of its views."""
        chosen = speakers(reading, proba, self.thresholds)
        scores = {topic: float(proba[row, i]) for i, (topic, row) in enumerate(zip(TOPICS, chosen, strict=True))}
        mentions = self.firms.find(reading.whole)
        for topic, row in self._by_facts(reading, proba, tuple(self._above(scores)), mentions).items():
            i = TOPICS.index(topic)
            rules[row] = [*rules[row], IN_PASSAGE[topic]]
            chosen[i], scores[topic] = row, _lifted(float(proba[row, i]), IN_PASSAGE[topic].shift)
        told = self._above(scores)
        credit = passages.credit(reading.whole.text)
        if not told:
            firms = self.weigh(reading.whole, (), mentions, ()) if mentions else ()
            return Analysis(scores=scores, firms=firms, is_roundup=reading.is_roundup, credit=credit)
        speaker = dict(zip(TOPICS, chosen, strict=True))
        stance = self.read_stance(reading.whole, tuple(told), mentions)
        facts = tuple(self.read_facts(reading.whole, tuple(told), mentions, stance))
        return Analysis(
            topics=told,
            scores=scores,
            firms=self.weigh(reading.whole, tuple(told), mentions, facts),
            stance=stance,
            facts=facts,
            why={topic: whys[speaker[topic]](rules[speaker[topic]], topic) for topic in told},
            is_roundup=reading.is_roundup,
            credit=credit,
        )

    def _above(self, scores: dict[str, float]) -> dict[str, float]:
        limits = zip(scores.items(), self.thresholds, strict=True)
        return {topic: score for (topic, score), limit in limits if score >= limit}

    def _by_facts(
        self, reading: Reading, proba: Floats, told: tuple[str, ...], mentions: Sequence[Mention]
    ) -> dict[str, int]:
        """Topics of a long text that one passage far down tells, by a fact that stands in it."""
        found = {}
        for topic, rows in hints(reading, proba, told).items():
            facts = [
                f for f in self.read_facts(reading.whole, (topic,), mentions, "reported") if f.kind == KINDS[topic]
            ]
            for row in rows:
                span = reading.whole.raw_span(*reading.spans[row])
                if any(span[0] <= fact.span[0] < span[1] for fact in facts):
                    found[topic] = row
                    break
        return found


def _lifted(probability: float, shift: float) -> float:
    """A probability after a shift of its logit."""
    odds = probability / max(1e-12, 1.0 - probability) * math.exp(shift)
    return odds / (1.0 + odds)
