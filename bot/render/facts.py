"""Facts in one short line: B 轮 · 近 10 亿美元 · 阿里领投; 周昕宇：旷视 → 月之暗面."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.texts import texts


def facts_line(facts: Iterable[Mapping[str, Any]], *, most: int = 3) -> str:
    """The facts as one line, at most `most` of them; "" when there is nothing to say."""
    pieces = [piece for fact in facts if (piece := fact_text(fact))]
    return texts.SEMICOLON.join(pieces[:most])


def fact_text(fact: Mapping[str, Any]) -> str:
    """One fact, its empty slots left out."""
    match fact.get("kind"):
        case "funding":
            return _funding(fact)
        case "talent":
            return _talent(fact)
        case "pretraining":
            return texts.ACTION_NAMES.get(str(fact.get("action")), "")
    return ""


def _funding(fact: Mapping[str, Any]) -> str:
    pieces = [texts.round(str(fact.get("round") or "")), texts.amount(fact)]
    if fact.get("lead"):
        pieces.append(texts.LED_BY.format(names=texts.join(fact["lead"][:3])))
    elif fact.get("investors"):
        pieces.append(texts.PAID_BY.format(names=texts.some(fact["investors"], 3)))
    if fact.get("valuation"):
        value = texts.money(float(fact["valuation"]), str(fact.get("currency")))
        pieces.append(texts.VALUED_AT.format(value=value))
    return " · ".join(piece for piece in pieces if piece)


def move_and_role(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Where somebody went, and as what where the first does not say it: 旷视 → 月之暗面, 技术负责人."""
    origin, target = str(fact.get("from") or ""), str(fact.get("to") or "")
    role = str(fact.get("role_to") or fact.get("role_from") or "")
    match fact.get("direction"):
        case "layoff":
            move = texts.LAID_OFF_AT.format(firm=origin) if origin else texts.LAID_OFF
        case "leave":
            move = texts.LEFT_AT.format(firm=origin) if origin else texts.LEFT
        case "promote" if origin and origin == target:
            move = f"{target} {role}".strip()
        case _ if origin and target and origin != target:
            move = f"{origin} → {target}"
        case _ if target:
            move = f"→ {target}"
        case _ if origin:
            move = f"{origin} →"
        case _:
            move = ""
    return move, "" if role in move else role


def _talent(fact: Mapping[str, Any]) -> str:
    person = str(fact.get("person") or "")
    move, role = move_and_role(fact)
    move = move + texts.aside(role) if move else role
    if not person:
        return move
    return texts.label(person, move) if move else person
