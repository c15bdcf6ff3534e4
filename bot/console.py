"""What a person at a terminal sees: progress, tables, and quiet in a pipe."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

#: messages on standard output; notes and progress on standard error
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_TOKEN = re.compile(r"(bot)?\d{6,}:[A-Za-z0-9_-]{20,}")
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

    def format(self, record: logging.LogRecord) -> str:
        """One line (tracebacks below it)."""
        facts = " ".join(f"{k}={v}" for k, v in record.__dict__.items() if k not in _STANDARD)
        line = super().format(record)
        return without_secrets(f"{line} {facts}" if facts and not record.exc_info else line)


def without_secrets(text: str) -> str:
    """Bot tokens and passwords in URLs replaced by stars."""
    return re.sub(r"(://[^:/@\s]+:)[^@\s]+@", r"\1***@", _TOKEN.sub("***", text))


def set_up_logging(level: str) -> None:
    """Log to standard error; libraries that print addresses with the token stay at WARNING."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "telegram", "aiohttp", "alembic", "procrastinate", "matplotlib", "jieba"):
        logging.getLogger(name).setLevel(logging.WARNING)
