"""Pictures and files at a terminal: saved, and said where."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from rich.console import Console

from bot.core.chats import Part
from bot.terminal.messenger import show_part


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Console(file=io.StringIO(), width=200)


def shown(console: Console, part: Part) -> str:
    show_part(console, part)
    return console.file.getvalue()  # type: ignore[attr-defined]


def saved(text: str) -> list[Path]:
    return [Path(line.split(" ", 1)[1]) for line in text.splitlines() if line.startswith("已存到")]


def test_a_picture_and_a_file_are_saved(console: Console):
    """Both lie where the line says, whole; the words stand above."""
    text = shown(console, Part(html="<b>题</b>", text="题", image=b"png", document=("数据.csv", b"a,b")))

    assert [(p.name, p.read_bytes()) for p in saved(text)] == [("hubao.png", b"png"), ("数据.csv", b"a,b")]
    assert text.startswith("题")


def test_a_file_name_cannot_lead_elsewhere(console: Console, tmp_path: Path):
    """../ in a name stays inside the folder."""
    (path,) = saved(shown(console, Part(html="", text="x", document=("../../evil.csv", b"1"))))

    assert path.is_relative_to(tmp_path)


def test_words_alone_save_nothing(console: Console, tmp_path: Path):
    """No folder for a plain message."""
    assert saved(shown(console, Part(html="好", text="好"))) == []
    assert list(tmp_path.iterdir()) == []
