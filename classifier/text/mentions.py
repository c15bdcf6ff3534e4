"""A name at a place of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "product", "person", "group"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place of the matching form of a text.

    A person who leads no firm of the lexicon has ``id`` ""; a group has ``id`` "group:" + its name.
    """

    id: str
    name: str
    start: int
    end: int
    alias: str
    kind: Kind
