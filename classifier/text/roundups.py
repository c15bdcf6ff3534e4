"""Round-ups: titles that join several stories, and the heads they are cut into."""

from __future__ import annotations

import re

#: What stands between two heads of one title; a slash inside a number or a Latin name parts nothing (5/8, AI/ML).
BETWEEN_HEADS = r"[;；|丨｜]|\s/\s|(?<=[^\dA-Za-z])/(?=\D)"
#: Characters of a head; shorter pieces name a column, a desk or a source.
LEAST = 6
#: Characters between semicolons, or between a column's slashes: nothing but heads stands there (甲云裁员).
LEAST_SURE = 4
#: Characters of each head where no name before or behind them says that the title is a round-up.
LEAST_ALONE = 8

_COLUMN = re.compile(
    r"早报|晚报|午报|晨报|(?<!人民|经济|证券|中国|创板|科技|光明|解放|工人|北京)日报(?!表)|周报|早餐|早知道|早参|\d点1氪|氪星"
    r"|一周(?:资讯|大事|要闻|融资|速递|回顾)|要闻(?:速递|回顾|汇总)|昨夜今晨|周热点|周观察|情报局|q资讯"
    r"|资讯速递|新闻联播|极客早知道|今日(?:要闻|热点|看点)|一周|盘前要闻|每日(?:速览|精选)"
    r"|盘点(?=[:：])|投融资(?:周报|日报)|融资(?:周报|日报|速递|一览)|周刊|周记",
    re.IGNORECASE,
)
_BAR = re.compile(r"[|丨｜]")
_BRACKET = re.compile(r"\s*[【\[][^】\]]{1,12}[】\]]\s*[|丨｜:：]?")
#: a column's name before a colon: 早报 0224：…
_NAMED = re.compile(rf"[^:：;；|丨｜,，]{{0,8}}(?:{_COLUMN.pattern})[^:：;；|丨｜,，]{{0,8}}[:：]", re.IGNORECASE)
_MARK = re.compile(r"[,，:：]")
#: Signs that part heads, the surest first: a title that parts its heads by one uses the others inside them.
_SEMICOLON = re.compile(r"[;；]")
_SLASH = re.compile(r"(?<![\dA-Za-z])\s/\s|\s/\s(?![\dA-Za-z])|(?<=[^\dA-Za-z\s])/(?=[^\d\s])")
#: the slash of a column, which parts heads that end or begin in a number or a Latin name too
_COLUMNS_SLASH = re.compile(r"(?<!\d)/|/(?!\d)")
_PAUSE = re.compile("、")
_ANY = re.compile(r"[;；|丨｜/]")
#: characters of the name that stands before or behind a bar
_SHORT = 14
#: of a column, which may end in a date (周报10.20-10.26)
_COLUMN_NAME = 18

Span = tuple[int, int]


def is_roundup(title: str) -> bool:
    """Whether a title joins several stories (早报, 8点1氪, or three heads in a row)."""
    of_column = is_column(title)
    if not of_column and not _ANY.search(title):  # as most titles
        return False
    heads = spans(title)
    if of_column:
        return len(heads) > 1 or not _MARK.search(title) or _is_headed(title) or bool(_NAMED.match(title))
    least = LEAST_SURE if _without_names(title) != (0, len(title)) else LEAST_ALONE
    return sum(end - start >= least for start, end in heads) >= 3


def is_column(title: str) -> bool:
    """Whether a title says itself that it lists news."""
    return bool(_COLUMN.search(title))


def _is_headed(title: str) -> bool:
    """Whether a column's name stands apart from the one head that follows or comes before it: 融资周报｜…"""
    parts = [part.strip(" 【】[]") for part in re.split(r"[|丨｜】\]]", title) if part.strip(" 【】[]")]
    return len(parts) > 1 and any(len(part) <= _SHORT and _COLUMN.search(part) for part in (parts[0], parts[-1]))


def segments(title: str) -> list[str]:
    """The heads that a title joins, the column's own name left out."""
    return [title[start:end] for start, end in spans(title)]


def spans(title: str) -> list[Span]:
    """Spans of the heads that a title joins; one for a plain title, none for a column's bare name."""
    start, end = _without_names(title)
    of_column = is_column(title)
    for sign, least in ((_SEMICOLON, LEAST_SURE), (_BAR, LEAST), (_SLASH, LEAST_SURE if of_column else LEAST)):
        found = _cut(title, start, end, sign, least)
        if sign is _SLASH and len(found) > 1 and of_column:
            found = _cut(title, start, end, _COLUMNS_SLASH, least)
        if len(found) > 1:
            return found
    if of_column:
        found = _cut(title, start, end, _PAUSE, LEAST)
        # Between clauses, not between names: 甲、乙、丙推出 is one head.
        is_whole = len(found) == len(_PAUSE.findall(title, start, end)) + 1
        least = LEAST if len(found) > 2 else LEAST_ALONE
        if is_whole and all(b - a >= least and not _MARK.search(title, a, b) for a, b in found):
            return found
    whole = _trimmed(title, start, end)
    return [whole] if _tells(title, *whole, LEAST) else []


def _without_names(title: str) -> Span:
    """The title without the names of column, desk and source at its two ends."""
    start, end = 0, len(title)
    if found := _BRACKET.match(title) or _NAMED.match(title):
        start = found.end()
    is_joined = bool(_SEMICOLON.search(title) or _SLASH.search(title))
    bars = [m.start() for m in _BAR.finditer(title, start)]
    if bars and _is_name(title[start : bars[0]], is_joined):
        start = bars.pop(0) + 1
        if found := _NAMED.match(title, start):
            start = found.end()
    if bars and _is_name(title[bars[-1] + 1 :], is_joined):
        end = bars[-1]
    return start, end


def _is_name(part: str, is_joined: bool) -> bool:
    """Whether what a bar sets apart is a name: of a column, or anything short beside heads that other signs part."""
    part = part.strip()
    if re.search(r"[;；/]", part):
        return False
    if _COLUMN.search(part):
        return len(part) <= _COLUMN_NAME
    return len(part) <= _SHORT if is_joined else len(part) < LEAST


def _cut(title: str, start: int, end: int, sign: re.Pattern[str], least: int) -> list[Span]:
    """The pieces between the signs; one too short for a head belongs to the piece before it."""
    found: list[Span] = []
    at = start
    for border in [*sign.finditer(title, start, end), None]:
        piece = _trimmed(title, at, border.start() if border else end)
        if _tells(title, *piece, least):
            found.append(piece)
        elif found and sign is _COLUMNS_SLASH:
            found[-1] = (found[-1][0], piece[1])
        at = border.end() if border else end
    return found


def _tells(title: str, start: int, end: int, least: int) -> bool:
    piece = title[start:end]
    return len(piece) >= least and not (len(piece) <= 12 and _COLUMN.search(piece))


def _trimmed(title: str, start: int, end: int) -> Span:
    """The span without blanks and dots at its ends."""
    piece = title[start:end]
    kept = piece.rstrip(" .…。;；").removesuffix("等").rstrip() or piece
    left = kept.lstrip()
    return start + len(kept) - len(left), start + len(kept)
