"""The command line: help that reads well, one sentence for a mistake, an exit code for each end."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot import cli
from bot.app import App, wall_clock
from bot.cli import running as do
from bot.cli.feeds import open_database
from bot.core.errors import DatabaseAwayError, HubaoError, SettingsError
from bot.settings import Settings, read_settings
from bot.storage.migrate import migrate
from bot.storage.tables import OutboxRow
from tests.classifier.engine import samples
from tests.fakes import add_chat, put
from tests.made_feeds import five

SECRET = "1234567890:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own, and the logging as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", SECRET)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    yield tmp_path
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def subcommands() -> list[argparse.ArgumentParser]:
    found: list[argparse.ArgumentParser] = []

    def walk(parser: argparse.ArgumentParser) -> None:
        found.append(parser)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for sub in action.choices.values():
                    walk(sub)

    walk(cli.parser())
    return found


def test_every_subcommand_explains_itself():
    """A description, and a word about every option and argument but the plainest."""
    for parser in subcommands():
        assert parser.description, parser.prog
        assert parser.description.endswith("."), parser.prog
        for action in parser._actions:
            if action.option_strings:
                assert action.help or action.dest == "json", (parser.prog, action.dest)


def test_the_subcommands_of_the_readme():
    """What others rely on."""
    names = {parser.prog.removeprefix("hubao").strip() for parser in subcommands()}
    wanted = "run demo poll tag digest send sweep worker classify train evaluate suspicious migrate audit export prune"
    feeds = {f"feeds {verb}" for verb in ("list", "check", "add", "remove", "import", "export", "sync")}

    assert set(wanted.split()) | feeds <= names


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("do this"), 2),
        (DatabaseAwayError("away"), 1),
        (KeyboardInterrupt(), 130),
        (ValueError("broken"), 1),
    ],
)
def test_an_error_is_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
):
    """Never a bare traceback."""

    def fails(_settings: Settings, _args: object) -> int:
        raise error

    monkeypatch.setattr(do, "sweep", fails)

    assert cli.main(["sweep"]) == code
    assert capsys.readouterr().out == ""


def test_an_error_shows_no_secret_and_takes_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """P8: errors of ours and of others."""
    errors: list[Exception] = [HubaoError(f"cannot\n  use {SECRET}"), ValueError(f"https://h/bot{SECRET}/x")]

    def fails(_settings: Settings, _args: object) -> int:
        raise errors.pop(0)

    monkeypatch.setattr(do, "sweep", fails)
    first = cli.main(["sweep"]), capsys.readouterr().err
    second = cli.main(["sweep"]), capsys.readouterr().err

    assert first == (2, "hubao: cannot use ***\n")
    assert second[0] == 1
    assert "ValueError" in second[1]
    assert SECRET not in second[1]


def test_a_mistaken_setting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Before anything is opened."""
    monkeypatch.setenv("HUBAO_HOST_GAP", "x")

    assert cli.main(["sweep"]) == 2
    assert capsys.readouterr().err.startswith("hubao: HUBAO_HOST_GAP: ")
    assert not Path("home").exists()


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["--log-level", "LOUD", "sweep"], ["feeds"]])
def test_a_mistyped_command_line(argv: list[str], capsys: pytest.CaptureFixture[str]):
    """Usage, exit code 2."""
    with pytest.raises(SystemExit) as caught:
        cli.main(argv)

    assert caught.value.code == 2
    assert "usage: hubao" in capsys.readouterr().err


def test_feeds_from_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]):
    """Add, list, export, remove; a second export is without it."""
    url = "https://a.example/feed.xml"

    def run(*argv: str) -> str:
        assert cli.main(["feeds", *argv]) == 0
        return capsys.readouterr().out

    assert url in run("add", url)
    (line,) = [json.loads(row) for row in run("list", "--json").splitlines()]
    assert (line["url"], line["enabled"]) == (url, True)
    exported = run("export")
    assert url in exported
    run("remove", line["slug"])
    assert url not in run("export")
    (home / "feeds.opml").write_text(exported, encoding="utf-8")
    assert "of 1 feeds" in run("import", "feeds.opml")
    assert "no mistakes" in run("check")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["feeds", "add", "ftp://x"], "not a feed address: ftp://x"),
        (["feeds", "remove", "nobody"], "no feed called nobody"),
        (["feeds", "import", "nowhere.opml"], "cannot read nowhere.opml"),
        (["feeds", "sync"], "hubao feeds sync --yes"),
        (["migrate", "--to", "nowhere"], "no schema revision nowhere"),
        (["worker"], "PostgreSQL"),
        (["classify", "nowhere.jsonl"], "cannot read nowhere.jsonl"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, argv: list[str], says: str
):
    """One sentence, exit code 2."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setattr("bot.cli.classifier._analyzer", lambda _: None)

    assert cli.main(argv) == 2
    assert says in capsys.readouterr().err


def test_feeds_sync_shows_and_applies(capsys: pytest.CaptureFixture[str]):
    """Then there is nothing left to change."""
    assert cli.main(["feeds", "sync", "--yes"]) == 0
    assert "+ 36kr" in capsys.readouterr().out
    assert cli.main(["feeds", "sync"]) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_an_empty_home_can_be_counted_and_exported(capsys: pytest.CaptureFixture[str]):
    """audit and export on a database that is not there yet."""
    assert cli.main(["audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == 0
    assert cli.main(["export"]) == 0
    assert capsys.readouterr().out == ""


def test_audit_takes_up_again_what_was_lost(capsys: pytest.CaptureFixture[str]):
    """It exits 2 for a dead message, and 0 once that waits again."""
    database = open_database(read_settings())
    with database.write() as session:
        put(session, add_chat(session).id)
        session.execute(update(OutboxRow).values(state="dead"))
    database.close()

    assert cli.main(["audit"]) == 2
    capsys.readouterr()
    assert cli.main(["audit", "--retry", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["messages pending"] == 1
    assert "0 entries, 1 messages, 0 updates" in said.err


def test_migrate_down_and_up(capsys: pytest.CaptureFixture[str]):
    """Each says from where to where."""
    assert cli.main(["migrate"]) == 0
    assert "empty ->" in capsys.readouterr().out
    assert cli.main(["migrate", "--to", "base"]) == 0
    assert "-> empty" in capsys.readouterr().out


def test_the_jobs_once_on_an_empty_database(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """digest, send to this terminal, sweep."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")

    assert cli.main(["send"]) == 0
    assert cli.main(["sweep"]) == 0
    out = capsys.readouterr().out
    assert "took 0 messages" in out
    assert "nothing was left behind" in out


