"""A learned weigher of firms: how likely the event is told of one, from its signs."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np

#: The weights that the package brings along.
SHIPPED = Path(__file__).parent / "weights" / "firms.npz"


class Weigher:
    """A logistic model over signs; unknown signs weigh nothing."""

    def __init__(self, weights: Mapping[str, float], intercept: float) -> None:
        self.weights = dict(weights)
        self.intercept = intercept

    def salience(self, signs: Iterable[str]) -> float:
        """How likely the event is told of a firm with these signs, 0..1."""
        logit = self.intercept + sum(self.weights.get(sign, 0.0) for sign in signs)
        return 1.0 / (1.0 + math.exp(-logit))

    def save(self, path: Path) -> None:
        """Write the weights as an .npz file (arrays and text only)."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                signs=np.array("\n".join(self.weights)),
                weights=np.array(list(self.weights.values()), dtype=np.float32),
                intercept=np.array(self.intercept),
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote. Raises OSError for a file that cannot be read, ValueError for a broken one."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                signs = str(arrays["signs"]).split("\n")
                return cls(dict(zip(signs, arrays["weights"].tolist(), strict=True)), float(arrays["intercept"]))
        except (EOFError, KeyError, zipfile.BadZipFile) as broken:
            raise ValueError(f"{path}: not a weigher: {broken}") from broken


@cache
def shipped_weigher() -> Weigher:
    """The weigher that comes along, read once."""
    return Weigher.load(SHIPPED)
