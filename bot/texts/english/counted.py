"""Sentences whose words follow their numbers: 1 story, 2 stories."""

from __future__ import annotations

from string import Formatter
from typing import Any


class Counted(str):
    """A sentence with `{count:story|stories}` in it: the first word for one, the second for any other number."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        """The sentence with its values filled in."""
        return _FORMATTER.vformat(self, args, values)


class _Formatter(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()
