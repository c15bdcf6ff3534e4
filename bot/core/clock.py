"""How far clocks are believed."""

from __future__ import annotations

from datetime import timedelta

#: the clocks of several machines may differ by so much; what lies further ahead than any rule allows was written by
#: a clock that was wrong
SKEW = timedelta(seconds=30)
