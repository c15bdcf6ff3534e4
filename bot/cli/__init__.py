"""The one command line: reads the settings, hands them down, turns errors into a sentence and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from bot.cli.console import err, set_up_logging, without_secrets
from bot.cli.home import readable_by_others
from bot.cli.parser import parser
from bot.core.errors import HubaoError
from bot.settings import Settings, read_settings, unknown_settings
from bot.storage.database_outage import is_database_outage

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand: 0 when it went well, else a clear sentence and 1 (may pass by itself) or 2 (to be mended)."""
    args = parser().parse_args(argv)
    os.umask(os.umask(0o077) | 0o077)  # chats, private addresses and the token are nobody else's on this machine
    secrets: tuple[str, ...] = ()
    try:
        settings = read_settings()
        secrets = settings.secrets
        set_up_logging(args.log_level or settings.log_level, secrets=secrets, as_json=settings.log_format == "json")
        for sentence in (*unknown_settings(), *readable_by_others(settings.home)):
            err.print(f"hubao: {sentence}", style="yellow", markup=False, soft_wrap=True)
        return _handler(args.run)(settings, args)
    except HubaoError as error:
        sentence = " ".join(without_secrets(str(error), secrets).split())
        err.print(f"hubao: {sentence}", style="red", markup=False, soft_wrap=True)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has left (hubao export | head); nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if is_database_outage(error):
            err.print("hubao: the database went away; start this again when it is back", style="red", markup=False)
            return 1
        log.exception("unexpected error")  # through the log, which blots secrets out
        err.print("hubao: an unexpected error, described above; please report it", style="red", markup=False)
        return 1


def _handler(name: str) -> Callable[[Settings, Namespace], int]:
    """What does a subcommand; its module is imported now, since most need the whole program and `--help` needs none."""
    module, _, function = name.partition(".")
    handler: Callable[[Settings, Namespace], int] = getattr(import_module(f"{__name__}.{module}"), function)
    return handler
