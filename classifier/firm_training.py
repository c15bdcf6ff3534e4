"""Makes the weights that tell of which firms an event is told: `python -m classifier.firm_training FOLDER`.

FOLDER holds real labelled headlines, which are not part of the project; what is learnt from them (weights of signs)
is. Beside them the samples are learnt from. Nothing of ``check.jsonl`` is read. Part of `make weights`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.metrics import ratios
from classifier.model.store import SAMPLES
from classifier.model.training import Sample, as_sample, groups_of
from classifier.names.matcher import FirmMatcher, shipped_matcher
from classifier.text.page import Page
from classifier.topics import TOPICS
from classifier.topics.facts import FactReader
from classifier.verdict.candidates import candidates
from classifier.verdict.salience import by_rules
from classifier.verdict.signs import signs
from classifier.verdict.stance import stance
from classifier.verdict.weigher import SHIPPED, Weigher
from classifier.views import read

_REAL = ("train.jsonl", "dev.jsonl", "day-*.jsonl")
#: A sample of ours counts so much beside a real headline. The rules were made by the samples, so that their signs
#: are too sure there: they are learnt apart.
_HAND_WEIGHT = 0.4
_TOO_SURE = ("rule", "slot", "fact", "part=", "best=")
#: Signs of fewer candidates than this are not learnt; weights smaller than this change nothing.
_LEAST, _SMALLEST = 3, 0.01
_PENALTY, _FOLDS = 0.1, 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """A candidate of an item: its signs, whether the event is told of it, and the number of its item."""

    signs: Sequence[str]
    told: bool
    item: int
    weight: float


def main(folder: Path, target: Path = SHIPPED) -> dict[str, float]:
    """Learn, write the weights, and return the out-of-fold figures on the real headlines."""
    real = [row for pattern in _REAL for path in sorted(folder.glob(pattern)) for row in _positives(path)]
    hand = [row for path in sorted(SAMPLES.glob("*.jsonl")) for row in _positives(path)]
    rows = [*real, *hand]
    matcher = shipped_matcher()
    lessons = [lesson for at, row in enumerate(rows) for lesson in _lessons(row, at, matcher, by_hand=at >= len(real))]
    wanted = [len({matcher.canonical(name) for name in row.get("firms") or ()}) for row in real]
    weigher, figures = learn(lessons, [as_sample(row) for row in rows], wanted)
    target.parent.mkdir(parents=True, exist_ok=True)
    weigher.save(target)
    return figures


def learn(
    lessons: Sequence[Lesson], samples: Sequence[Sample], wanted: Sequence[int]
) -> tuple[Weigher, dict[str, float]]:
    """A weigher and its out-of-fold figures: 0.5 is put where F1 is best on the first, real items.

    Of these ``wanted`` has the number of firms told of.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    kept, groups = groups_of(samples)
    group_of = dict(zip(kept, groups, strict=True))
    lessons = [lesson for lesson in lessons if lesson.item in group_of]
    counted = Counter(sign for lesson in lessons for sign in lesson.signs)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(
        [{sign: 1.0 for sign in lesson.signs if counted[sign] >= _LEAST} for lesson in lessons]
    )
    told = np.array([lesson.told for lesson in lessons])
    weight = np.array([lesson.weight for lesson in lessons])
    where = np.array([group_of[lesson.item] for lesson in lessons])
    is_real = np.array([lesson.item < len(wanted) for lesson in lessons])

    def fitted(rows: NDArray[Any]) -> Any:
        model = LogisticRegression(C=_PENALTY, solver="liblinear", max_iter=1000, random_state=0)
        return model.fit(table[rows], told[rows], sample_weight=weight[rows])

    logits = np.zeros(len(lessons))
    for train, held in GroupKFold(_FOLDS).split(table, told, where):
        logits[held] = fitted(train).decision_function(table[held])
    all_wanted = sum(wanted[item] for item in kept if item < len(wanted))
    border, figures = _best_border(logits[is_real], told[is_real], all_wanted)
    model = fitted(np.arange(len(lessons)))
    learnt = zip(vectorizer.get_feature_names_out(), model.coef_[0].tolist(), strict=True)
    weights = {sign: value for sign, value in learnt if abs(value) >= _SMALLEST and not sign.startswith("hand:")}
    return Weigher(weights, float(model.intercept_[0]) - border), figures


def _best_border(logits: NDArray[Any], told: NDArray[Any], wanted: int) -> tuple[float, dict[str, float]]:
    """The logit from which on F1 is best, and the figures there."""
    best = (0.0, {"precision": 0.0, "recall": 0.0, "f1": -1.0})
    for border in np.arange(-0.6, 0.61, 0.05):
        found = logits >= border
        precision, recall, f1 = ratios(int((found & told).sum()), int(found.sum()), wanted)
        if f1 > best[1]["f1"]:
            best = (float(border), {"precision": precision, "recall": recall, "f1": f1})
    return best


def _positives(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        yield from (row for row in rows if row["topics"] and row.get("sure", 2) != 0)


def _lessons(row: Mapping[str, Any], at: int, matcher: FirmMatcher, *, by_hand: bool) -> Iterator[Lesson]:
    """What a labelled item teaches: its candidates, as they would be if the topics were found."""
    whole = read(row["title"], row.get("summary") or "").whole
    topics = TOPICS.of(row["topics"])
    page = Page(whole, matcher.find(whole), [topic.head_words for topic in topics])
    facts = FactReader(TOPICS)(page, topics, stance(page, topics))
    gold = {matcher.canonical(name) for name in row.get("firms") or ()}
    found = candidates(page, by_rules(page, topics, facts))
    for one, mine in zip(found, signs(page, topics, facts, found), strict=True):
        told = matcher.canonical(one.firm.name) in gold
        learnt = [f"hand:{sign}" if by_hand and any(word in sign for word in _TOO_SURE) else sign for sign in mine]
        yield Lesson(learnt, told, at, _HAND_WEIGHT if by_hand else 1.0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    sys.stdout.write(json.dumps(main(parser.parse_args().folder)) + "\n")