def test_send_without_a_token_says_who_waits(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A Telegram chat's message is neither shown nor counted as sent."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    database = open_database(read_settings())
    with database.write() as session:
        put(session, add_chat(session, 4711).id, "给用户", now=wall_clock())
    database.close()

    assert cli.main(["send"]) == 0
    said = capsys.readouterr()
    assert said.out == "took 0 messages\n"
    assert "TELEGRAM_BOT_TOKEN" in said.err


def test_poll_prints_a_json_line_a_feed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """In the form that others rely on."""
    from tests.fakes_http import Site

    with Site() as site:
        catalog = f"feeds:\n  - slug: a\n    title: A\n    url: {site.serve(five().encode())}\n"
        (home / "feeds.yaml").write_text(catalog, encoding="utf-8")
        monkeypatch.setenv("HUBAO_FEEDS", "feeds.yaml")
        monkeypatch.setenv("HUBAO_ALLOW_HOSTS", site.pair)
        assert cli.main(["poll", "--all", "--json"]) == 0

    (line,) = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert list(line) == ["feed", "url", "outcome", "detail", "entries_seen", "entries_new", "encoding", "seconds"]
    assert (line["feed"], line["outcome"], line["entries_seen"], line["entries_new"]) == ("a", "ok", 5, 5)


@pytest.mark.parametrize(
    "body",
    [
        b"{}\n",
        b'{"title": 3}\n',
        b"[]\n",
        b"nonsense\n",
        b'{"title": "\xff"}\n',
        b'{"title": "a", "topics": "funding"}\n',
    ],
)
def test_classify_names_a_bad_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: bytes
):
    """The file, and the line where it can be told."""
    monkeypatch.setattr("bot.cli.classifier._analyzer", lambda _: None)
    (home / "items.jsonl").write_bytes(body)

    assert cli.main(["classify", "items.jsonl"]) == 2
    assert "items.jsonl" in capsys.readouterr().err


def test_firms_check_finds_no_clash(capsys: pytest.CaptureFixture[str]) -> None:
    """The lexicon that comes along has no mistakes."""
    assert cli.main(["firms", "check"]) == 0
    assert "0 mistakes" in capsys.readouterr().out


