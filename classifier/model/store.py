"""The model on disk: the shipped weights, or these with a chat's corrections moved in; stored without pickle."""

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
    from classifier.model.training import Sample, Trained

log = logging.getLogger(__name__)

#: The classifier's folder: samples, lexicon and code.
HERE = Path(__file__).parent.parent
#: The weights that the package brings along.
SHIPPED = HERE / "model" / "weights"
SAMPLES = HERE / "samples"
Progress = Callable[[str, float], None]

#: What a model is kept in: the scorer's weights and its card.
SUFFIXES = ("npz", "json")

#: By how much the mean F1 may fall before a new model counts as worse: the spread between fold draws.
TOLERANCE = 0.005


def weights_hash() -> str:
    """A hash of the shipped weights: a model adapted from others is not used."""
    return hashlib.sha256((SHIPPED / "topics.npz").read_bytes()).hexdigest()[:16]


def shipped_scorer(*, engine: str = "auto") -> Scorer:
    """The shipped weights; the lexicon's names are kept whole, those added since the training too."""
    return Scorer.load(SHIPPED / "topics.npz", engine=engine, user_words=shipped_matcher().user_words())


def source_hash(samples: Path = SAMPLES, *, topics: Topics = TOPICS) -> str:
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
    """The models in a folder, beside the weights that the package brings; ``folder`` is made when something is written.

    A model is two files: the scorer's weights (.npz) and its card (.json). Of the shipped topics the package brings
    trained weights, and a model in the folder is these with corrections moved in. Other topics, or other samples,
    are trained on first use.
    """

    def __init__(self, folder: Path, *, engine: str = "auto", samples: Path = SAMPLES, topics: Topics = TOPICS) -> None:
        self.folder = folder
        self.engine = engine
        self.samples = samples
        self.topics = topics
        self.is_shipped = samples == SAMPLES and topics.names == TOPICS.names
        made_of = weights_hash() if self.is_shipped else source_hash(samples, topics=topics)
        self.name = f"model-{made_of}"

    def scorer(self, *, now: datetime, progress: Progress | None = None) -> Scorer:
        """The scorer in use: the folder's, else the package's; of other topics or samples it is trained first."""
        try:
            kept = Scorer.load(self._path("npz"), engine=self.engine, user_words=shipped_matcher().user_words())
            if kept.classes == self.topics.names:
                return kept
            log.warning("the model in the folder is of other topics", extra={"model": self.name})
        except FileNotFoundError:
            log.debug("no model in the folder", extra={"model": self.name})
        except (OSError, ValueError) as broken:
            log.warning("the model in the folder is broken", extra={"model": self.name, "cause": str(broken)})
        if self.is_shipped:
            return shipped_scorer(engine=self.engine)
        log.info("no model of these topics and samples yet, training", extra={"model": self.name})
        trained = self._train((), now=now, progress=progress)
        self._keep(Scorer.of(trained.model), trained.card)
        return Scorer.load(self._path("npz"), engine=self.engine)

    def retrain(self, feedback: Sequence[Sample] = (), *, now: datetime, progress: Progress | None = None) -> Outcome:
        """Learn from corrections; the new model stays only if it is not worse.

        The shipped weights are the prior that corrections move; without corrections they are in use again. Worse: the
        mean F1 on the shipped samples falls by more than the spread between draws of folds.
        """
        if not self.is_shipped:
            return self._train_anew(feedback, now=now, progress=progress)
        from classifier.model.adapt import adapt
        from classifier.model.training import read_samples

        previous = self.card()
        shipped = shipped_scorer(engine=self.engine)
        if not feedback:
            self._forget(self.name)
            return Outcome(replaced=True, card=_read_card(SHIPPED / "card.json"), previous=previous)
        tell = (lambda share: progress("学习", share)) if progress else (lambda _share: None)
        adapted = adapt(shipped, read_samples(self.samples), feedback, topics=self.topics, progress=tell)
        card = {
            **_read_card(SHIPPED / "card.json"),
            "adapted": now.isoformat(),
            "corrections": len(feedback),
            "on_samples": {"before": round(adapted.before, 4), "after": round(adapted.after, 4)},
        }
        return self._decide(adapted.scorer, card, previous, better=adapted.after >= adapted.before - TOLERANCE)

    def _train_anew(self, feedback: Sequence[Sample], *, now: datetime, progress: Progress | None) -> Outcome:
        previous = self.card()
        trained = self._train(feedback, now=now, progress=progress)
        better = previous is None or trained.card["held_out"] >= previous["held_out"] - TOLERANCE
        return self._decide(Scorer.of(trained.model), trained.card, previous, better=better)

    def _decide(
        self, scorer: Scorer, card: dict[str, Any], previous: dict[str, Any] | None, *, better: bool
    ) -> Outcome:
        if better:
            self._keep(scorer, card)
        else:
            log.warning("new model is worse, the old one stays", extra={"model": self.name})
        return Outcome(replaced=better, card=card, previous=previous)

    def card(self) -> dict[str, Any] | None:
        """The card of the model in use, None when there is none."""
        for path in (self._path("json"), *([SHIPPED / "card.json"] if self.is_shipped else [])):
            try:
                return _read_card(path)
            except (OSError, ValueError):
                continue
        return None

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

    def _keep(self, scorer: Scorer, card: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(card, ensure_ascii=False, indent=2)
        self._write("npz", scorer.save)
        self._write("json", lambda path: path.write_text(text, encoding="utf-8"))
        self._sweep()

    def _sweep(self) -> None:
        """Drop the models of other versions, but for the newest of them: another version may still be in use."""
        others = [path for path in self.folder.glob("model-*.npz") if path.stem != self.name]
        for old in sorted(others, key=lambda path: path.stat().st_mtime)[:-1]:
            self._forget(old.stem)

    def _forget(self, name: str) -> None:
        for suffix in (*SUFFIXES, "skops"):  # which the first version kept beside them
            (self.folder / f"{name}.{suffix}").unlink(missing_ok=True)

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


def _read_card(path: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card
