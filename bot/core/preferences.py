"""A chat's wishes: what is unset is inherited; stored as JSON without the unset fields."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import time
from typing import Any

from bot.core.chats import DEFAULTS, Preferences

_TIMES = {"quiet_from", "quiet_to"}
_TUPLES = {"include_words", "exclude_words"}


def effective(preferences: Preferences, defaults: Preferences = DEFAULTS) -> Preferences:
    """Fill every unset field from the defaults."""
    unset = {f.name: getattr(defaults, f.name) for f in fields(Preferences) if getattr(preferences, f.name) is None}
    return replace(preferences, **unset)


def to_json(preferences: Preferences) -> dict[str, Any]:
    """The set fields, JSON-ready."""
    out: dict[str, Any] = {}
    for f in fields(Preferences):
        value = getattr(preferences, f.name)
        if value is None:
            continue
        if isinstance(value, time):
            value = value.isoformat("minutes")
        elif f.name == "times":
            value = [t.isoformat("minutes") for t in value]
        elif f.name in _TUPLES:
            value = list(value)
        out[f.name] = value
    return out


def from_json(data: dict[str, Any]) -> Preferences:
    """Read what `to_json` wrote; unknown fields (of a newer version) are left out."""
    known = {f.name for f in fields(Preferences)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known:
            continue
        if name in _TIMES:
            values[name] = time.fromisoformat(value)
        elif name == "times":
            values[name] = tuple(time.fromisoformat(t) for t in value)
        elif name in _TUPLES:
            values[name] = tuple(value)
        else:
            values[name] = value
    return Preferences(**values)
