"""The home folder: made when it is missing, writable, and held by one running Hubao at a time."""

from __future__ import annotations

import fcntl
import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import SettingsError

LOCK = "hubao.lock"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: there while `hubao run` runs, and after an end that was no clean one
RUNNING = "running"


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Keep the folder to this process while the block runs; a killed process lets go by itself.

    Raises SettingsError when the folder cannot be written to, or another process holds it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / LOCK).open("a+", encoding="ascii")
    except OSError as error:
        raise SettingsError(
            f"cannot write to {home} ({error.strerror}): set HUBAO_HOME to a folder that is yours"
        ) from error
    with lock:
        try:
            # A record lock: unlike flock it is not shared with forked children that may outlive us.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingsError(
                f"another Hubao{_holder(home)} is running on {home}: stop it, or set HUBAO_HOME to another folder"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def was_cut_off(home: Path) -> bool:
    """Whether the last `hubao run` on this home did not come to its end: killed, without power, or by an error."""
    return (home / RUNNING).exists()


@contextmanager
def mark_running(home: Path) -> Iterator[None]:
    """Leave a mark that only a clean end takes away."""
    (home / RUNNING).touch()
    yield
    (home / RUNNING).unlink(missing_ok=True)


def readable_by_others(home: Path) -> list[str]:
    """A sentence for the .env file and the home folder if other users of this machine may look into them."""
    sentences = []
    for path, command in ((Path(".env"), "chmod 600"), (home, "chmod go=")):
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & _OTHERS:
            sentences.append(f"other users of this machine can read {path}: {command} {shlex.quote(str(path))}")
    return sentences


def _holder(home: Path) -> str:
    try:
        number = (home / LOCK).read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return ""
    return f" (process {number})" if number.isdigit() else ""
