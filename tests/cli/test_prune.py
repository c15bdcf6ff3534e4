"""`hubao prune`: what would go, what went, and a file that is written anew only while nobody else uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import cli
from bot.app import wall_clock
from bot.cli.home import hold_home
from bot.core.types import Tags
from bot.settings import Settings, read_settings
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.cli.test_backup import hubao
from tests.fakes import add_entry, add_feed
from tests.jobs.test_prune import DAY, LONG, older_file
from tests.storage.rows import save_tags


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with one old text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path / "home"))
    settings = read_settings()
    database = Database(settings.database)
    migrate(database)
    with database.write() as session:
        lone = add_entry(session, add_feed(session), "闲话", now=wall_clock() - 40 * DAY, text=LONG)
        save_tags(session, lone, Tags(), tokens="", story_id=None, now=wall_clock())
    database.close()
    return settings


def test_it_says_what_would_go_and_then_does_it(settings: Settings, capsys: pytest.CaptureFixture[str]):
    """A dry run changes nothing."""
    for argv, said in (
        (["--dry-run"], f"untagged  1 texts would go, {len(LONG):,} characters\ntagged    0 texts would go"),
        ([], "1 texts went\nthe database has "),
        (["--dry-run"], "untagged  0 texts would go"),
    ):
        assert cli.main(["prune", *argv]) == 0
        assert capsys.readouterr().out.startswith(said), argv


def test_an_older_file_is_written_anew_when_nothing_runs(settings: Settings):
    """Beside a running Hubao it says what to do; then it is done once."""
    path = settings.home / "hubao.db"
    path.unlink()
    older_file(path)

    with hold_home(settings.home):
        held = hubao(settings.home, "prune")
    alone, again = hubao(settings.home, "prune"), hubao(settings.home, "prune")

    assert [one.returncode for one in (held, alone, again)] == [0, 0, 0]
    assert "its file stays as large: stop Hubao and run `hubao prune` again" in held.stderr
    assert "writing the file anew, once" in alone.stderr
    assert "its file stays" not in again.stderr
    assert "anew" not in again.stderr
