"""An invented fourth topic, regulation (监管: fines, bans, approvals, investigations), and a small model of it.

The shipped topics know nothing of it, and nothing has to be registered in a global. A set of topics is a value:

    from tests.fourth_topic import REGULATION, WITH_REGULATION, analyzer

    read = analyzer()                         # a classifier.Analyzer of four topics, trained on first use (2 s)
    read.analyze("市场监管总局对智谱罚款三亿元")

``analyzer()`` gives ``Analyzer(model, topics=WITH_REGULATION)``; hand it to ``bot.reading.reader.Reader`` to see the
topic on the bot's side. A shipped topic would be a room ``classifier/topics/regulation/`` with the same record as its
``TOPIC``, named in ``classifier/topics/__init__.py``, and samples in ``classifier/samples/``.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from classifier import Analyzer
from classifier.model.training import Sample, train
from classifier.text.certainty import ANNOUNCED, clause_stance
from classifier.text.page import LEAD, Page
from classifier.topics import TOPICS, Topic
from classifier.topics.rule import in_title, rules_of
from classifier.types import Fact, Party, Stance
from tests.classifier.engine import samples as samples_of_three

NAME = "regulation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """What a regulator does with a firm: fine, ban, approve or investigate."""

    KIND: ClassVar[str] = NAME

    firm: str | None = None
    regulator: str | None = None
    action: str | None = None
    stance: Stance | None = None

    def parties(self) -> tuple[Party, ...]:
        """The firm that is regulated."""
        return (Party(self.firm, "subject"),) if self.firm else ()

    def to_json(self) -> dict[str, Any]:
        """The fields as they are."""
        return asdict(self)


_REGULATOR = re.compile(r"[一-龥]{2,8}(?:总局|监管局|管理局|网信办|工信部|委员会|监会)|网信办|工信部|证监会")
_ACTIONS = (
    ("fine", re.compile("罚款|处罚|罚没|被罚|罚单")),
    ("ban", re.compile("禁止|封禁|下架|叫停|暂停服务")),
    ("approve", re.compile("批准|获批|放行|备案通过")),
    ("investigate", re.compile("立案|调查|约谈|审查")),
)


def read_regulation(page: Page, stance: Stance) -> list[Fact]:
    """The first thing that a regulator does with each firm, in title and lead."""
    found: dict[str, Fact] = {}
    for clause in page.clauses:
        words = page.text[clause.start : clause.end]
        action = next((name for name, pattern in _ACTIONS if pattern.search(words)), None)
        if clause.start > page.title_end + LEAD or action is None:
            continue
        regulator = _REGULATOR.search(words)
        for firm in page.firms_between(clause.start, clause.end):
            value = Regulation(
                firm=firm.name,
                regulator=regulator.group() if regulator else None,
                action=action,
                stance=clause_stance(page, clause.start, clause.end, stance),
            )
            found.setdefault(firm.name, Fact(value, *page.evidence(clause.start, clause.end)))
    return list(found.values())


_TOLD = in_title("罚款|约谈|立案|封禁|下架|叫停|被罚|获批")
REGULATION = Topic(
    name=NAME,
    priority=0,
    negative_weight=1.0,
    rules=rules_of(
        NAME,
        (
            (
                "标题说监管",
                3.0,
                "标题说监管部门罚、禁、批或查了一家公司",
                _TOLD,
            ),
            ("监管会议", -3.0, "只是监管部门的会议和文件，没有哪家公司", in_title("座谈会|工作会议|征求意见")),
        ),
    ),
    required=re.compile("罚|约谈|立案|封禁|下架|叫停|批"),
    head_words=re.compile("罚|约谈|立案|调查|封禁|下架|叫停|获批|监管|审查"),
    confirmed=re.compile(rf"{ANNOUNCED}|决定书|通报|公布|依法"),
    fact=Regulation,
    read_facts=read_regulation,
    firm_verbs=re.compile("(?:被罚|遭罚|被约谈|被立案|被叫停|获批)"),
)

#: The shipped topics and the invented one, which comes last in every row of scores.
WITH_REGULATION = TOPICS.plus(REGULATION)

_SAMPLES = (
    ("市场监管总局对某外卖平台罚款三亿元", "处罚决定书称其滥用市场支配地位。"),
    ("网信办约谈一家短视频公司，责令整改", ""),
    ("因违规收集个人信息，某出行公司被罚八十亿元", ""),
    ("欧盟对一家搜索公司立案调查，涉嫌垄断", "监管机构将在一年内作出决定。"),
    ("监管部门叫停某聊天机器人服务", "称其未完成备案。"),
    ("工信部通报下架十款应用", ""),
    ("传某支付公司将被处以巨额罚款", "知情人士称监管调查接近尾声。"),
    ("反垄断审查结束，监管批准芯片公司并购案", ""),
    ("意大利监管机构封禁一款人工智能应用", ""),
    ("某大模型产品获批上线，监管备案通过", ""),
    ("证监会对某公司信息披露违规立案", ""),
    ("数据保护机构调查一家模型公司，要求说明数据来源", ""),
)


def samples() -> list[Sample]:
    """The invented topic's own samples."""
    return [Sample(title=title, summary=text, topics=frozenset({NAME})) for title, text in _SAMPLES]


@cache
def analyzer() -> Analyzer:
    """An analyzer of the four topics on a small model, trained once in a process."""
    trained = train([*samples_of_three(), *samples()], now=datetime(2026, 1, 1, tzinfo=UTC), topics=WITH_REGULATION)
    return Analyzer(trained.model, topics=WITH_REGULATION)
