"""Whether the process on a home ticks: it touches a file, and `hubao health` looks how long ago.

Supervisors ask every few seconds, so nothing of the program is imported here.
"""

from __future__ import annotations

import asyncio
import time
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

from bot.cli.console import out
from bot.settings import Settings

#: touched while a process on this home ticks
HEARTBEAT = "heartbeat"
HEARTBEAT_SECONDS = 10
#: a busy machine may be late, but not by so much
STOPPED = 60.0


def health(settings: Settings, args: Namespace) -> int:
    """0 when the process on this home has ticked within a minute, 1 when not."""
    try:
        age = time.time() - (settings.home / HEARTBEAT).stat().st_mtime
    except OSError:
        out.print(f"nothing runs on {settings.home}", markup=False)
        return 1
    out.print(f"last tick {max(0, round(age))} s ago")
    return 0 if age < STOPPED else 1


async def beat(home: Path) -> None:
    """Say that this home's process ticks, as long as it does; a full disk does not end it."""
    while True:
        with suppress(OSError):
            (home / HEARTBEAT).touch()
        await asyncio.sleep(HEARTBEAT_SECONDS)
