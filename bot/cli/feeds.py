"""`hubao feeds ...`: the catalogue file, the database's feeds, OPML in and out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from bot.app import App, wall_clock
from bot.cli.console import err, out, print_json
from bot.core.catalog import CatalogFeed, SyncPlan, plan_sync
from bot.core.errors import SettingsError
from bot.feeds import catalog, opml
from bot.render.feeds import bad_url, health
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.news import feed_owners
from bot.storage.news import feeds as store

_ZONE = "Asia/Shanghai"


def feeds_list(settings: Settings, args: Namespace) -> int:
    """Every feed with its health."""
    database = open_database(settings)
    now = wall_clock()
    with database.read() as session:
        for feed in store.list_feeds(session):
            state = health(feed, now=now, zone=_ZONE)
            if args.json:
                print_json({"slug": feed.slug, "url": feed.url, "enabled": feed.enabled, "health": state})
            else:
                out.print(f"{feed.slug:20} {feed.title}  {state}  {feed.url}", markup=False, soft_wrap=True)
    database.close()
    return 0


def feeds_check(settings: Settings, args: Namespace) -> int:
    """Read feeds.yaml; a mistake is an error that names line and key."""
    feeds = catalog.load(settings.feeds)
    on = sum(feed.enabled for feed in feeds)
    out.print(f"{settings.feeds}: {len(feeds)} feeds, {on} enabled, no mistakes", markup=False, soft_wrap=True)
    return 0


def feeds_add(settings: Settings, args: Namespace) -> int:
    """A feed for every chat, in the database only."""
    reason = bad_url(args.url)
    if reason:
        raise SettingsError(f"not a feed address: {args.url} (write http://, https:// or rsshub:// and a host)")
    database = open_database(settings)
    with database.write() as session:
        feed = feed_owners.add_shared_feed(session, url=args.url, now=wall_clock())
    out.print(f"added {feed.slug}: {feed.url}", markup=False, soft_wrap=True)
    database.close()
    return 0


def feeds_remove(settings: Settings, args: Namespace) -> int:
    """Switch a feed off; its entries stay."""
    database = open_database(settings)
    with database.write() as session:
        feed = store.feed_by_slug(session, args.slug)
        if feed is None:
            raise SettingsError(f"no feed called {args.slug}: `hubao feeds list` shows them")
        feed_owners.switch_off(session, feed.id, reason="removed by the operator")
    out.print(f"switched off {args.slug}", markup=False)
    database.close()
    return 0


def feeds_import(settings: Settings, args: Namespace) -> int:
    """Add the feeds of an OPML file for every chat."""
    try:
        found = opml.read(Path(args.file).read_bytes())
    except OSError as error:
        raise SettingsError(f"cannot read {args.file}: {error.strerror}") from error
    database = open_database(settings)
    with database.write() as session:
        known = {feed.url for feed in store.list_feeds(session)}
        new = [(title, url) for title, url in found if url not in known and not bad_url(url)]
        for title, url in new:
            feed_owners.add_shared_feed(session, url=url, title=title, now=wall_clock())
    out.print(f"added {len(new)} of {len(found)} feeds")
    database.close()
    return 0


def feeds_export(settings: Settings, args: Namespace) -> int:
    """The enabled feeds as OPML on standard output."""
    database = open_database(settings)
    with database.read() as session:
        body = opml.write(feed for feed in store.list_feeds(session) if feed.enabled)
    sys.stdout.buffer.write(body)
    database.close()
    return 0


def feeds_sync(settings: Settings, args: Namespace) -> int:
    """Show what feeds.yaml would change; apply it when agreed."""
    database = open_database(settings)
    plan = _plan(database, catalog.load(settings.feeds))
    if plan.is_empty:
        out.print("nothing to change")
        return 0
    print_plan(plan)
    if not args.yes:
        if not sys.stdin.isatty():
            raise SettingsError("nothing was changed: say `hubao feeds sync --yes` to apply this without asking")
        if input("apply? [y/N] ").strip().lower() not in {"y", "yes"}:
            out.print("nothing was changed")
            return 0
    with database.write() as session:
        feed_owners.apply_catalog(session, plan, now=wall_clock())
    out.print("applied")
    database.close()
    return 0


def print_plan(plan: SyncPlan) -> None:
    """One line a feed: + added, ~ changed, - switched off."""
    for feed in plan.added:
        out.print(f"+ {feed.slug}: {feed.url}", markup=False, soft_wrap=True)
    for change in plan.changed:
        fields = ", ".join(f"{name}: {a!r} -> {b!r}" for name, (a, b) in change.fields.items())
        out.print(f"~ {change.feed.slug}: {fields}", markup=False, soft_wrap=True)
    for slug in plan.removed:
        out.print(f"- {slug}", markup=False)


def sync_at_start(app: App, *, quiet: bool = False) -> None:
    """A database that never saw feeds.yaml takes it whole; later edits wait for `hubao feeds sync`."""
    feeds = catalog.load(app.settings.feeds)
    if _plan(app.database, feeds).is_empty:
        return
    with app.database.write() as session:
        if feed_owners.apply_first_catalog(session, feeds, now=app.clock()):
            return
    if not quiet and not _plan(app.database, feeds).is_empty:
        err.print("feeds.yaml differs from the database: `hubao feeds sync` shows how and applies it", style="yellow")


def _plan(database: Database, feeds: Sequence[CatalogFeed]) -> SyncPlan:
    with database.read() as session:
        return plan_sync(feeds, store.list_feeds(session))


def open_database(settings: Settings) -> Database:
    """The database of these settings, at this version's schema."""
    database = Database(settings.database)
    migrate(database)
    return database
