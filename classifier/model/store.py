"""The model on disk: built once for each state of samples, lexicon and code; stored without pickle."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from classifier.model.scorer import Scorer
from classifier.names.matcher import shipped_matcher
from classifier.topics import TOPICS, Topics

if TYPE_CHECKING:
    from classifier.model.topic_model import TopicModel
    from classifier.model.training import Sample, Trained

log = logging.getLogger(__name__)

#: The classifier's folder: samples, lexicon and code.
HERE = Path(__file__).parent.parent
Progress = Callable[[str, float], None]

#: What a model is kept in: the scorer's weights, the estimator and its card.
SUFFIXES = ("npz", "skops", "json")

#: By how much the mean F1 may fall before a new model counts as worse: the spread between fold draws.
TOLERANCE = 0.005


def source_hash(samples: Path = HERE / "samples", *, topics: Topics = TOPICS) -> str:
    """A hash of everything a model is made from: topics, samples, lexicon, and the code that reads them."""
    digest = hashlib.sha256(" ".join(topics.names).encode())
    code = sorted(HERE.rglob("*.py"))  # all of it: a list kept by hand forgets, and an old model answers
    for path in (*code, *sorted((HERE / "lexicon").glob("*.yaml")), *sorted(samples.glob("*.jsonl"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a training: whether the new model took the old one's place, and both cards."""

    replaced: bool
    card: dict[str, Any]
    previous: dict[str, Any] | None


class ModelStore:
    """The models in a folder; ``folder`` is made when something is written.

    A model is three files: the scorer's weights (.npz), the estimator (.skops) and its card (.json).
    """

    def __init__(
        self, folder: Path, *, engine: str = "auto", samples: Path = HERE / "samples", topics: Topics = TOPICS
    ) -> None:
        self.folder = folder
        self.engine = engine
        self.samples = samples
        self.topics = topics
        self.name = f"model-{source_hash(samples, topics=topics)}"

    def scorer(self, *, now: datetime, progress: Progress | None = None) -> Scorer:
        """The scorer in use; trained from the samples when there is none for this version, or it is broken."""
        try:
            return Scorer.load(self._path("npz"), engine=self.engine)
        except FileNotFoundError:
            log.info("no cached model, training", extra={"model": self.name})
        except (OSError, ValueError) as broken:
            log.warning("cached model is broken, training again", extra={"model": self.name, "cause": str(broken)})
        self._keep(self._train((), now=now, progress=progress))
        return Scorer.load(self._path("npz"), engine=self.engine)

    def retrain(self, feedback: Sequence[Sample] = (), *, now: datetime, progress: Progress | None = None) -> Outcome:
        """Train on the samples and on corrections; the new model stays only if it is not worse.

        Worse: its mean F1 on the shipped samples, each scored by a fold that had not seen it, is below
        the previous model's by more than the spread between draws of folds.
        """
        previous = self.card()
        trained = self._train(feedback, now=now, progress=progress)
        better = previous is None or trained.card["held_out"] >= previous["held_out"] - TOLERANCE
        if better:
            self._keep(trained)
        else:
            log.warning("new model is worse, the old one stays", extra={"model": self.name})
        return Outcome(replaced=better, card=trained.card, previous=previous)

    def card(self) -> dict[str, Any] | None:
        """The card of the model in use, None when there is none."""
        try:
            card: dict[str, Any] = json.loads(self._path("json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return card

    def model(self) -> TopicModel:
        """The fitted estimator. Raises OSError when none is kept."""
        from skops.io import load

        model: TopicModel = load(
            self._path("skops"),
            trusted=["classifier.model.features.Pick", "classifier.model.topic_model.TopicModel"],
        )
        return model

    def _train(self, feedback: Sequence[Sample], *, now: datetime, progress: Progress | None) -> Trained:
        from classifier.model.training import read_samples, train

        return train(
            [*read_samples(self.samples, topics=self.topics), *feedback],
            user_words=shipped_matcher().user_words(),
            now=now,
            progress=progress,
            engine=self.engine,
            topics=self.topics,
        )

    def _keep(self, trained: Trained) -> None:
        from skops.io import dump

        self.folder.mkdir(parents=True, exist_ok=True)
        self._write("skops", lambda path: dump(trained.model, path))
        card = json.dumps(trained.card, ensure_ascii=False, indent=2)
        self._write("json", lambda path: path.write_text(card, encoding="utf-8"))
        self._write("npz", Scorer.of(trained.model).save)
        self._sweep()

    def _sweep(self) -> None:
        """Drop the models of other versions, but for the newest of them: another version may still be in use."""
        others = [path for path in self.folder.glob("model-*.npz") if path.stem != self.name]
        for old in sorted(others, key=lambda path: path.stat().st_mtime)[:-1]:
            for suffix in SUFFIXES:
                old.with_suffix(f".{suffix}").unlink(missing_ok=True)

    def _write(self, suffix: str, write: Callable[[Path], Any]) -> None:
        """Write beside and move into place, so that a reader never sees half a file; writers never share one."""
        beside = self.folder / f"{self.name}.{uuid4().hex}.new"
        try:
            write(beside)
            beside.replace(self._path(suffix))
        finally:
            beside.unlink(missing_ok=True)

    def _path(self, suffix: str) -> Path:
        return self.folder / f"{self.name}.{suffix}"
