"""`hubao run`, `demo`, `worker` and the single jobs: whatever makes the bot work."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from bot.app import App, load_mind, wall_clock
from bot.cli.console import err, out, print_json
from bot.cli.feeds import sync_at_start
from bot.cli.home import hold_home, mark_running, was_cut_off
from bot.cli.soundness import need_no_damage, need_room
from bot.core.address import TELEGRAM
from bot.core.errors import SettingsError
from bot.jobs import digest as digest_job
from bot.jobs import poll as poll_job
from bot.jobs import prune as prune_job
from bot.jobs import send as send_job
from bot.jobs import sweep as sweep_job
from bot.jobs import tag as tag_job
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.mail import outbox
from bot.terminal.messenger import TerminalMessenger
from bot.terminal.prompt import Prompt

log = logging.getLogger(__name__)

#: jobs and commands share the threads in which the database is used; one that waits for its writer costs little
THREADS = 64


#: how often a database that is away at the start is asked for, seconds
LOOK_AGAIN = 1.0


def run(settings: Settings, args: Namespace) -> int:
    """The bot in one process: Telegram with a token, a terminal chat without."""
    if not settings.telegram_bot_token and not sys.stdin.isatty():
        raise SettingsError(
            "nobody to talk to: set TELEGRAM_BOT_TOKEN for the Telegram bot, or start `hubao run` at a terminal"
        )
    _wait_for_database(settings)
    need_room(settings)
    with hold_home(settings.home):
        if was_cut_off(settings.home):
            need_no_damage(settings)
        with mark_running(settings.home):
            return _run(settings)


def _run(settings: Settings) -> int:
    if settings.telegram_bot_token:
        from bot.cli.serve import serve

        return _with_app(settings, lambda app: serve(app, settings))
    return _with_app(settings, _serve_terminal)


async def _serve_terminal(app: App) -> int:
    sync_at_start(app)
    await app.begin(holds_home=True)
    logging.getLogger().setLevel(logging.WARNING)  # the chat is the screen
    answer = app.answerer()
    engine = asyncio.create_task(app.embedded(TerminalMessenger(out)).run())
    try:
        await Prompt(answer, out, clock=app.clock, language=app.terminal_language).run()
    finally:
        engine.cancel()
        await asyncio.gather(engine, return_exceptions=True)
    return 0


def demo(settings: Settings, args: Namespace) -> int:
    """The whole walk on sample feeds in a scratch folder; then a chat, at a terminal."""
    from bot.demo.run import Stage

    logging.getLogger().setLevel(logging.WARNING)
    with Stage(now=wall_clock()) as stage:
        scratch = settings.model_copy(
            update={
                "home": stage.home,
                "database_url": "",
                "feeds": stage.catalog,
                "allow_hosts": (stage.host,),
                "host_gap": 0.0,
                "telegram_bot_token": "",
            }
        )
        mind = load_mind(settings)
        return _with_app(scratch, _show_demo, mind=mind)


async def _show_demo(app: App) -> int:
    from bot.demo.run import make_due, subscribe_to_everything

    sync_at_start(app, quiet=True)
    chat = subscribe_to_everything(app.database, now=app.clock())
    results = await poll_job.run(app.poll_parts, now=app.clock(), everything=True)
    new = sum(result.entries_new for result in results)
    err.print(f"polled {len(results)} sample feeds over HTTP: {new} entries", style="dim")
    while await tag_job.run(app.tag_parts, now=app.clock()):
        pass
    make_due(app.database, chat, now=app.clock())
    await digest_job.run(app.digest_parts, now=app.clock())
    parts = app.send_parts(TerminalMessenger(out))
    while await send_job.run(parts, now=app.clock()):
        pass
    if sys.stdin.isatty() and out.is_terminal:
        await Prompt(app.answerer(), out, clock=app.clock, language=app.terminal_language).run()
    return 0


def poll(settings: Settings, args: Namespace) -> int:
    """Poll once; a line a feed."""

    async def once(app: App) -> int:
        sync_at_start(app, quiet=True)
        results = await poll_job.run(app.poll_parts, now=app.clock(), everything=args.all)
        for result in results:
            if args.json:
                print_json(result.as_dict())
            else:
                detail = f" ({result.detail})" if result.detail else ""
                line = (
                    f"{result.outcome:13} {result.entries_new:4} new {result.entries_seen:4} seen  {result.feed.slug}"
                )
                out.print(line + detail, markup=False, soft_wrap=True)
        return 0

    return _with_app(settings, once)


def tag(settings: Settings, args: Namespace) -> int:
    """Tag until nothing is untagged."""

    async def once(app: App) -> int:
        total = 0
        while count := await tag_job.run(app.tag_parts, now=app.clock()):
            total += count
        out.print(f"tagged {total} entries")
        return 0

    return _with_app(settings, once)


def digest(settings: Settings, args: Namespace) -> int:
    """Serve due chats once."""

    async def once(app: App) -> int:
        out.print(f"looked at {await digest_job.run(app.digest_parts, now=app.clock())} due chats")
        return 0

    return _with_app(settings, once)


def send(settings: Settings, args: Namespace) -> int:
    """Send what waits, to Telegram with a token, else what is for this terminal."""

    async def once(app: App) -> int:
        total = 0
        async with _messenger(settings) as messenger:
            parts = app.send_parts(messenger)
            while count := await send_job.run(parts, now=app.clock()):
                total += count
        out.print(f"took {total} messages")
        with app.database.read() as session:
            left = outbox.is_any_due(session, channels=[TELEGRAM], now=app.clock())
        if left and not settings.telegram_bot_token:
            err.print("messages to Telegram's chats wait until TELEGRAM_BOT_TOKEN is set", style="yellow")
        return 0

    return _with_app(settings, once)


def _messenger(settings: Settings) -> AbstractAsyncContextManager[send_job.Messenger]:
    if not settings.telegram_bot_token:
        return nullcontext(TerminalMessenger(out))
    from bot.cli.serve import open_messenger

    return open_messenger(settings)


def sweep(settings: Settings, args: Namespace) -> int:
    """One sweep."""

    async def once(app: App) -> int:
        swept = await sweep_job.run(app.database, admins=app.admins, now=app.clock())
        await prune_job.run(app.database, settings.keep, now=app.clock())
        out.print("nothing was left behind" if swept.nothing else str(swept), markup=False)
        return 0

    return _with_app(settings, once)


def worker(settings: Settings, args: Namespace) -> int:
    """One worker of many, on PostgreSQL."""
    from bot.cli.serve import work

    roles = tuple(part.strip() for part in args.roles.split(",") if part.strip())
    # Said before the classifier is loaded, which may take a while.
    if settings.database.startswith("sqlite"):
        raise SettingsError(
            "workers share a PostgreSQL database: set HUBAO_DATABASE_URL to postgresql+psycopg://..., "
            "or start `hubao run`, which needs none"
        )
    _wait_for_database(settings)
    return _with_app(settings, lambda app: work(app, settings, roles))


def _wait_for_database(settings: Settings) -> None:
    """What is meant to run for ever waits for a server that starts after it."""
    if settings.database.startswith("sqlite"):
        return
    database = Database(settings.database)
    while not database.is_reachable():
        time.sleep(LOOK_AGAIN)
    database.close()


def _with_app(settings: Settings, act: Callable[[App], Coroutine[Any, Any, int]], *, mind: Any = None) -> int:
    async def main() -> int:
        # The loop's own few would all be taken by jobs, and commands wait in line for them.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        async with App(settings, mind=mind) as app:
            return await act(app)

    return asyncio.run(main())
