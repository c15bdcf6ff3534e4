"""The one command line: reads the settings, hands them down, turns errors into a sentence and an exit code."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from bot.cli import running as do
from bot.cli.console import err, set_up_logging, without_secrets
from bot.core.errors import HubaoError
from bot.settings import LEVELS, read_settings, unknown_settings

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it went well, 1 with one clear sentence when not."""
    args = parser().parse_args(argv)
    secrets: tuple[str, ...] = ()
    try:
        settings = read_settings()
        secrets = settings.secrets
        set_up_logging(args.log_level or settings.log_level, secrets=secrets)
        for sentence in unknown_settings():
            err.print(f"hubao: {sentence}", style="yellow", markup=False, soft_wrap=True)
        return int(args.run(settings, args))
    except HubaoError as error:
        sentence = " ".join(without_secrets(str(error), secrets).split())
        err.print(f"hubao: {sentence}", style="red", markup=False, soft_wrap=True)
        return 1
    except BrokenPipeError:
        # Whoever read our output has left (hubao export | head); nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception:
        log.exception("unexpected error")  # through the log, which blots secrets out
        err.print("hubao: an unexpected error, described above; please report it", style="red", markup=False)
        return 1


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

    def sub(name: str, run: object, about: str) -> argparse.ArgumentParser:
        one = subs.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        one.set_defaults(run=run)
        return one

    sub("run", do.run, "run everything in one process: the Telegram bot, or a terminal chat without a token")
    sub("demo", do.demo, "show the whole walk on bundled sample feeds, away from your data")
    one = sub("poll", do.poll, "poll the feeds that are due, once")
    one.add_argument("--all", action="store_true", help="poll every enabled feed, due or not")
    one.add_argument("--json", action="store_true", help="print one JSON line a feed")
    sub("tag", do.tag, "tag every untagged entry and group them into stories")
    sub("digest", do.digest, "write the digests and alerts that are due into the outbox")
    sub("send", do.send, "send what waits in the outbox, once")
    sub("sweep", do.sweep, "make due again whatever a crash left behind")
    one = sub("worker", do.worker, "work for a distributed installation on PostgreSQL")
    one.add_argument("--roles", default="poll,tag,digest,send", help="comma-separated: poll,tag,digest,send,updates")
    one = sub("classify", do.classify, "read JSON lines (id, title, summary) and print what the classifier says")
    one.add_argument("file", nargs="?", default="-", help="a file, or - for standard input (default)")
    one = sub("train", do.train, "train the model from the samples and the chats' corrections")
    one.add_argument("--json", action="store_true", help="print the model card as JSON")
    one = sub("evaluate", do.evaluate, "measure the classifier on labelled JSON lines")
    one.add_argument("file", help="labelled items")
    one.add_argument("--stories", action="store_true", help="measure story grouping (items carry an event key)")
    one.add_argument("--gold", action="store_true", help="with --stories: labelled topics, firms and stance, not read")
    one.add_argument("--json", action="store_true", help="print JSON")
    _feeds(subs)
    _firms(subs)
    one = sub("migrate", do.migrate, "bring the database to this version's schema")
    one.add_argument("--to", default="head", help="a revision, head (default) or base")
    one = sub("audit", do.audit, "count what was read, told and sent, and what was lost")
    one.add_argument("--retry", action="store_true", help="first take up again what was given up")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = sub("export", do.export, "write stories with their facts as JSON lines")
    one.add_argument("--days", type=_days, default=30, help="how far back (default 30)")
    return top


def _days(word: str) -> int:
    if not word.isdecimal() or not 0 < int(word) <= 36_500:
        raise argparse.ArgumentTypeError(f"{word} is not a number of days from 1 to 36500")
    return int(word)


def _feeds(subs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "list, check, add, remove, import, export or sync feeds"
    feeds = subs.add_parser("feeds", help=about, description=about[0].upper() + about[1:] + ".")
    verbs = feeds.add_subparsers(title="verbs", required=True, metavar="VERB")

    def verb(name: str, run: object, about: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        one.set_defaults(run=run)
        return one

    verb("list", do.feeds_list, "show every feed with its health").add_argument(
        "--json", action="store_true", help="print one JSON line a feed"
    )
    verb("check", do.feeds_check, "check feeds.yaml, naming line and key of a mistake")
    verb("add", do.feeds_add, "add a feed for every chat (database only)").add_argument(
        "url", help="http://, https:// or rsshub://"
    )
    verb("remove", do.feeds_remove, "switch a feed off").add_argument(
        "slug", help="the name that `hubao feeds list` shows first"
    )
    verb("import", do.feeds_import, "add the feeds of an OPML file for every chat").add_argument(
        "file", help="an OPML file"
    )
    verb("export", do.feeds_export, "print the enabled feeds as OPML")
    one = verb("sync", do.feeds_sync, "apply feeds.yaml to the database, showing first what will change")
    one.add_argument("--yes", action="store_true", help="do not ask")


def _firms(subs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    firms = subs.add_parser("firms", help="check the lexicon of firms", description="Check the lexicon of firms.")
    verbs = firms.add_subparsers(title="verbs", required=True, metavar="VERB")
    about = "check firms.yaml: its keys, and names that firms share"
    one = verbs.add_parser("check", help=about, description=about[0].upper() + about[1:] + ".")
    one.add_argument("file", nargs="?", help="another lexicon (default: the one that comes along)")
    one.set_defaults(run=do.firms_check)


if __name__ == "__main__":
    sys.exit(main())
