"""Reads a news item: topics with probability, firms, stance, facts, and the words that made it so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from classifier import parts
from classifier.model.doubt import doubt
from classifier.model.explain import explain
from classifier.model.features import Doc, extract, sides
from classifier.model.scorer import Floats, Scorer
from classifier.model.stance_model import STANCE_FILE, StanceModel, by_rules
from classifier.names.matcher import shipped_matcher
from classifier.text import passages
from classifier.text.page import Page
from classifier.topics import TOPICS, Topics
from classifier.topics.facts import FactReader
from classifier.topics.rule import Rule, Scene
from classifier.topics.rules import fired, in_passage, shifts
from classifier.topics.topic import Topic
from classifier.types import Analysis, Firm
from classifier.verdict.salience import salience
from classifier.views import Reading, hints, read, speakers

#: An item that tells no topic has the firms that the likeliest would make the event's, if its score reaches this part
#: of the threshold; below, hardly anything is told of anybody (of a day's items without a topic one in fifty is above).
NEARLY = 0.1
#: Tells why one view got a topic, from its rules and the topic.
Why = Callable[[Sequence[Rule], str], tuple[tuple[str, float], ...]]

Item = tuple[str, str]
"""Title and text."""


class Analyzer:
    """Everything the classifier can say of an item, offline.

    ``model`` is a ``Scorer`` or a fitted ``TopicModel``; ``firms`` a ``FirmMatcher`` (see ``parts``). Raises
    ValueError for a model of other topics than ``topics``.
    """

    def __init__(
        self,
        model: Any,
        firms: parts.Matcher | None = None,
        *,
        topics: Topics = TOPICS,
        weigh: parts.Weigh = salience,
        read_stance: parts.ReadStance = by_rules,
        read_facts: parts.ReadFacts | None = None,
        thresholds: Sequence[float] | None = None,
    ) -> None:
        self.scorer = model if isinstance(model, Scorer) else Scorer.of(model)
        if self.scorer.classes != topics.names:
            raise ValueError(f"a model of {self.scorer.classes} for the topics {topics.names}")
        self.topics = topics
        self.firms = firms or shipped_matcher()
        self.weigh, self.read_stance = weigh, read_stance
        self.read_facts = read_facts or FactReader(topics)
        self.thresholds = np.asarray(self.scorer.thresholds if thresholds is None else thresholds, dtype=float)

    @classmethod
    def load(
        cls,
        cache_dir: Path,
        *,
        now: datetime | None = None,
        progress: Callable[[str, float], None] | None = None,
        engine: str = "auto",
        topics: Topics = TOPICS,
    ) -> Self:
        """The analyzer of the shipped weights, or of the folder's, into which corrections were moved."""
        from classifier.model.store import SHIPPED, ModelStore

        store = ModelStore(cache_dir, engine=engine, topics=topics)
        scorer = store.scorer(now=now or datetime.now(UTC), progress=progress)
        return cls(scorer, topics=topics, read_stance=StanceModel.load(SHIPPED / STANCE_FILE))

    def analyze(self, title: str, text: str = "") -> Analysis:
        """Read one item."""
        return self.analyze_many([(title, text)])[0]

    def analyze_many(self, items: Sequence[Item]) -> list[Analysis]:
        """Read many items; faster than one by one, with the same answers."""
        readings = [read(title, text) for title, text in items]
        views = [view for reading in readings for view in reading.views]
        docs = extract(views, self.scorer.tokenizer)
        scored = self.scorer.score(docs)
        before = self.scorer.probabilities(scored.decisions)
        rules = [fired(self.topics, Scene(*sides(view)), row) for view, row in zip(views, before.tolist(), strict=True)]
        moved = np.array([shifts(self.topics, found, self.scorer.rules) for found in rules]).reshape(
            -1, len(self.topics)
        )
        proba = self.scorer.probabilities(scored.decisions, moved)
        answers, at = [], 0
        for reading in readings:
            rows = slice(at, at + len(reading.views))
            whys = [partial(explain, scored, row, docs[row]) for row in range(rows.start, rows.stop)]
            at = rows.stop
            answers.append(self._answer(reading, before[rows], proba[rows], rules[rows], whys, docs[rows]))
        return answers

    def _answer(
        self,
        reading: Reading,
        before: Floats,
        proba: Floats,
        rules: list[list[Rule]],
        whys: Sequence[Why],
        docs: Sequence[Doc],
    ) -> Analysis:
        """One item's analysis from the scores of its views, before and after rules."""
        chosen = speakers(reading, proba, self.thresholds)
        names = self.topics.names
        scores = {topic: float(proba[row, i]) for i, (topic, row) in enumerate(zip(names, chosen, strict=True))}
        page = Page(reading.whole, self.firms.find(reading.whole))
        for column, row in self._by_facts(reading, page, proba, [names.index(topic) for topic in self._above(scores)]):
            rule = in_passage(names[column])
            rules[row] = [*rules[row], rule]
            chosen[column], scores[rule.topic] = row, _lifted(float(proba[row, column]), rule.shift)
        above = self._above(scores)
        told = self.topics.of(above)
        answer = partial(
            Analysis,
            scores=scores,
            doubt=doubt(list(scores.values()), before[chosen, range(len(chosen))].tolist(), self.thresholds),
            is_roundup=reading.is_roundup,
            credit=passages.credit(reading.whole.text),
        )
        if not told:
            return answer(firms=self._firms_of_nearly(page, scores))
        speaker = dict(zip(names, chosen, strict=True))
        why = {topic: whys[speaker[topic]](rules[speaker[topic]], topic) for topic in above}
        return self._telling(partial(answer, topics=above, why=why), page, told, docs[speaker[told[0].name]])

    def _telling(self, answer: Callable[..., Analysis], page: Page, told: Sequence[Topic], doc: Doc) -> Analysis:
        """The answer with stance, facts and firms of what is told; ``doc`` is the view that tells it first."""
        page = page.told_by([topic.head_words for topic in told])
        said = self.read_stance(page, told, doc)
        facts = tuple(self.read_facts(page, told, said.stance))
        span, words = page.evidence(*said.span) if said.span else (None, "")
        return answer(
            firms=self.weigh(page, told, facts),
            stance=said.stance,
            certainty=said.certainty,
            shown=said.shown,
            evidence=words,
            evidence_span=span,
            facts=facts,
        )

    def _firms_of_nearly(self, page: Page, scores: dict[str, float]) -> tuple[Firm, ...]:
        """The firms of an item that tells no topic, as the topic would have them that it all but tells."""
        parts = {topic: score / limit for (topic, score), limit in zip(scores.items(), self.thresholds, strict=True)}
        likeliest = max(parts, key=parts.__getitem__)
        if parts[likeliest] < NEARLY:
            return self.weigh(page, (), ()) if page.mentions else ()
        topics = self.topics.of([likeliest])
        page = page.told_by([topic.head_words for topic in topics])
        return self.weigh(page, topics, self.read_facts(page, topics, "reported"))

    def _above(self, scores: dict[str, float]) -> dict[str, float]:
        limits = zip(scores.items(), self.thresholds, strict=True)
        return {topic: score for (topic, score), limit in limits if score >= limit}

    def _by_facts(self, reading: Reading, page: Page, proba: Floats, told: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Columns of topics that one passage far down a long text tells, by a fact that stands in it, and its row."""
        for column, rows in hints(reading, proba, self.thresholds, told).items():
            topic = self.topics[self.topics.names[column]]
            facts = self.read_facts(page.told_by([topic.head_words]), (topic,), "reported")
            for row in rows:
                start, end = reading.whole.raw_span(*reading.spans[row])
                if any(isinstance(fact.value, topic.fact) and start <= fact.span[0] < end for fact in facts):
                    yield column, row
                    break


def _lifted(probability: float, shift: float) -> float:
    """A probability after a shift of its logit."""
    odds = probability / max(1e-12, 1.0 - probability) * math.exp(shift)
    return odds / (1.0 + odds)
