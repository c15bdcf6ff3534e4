"""What users are told to type exists, and what exists they are told: /help, docs/commands.md, every example."""

from __future__ import annotations

import re
from pathlib import Path

from bot.commands.table import COMMANDS
from bot.texts import LANGUAGES, texts, texts_in
from bot.texts.chinese import Texts
from tests.tables import assert_none

MANUAL = (Path(__file__).parents[3] / "docs" / "commands.md").read_text(encoding="utf-8")
_COMMAND = re.compile(r"(?<![\w/.:-])/([a-z]+)\b(?![/.])")
SENTENCES = [
    text
    for language in LANGUAGES
    for name in dir(Texts)
    if name.isupper() and isinstance(text := getattr(texts_in(language), name), str)
]


def commands_in(text: str) -> set[str]:
    return set(_COMMAND.findall(text))


def test_no_sentence_sends_a_user_to_a_command_that_is_not_there():
    """Renaming a command must rename it in every example; a failure names each sentence that was forgotten."""
    named = {text: commands_in(text) for text in SENTENCES}

    assert any(named.values())
    assert_none((names - set(COMMANDS), text) for text, names in named.items() if names - set(COMMANDS))


def test_the_manual_explains_every_command_and_no_other():
    """docs/commands.md, in code spans."""
    spans = " ".join(re.findall(r"`([^`\n]+)`", MANUAL.replace("```", "")))

    assert commands_in(spans) == set(COMMANDS)


def test_help_fits_a_screen():
    """At most 32 lines, none so long that a phone breaks it more than once."""
    lines = texts.HELP.splitlines()

    assert len(lines) <= 32
    assert max(sum(1 if c.isascii() else 2 for c in line) for line in lines) <= 60
