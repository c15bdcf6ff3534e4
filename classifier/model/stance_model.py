"""The trained model of stance: who speaks and with what reserve, weighed; arrays only, read with numpy."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self, get_args

import numpy as np

from classifier.model.features import Doc
from classifier.model.scorer import Block, Floats
from classifier.text.page import Page
from classifier.topics.topic import Topic
from classifier.types import Stance, Verdict
from classifier.verdict.certain import confirms, may_be_shown
from classifier.verdict.stance import stance as ruled
from classifier.verdict.stance_signs import Sign, signs

STANCES: tuple[Stance, ...] = get_args(Stance)
#: The weights' name in the package.
STANCE_FILE = "stance.npz"

#: What each block of terms counts beside the others; chosen out of fold on real headlines.
WEIGHTS: Mapping[str, float] = {
    "words": 1.0,
    "chars": 1.0,
    "title": 0.7,
    "cues": 0.6,
    "skips": 0.4,
    "shape": 0.6,
    "signs": 1.5,
}
#: signs that tell who says so, or that it is denied: of several words of a stance these are given first
_WHO = frozenset(
    ("heard", "anonymous", "press", "denial", "credit", "announced", "answered", "letter", "own_post", "filing")
)
#: what a sign must be to be words of a stance; ``confirms`` tells those of a confirmation
_EVIDENCE: Mapping[Stance, frozenset[str]] = {
    "rumour": frozenset(
        ("heard", "anonymous", "guess", "maybe", "press", "talks", "in_talks", "question", "report", "plan")
    )
    | {"unnamed>", "press>", "unnamed:", "press:"},
    "denied": frozenset(("denial", "not_done", "untrue", "goes_on", "refers")),
    # what happened is told by many words, and none of them says how sure it is: only words of a source are given
    "reported": frozenset(
        ("credit", "reporter", "press", "announced", "letter", "own_post", "quoted", "of_firm", "filing", "press>")
    ),
}


class StanceDoc(NamedTuple):
    """The terms of one item, a list for each block."""

    words: list[str]
    chars: list[str]
    title: list[str]
    cues: list[str]
    skips: list[str]
    shape: list[str]
    signs: list[str]


def stance_doc(page: Page, topics: Sequence[Topic], doc: Doc, found: Sequence[Sign]) -> StanceDoc:
    """What the model sees of an item: its terms, the rules' verdict and every sign, with its place beside the event."""
    told = {f"rule:{ruled(page, topics)}", *(f"topic:{topic.name}" for topic in topics)}
    told.add("list" if page.is_list else "single")
    told.add("no lead" if page.title_end >= len(page.text) - 1 else "lead")
    for sign in found:
        told.update(_keys(sign))
    return StanceDoc(doc.words, doc.chars, doc.title, doc.cues, doc.skips, doc.shape, sorted(told))


def _keys(sign: Sign) -> Iterable[str]:
    yield f"{sign.place}:{sign.name}"
    if sign.beside:
        yield f"{sign.place}!{sign.name}"
    if sign.first:
        yield f"1!{sign.name}"


class StanceModel:
    """Says how sure a text is, by the trained weights; ``threshold``: from here on confirmed may be shown."""

    def __init__(self, blocks: Mapping[str, Block], intercept: Floats, threshold: float) -> None:
        self.blocks, self.intercept, self.threshold = dict(blocks), intercept, threshold
        self._rows = {name: {term: row for row, term in enumerate(block.terms)} for name, block in self.blocks.items()}

    def __call__(self, page: Page, topics: Sequence[Topic], doc: Doc) -> Verdict:
        """The likeliest stance of an item that tells these topics, and whether it may be shown."""
        found = signs(page, topics)
        chances = self.probabilities(stance_doc(page, topics, doc, found))
        at = int(chances.argmax())
        shown = said = STANCES[at]
        if said == "confirmed" and not (chances[at] >= self.threshold and may_be_shown(page, found)):
            shown = "reported"
        return Verdict(said, float(chances[at]), shown, self._span(found, shown))

    def probabilities(self, doc: StanceDoc) -> Floats:
        """The probability of each of ``STANCES``."""
        logits = self.intercept.copy()
        for name, block in self.blocks.items():
            rows = self._rows[name]
            counts = Counter(row for term in getattr(doc, name) if (row := rows.get(term)) is not None)
            if not counts:
                continue
            at = np.fromiter(counts, dtype=np.int64, count=len(counts))
            values = 1.0 + np.log(np.fromiter(counts.values(), dtype=float, count=len(counts)))
            norm = float(np.linalg.norm(values * block.idf[at]))
            logits += values @ block.weights[at] / norm
        odds = np.exp(logits - logits.max())
        chances: Floats = odds / odds.sum()
        return chances

    def _span(self, found: Sequence[Sign], shown: Stance) -> tuple[int, int] | None:
        """The words that speak most for the stance that is shown; None if none is of a source or of certainty."""
        telling = [sign for sign in found if _tells(sign, shown)]
        if not telling:
            return None
        at = STANCES.index(shown)
        best = max(telling, key=lambda sign: (_kind(sign) in _WHO, self._weight(sign, at), -sign.start))
        return best.start, best.end

    def _weight(self, sign: Sign, at: int) -> float:
        """What a sign adds for one stance over the mean of the others; more in the title than further down."""
        block, rows = self.blocks["signs"], self._rows["signs"]
        mine = [block.weights[row] for key in _keys(sign) if (row := rows.get(key)) is not None]
        return float(sum(row[at] - (row.sum() - row[at]) / (len(row) - 1) for row in mine))

    def save(self, path: Path) -> None:
        """Write the weights as an .npz file (arrays only)."""
        arrays: dict[str, Any] = {"intercept": self.intercept, "threshold": np.array(self.threshold)}
        for name, block in self.blocks.items():
            arrays[f"{name}.terms"] = np.array("\n".join(block.terms))
            arrays[f"{name}.idf"] = block.idf.astype(np.float32)
            arrays[f"{name}.weights"] = block.weights.astype(np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote. Raises OSError for a file that cannot be read, ValueError for a broken one."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                blocks = {
                    name: Block(
                        terms=str(arrays[f"{name}.terms"]).split("\n"),
                        idf=arrays[f"{name}.idf"].astype(float),
                        weights=arrays[f"{name}.weights"].astype(float),
                    )
                    for name in StanceDoc._fields
                }
                return cls(blocks, arrays["intercept"].astype(float), float(arrays["threshold"]))
        except (EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as broken:
            raise ValueError(f"{path}: no model of stance: {broken}") from broken


def _tells(sign: Sign, said: Stance) -> bool:
    """Whether a sign is words of this stance."""
    if said == "confirmed":
        return confirms(sign)
    return _kind(sign) in _EVIDENCE[said]


def _kind(sign: Sign) -> str:
    """A sign's name, of a speaker without what he does: unnamed>透露 is unnamed>."""
    return sign.name.partition(">")[0] + ">" if ">" in sign.name else sign.name


def by_rules(page: Page, topics: Sequence[Topic], doc: Doc) -> Verdict:
    """The verdict of the rules alone, for an analyzer without a trained model of stance."""
    del doc
    found, said = signs(page, topics), ruled(page, topics)
    shown: Stance = "reported" if said == "confirmed" and not may_be_shown(page, found) else said
    first = min(((sign.start, sign.end) for sign in found if _tells(sign, shown)), default=None)
    return Verdict(said, 1.0, shown, first)
