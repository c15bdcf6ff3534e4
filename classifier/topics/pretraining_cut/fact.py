"""What a pretraining fact says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from classifier.types import Party, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainingCut:
    """What a firm does with training a model of its own: stop, shrink, pause, outsource, pivot or continue."""

    KIND: ClassVar[str] = "pretraining"

    firm: str | None = None
    action: str | None = None
    stance: Stance | None = None

    def parties(self) -> tuple[Party, ...]:
        """The firm whose model it is."""
        return (Party(self.firm, "subject"),) if self.firm else ()

    def to_json(self) -> dict[str, Any]:
        """The fields as LABELS define them."""
        return asdict(self)
