"""What a funding fact says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from classifier.types import Party, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A raise: who, which round, how much (from ``amount_low`` to ``amount_high``), from whom, at what valuation.

    Sums are in units of the currency; ``approx`` says how exact the amount is (exact, level, near, ...), and
    ``step`` how far a listing has come (递表, 聆讯, 过会, 定价, 挂牌, 终止).
    """

    KIND: ClassVar[str] = "funding"

    firm: str | None = None
    round: str | None = None
    step: str | None = None
    amount_low: float | None = None
    amount_high: float | None = None
    approx: str | None = None
    currency: str | None = None
    lead: tuple[str, ...] = ()
    investors: tuple[str, ...] = ()
    valuation: float | None = None
    stance: Stance | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the stance is known."""
        known = (self.firm, self.round, self.amount_low, self.amount_high, self.valuation)
        return all(value is None for value in known) and not self.lead and not self.investors

    def parties(self) -> tuple[Party, ...]:
        """The firm that raises."""
        return (Party(self.firm, "subject"),) if self.firm else ()

    def to_json(self) -> dict[str, Any]:
        """The fields as LABELS define them."""
        return {**asdict(self), "lead": list(self.lead), "investors": list(self.investors)}