def test_firms_check_names_a_clash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two firms of one name: a sentence that names both, and exit code 2."""
    lexicon = tmp_path / "firms.yaml"
    lexicon.write_text("firms: [{id: one, name: 甲乙}, {id: two, name: 丙丁, also: [甲乙]}]", encoding="utf-8")

    assert cli.main(["firms", "check", str(lexicon)]) == 2
    assert "one and of two" in capsys.readouterr().out


def test_a_home_that_cannot_keep_the_model(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """train says which setting to change; classify writes nothing and needs no home."""
    taught = {"id": "1", "title": "老王谈完成融资的意义", "summary": "", "topics": []}
    monkeypatch.setattr("bot.cli.classifier._corrections", lambda _settings: [taught])
    monkeypatch.setattr("classifier.model.training.read_samples", lambda *_args, **_options: samples())
    monkeypatch.setenv("HUBAO_HOME", "/proc/nowhere")
    (home / "items.jsonl").write_text('{"title": "智谱完成30亿元新一轮融资"}\n', encoding="utf-8")

    assert cli.main(["classify", "items.jsonl"]) == 0
    assert '"funding"' in capsys.readouterr().out
    assert cli.main(["train"]) == 2
    assert "set HUBAO_HOME" in capsys.readouterr().err


def test_train_takes_a_database_of_an_older_version(capsys: pytest.CaptureFixture[str]):
    """It is brought up to date first; one that nobody has used yet holds no corrections."""
    assert cli.main(["train"]) == 0
    database = open_database(read_settings())
    migrate(database, to="0004")
    database.close()

    assert cli.main(["train"]) == 0
    assert "new model in use" in capsys.readouterr().out


@pytest.mark.parametrize("days", ["0", "x", "-1", "999999999"])
def test_an_export_of_no_days(capsys: pytest.CaptureFixture[str], days: str):
    """Refused before the calendar ends."""
    with pytest.raises(SystemExit):
        cli.main(["export", f"--days={days}"])

    assert "not a number of days" in capsys.readouterr().err


def test_a_crowd_of_jobs_leaves_threads_to_commands():
    """P3: forty jobs that wait for the database keep no command from it."""
    release = threading.Event()

    async def crowded(_: App) -> int:
        jobs = [asyncio.create_task(asyncio.to_thread(release.wait, 60)) for _ in range(40)]
        try:
            return await asyncio.wait_for(asyncio.to_thread(lambda: 7), 30)
        finally:
            release.set()
            await asyncio.gather(*jobs)

    assert do._with_app(read_settings(), crowded) == 7


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HUBAO_HOST_GAP", "soon", "HUBAO_HOST_GAP"),
        ("HUBAO_HOST_CONCURRENCY", "0", "HUBAO_HOST_CONCURRENCY"),
        ("HUBAO_LOG_LEVEL", "LOUD", "HUBAO_LOG_LEVEL: must be one of"),
        ("HUBAO_ADMINS", "1,me", "HUBAO_ADMINS"),
        ("HUBAO_ALLOW_HOSTS", "127.0.0.1", "HUBAO_ALLOW_HOSTS: 127.0.0.1 is not host:port"),
        ("TELEGRAM_BASE_URL", "telegram", "TELEGRAM_BASE_URL"),
        ("HUBAO_HOME", "/dev/null/home", "set HUBAO_HOME to a folder that is yours"),
        ("HUBAO_FEEDS", "/nowhere/feeds.yaml", "cannot read /nowhere/feeds.yaml"),
        ("HUBAO_DATABASE_URL", "mysql://me:geheim@db/x", "HUBAO_DATABASE_URL: must begin with sqlite"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, says: str
):
    """Exit code 2 and one line that names the variable and the mistake; no secret is in it."""
    monkeypatch.delenv("HUBAO_TEST_PG", raising=False)
    monkeypatch.setenv(name, value)

    code = cli.main(["run"])

    (line,) = capsys.readouterr().err.strip().splitlines()
    assert (code, says in line) == (2, True), line
    assert "geheim" not in line
    assert SECRET not in line


def test_suspicious_names_line_and_label(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """The line of the file, blank ones counted; items that nobody is sure of are left out."""
    wrong = next(row.title for row in samples() if row.topics == {"funding"} and "领投" in row.title)
    monkeypatch.setattr(
        "classifier.model.training.read_samples", lambda: [row for row in samples() if row.title != wrong]
    )
    item = {"id": "a", "title": wrong, "topics": []}
    lines = [json.dumps({**item, "sure": 0}), "", json.dumps(item)]
    (tmp_path / "mine.jsonl").write_text("\n".join(lines), encoding="utf-8")

    code = cli.main(["suspicious", "mine.jsonl", "--json"])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [(r["line"], r["id"], r["topic"], r["labelled"]) for r in rows] == [(3, "a", "funding", False)]


@pytest.mark.parametrize("item", ['{"title": "甲"}', '{"title": "甲", "topics": ["weather"]}'])
def test_suspicious_wants_labels(capsys: pytest.CaptureFixture[str], tmp_path: Path, item: str):
    """The line is named."""
    (tmp_path / "mine.jsonl").write_text(item, encoding="utf-8")

    assert cli.main(["suspicious", "mine.jsonl"]) == 2
    assert "mine.jsonl line 1: no labelled item" in capsys.readouterr().err


def test_a_command_does_not_wait_for_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """What is to run for ever waits for its server (tests/e2e/test_postgres_away.py); what is asked once says so."""
    monkeypatch.setenv("HUBAO_DATABASE_URL", "postgresql://me:geheim@127.0.0.1:1/x")

    code = cli.main(["sweep"])

    said = capsys.readouterr().err
    assert (code, "cannot reach the database" in said, "geheim" in said) == (1, True, False), said


def test_help_and_health_import_little() -> None:
    """A supervisor asks every few seconds, and a person for help wants it at once: the program stays outside."""
    heavy = {"bot.app", "classifier", "telegram", "aiohttp", "matplotlib", "psycopg", "procrastinate", "sqlalchemy.orm"}
    look = (
        "import sys; from bot import cli; code = cli.main(['health']); "
        "print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, *heavy], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_every_subcommand_has_its_handler() -> None:
    """They are named, not imported: a name that leads nowhere would show only when it is asked for."""
    for sub in subcommands():
        if name := sub.get_default("run"):
            assert callable(cli._handler(name)), name
