"""The outside world of Telegram; python-telegram-bot is imported nowhere else."""

from __future__ import annotations

import os

# Opt in to the library's coming form of waits (timedelta); without it every flood limit also brings a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
