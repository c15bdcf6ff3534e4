"""Every sentence in traditional Chinese as written in Taiwan: OpenCC's wording, corrected where it reads wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from bot.core.amounts import Amount
from bot.texts.chinese import Texts

T = TypeVar("T")

#: as OpenCC would have it -> as readers do
_CORRECTIONS: Mapping[str, str] = {
    # characters that it takes for others
    "寫明瞭": "寫明了",
    "隻影響": "只影響",
    "結束髮": "結束發",
    "位元組": "字節",
    "半周": "半週",
    # words
    "資訊源": "資訊來源",
    "訂閱源": "訂閱來源",
    "報道": "報導",
    "日元": "日圓",
    "會話": "聊天室",
    "運營者": "營運者",
    "彙總": "彙整",
    "列表": "清單",
    "命令": "指令",
    "正則": "正規表示式",
    "這個私聊": "這個私人聊天",
    "私聊": "私訊",
    "群裡": "群組裡",
    "頻道里": "頻道裡",
    # news is 消息, what is sent is 訊息
    "訊息": "消息",
    "消息記錄": "訊息記錄",
    "給你的消息": "給你的訊息",
    "積壓的消息": "積壓的訊息",
    "待發送的消息": "待發送的訊息",
}


#: a number of weeks, which OpenCC leaves
_WEEKS = re.compile(r"(?<=[\d}] )周")


class Traditional(Texts):
    """The sentences of `Texts` converted once; what stories and users bring into them stays as it is."""

    def __init__(self) -> None:
        for name in dir(Texts):
            if name.isupper():
                setattr(self, name, _converted(getattr(Texts, name)))

    def amount(self, amount: Amount | None) -> str:
        """近 10 億美元."""
        return to_traditional(super().amount(amount))

    def money(self, value: float, currency: str) -> str:
        """12.5 億美元."""
        return to_traditional(super().money(value, currency))

    def round(self, name: str) -> str:
        """B輪."""
        return to_traditional(super().round(name))

    def step(self, name: str) -> str:
        """聆訊."""
        return to_traditional(super().step(name))

    def people(self, count: int) -> str:
        """1.2 萬人."""
        return to_traditional(super().people(count))


def to_traditional(text: str) -> str:
    """Simplified Chinese as Taiwan writes it."""
    converted: str = _converter().convert(text)
    for wrong, right in _CORRECTIONS.items():
        converted = converted.replace(wrong, right)
    return _WEEKS.sub("週", converted)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2twp")


def _converted(value: Any) -> Any:
    """A sentence, or sentences in a mapping or a row."""
    if isinstance(value, str):
        return to_traditional(value)
    if isinstance(value, Mapping):
        return {key: _converted(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return tuple(_converted(inner) for inner in value)
    return value
