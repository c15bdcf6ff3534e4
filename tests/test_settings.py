"""Settings: from the environment and .env, every mistake a sentence that names the variable and no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import SettingsError
from bot.settings import Settings, read_settings, unknown_settings
from bot.storage.database_url import password_of, read_address
from tests.e2e.bot_process import CLEAN


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's own, and no .env file."""
    monkeypatch.chdir(tmp_path)
    for name in list(__import__("os").environ):
        if name not in CLEAN:
            monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_everything_has_a_default(tmp_path: Path):
    """Nothing needs to be set: SQLite under ./var, the shipped feeds."""
    settings = read_settings()

    assert settings.database == f"sqlite:///{tmp_path / 'var' / 'hubao.db'}"
    assert settings.feeds.name == "feeds.yaml"
    assert settings.feeds.exists()
    assert settings.secrets == ()


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch):
    """Blanks around them are no matter."""
    settings = read(monkeypatch, HUBAO_ADMINS="1, 2,", HUBAO_ALLOW_HOSTS="127.0.0.1:8080, [::1]:9")

    assert settings.admins == (1, 2)
    assert settings.allow_hosts == ("127.0.0.1:8080", "[::1]:9")


def test_a_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch):
    """Unknown names in it are someone else's."""
    Path(".env").write_text("HUBAO_HOST_GAP=5\nHUBAO_LOG_LEVEL=warning\nOTHER=1\n", encoding="utf-8")

    settings = read(monkeypatch, HUBAO_HOST_GAP="2")

    assert (settings.host_gap, settings.log_level) == (2.0, "WARNING")


def test_a_env_file_nobody_can_read():
    """A sentence, no traceback."""
    Path(".env").write_bytes(b"HUBAO_RSSHUB=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"cannot read the \.env file"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUBAO_HOST_GAP", "-1"),
        ("HUBAO_HOST_GAP", "soon"),
        ("HUBAO_HOST_CONCURRENCY", "0"),
        ("HUBAO_ADMINS", "me"),
        ("HUBAO_ALLOW_HOSTS", "localhost"),
        ("HUBAO_ALLOW_HOSTS_FOR", "everyone"),
        ("HUBAO_LOG_LEVEL", "LOUD"),
        ("HUBAO_MAX_FEEDS_PER_CHAT", "many"),
        ("HUBAO_COMMANDS_PER_MINUTE", "0"),
        ("HUBAO_WEBHOOK_LISTEN", "here"),
        ("HUBAO_WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("HUBAO_WEBHOOK_URL", "me.example"),
        ("HUBAO_RSSHUB", "ftp://rss"),
        ("TELEGRAM_BASE_URL", "telegram"),
        ("HUBAO_DATABASE_URL", "nonsense"),
        ("HUBAO_DATABASE_URL", "mysql://a:b@c/d"),
    ],
)
def test_a_mistake_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    """One sentence, on one line."""
    with pytest.raises(SettingsError) as caught:
        read(monkeypatch, **{name: value})

    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_a_mistake_in_a_secret_does_not_show_it(monkeypatch: pytest.MonkeyPatch):
    """Neither in the sentence nor in what caused it."""
    with pytest.raises(SettingsError) as caught:
        read(monkeypatch, HUBAO_DATABASE_URL="mysql://me:geheim@db/x")

    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_secrets_are_known_and_not_shown(monkeypatch: pytest.MonkeyPatch):
    """The token and the database's password, for the log to blot out."""
    settings = read(monkeypatch, TELEGRAM_BOT_TOKEN=" 1:abc \n", HUBAO_DATABASE_URL="postgres://me:geheim@db/x")

    assert settings.secrets == ("1:abc", "geheim")
    assert settings.database == "postgresql+psycopg://me:geheim@db/x"
    assert "1:abc" not in repr(settings)
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
        ("http://h/bot{token}/test", "http://h/bot{token}/test"),
    ],
)
def test_the_address_of_an_own_bot_api(monkeypatch: pytest.MonkeyPatch, given: str, used: str):
    """A bare server gets the ending that the token follows."""
    assert read(monkeypatch, TELEGRAM_BASE_URL=given).telegram_base_url == used


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_database_addresses(given: str, used: str):
    """Ways to write PostgreSQL mean the driver we bring."""
    assert read_address(given) == used


@pytest.mark.parametrize(("url", "password"), [("sqlite:///x", ""), ("postgresql://a:b%40c@h/d", "b@c")])
def test_the_password_in_an_address(url: str, password: Any):
    """Unquoted, as it might appear in a log."""
    assert password_of(url) == password


def test_a_misspelt_setting_is_named(monkeypatch: pytest.MonkeyPatch):
    """From the environment and from .env, with the likely one; other programs' names are theirs."""
    Path(".env").write_text("HUBAO_ADMIN=1\nOTHER=1\nHUBAO_RSSHUB=https://a.test\n", encoding="utf-8")
    monkeypatch.setenv("HUBAO_ZZZ", "1")
    monkeypatch.setenv("HUBAO_TEST_PG", "postgresql://a")

    assert unknown_settings() == ["HUBAO_ADMIN is no setting; did you mean HUBAO_ADMINS?", "HUBAO_ZZZ is no setting"]


def test_the_readme_lists_every_setting():
    """And none that is gone."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Settings")[2].partition("\n## ")[0]

    assert set(re.findall(r"`((?:HUBAO|TELEGRAM)_[A-Z_]+)`", table)) == {
        str(field.validation_alias) for field in Settings.model_fields.values()
    }
