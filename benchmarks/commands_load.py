"""How long commands take, as users see it: 50 users, 20 commands each, on 200,000 stories, while feeds come in.

    python benchmarks/commands_load.py [--users 50] [--stories 200000] [--keep FOLDER] [--database URL] [--busy N]

The real bot serves in a process of its own against the tests' Bot API, and feeds on loopback bring new entries all
the while; other chats are sent alerts, and a digest each at some moment of the run. Users wait for each answer, think
for some seconds and ask the next; the bot's process only notes when an answer was made and how long the send pace (25
a second in all, about one a second in a chat, alerts included) held it back. Four figures a command: `answer` the
command itself, `paced` that wait, `service` what the user saw without it, `seen` what the user saw. `--busy` lets so
many processes beside it do nothing but compute. About four minutes, two of them the build; `--keep` builds once and
uses the folder again, with another `--seed`: the titles of the last run are old news.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, inspect, select  # noqa: E402  # the path above has to come first

from benchmarks.big_database import build  # noqa: E402
from benchmarks.load_scene import Api, News, bot_process, busy, cpu_seconds, sent, serve_noting  # noqa: E402
from benchmarks.load_users import (  # noqa: E402
    ALERTED,
    DIGESTED,
    FIRST_ALERTED,
    FIRST_DIGESTED,
    converse,
    figures,
    make_users,
    note_down,
)
from bot.reading.reader import Reader  # noqa: E402
from bot.storage.database import Database  # noqa: E402
from bot.storage.tables import EntryRow, StoryRow  # noqa: E402
from tests.fakes_http import Site  # noqa: E402


def run(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Build where nothing is kept, converse, count."""
    url = args.database or f"sqlite:///{folder / 'big.db'}"
    database, dice, notes = Database(url), random.Random(args.seed), folder / "notes.jsonl"  # noqa: S311
    notes.write_text("", encoding="utf-8")
    built: dict[str, float] = {}
    if not _is_built(database):
        now = datetime.now(UTC)
        built = build(database, Reader.load(folder / "model", now=now), stories=args.stories, days=args.days, now=now)
    with database.read() as session:
        stories = session.scalar(select(func.count()).select_from(StoryRow)) or 0
        newest = session.scalar(select(func.max(EntryRow.id))) or 0
    users = make_users(database, args.users, stories, dice)
    with Api() as api, Site() as site:
        news = News(database, site, seed=args.seed, each=args.new_entries, seconds=args.poll_every)
        news.move_in(site)
        with busy(args.busy), bot_process(api, site, folder, url, notes) as bot, news.running():
            time.sleep(5)  # the first round of polls: what every start begins with
            begun, load, spent = time.monotonic(), os.getloadavg()[0], cpu_seconds(bot.pid)
            lost = converse(api, users, dice, think=args.think, most=args.seconds)
            seconds, spent = time.monotonic() - begun, cpu_seconds(bot.pid) - spent
        alerts, digests = sent(api, FIRST_ALERTED, ALERTED), sent(api, FIRST_DIGESTED, DIGESTED)
    note_down(users, notes)
    with database.read() as session:
        tagged = session.scalar(
            select(func.count()).select_from(EntryRow).where(EntryRow.id > newest, EntryRow.tagged_at.is_not(None))
        )
    database.close()
    return {
        "database": database.engine.dialect.name, "built": built, "stories": stories, "seconds": seconds,
        "bot_cpu_seconds": spent, "lost": lost, "entries_tagged_meanwhile": tagged,
        "alerts_sent_meanwhile": alerts, "digest_messages_sent_meanwhile": digests,
        "busy_beside": args.busy, "load_before_after": [load, os.getloadavg()[0]], "cpus": os.cpu_count(),
        "commands": figures(users),
    }  # fmt: skip


def _is_built(database: Database) -> bool:
    if not inspect(database.engine).has_table("stories"):
        return False
    with database.read() as session:
        return session.scalar(select(StoryRow.id).limit(1)) is not None


def show(result: dict[str, Any]) -> None:
    """The table, in milliseconds."""
    facts = {name: value for name, value in result.items() if name != "commands"}
    print(json.dumps(facts, ensure_ascii=False))  # noqa: T201
    columns = ["n", *(name for name in result["commands"]["all"] if name != "n")]
    print(f"{'milliseconds':<26}" + "".join(f"{name:>13}" for name in columns))  # noqa: T201
    for name, row in result["commands"].items():
        cells = [row["n"], *(1000 * row[column] for column in columns[1:])]
        wide = sum(ord(char) > 0x2E80 for char in name)
        print(f"{name:<{26 - wide}}" + "".join(f"{cell:13,.0f}" for cell in cells))  # noqa: T201


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--stories", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=900, help="over how many days they spread")
    parser.add_argument("--keep", type=Path, help="a folder to build in, and to use again")
    parser.add_argument("--database", default="", help="another database, built when it is empty")
    parser.add_argument("--think", type=float, default=5.0, help="seconds between an answer and the next command")
    parser.add_argument("--new-entries", type=int, default=2, help="new entries a feed and fetch")
    parser.add_argument("--poll-every", type=float, default=10.0, help="seconds after which all feeds are due again")
    parser.add_argument("--seconds", type=float, default=150.0, help="no longer than this")
    parser.add_argument("--busy", type=int, default=0, help="processes that compute beside it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve-noting", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve_noting:
        sys.exit(serve_noting(args.serve_noting))
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(args, folder.absolute())
    print(json.dumps(result, ensure_ascii=False, indent=2)) if args.json else show(result)  # noqa: T201


if __name__ == "__main__":
    main()
