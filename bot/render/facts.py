"""Facts in one short line: B 轮 · 近 10 亿美元 · 阿里领投; 周昕宇：旷视 → 月之暗面."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.amounts import amount_text, number_text
from bot.render.words import ACTION_NAMES

_CURRENCIES = {"CNY": "元", "USD": "美元", "HKD": "港元"}


def facts_line(facts: Iterable[Mapping[str, Any]], *, most: int = 3) -> str:
    """The facts as one line, at most `most` of them; "" when there is nothing to say."""
    pieces = [piece for fact in facts if (piece := fact_text(fact))]
    return "；".join(pieces[:most])


def fact_text(fact: Mapping[str, Any]) -> str:
    """One fact, its empty slots left out."""
    match fact.get("kind"):
        case "funding":
            return _funding(fact)
        case "talent":
            return _talent(fact)
        case "pretraining":
            return ACTION_NAMES.get(str(fact.get("action")), "")
    return ""


def _funding(fact: Mapping[str, Any]) -> str:
    pieces = [str(fact.get("round") or ""), amount_text(fact)]
    if fact.get("lead"):
        pieces.append("、".join(fact["lead"][:3]) + "领投")
    elif fact.get("investors"):
        names = fact["investors"]
        pieces.append("、".join(names[:3]) + (" 等" if len(names) > 3 else "") + "投资")
    if fact.get("valuation"):
        known = fact.get("currency")
        pieces.append(f"估值 {number_text(float(fact['valuation']))}{_CURRENCIES.get(str(known), '')}")
    return " · ".join(piece for piece in pieces if piece)


def _talent(fact: Mapping[str, Any]) -> str:
    person = str(fact.get("person") or "")
    origin, target = str(fact.get("from") or ""), str(fact.get("to") or "")
    role = str(fact.get("role_to") or fact.get("role_from") or "")
    match fact.get("direction"):
        case "layoff":
            move = f"{origin} 裁员" if origin else "裁员"
        case "leave":
            move = f"离开 {origin}" if origin else "离任"
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
    if role and role not in move:
        move = f"{move}（{role}）" if move else role
    if not person:
        return move
    return f"{person}：{move}" if move else person
