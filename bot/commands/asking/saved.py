"""Questions as they are kept for their buttons: what about, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.spans import Span
from bot.core.types import Topic


def about(
    firms: Sequence[str], topics: Sequence[Topic], span: Span | None, *, begun: bool = False
) -> dict[str, object]:
    """What /latest is asked for; with `begun` only stories that began in the span, as pictures count them."""
    return {"firms": list(firms), "topics": list(topics), **dates(span)} | ({"begun": True} if begun else {})


def dates(span: Span | None) -> dict[str, str | None]:
    """A span by its dates, so that a page turned next week is still of the same days."""
    return {"since": _kept(span.since), "until": _kept(span.until)} if span else {}


def span_of(query: Mapping[str, Any], *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when a kept question is; one kept by an earlier version says how many hours."""
    if query.get("hours"):
        return now - timedelta(hours=float(query["hours"])), None
    since, until = (query.get(name) and datetime.fromisoformat(query[name]) for name in ("since", "until"))
    return since, until


def _kept(at: datetime | None) -> str | None:
    """To the minute: what many ask at once is kept once."""
    return at.astimezone(UTC).replace(second=0, microsecond=0).isoformat() if at else None
