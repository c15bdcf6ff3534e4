"""Every sentence a user reads, in the language that is spoken: `texts.SAVED`, inside `with speaking("en")`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.chats import DEFAULTS
from bot.texts.chinese import Texts

#: what a chat may choose -> what the language calls itself
LANGUAGES: Mapping[str, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
DEFAULT = DEFAULTS.language or "zh-Hans"

_SPOKEN: ContextVar[str] = ContextVar("language", default=DEFAULT)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Within, `texts` is of this language; None and unknown ones are the default. Each thread has its own."""
    before = _SPOKEN.set(language if language and language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken() -> str:
    """The language that `texts` is of now."""
    return _SPOKEN.get()


@cache
def texts_in(language: str) -> Texts:
    """All sentences of one language."""
    if language == "en":
        from bot.texts.english import English

        return English()
    if language == "zh-Hant":
        from bot.texts.traditional import Traditional

        return Traditional()
    return Texts()


class _Spoken:
    """Looks each sentence up when it is said: never keep one at import, it would stay in one language."""

    def __getattr__(self, name: str) -> Any:
        return getattr(texts_in(_SPOKEN.get()), name)


if TYPE_CHECKING:
    texts: Texts
else:
    texts = _Spoken()
