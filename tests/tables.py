"""One test for a whole table of sentences or files, whose failure names every line that is wrong."""

from __future__ import annotations

from collections.abc import Iterable


def assert_none(wrong: Iterable[object]) -> None:
    """Fail if there is any, with each on a line of its own: pytest would show the first."""
    found = list(wrong)
    assert not found, "\n".join(("", *map(str, found)))
