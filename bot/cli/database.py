"""What is done to the database itself: its schema, its books, its stories as data."""

from __future__ import annotations

from argparse import Namespace

from bot.app import wall_clock
from bot.cli.console import err, out, print_json
from bot.cli.feeds import open_database
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.mail import audit as audit_store
from bot.storage.migrate import migrate as migrate_database
from bot.storage.news.export import export_stories


def migrate(settings: Settings, args: Namespace) -> int:
    """Bring the schema to a revision."""
    database = Database(settings.database)
    before, after = migrate_database(database, to=args.to)
    out.print(f"schema {before or 'empty'} -> {after or 'empty'}", markup=False)
    database.close()
    return 0


def audit(settings: Settings, args: Namespace) -> int:
    """Count what was promised and kept; 1 when something is lost."""
    database = open_database(settings)
    if args.retry:
        with database.write() as session:
            again = audit_store.take_up_again(session, now=wall_clock())
        err.print("taken up again: " + ", ".join(f"{count} {what}" for what, count in again.items()))
    with database.read() as session:
        report = audit_store.audit(session, now=wall_clock())
    database.close()
    if args.json:
        print_json(report)
    else:
        for name, value in report.items():
            out.print(f"{name:24} {value}", markup=False)
    return 1 if report["lost"] else 0


def export(settings: Settings, args: Namespace) -> int:
    """Stories as JSON lines."""
    database = open_database(settings)
    with database.read() as session:
        for line in export_stories(session, days=args.days, now=wall_clock()):
            print_json(line)
    database.close()
    return 0
