"""`hubao backup` and `hubao restore`, and that what Hubao makes is private."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from bot.cli.database import postgres_lines
from bot.cli.home import hold_home, readable_by_others
from bot.storage.database import Database
from bot.storage.migrate import migrate

POSTGRES_TOOLS = all(shutil.which(tool) for tool in ("pg_dump", "pg_restore", "psql"))


def hubao(home: Path, *argv: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, begun with the umask that most systems give."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUBAO_", "TELEGRAM_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        cwd=home.parent,
        env=clean | {"HUBAO_HOME": str(home), "PYTHONPATH": str(Path.cwd())} | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        umask=0o022,
    )


def test_a_home_is_private_and_comes_back(tmp_path: Path):
    """Made by `migrate`, copied by `backup`, put back by `restore`, refused while held; nothing is for others' eyes."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"

    made, copied = hubao(home, "migrate"), hubao(home, "backup", str(copy))
    restored = hubao(home, "restore", str(copy))
    with hold_home(home):
        refused = hubao(home, "restore", str(copy))

    assert [one.returncode for one in (made, copied, restored, refused)] == [0, 0, 0, 2], refused.stderr
    assert copied.stdout.startswith(f"{copy}: 0 chats, 0 subscriptions, ")
    assert f"another Hubao (process {os.getpid()}) is running on {home}" in refused.stderr
    assert "the database that was there is now " in restored.stdout
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (copy, home, *home.iterdir())}
    assert not [path for path, mode in modes.items() if mode & 0o077], modes


def test_others_who_can_read_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With the command that mends it; once mended there is nothing to say."""
    monkeypatch.chdir(tmp_path)
    env, home = tmp_path / ".env", tmp_path / "my home"
    env.write_text("HUBAO_HOST_GAP=1", encoding="ascii")
    home.mkdir()
    env.chmod(0o640)
    home.chmod(0o755)

    sentences = readable_by_others(home)
    for sentence in sentences:
        subprocess.run(sentence.rpartition(": ")[2], shell=True, check=True)

    assert len(sentences) == 2
    assert sentences[0] == "other users of this machine can read .env: chmod 600 .env"
    assert readable_by_others(home) == []
    assert readable_by_others(tmp_path / "none") == []


@pytest.mark.skipif(not POSTGRES_TOOLS, reason="pg_dump, pg_restore and psql are not here")
@pytest.mark.postgres
def test_the_lines_for_postgresql_do_what_they_say(scratch_postgres: str, tmp_path: Path):
    """`backup` and `restore` say them, without the password; run as said they bring every row back."""
    copy = tmp_path / "my copy.dump"
    database = Database(scratch_postgres)
    migrate(database)
    database.close()
    server = scratch_postgres.replace("+psycopg", "")
    insert = "INSERT INTO counters (name, value) VALUES ('one', 1)"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(insert)

    said = [hubao(tmp_path, verb, str(copy), HUBAO_DATABASE_URL=scratch_postgres) for verb in ("backup", "restore")]
    dump, (aside, restore) = said[0].stdout.strip(), said[1].stdout.strip().splitlines()
    _shell(dump)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DELETE FROM counters")
    _shell(aside)
    _shell(restore)

    with psycopg.connect(server) as connection:
        assert connection.execute("SELECT name, value FROM counters").fetchall() == [("one", 1)]
        assert connection.execute("SELECT count(*) FROM before_restore.counters").fetchone() == (0,)
    assert [one.returncode for one in said] == [2, 2]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_lines_show_no_password():
    """P8: it is asked for, or stands in ~/.pgpass."""
    lines = postgres_lines("postgresql+psycopg://hubao:secret@db.example/news", Path("a b.dump"))

    assert "secret" not in "".join(lines.values())
    assert "--file='a b.dump' postgresql://hubao@db.example/news" in lines["dump"]


def _shell(line: str) -> None:
    done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (line, done.stderr)
