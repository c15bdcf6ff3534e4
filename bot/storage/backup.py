"""Copies of a SQLite database: made while the bot runs, and put in its place again when it does not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from bot.core.errors import DatabaseError
from bot.storage.migrate import known_revisions

#: (step, share done 0..1)
Report = Callable[[str, float], None]
#: what is counted, so that a person sees that it is the right file
COUNTED = ("chats", "subscriptions", "feeds", "entries", "stories", "outbox")
_PAGES = 2_000


def back_up(path: Path, target: Path, *, report: Report) -> dict[str, int]:
    """Copy the database, checked, to a new file that only its owner reads; the rows of each counted table.

    Raises DatabaseError: no database there, the target exists or cannot be written, or the copy is damaged.
    """
    if target.exists():
        raise DatabaseError(f"{target} exists already: choose another name")
    with _sentences(target), closing(_open(path)) as source:
        partial = _copy(source, target, report)
        try:
            counts = _checked(partial, report)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return counts


def restore(copy: Path, path: Path, *, now: datetime, report: Report) -> tuple[dict[str, int], Path | None]:
    """Put a checked copy in the database's place; the rows of it, and where the old database is kept.

    Raises DatabaseError: not a database of ours, damaged, newer than this code, or the old one is in use.
    """
    with _sentences(path), closing(_open(copy)) as source:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = _copy(source, path, report)
        try:
            counts = _checked(partial, report)
            aside = _aside_of(path, now)
            kept = _set_aside(path, aside) if path.exists() else None
            _set_log_aside(path, aside)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return counts, kept


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseError(f"cannot write {path}: {error.strerror}") from error
    except sqlite3.Error as error:
        raise DatabaseError(f"the database cannot be copied: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise DatabaseError(f"there is no database at {path}")
    return sqlite3.connect(path, isolation_level=None, timeout=30)


def _copy(source: sqlite3.Connection, target: Path, report: Report) -> Path:
    """Beside the target, so that the last step is a matter of names."""
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        # One look at the database for the whole copy: writers go on, and do not make it begin again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            source.backup(
                copy, pages=_PAGES, progress=lambda _, left, total: report("copying", 0.8 * (1 - left / max(total, 1)))
            )
            copy.execute("PRAGMA journal_mode = DELETE")  # all in one file
        with partial.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return partial


def _checked(path: Path, report: Report) -> dict[str, int]:
    """The rows of a database that is whole, ours, and not newer than this code."""
    report("checking", 0.8)
    with closing(sqlite3.connect(path)) as copy:
        problems = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
        if problems != ["ok"]:
            raise DatabaseError(f"the database is damaged: {'; '.join(problems)[:200]}")
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        revision = copy.execute("SELECT version_num FROM alembic_version").fetchone() if tables >= _OURS else None
        if revision is None:
            raise DatabaseError("this is no database of Hubao")
        if revision[0] not in known_revisions():
            raise DatabaseError(
                f"this copy was made by a newer Hubao (schema {revision[0]}): install that version or newer"
            )
        counts = {name: int(copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in COUNTED}  # noqa: S608
    report("checked", 1.0)
    return counts


_OURS = frozenset({"alembic_version", *COUNTED})


def _aside_of(path: Path, now: datetime) -> Path:
    return path.with_name(f"{path.stem}-before-{now:%Y%m%d-%H%M%S}{path.suffix}")


def _set_aside(path: Path, aside: Path) -> Path:
    """Give the old database a second name beside the first, so that there is one under the first at every moment."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as old:
            # Leaving WAL takes the whole database: nobody else may have it open, and all it holds is in one file then.
            mode = old.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise DatabaseError(f"{path} is in use: stop every Hubao that works on it ({error})") from error
    except sqlite3.DatabaseError:
        mode = "damaged"  # which may be why there is something to restore
    if mode == "wal":
        raise DatabaseError(f"{path} is in use: stop every Hubao that works on it")
    try:
        os.link(path, aside)
    except OSError:  # a file system without second names
        shutil.copy2(path, aside)
    aside.chmod(0o600)
    return aside


def _set_log_aside(path: Path, aside: Path) -> None:
    """The log of a damaged or a lost database: SQLite would write it into the new one."""
    for ending in ("-wal", "-shm"):
        rest = path.with_name(path.name + ending)
        if rest.exists():
            rest.replace(aside.with_name(aside.name + ending))
