"""A database server that is away: how that shows in an error, and the one line it is told by."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

log = logging.getLogger(__name__)

#: SQLSTATE classes and codes of a server that ends, starts, or takes no more connections
_AWAY = ("08", "57P01", "57P02", "57P03", "53300")

#: what a server says that takes no connections now
_SOON = ("starting up", "shutting down", "in recovery", "not yet accepting", "too many", "remaining connection slots")


def is_database_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database's server cannot be reached or has cut the connection."""
    return any(_is_away(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and the parts of a group."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _is_away(error: BaseException) -> bool:
    # Only now: a start on SQLite needs neither, and they would be a tenth of it.
    import psycopg
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and _is_away(error.orig))
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    if error.sqlstate is not None:
        return error.sqlstate.startswith(_AWAY)
    # What fails while connecting has no code. A server that refuses us (password, no such database) is not away.
    said = str(error)
    return "FATAL" not in said or any(words in said for words in _SOON)


class DatabaseOutage:
    """Tells when the server goes away and when it is back, once each however many tasks find out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None

    def begin(self, error: BaseException) -> None:
        """A connection failed."""
        with self._lock:
            if self._since is not None:
                return
            self._since = time.monotonic()
        log.error("the database is away, waiting for it", extra={"reason": " ".join(str(error).split())[:200]})

    def end(self) -> None:
        """A connection works."""
        if self._since is None:
            return
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            log.warning("the database is back", extra={"away_seconds": round(time.monotonic() - since, 1)})


class DatabaseOutageFilter(logging.Filter):
    """Keeps back the tracebacks of an outage: `DatabaseOutage` has told of it, and whatever failed is tried again."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a record whose error an outage explains."""
        return not (record.exc_info and is_database_outage(record.exc_info[1]))
