"""Every subcommand with its options and help; `run` names its handler, which `bot.cli` imports when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.settings import LEVELS

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
Sub = Callable[[str, str, str], argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """Every subcommand with its options and help."""
    top = argparse.ArgumentParser(
        prog="hubao",
        description="Watches Chinese tech news for pretraining cuts, funding and talent moves at AI firms.",
        epilog="Settings come from the environment or a .env file; the README lists them all.",
    )
    about = "DEBUG, INFO, WARNING or ERROR (default: HUBAO_LOG_LEVEL)"
    top.add_argument("--log-level", metavar="LEVEL", type=str.upper, choices=LEVELS, help=about)
    subs = top.add_subparsers(title="subcommands", required=True, metavar="SUBCOMMAND")

    sub = _verbs(subs)
    _running(sub)
    _classifier(sub)
    _feeds(subs)
    _firms(subs)
    _database(sub)
    return top


def _verbs(subs: _Subparsers) -> Sub:
    """What adds a verb: its name, its handler, and what it does in one line."""

    def sub(name: str, run: str, about: str) -> argparse.ArgumentParser:
        one = subs.add_parser(name, help=about, description=_sentence(about))
        one.set_defaults(run=run)
        return one

    return sub


def _sentence(about: str) -> str:
    return about[0].upper() + about[1:] + "."


def _running(sub: Sub) -> None:
    sub("run", "running.run", "run everything in one process: the Telegram bot, or a terminal chat without a token")
    sub("demo", "running.demo", "show the whole walk on bundled sample feeds, away from your data")
    one = sub("poll", "running.poll", "poll the feeds that are due, once")
    one.add_argument("--all", action="store_true", help="poll every enabled feed, due or not")
    one.add_argument("--json", action="store_true", help="print one JSON line a feed")
    sub("tag", "running.tag", "tag every untagged entry and group them into stories")
    sub("digest", "running.digest", "write the digests and alerts that are due into the outbox")
    sub("send", "running.send", "send what waits in the outbox, once")
    sub("sweep", "running.sweep", "make due again whatever a crash left behind")
    one = sub("worker", "running.worker", "work for a distributed installation on PostgreSQL")
    one.add_argument("--roles", default="poll,tag,digest,send", help="comma-separated: poll,tag,digest,send,updates")


def _classifier(sub: Sub) -> None:
    one = sub(
        "classify", "classifier.classify", "read JSON lines (id, title, summary) and print what the classifier says"
    )
    one.add_argument("file", nargs="?", default="-", help="a file, or - for standard input (default)")
    one = sub("train", "classifier.train", "train the model from the samples and the chats' corrections")
    one.add_argument("--json", action="store_true", help="print the model card as JSON")
    one = sub("evaluate", "classifier.evaluate", "measure the classifier on labelled JSON lines")
    one.add_argument("file", help="labelled items")
    one.add_argument("--stories", action="store_true", help="measure story grouping (items carry an event key)")
    one.add_argument("--gold", action="store_true", help="with --stories: labelled topics, firms and stance, not read")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = sub("suspicious", "suspicious.suspicious", "list the topic labels of a file that are most likely wrong")
    one.add_argument("file", help="labelled items, as evaluate takes")
    one.add_argument("--most", type=_count, default=20, help="how many a topic (default 20)")
    one.add_argument("--json", action="store_true", help="print one JSON line a label")


def _database(sub: Sub) -> None:
    one = sub("migrate", "database.migrate", "bring the database to this version's schema")
    one.add_argument("--to", default="head", help="a revision, head (default) or base")
    one = sub("audit", "database.audit", "count what was read, told and sent, and what was lost")
    one.add_argument("--retry", action="store_true", help="first take up again what was given up")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = sub("backup", "database.backup", "copy the database to a file, also while the bot runs, and check the copy")
    one.add_argument("file", help="a file that does not exist yet")
    about = "put a backup in the database's place, and keep the old database beside it"
    one = sub("restore", "database.restore", about)
    one.add_argument("file", help="what `hubao backup` made")
    one = sub("prune", "database.prune", "drop the texts of entries older than HUBAO_KEEP, and give their room back")
    one.add_argument("--dry-run", action="store_true", help="only say what would go")
    about = "look at all that Hubao needs; exit 1: may pass by itself, 2: a human must act"
    one = sub("doctor", "doctor.doctor", about)
    one.add_argument("--json", action="store_true", help="print JSON")
    sub("health", "health.health", "for supervisors: exit 0 while the process on this home ticks, else 1")
    one = sub("export", "database.export", "write stories with their facts as JSON lines")
    one.add_argument("--days", type=_days, default=30, help="how far back (default 30)")


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a number from 1 on")
    return int(word)


def _days(word: str) -> int:
    if not word.isdecimal() or not 0 < int(word) <= 36_500:
        raise argparse.ArgumentTypeError(f"{word} is not a number of days from 1 to 36500")
    return int(word)


def _feeds(subs: _Subparsers) -> None:
    about = "list, check, add, remove, import, export or sync feeds"
    group = subs.add_parser("feeds", help=about, description=_sentence(about))
    verbs = group.add_subparsers(title="verbs", required=True, metavar="VERB")
    verb = _verbs(verbs)
    verb("list", "feeds.feeds_list", "show every feed with its health").add_argument(
        "--json", action="store_true", help="print one JSON line a feed"
    )
    verb("check", "feeds.feeds_check", "check feeds.yaml, naming line and key of a mistake")
    verb("add", "feeds.feeds_add", "add a feed for every chat (database only)").add_argument(
        "url", help="http://, https:// or rsshub://"
    )
    verb("remove", "feeds.feeds_remove", "switch a feed off").add_argument(
        "slug", help="the name that `hubao feeds list` shows first"
    )
    verb("import", "feeds.feeds_import", "add the feeds of an OPML file for every chat").add_argument(
        "file", help="an OPML file"
    )
    verb("export", "feeds.feeds_export", "print the enabled feeds as OPML")
    one = verb("sync", "feeds.feeds_sync", "apply feeds.yaml to the database, showing first what will change")
    one.add_argument("--yes", action="store_true", help="do not ask")


def _firms(subs: _Subparsers) -> None:
    group = subs.add_parser("firms", help="check the lexicon of firms", description="Check the lexicon of firms.")
    verbs = group.add_subparsers(title="verbs", required=True, metavar="VERB")
    about = "check firms.yaml: its keys, and names that firms share"
    one = verbs.add_parser("check", help=about, description=_sentence(about))
    one.add_argument("file", nargs="?", help="another lexicon (default: the one that comes along)")
    one.set_defaults(run="classifier.firms_check")
