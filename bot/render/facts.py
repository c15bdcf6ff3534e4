"""Facts in one short line: B 轮 · 近 10 亿美元 · 阿里领投; 周昕宇：旷视 → 月之暗面."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.types import Fact
from bot.texts import texts


def facts_line(facts: Iterable[Fact], *, most: int = 3) -> str:
    """The facts as one line, at most `most` of them; "" when there is nothing to say."""
    pieces = [piece for fact in facts if (piece := fact_text(fact))]
    return texts.SEMICOLON.join(pieces[:most])


def fact_text(fact: Fact) -> str:
    """One fact, its empty slots left out."""
    match fact:
        case Funding():
            return _funding(fact)
        case TalentMove():
            return _talent(fact)
        case PretrainingCut():
            return texts.ACTION_NAMES.get(fact.action, "")
    return ""


def _funding(fact: Funding) -> str:
    pieces = [texts.round(fact.round) + texts.aside(texts.step(fact.step)), texts.amount(fact.amount)]
    if fact.lead:
        pieces.append(texts.LED_BY.format(names=texts.join(fact.lead[:3])))
    elif fact.investors:
        pieces.append(texts.PAID_BY.format(names=texts.some(fact.investors, 3)))
    if fact.valuation:
        pieces.append(texts.VALUED_AT.format(value=texts.money(fact.valuation, fact.currency)))
    return " · ".join(piece for piece in pieces if piece)


def move_and_role(fact: TalentMove) -> tuple[str, str]:
    """Where somebody went, and as what where the first does not say it: 旷视 → 月之暗面, 技术负责人."""
    origin, target = fact.source, fact.target
    role = fact.role_to or fact.role_from
    match fact.direction:
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


def _talent(fact: TalentMove) -> str:
    move, role = move_and_role(fact)
    count = texts.people(fact.headcount) if fact.headcount and fact.direction == "layoff" else ""
    move = move + texts.aside(role, count) if move else role
    if not fact.person:
        return move
    return texts.label(fact.person, move) if move else fact.person
