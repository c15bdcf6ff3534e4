"""Says once that the network is down, and once that it is back."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


class NetworkWatch:
    """What one process has said of the network last."""

    def __init__(self) -> None:
        self._down = False

    def look(self, *, down: bool) -> None:
        """Take in what the last poll showed."""
        if down and not self._down:
            log.warning("no feed can be reached: is the network down? All are due again in a few minutes")
        elif self._down and not down:
            log.warning("feeds can be reached again")
        self._down = down
