"""What a home stands on: room on its disk, and a database file without damage."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.core.errors import DatabaseError, SettingsError
from bot.settings import Settings
from bot.storage.database import Database

#: below, nothing can be written with safety
NO_DISK = 50 * 2**20


def free_room(home: Path) -> int:
    """Bytes free on the disk of this folder, which may not be there yet."""
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    return shutil.disk_usage(there).free


def damage(database: Database) -> str:
    """What SQLite finds wrong with its file, "" when nothing; a server looks after its own files."""
    if not database.is_sqlite:
        return ""
    try:
        with database.engine.connect() as connection:
            said = str(connection.scalar(text("PRAGMA quick_check(1)")))
    except DBAPIError as error:  # so damaged that it cannot even be looked at
        return str(error.orig)
    return "" if said == "ok" else said


def need_room(settings: Settings) -> None:
    """Raises SettingsError where there is no room for a database to be written to."""
    free = free_room(settings.home)
    if settings.database.startswith("sqlite") and free < NO_DISK:
        raise SettingsError(
            f"{free // 2**20} MB free for {settings.home}, and {NO_DISK // 2**20} are needed: make room and start again"
        )


def need_no_damage(settings: Settings) -> None:
    """Raises DatabaseError for a damaged file."""
    database = Database(settings.database)
    try:
        found = damage(database)
    finally:
        database.close()
    if found:
        raise DatabaseError(
            f"{database.url.render_as_string()} is damaged ({found}): put a backup in its place by `hubao restore FILE`"
        )


async def watch_file(database: Database, *, seconds: float = 5.0) -> None:
    """Raises DatabaseError when SQLite's file is deleted or another is put in its place.

    SQLite would go on with the file that nobody sees any more, and all of it would be lost at the next start.
    """
    path = Path(database.url.database or "")
    first = _identity(path) if database.is_sqlite else None
    if first is None:  # a server's, or in memory
        await asyncio.Event().wait()
    while True:
        await asyncio.sleep(seconds)
        if _identity(path) != first:
            break
    raise DatabaseError(
        f"the database file {path} was deleted or replaced while Hubao ran: put it or a backup back, then start again"
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
