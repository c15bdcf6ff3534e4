"""The firms we know: names, products, people, groups, and when an ambiguous name counts; read from ``firms.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEFAULT = Path(__file__).with_name("firms.yaml")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KINDS = ("model", "platform", "infra", "app", "robot", "chip", "car", "research", "abroad", "investor", "own")


class LexiconError(ValueError):
    """The lexicon cannot be used; the message names the key at fault."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When an ambiguous name counts: one of ``need`` near by, none of ``forbid`` near by."""

    need: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconFirm:
    """A firm with everything it is called by; hashable, so that a chat's own firms can be remembered."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    #: one of ``KINDS``; "own" is a chat's own firm
    kind: str = "own"
    #: id of the parent, or ""
    parent: str = ""
    legal: str = ""
    listed: str = ""
    #: (name, rule) of the ambiguous ones
    rules: tuple[tuple[str, Rule], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All firms by id, group words, and people without a firm."""

    firms: Mapping[str, LexiconFirm]
    #: group name -> ids
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: other word for a group -> group name
    group_words: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()


#: "~name" of a shared context -> its words
Contexts = Mapping[str, tuple[str, ...]]
_FIRM_KEYS = {"id", "name", "kind", "also", "products", "people", "part_of", "legal", "listed", "when"}


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon of a YAML file (default: the one that comes along).

    Raises ``LexiconError`` naming the key when the file is not as it must be.
    """
    path = path or DEFAULT
    try:
        # the C loader is as safe and ten times as fast, where libyaml is there
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not YAML: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("firms"), list):
        raise LexiconError(f"{path}: firms: a list of firms is missing")
    contexts = _contexts(data.get("context") or {}, f"{path}: context")
    firms: dict[str, LexiconFirm] = {}
    for number, row in enumerate(data["firms"]):
        firm = _firm(row, f"{path}: firms[{number}]", contexts)
        if firm.id in firms:
            raise LexiconError(f"{path}: firms[{number}].id: {firm.id!r} stands twice")
        firms[firm.id] = firm
    _check_parents(firms, path)
    groups, words = _groups(data.get("groups") or {}, firms, path)
    return Lexicon(
        firms=firms,
        groups=groups,
        group_words=words,
        people=_words(data.get("people"), f"{path}: people"),
    )


def _firm(row: Any, where: str, contexts: Contexts) -> LexiconFirm:
    if not isinstance(row, dict):
        raise LexiconError(f"{where}: a firm is a mapping, not {row!r}")
    for key in ("id", "name"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise LexiconError(f"{where}.{key}: missing")
    where = f"{where} ({row['id']})"
    unknown = set(row) - _FIRM_KEYS
    if unknown:
        raise LexiconError(f"{where}.{min(unknown)}: unknown key")
    if row.get("kind", "own") not in KINDS:
        raise LexiconError(f"{where}.kind: {row['kind']!r} is none of {', '.join(KINDS)}")
    firm = LexiconFirm(
        id=row["id"],
        name=row["name"],
        aliases=_words(row.get("also"), f"{where}.also"),
        products=_words(row.get("products"), f"{where}.products"),
        people=_words(row.get("people"), f"{where}.people"),
        kind=row.get("kind", "own"),
        parent=str(row.get("part_of") or ""),
        legal=str(row.get("legal") or ""),
        listed=str(row.get("listed") or ""),
        rules=_rules(row.get("when") or {}, f"{where}.when", contexts),
    )
    known = {firm.name, *firm.aliases, *firm.products, *firm.people}
    for name, _ in firm.rules:
        if name not in known:
            raise LexiconError(f"{where}.when.{name}: no name of this firm")
    return firm


def _words(value: Any, where: str) -> tuple[str, ...]:
    """A list of names; a number that YAML made of a name is refused, since it would never match."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise LexiconError(f"{where}: a list is expected, not {value!r}")
    for word in value:
        if not isinstance(word, str) or not word.strip():
            raise LexiconError(f"{where}: {word!r} is no name; put quotes around it")
    return tuple(value)


def _contexts(value: Any, where: str) -> Contexts:
    if not isinstance(value, dict):
        raise LexiconError(f"{where}: a mapping is expected")
    return {f"~{name}": _words(words, f"{where}.{name}") for name, words in value.items()}


def _spelt_out(words: tuple[str, ...], contexts: Contexts, where: str) -> tuple[str, ...]:
    """Words with every ``~context`` replaced by the words it stands for."""
    found: list[str] = []
    for word in words:
        if word.startswith("~") and word not in contexts:
            raise LexiconError(f"{where}: no context {word!r}")
        found += contexts.get(word, (word,))
    return tuple(found)


def _rules(value: Any, where: str, contexts: Contexts) -> tuple[tuple[str, Rule], ...]:
    if not isinstance(value, dict):
        raise LexiconError(f"{where}: a mapping is expected")
    rules = []
    for name, rule in value.items():
        if not isinstance(rule, dict) or set(rule) - {"need", "not"} or not rule:
            raise LexiconError(f"{where}.{name}: only need and not are known")
        need, forbid = (
            _spelt_out(_words(rule.get(key), at := f"{where}.{name}.{key}"), contexts, at) for key in ("need", "not")
        )
        rules.append((str(name), Rule(need=need, forbid=forbid)))
    return tuple(rules)


def _check_parents(firms: Mapping[str, LexiconFirm], path: Path) -> None:
    for firm in firms.values():
        if firm.parent and firm.parent not in firms:
            raise LexiconError(f"{path}: {firm.id}.part_of: no firm {firm.parent!r}")


def _groups(
    value: Any, firms: Mapping[str, LexiconFirm], path: Path
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    if not isinstance(value, dict):
        raise LexiconError(f"{path}: groups: a mapping is expected")
    groups: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for name, row in value.items():
        where = f"{path}: groups.{name}"
        if not isinstance(row, dict) or set(row) - {"firms", "also"}:
            raise LexiconError(f"{where}: only firms and also are known")
        ids = _words(row.get("firms"), f"{where}.firms")
        for firm_id in ids:
            if firm_id not in firms:
                raise LexiconError(f"{where}.firms: no firm {firm_id!r}")
        groups[name] = ids
        words |= dict.fromkeys((name, *_words(row.get("also"), f"{where}.also")), name)
    return groups, words
