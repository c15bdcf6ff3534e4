"""What a person at a terminal sees: progress, tables, and quiet in a pipe."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.storage.database_outage import DatabaseOutageFilter

#: messages on standard output; notes and progress on standard error
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_TOKEN = re.compile(r"(bot)?\d{6,}:[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@/\s]+@")
_KEY = re.compile(r"(?i)([?&](?:access_token|api_?key|key|password|secret|token)=)[^&#\s]+")
_CHATTY = ("httpx", "httpcore", "telegram", "aiohttp", "alembic", "procrastinate", "matplotlib", "jieba", "sqlalchemy")
_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def print_json(value: Any) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar at a terminal, nothing in a pipe; the callback takes (step, share done 0..1)."""
    if not err.is_terminal:
        yield lambda _step, _share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=err, transient=True)
    task = bar.add_task(title, total=1.0)

    def report(step: str, share: float) -> None:
        if not bar.live.is_started:
            bar.start()  # only now: most runs have nothing to wait for
        bar.update(task, description=f"{title}: {step}", completed=share)
        if share >= 1:
            bar.stop()

    try:
        yield report
    finally:
        bar.stop()


class Formatter(logging.Formatter):
    """Time, level, message, then the facts of ``extra`` as key=value; secrets are blotted out."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """One line (tracebacks below it)."""
        return without_secrets(super().format(record), self._secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # logging's name
        """The line itself, with its facts."""
        facts = "".join(f" {k}={v}" for k, v in record.__dict__.items() if k not in _STANDARD)
        return super().formatMessage(record) + facts


class JsonFormatter(Formatter):
    """One JSON object a record: time, level, logger, message, the facts of ``extra``, and error with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever is in it."""
        facts = {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        error = {"error": self.formatException(record.exc_info)} if record.exc_info and record.exc_info[0] else {}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line = json.dumps({**facts, **head, **error}, ensure_ascii=False, default=str)
        return without_secrets(line, self._secrets)


def without_secrets(text: str, secrets: Sequence[str] = ()) -> str:
    """These secrets, bot tokens, and passwords and keys in addresses replaced by stars."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _KEY.sub(r"\1***", _PASSWORD.sub(r"\1***@", _TOKEN.sub("***", text)))


def set_up_logging(level: str, *, secrets: Sequence[str] = (), as_json: bool = False) -> None:
    """Log to standard error; libraries that print addresses with the token stay at WARNING."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(secrets) if as_json else Formatter(secrets))
    handler.addFilter(DatabaseOutageFilter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # a line for every try while the server is away
