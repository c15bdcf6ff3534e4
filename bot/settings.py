"""Every setting, from the environment or a .env file; read by cli alone and handed down as arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import SettingsError
from bot.shipped import shipped

Words = Annotated[tuple[str, ...], NoDecode]
Ids = Annotated[tuple[int, ...], NoDecode]


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
    host_gap: float = Field(1.0, ge=0, validation_alias="HUBAO_HOST_GAP")
    host_concurrency: int = Field(2, ge=1, validation_alias="HUBAO_HOST_CONCURRENCY")
    rsshub: str = Field("https://rsshub.app", validation_alias="HUBAO_RSSHUB")
    admins: Ids = Field((), validation_alias="HUBAO_ADMINS")
    announce_hours: float = Field(24, ge=0, validation_alias="HUBAO_ANNOUNCE_HOURS")
    max_feeds_per_chat: int = Field(50, ge=1, validation_alias="HUBAO_MAX_FEEDS_PER_CHAT")
    log_level: str = Field("INFO", validation_alias="HUBAO_LOG_LEVEL")

    @field_validator("allow_hosts", "admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def database(self) -> str:
        """The database address: what was set, else SQLite under the home folder."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'hubao.db'}"


def read_settings() -> Settings:
    """Read the environment; raises SettingsError naming the variable that is wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # fields come from the environment
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{first['loc'][0]}: {first['msg']} (got {first['input']!r})") from error
