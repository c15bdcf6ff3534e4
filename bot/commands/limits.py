"""How much one user may ask in a minute, so that one flood delays nobody else."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE = timedelta(minutes=1)
#: users are forgotten together once this many are known, those who were silent for a minute
CROWD = 10_000


class Verdict(StrEnum):
    """What to do with one request."""

    ALLOW = "allow"
    #: over the limit, and this is the moment to say so
    TELL = "tell"
    #: over the limit and told already: silence
    IGNORE = "ignore"


class Limits:
    """Counts requests by key over the last minute; safe to use from several threads."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, deque[datetime]] = {}
        self._told: dict[Hashable, datetime] = {}
        self._lock = threading.Lock()

    def count(self, key: Hashable, *, limit: int, now: datetime) -> Verdict:
        """Count one request of this key against its limit a minute; what is refused is not counted."""
        with self._lock:
            self._forget(now)
            seen = self._seen.setdefault(key, deque())
            while seen and not now - MINUTE < seen[0] <= now:  # a clock that was set back leaves times ahead of it
                seen.popleft()
            if len(seen) < limit:
                seen.append(now)
                self._told.pop(key, None)
                return Verdict.ALLOW
            told = self._told.get(key)
            if told is not None and now - MINUTE < told <= now:
                return Verdict.IGNORE
            self._told[key] = now
            return Verdict.TELL

    def _forget(self, now: datetime) -> None:
        if len(self._seen) > CROWD:
            self._seen = {key: seen for key, seen in self._seen.items() if seen and seen[-1] > now - MINUTE}
            self._told = {key: at for key, at in self._told.items() if at > now - MINUTE}
