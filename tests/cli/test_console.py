"""What a person at a terminal sees, and what they must not: secrets."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.cli.console import Formatter, JsonFormatter, print_json, progress, without_secrets

TOKEN = "1234567890:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/***/getMe"),
        ("postgresql://me:geheim@db/x", "postgresql://me:***@db/x"),
        ("redis://:geheim@h", "redis://:***@h"),
        ("https://a.example/feed?token=geheim&n=1", "https://a.example/feed?token=***&n=1"),
        ("https://a.example/feed?n=1&API_KEY=geheim#x", "https://a.example/feed?n=1&API_KEY=***#x"),
        ("at 12:30:45, 3:0", "at 12:30:45, 3:0"),
        ("https://a.example:8080/x@y", "https://a.example:8080/x@y"),
    ],
)
def test_secrets_are_blotted_out(text: str, shown: str):
    """Tokens, passwords and keys in addresses; nothing else."""
    assert without_secrets(text) == shown


def test_known_secrets_are_blotted_out_in_any_form():
    """Also short ones that no pattern would know, the longest first."""
    assert without_secrets("a=tok b=token", ("tok", "token")) == "a=*** b=***"


def test_a_log_line_has_its_facts_and_no_secret():
    """In the message, the facts and the traceback."""
    formatter = Formatter(["hidden"])
    try:
        int(f"cannot call https://h/bot{TOKEN}/x with hidden")
    except ValueError:
        record = logging.LogRecord("bot", logging.ERROR, "f", 1, "failed for %s", ("hidden",), sys.exc_info())
    record.feed = "36kr"
    record.url = "postgresql://me:geheim@db/x"

    text = formatter.format(record)

    assert "failed for *** feed=36kr url=postgresql://me:***@db/x" in text.splitlines()[0]
    assert "ValueError" in text
    assert TOKEN not in text
    assert "hidden" not in text


def test_a_json_log_line_has_its_facts_and_no_secret():
    """One line with fields, the traceback among them."""
    formatter = JsonFormatter(["hidden"])
    try:
        int(f"cannot call https://h/bot{TOKEN}/x with hidden")
    except ValueError:
        record = logging.LogRecord("bot", logging.ERROR, "f", 1, "failed for %s", ('hidden\n"',), sys.exc_info())
    record.feed = "智谱"
    record.created = 0.0

    line = formatter.format(record)

    row = json.loads(line)
    assert row.pop("error").startswith("Traceback")
    assert row == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "ERROR",
        "logger": "bot",
        "message": 'failed for ***\n"',
        "feed": "智谱",
    }
    assert "\n" not in line
    assert TOKEN not in line
    assert "hidden" not in line


def test_json_lines(capsys: pytest.CaptureFixture[str]):
    """Chinese as it is, one line."""
    print_json({"name": "智谱"})

    out = capsys.readouterr().out
    assert out == '{"name": "智谱"}\n'
    assert json.loads(out) == {"name": "智谱"}


def test_progress_is_quiet_in_a_pipe(capsys: pytest.CaptureFixture[str]):
    """Nothing on either stream."""
    with progress("training") as report:
        report("fold 1", 0.5)

    assert capsys.readouterr() == ("", "")
