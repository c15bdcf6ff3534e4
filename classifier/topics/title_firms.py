"""How the firms of a title are read in news of a topic: who is told of, who only stands beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Characters before a mention that decide whether it is an aside.
BEFORE = 20


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that make a firm an aside: ``before`` ends at its name and ``after`` begins there; both hold if given.

    ``in_title``: what follows is read to the end of the title only.
    """

    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    in_title: bool = False

    def holds(self, text: str, start: int, end: int, *, title_end: int) -> bool:
        """Whether the mention between start and end is such an aside."""
        if self.before is not None and not self.before.search(text[max(0, start - BEFORE) : start]):
            return False
        return self.after is None or self.after.match(text, end, title_end if self.in_title else len(text)) is not None


#: Others are measured by it, or it is nobody's event: 又一个 X, 中国版 X, X 的心腹大患.
COMPARED = (
    Aside(
        before=re.compile(
            r"(?:(?:造|做|成为|打造|号称|自称|对标)[^,。;]{0,8}?(?:中国|国产|国内)(?:的|版)?|下一个(?:跟进)?|又一个|第二个|小|错失|踢出|并入|卖给|从[「“\"]?中国"
            r"|(?:[一-龥]国|欧洲|日本|印度|中东|以色列|硅谷)人?(?:的|版)|用的|股东|投资[方人]|金主)"
            r"\s?[「“]?$"
        )
    ),
    Aside(after=re.compile(r"\s?(?:的)?(?:心腹大患|眼中钉|头号)")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """Words before and after a leader's name that say it is the person who moves, not the firm led."""

    before: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFirms:
    """What part the firms of a title play when a topic is the main one."""

    #: a firm may give money rather than be the one told of
    has_investors: bool = False
    asides: tuple[Aside, ...] = COMPARED
    #: a leader is no name for the firm led: when the leader moves; beside another firm told of
    leader: Leader | None = None
    leader_yields: bool = False
    #: a former employer may be told of: its loss is the news
    loses_people: bool = False
    #: a further firm in a clause with one of these verbs takes part
    takes_part: re.Pattern[str] | None = None
    #: salience of a further firm when no fact names one
    further: float = 0.45
    #: strangers with a Latin name are told of: Zorvex 融资 10 亿美元
    latin_strangers: bool = False
