"""What a fact of a talent move says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from classifier.types import Party, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class TalentMove:
    """One step of one person, or of many (``headcount``), from a firm and post (``source``) to another (``target``)."""

    KIND: ClassVar[str] = "talent"

    person: str | None = None
    role_from: str | None = None
    source: str | None = None
    role_to: str | None = None
    target: str | None = None
    direction: str | None = None
    headcount: int | None = None
    stance: Stance | None = None

    def parties(self) -> tuple[Party, ...]:
        """The firm that loses somebody and the one that gains; who joins leaves nobody now."""
        source = Party(self.source, "past" if self.direction == "join" else "side") if self.source else None
        target = Party(self.target, "side") if self.target else None
        return tuple(party for party in (source, target) if party is not None)

    def to_json(self) -> dict[str, Any]:
        """The fields as LABELS define them."""
        return {
            "person": self.person,
            "role_from": self.role_from,
            "from": self.source,
            "role_to": self.role_to,
            "to": self.target,
            "direction": self.direction,
            "headcount": self.headcount,
            "stance": self.stance,
        }
