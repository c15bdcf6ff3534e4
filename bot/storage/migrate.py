"""Bring the database to this code's schema, and refuse one that is newer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.core.errors import DatabaseAwayError, DatabaseError
from bot.shipped import shipped
from bot.storage.database import Database
from bot.storage.database_outage import is_database_outage

#: names our lock among all advisory locks of the server
_LOCK = 7_243_000


def alembic_config() -> Config:
    """Alembic's configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    return config


def migrate(database: Database, *, to: str = "head") -> tuple[str | None, str | None]:
    """Upgrade to `to` (or downgrade, when it lies behind); returns the revisions before and after.

    Raises DatabaseError when the database was written by a newer version, or cannot be reached.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    try:
        before = current(database)
        if before is not None and before not in known_revisions():
            raise DatabaseError(
                f"this database was written by a newer Hubao (schema {before}): "
                "install that version or newer, or restore a backup made before the upgrade"
            )
        with database.engine.connect() as connection, _tables_may_be_rebuilt(connection, database):
            _lock(connection, database)
            config.attributes["connection"] = connection
            if to == "base" or (to != "head" and _lies_behind(scripts, to, before)):
                command.downgrade(config, to)
            else:
                command.upgrade(config, to)
            if MigrationContext.configure(connection).get_current_revision() != before:
                _check_foreign_keys(connection, database)
            connection.commit()
        return before, current(database)
    except CommandError as error:
        raise DatabaseError(f"no schema revision {to}: {error}") from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != "42501":  # insufficient privilege
            raise
        raise DatabaseError(
            f"the user of {database.url.render_as_string()} may not create tables "
            f"(GRANT CREATE ON SCHEMA public TO {database.url.username}): {error.orig}"
        ) from error
    except OperationalError as error:
        kind = DatabaseAwayError if is_database_outage(error) else DatabaseError
        raise kind(f"cannot reach the database {database.url.render_as_string()}: {error.orig}") from error


def known_revisions() -> frozenset[str]:
    """Every revision of the schema that this code can read or upgrade."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return frozenset(script.revision for script in scripts.walk_revisions())


def current(database: Database) -> str | None:
    """The schema's revision, None for an empty database."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The schema's revision of this version."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


@contextmanager
def _tables_may_be_rebuilt(connection: Connection, database: Database) -> Iterator[None]:
    """SQLite without foreign keys: there, dropping a table to make it anew deletes what hangs on its rows."""
    if not database.is_sqlite:
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101  # only a closed connection has none
    raw.execute("PRAGMA foreign_keys = OFF")  # before the transaction begins: inside it, nothing would change
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys = ON")


def _lock(connection: Connection, database: Database) -> None:
    """Processes that start together migrate one after the other; the second finds nothing to do."""
    if database.is_sqlite:
        connection.execution_options(hubao_write=True)
        connection.execute(text("SELECT 1"))  # begins, which takes SQLite's lock
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _check_foreign_keys(connection: Connection, database: Database) -> None:
    """What a migration left hanging in the air is an error before it is committed."""
    if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise DatabaseError(f"the migration would leave rows without what they belong to: {broken[:3]}")


def _lies_behind(scripts: ScriptDirectory, to: str, now: str | None) -> bool:
    if now is None:
        return False
    return to in {script.revision for script in scripts.iterate_revisions(now, "base")} and to != now
