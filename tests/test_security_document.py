"""SECURITY.md promises nothing that no test holds."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_promise_names_a_test_that_is_there():
    """By file and function; and no point under "Promised" is without one."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)

    for file, function in named:
        assert re.search(rf"^(?:async )?def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), function
    for promised in re.findall(r"^Promised:\n\n(.*?)(?=\n\n(?:Not promised|##))", text, re.M | re.S):
        assert all("::test_" in point for point in re.split(r"^- ", promised, flags=re.M)[1:]), promised
    assert len(named) > 30
