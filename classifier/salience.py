"""Of which firms an event is told."""
from __future__ import annotations

from collections.abc import Sequence

from classifier.firms import FirmMatcher, Mention
from classifier.normalise import Normalised
from classifier.types import Fact, Firm


def salience(
    text: Normalised,
    topics: Sequence[str],
    mentions: Sequence[Mention],
    facts: Sequence[Fact],
    *,
    matcher: FirmMatcher | None = None,
) -> tuple[Firm, ...]:
    """Firms with salience, the most salient first."""
    return ()
