"""The parts an analyzer is made of, as it needs them: who finds firms, weighs them, reads stance and facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from classifier.model.features import Doc
from classifier.text.mentions import Mention
from classifier.text.normalise import Normalised
from classifier.text.page import Page
from classifier.topics.topic import Topic
from classifier.types import Fact, Firm, Stance, Verdict


class Matcher(Protocol):
    """Finds the firms of a text."""

    def find(self, text: Normalised | str) -> Sequence[Mention]:
        """The mentions of a text in order, offsets of its matching form."""

    def canonical(self, name: str) -> str:
        """One form for all names of a firm."""


#: Of which firms an event is told, the most salient first.
Weigh = Callable[[Page, Sequence[Topic], Sequence[Fact]], tuple[Firm, ...]]
#: How sure a text is of what it tells, given the terms of the view that tells it.
ReadStance = Callable[[Page, Sequence[Topic], Doc], Verdict]
#: The facts of the topics told, given the stance of the item; spans in the raw text.
ReadFacts = Callable[[Page, Sequence[Topic], Stance], Sequence[Fact]]
