"""Every setting, from the environment or a .env file; read by cli alone and handed down as arguments."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSettings

from bot.core.errors import SettingsError
from bot.core.retention import Keep
from bot.shipped import shipped
from bot.storage.database_url import password_of, read_address

Words = Annotated[tuple[str, ...], NoDecode]
Ids = Annotated[tuple[int, ...], NoDecode]

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
#: never shown, not even in the sentence about their mistake
_SECRET = ("TELEGRAM_BOT_TOKEN", "HUBAO_DATABASE_URL")


class Settings(BaseSettings):
    """What an operator can set. Lists are written with commas."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    telegram_bot_token: str = Field("", validation_alias="TELEGRAM_BOT_TOKEN", repr=False)
    telegram_base_url: str = Field("https://api.telegram.org/bot", validation_alias="TELEGRAM_BASE_URL")
    telegram_base_file_url: str = Field("https://api.telegram.org/file/bot", validation_alias="TELEGRAM_BASE_FILE_URL")
    webhook_url: str = Field("", validation_alias="HUBAO_WEBHOOK_URL")
    webhook_listen: str = Field("127.0.0.1:8080", validation_alias="HUBAO_WEBHOOK_LISTEN")
    home: Path = Field(Path("var"), validation_alias="HUBAO_HOME")
    database_url: str = Field("", validation_alias="HUBAO_DATABASE_URL", repr=False)
    feeds: Path = Field(default_factory=lambda: shipped("feeds.yaml"), validation_alias="HUBAO_FEEDS")
    allow_hosts: Words = Field((), validation_alias="HUBAO_ALLOW_HOSTS")
    allow_hosts_for: Literal["catalogue", "chats"] = Field("catalogue", validation_alias="HUBAO_ALLOW_HOSTS_FOR")
    host_gap: float = Field(1.0, ge=0, validation_alias="HUBAO_HOST_GAP")
    host_concurrency: int = Field(2, ge=1, validation_alias="HUBAO_HOST_CONCURRENCY")
    rsshub: str = Field("https://rsshub.app", validation_alias="HUBAO_RSSHUB")
    admins: Ids = Field((), validation_alias="HUBAO_ADMINS")
    announce_hours: float = Field(24, ge=0, validation_alias="HUBAO_ANNOUNCE_HOURS")
    max_feeds_per_chat: int = Field(50, ge=1, validation_alias="HUBAO_MAX_FEEDS_PER_CHAT")
    commands_per_minute: int = Field(20, ge=1, validation_alias="HUBAO_COMMANDS_PER_MINUTE")
    keep: Annotated[Keep, NoDecode] = Field(Keep(), validation_alias="HUBAO_KEEP")
    log_level: str = Field("INFO", validation_alias="HUBAO_LOG_LEVEL")
    log_format: Literal["text", "json"] = Field("text", validation_alias="HUBAO_LOG_FORMAT")

    @field_validator("allow_hosts", "admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("keep", mode="before")
    @classmethod
    def _keep(cls, value: object) -> object:
        return Keep.parse(value) if isinstance(value, str) else value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: str) -> str:
        return value.strip()

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError(f"must be one of {', '.join(LEVELS)}")
        return value.upper()

    @field_validator("allow_hosts")
    @classmethod
    def _pairs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            host, _, port = pair.rpartition(":")
            if not host or not port.isdecimal():
                raise ValueError(f"{pair} is not host:port")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        port = value.rpartition(":")[2]
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("must be host:port, such as 127.0.0.1:8080")
        return value

    @field_validator("telegram_base_url", "telegram_base_file_url", "rsshub", "webhook_url")
    @classmethod
    def _web(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("must begin with http:// or https:// and name a host")
        return value

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _bot_path(cls, value: str) -> str:
        """The token follows directly, so the address ends in /bot; a bare server gets that ending."""
        return value if value.endswith("/bot") or "{token}" in value else value.rstrip("/") + "/bot"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        return read_address(value) if value else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log, message or error may show."""
        password = password_of(self.database_url) if self.database_url else ""
        return tuple(secret for secret in (self.telegram_bot_token, password) if secret)

    @property
    def database(self) -> str:
        """The database address: what was set, else SQLite under the home folder."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'hubao.db'}"


def read_settings() -> Settings:
    """Read the environment; raises SettingsError naming the variable that is wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # fields come from the environment
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None  # the cause would show the value
    except (OSError, UnicodeError, UnreadableSettings) as error:
        raise SettingsError(f"cannot read the .env file: {error}") from error


def unknown_settings() -> list[str]:
    """A sentence for every HUBAO_ name, in the environment or .env, that sets nothing."""
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    names = {name.upper() for source in sources for name in source.env_vars}
    # HUBAO_TEST_ names belong to the tests.
    unknown = sorted(n for n in names - known if n.startswith("HUBAO_") and not n.startswith("HUBAO_TEST_"))
    return [_unknown(name, known) for name in unknown]


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.8)
    return f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else "")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    what = first["msg"].removeprefix("Value error, ")
    return f"{name}: {what}" if name in _SECRET else f"{name}: {what} (it is {first['input']!r})"
