"""feeds.yaml: read, checked, every mistake named by line and key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.core.catalog import OTHER_WAYS, CatalogFeed
from bot.core.errors import RefusedError, SettingsError
from bot.feeds.guard import check_url


def load(path: Path) -> list[CatalogFeed]:
    """The feeds of a catalogue file, in its order. Raises SettingsError naming file, line and key."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"cannot read {path} ({error.strerror}): set HUBAO_FEEDS to a file that is there"
        ) from error
    except UnicodeError as error:
        raise SettingsError(f"cannot read {path}: it is not UTF-8 ({error})") from error
    return parse_catalog(text, name=str(path))


def parse_catalog(text: str, *, name: str = "feeds.yaml") -> list[CatalogFeed]:
    """The feeds of a catalogue's text. Raises SettingsError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{name}, line {line}: {error.problem} {error.context or ''}".rstrip()) from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{name}: {error}") from error
    top = _mapping(root, name, "the file") if root is not None else {}
    _refuse_unknown(top, {"feeds"}, name)
    if "feeds" not in top:
        raise SettingsError(f"{name}: there is no list named feeds")
    items = top["feeds"][1]
    if not isinstance(items, yaml.SequenceNode):
        raise _mistake(name, items, "feeds", "must be a list")
    feeds = [(_feed(node, name), node) for node in items.value]
    _refuse_twice(feeds, name)
    return [feed for feed, _ in feeds]


def _feed(node: yaml.Node, name: str) -> CatalogFeed:
    fields = _mapping(node, name, "a feed")
    _refuse_unknown(fields, set(_READERS), name)
    values = {key: _value(key, value, name) for key, (_, value) in fields.items()}
    for key in ("slug", "title", "url"):
        if key not in values:
            raise _mistake(name, node, key, "is missing")
    return CatalogFeed(**values)


def _value(key: str, node: yaml.Node, name: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise _mistake(name, node, key, "must be a single value")
    try:
        return _READERS[key](str(node.value).strip())
    except (ValueError, KeyError, OSError) as error:
        raise _mistake(name, node, key, str(error).strip("'\"")) from error


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value) or value.startswith(OTHER_WAYS):
        raise ValueError(f"{value!r}: small letters, digits and hyphens, not beginning with u- or o-")
    return value


def _text(value: str) -> str:
    if not 0 < len(value) <= 512:
        raise ValueError("must be a text of 1 to 512 characters")
    return value


def _url(value: str) -> str:
    if re.fullmatch(r"rsshub://\S{1,2000}", value):
        return value
    try:
        check_url(value)
    except RefusedError as error:
        raise ValueError(f"{value!r}: {error.detail}") from error
    return value


def _weight(value: str) -> float:
    weight = float(value)
    if not 0 <= weight <= 1:
        raise ValueError(f"{value}: must lie between 0 and 1")
    return weight


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no time zone such as Asia/Shanghai") from error


def _interval(value: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,4})\s*(m|min|h)", value)
    if not found or not int(found[1]):
        raise ValueError(f"{value!r}: write minutes or hours, such as 15m or 2h")
    return timedelta(**{"hours" if found[2] == "h" else "minutes": int(found[1])})


def _switch(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError(f"{value!r}: write true or false")
    return value == "true"


_READERS: dict[str, Callable[[str], Any]] = {
    "slug": _slug,
    "title": _text,
    "url": _url,
    "site": _url,
    "category": _slug,
    "weight": _weight,
    "zone": _zone,
    "interval": _interval,
    "enabled": _switch,
}


def _mapping(node: yaml.Node, name: str, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise _mistake(name, node, what, "must be a list of key: value lines")
    fields: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if str(key.value) in fields:
            raise _mistake(name, key, str(key.value), "stands twice")
        fields[str(key.value)] = (key, value)
    return fields


def _refuse_unknown(fields: dict[str, tuple[yaml.Node, yaml.Node]], known: set[str], name: str) -> None:
    for key, (node, _) in fields.items():
        if key not in known:
            raise _mistake(name, node, key, f"is not known here; known are {', '.join(sorted(known))}")


def _refuse_twice(feeds: list[tuple[CatalogFeed, yaml.Node]], name: str) -> None:
    for key in ("slug", "url"):
        seen: set[str] = set()
        for feed, node in feeds:
            value = getattr(feed, key)
            if value in seen:
                raise _mistake(name, node, key, f"{value} stands on two feeds")
            seen.add(value)


def _mistake(name: str, node: yaml.Node, key: str, what: str) -> SettingsError:
    return SettingsError(f"{name}, line {node.start_mark.line + 1}: {key}: {what}")
