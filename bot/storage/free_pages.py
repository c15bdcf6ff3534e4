"""SQLite's file gives room back to the disk; PostgreSQL does so by itself (autovacuum)."""

from __future__ import annotations

from sqlalchemy import text

from bot.storage.database import Database

_INCREMENTAL = 2
#: so many free pages stay for the news of the next hours: 4 MB
RESERVE = 1_000


def gives_back(database: Database) -> bool:
    """Whether freed pages can be given back a portion at a time; else only a whole rewrite of the file does it."""
    return not database.is_sqlite or _pragma(database, "auto_vacuum") == _INCREMENTAL


def give_back(database: Database, *, limit: int) -> int:
    """Give up to `limit` of the free pages beyond a reserve back to the disk; how many went."""
    if not database.is_sqlite or not gives_back(database):
        return 0
    pages = min(limit, _pragma(database, "freelist_count") - RESERVE)
    if pages <= 0:
        return 0
    with database.write() as session:
        connection = session.connection()
        for _ in range(pages):  # Python's driver stops after the first page, however many are asked for
            connection.exec_driver_sql("PRAGMA incremental_vacuum(1)")
    return pages


def rewrite(database: Database) -> None:
    """Write SQLite's file anew, without free pages; from then on they are given back. Nobody else may use it."""
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101  # only a closed connection has none
        raw.execute("PRAGMA auto_vacuum = INCREMENTAL")
        raw.execute("VACUUM")  # outside of any transaction
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def file_size(database: Database) -> int:
    """Bytes of SQLite's database, 0 on PostgreSQL."""
    return _pragma(database, "page_count") * _pragma(database, "page_size") if database.is_sqlite else 0


def _pragma(database: Database, name: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.scalar(text(f"PRAGMA {name}")) or 0)
