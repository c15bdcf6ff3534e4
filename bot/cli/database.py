"""What is done to the database itself: its schema, its books, its stories as data."""

from __future__ import annotations

import shlex
import shutil
from argparse import Namespace
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.app import wall_clock
from bot.cli.console import err, out, print_json, progress
from bot.cli.feeds import open_database
from bot.cli.home import hold_home
from bot.cli.soundness import damage
from bot.core.errors import DatabaseError, SettingsError
from bot.jobs import prune as prune_job
from bot.settings import Settings
from bot.storage import backup as copies
from bot.storage import free_pages
from bot.storage.database import Database
from bot.storage.mail import audit as audit_store
from bot.storage.mail import parked
from bot.storage.migrate import migrate as migrate_database
from bot.storage.news import retention
from bot.storage.news.export import export_stories


def migrate(settings: Settings, args: Namespace) -> int:
    """Bring the schema to a revision."""
    database = Database(settings.database)
    before, after = migrate_database(database, to=args.to)
    out.print(f"schema {before or 'empty'} -> {after or 'empty'}", markup=False)
    database.close()
    return 0


def audit(settings: Settings, args: Namespace) -> int:
    """Count what was promised and kept; 2 when something is lost."""
    database = open_database(settings)
    if found := damage(database):
        database.close()
        raise DatabaseError(f"the database is damaged ({found}): put a backup in its place by `hubao restore FILE`")
    if args.retry:
        with database.write() as session:
            again = parked.take_up_again(session, now=wall_clock())
        err.print("taken up again: " + ", ".join(f"{count} {what}" for what, count in again.items()))
    with database.read() as session:
        report = audit_store.audit(session, now=wall_clock())
    database.close()
    if args.json:
        print_json(report)
    else:
        for name, value in report.items():
            out.print(f"{name:24} {value}", markup=False)
    return 2 if report["lost"] else 0


def backup(settings: Settings, args: Namespace) -> int:
    """Copy the database to a file; on PostgreSQL say how, with 2: a human must act."""
    target = Path(args.file)
    if (path := _sqlite_file(settings)) is None:
        return _say_lines(settings, "{dump}", target)
    with progress("backup") as report:
        counts = copies.back_up(path, target, report=report)
    out.print(f"{target}: {_words(counts)}; checked", markup=False, soft_wrap=True)
    return 0


def restore(settings: Settings, args: Namespace) -> int:
    """Put a backup in the database's place; on PostgreSQL say how, with 2: a human must act."""
    copy = Path(args.file)
    if (path := _sqlite_file(settings)) is None:
        return _say_lines(settings, "{aside}\n{restore}", copy)
    with hold_home(settings.home), progress("restore") as report:
        counts, aside = copies.restore(copy, path, now=wall_clock(), report=report)
    out.print(f"{path}: {_words(counts)}; checked", markup=False, soft_wrap=True)
    if aside is not None:
        out.print(f"the database that was there is now {aside}", markup=False, soft_wrap=True)
    return 0


def prune(settings: Settings, args: Namespace) -> int:
    """Drop the texts that have had their time and give their room back to the disk; or only say what would go."""
    database, now = open_database(settings), wall_clock()
    if args.dry_run:
        with database.read() as session:
            kinds = retention.what_goes(session, settings.keep, now=now)
        for kind, (count, length) in kinds.items():
            out.print(f"{kind:9} {count:,} texts would go, {length:,} characters", markup=False)
        return 0
    size = free_pages.file_size(database)
    with progress("prune") as report:
        texts = prune_job.everything(database, settings.keep, now=now, report=report)
    out.print(f"{texts:,} texts went", markup=False)
    if not free_pages.gives_back(database):
        _rewrite(database, settings)
    if database.is_sqlite:
        after = free_pages.file_size(database)
        out.print(f"the database has {after / 2**20:,.1f} MB, before {size / 2**20:,.1f} MB", markup=False)
    database.close()
    return 0


def _rewrite(database: Database, settings: Settings) -> None:
    """A database of an older Hubao is written anew, once; that takes as much room again, and nobody else on it."""
    needed = 2 * free_pages.file_size(database)  # the copy, and the log through which it is written back
    if shutil.disk_usage(Path(database.url.database or "").absolute().parent).free < needed:
        err.print(f"its file stays as large: writing it anew needs {needed // 2**20} MB of free disk", markup=False)
        return
    try:
        with hold_home(settings.home):
            err.print("writing the file anew, once; from then on it gives room back by itself", style="dim")
            free_pages.rewrite(database)
    except SettingsError:
        err.print("its file stays as large: stop Hubao and run `hubao prune` again", markup=False)


def _sqlite_file(settings: Settings) -> Path | None:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise DatabaseError("a database in memory has no file")
    return Path(url.database)


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _say_lines(settings: Settings, lines: str, file: Path) -> int:
    err.print("the database is PostgreSQL, which has tools of its own:", markup=False)
    out.print(lines.format(**postgres_lines(settings.database, file)), markup=False, soft_wrap=True)
    return 2


def postgres_lines(address: str, file: Path) -> dict[str, str]:
    """The shell lines that copy a PostgreSQL database and put the copy back, without its password."""
    url = make_url(address)
    url = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    database, name = shlex.quote(url.render_as_string(hide_password=False)), shlex.quote(str(file))
    return {
        "dump": f"(umask 077; pg_dump --format=custom --schema=public --file={name} {database})",
        "aside": f"psql {database} --command='ALTER SCHEMA public RENAME TO before_restore'",
        "restore": f"pg_restore --no-owner --single-transaction --dbname={database} {name}",
    }


def export(settings: Settings, args: Namespace) -> int:
    """Stories as JSON lines."""
    database = open_database(settings)
    with database.read() as session:
        for line in export_stories(session, days=args.days, now=wall_clock()):
            print_json(line)
    database.close()
    return 0
