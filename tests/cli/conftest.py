"""What the command line changes in its process is as before for the next test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """`main` makes files private from then on."""
    before = os.umask(0o022)
    yield
    os.umask(before)
