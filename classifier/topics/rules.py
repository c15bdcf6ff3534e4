"""Rules beside the model: what the label definitions decide by hand; they shift the logit of a topic.

The rules themselves, each with its reason, stand in ``rules_funding``, ``rules_talent`` and
``rules_pretraining``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.topics.funding import rules as funding
from classifier.topics.pretraining_cut import rules as pretraining
from classifier.topics.rule import Rule, Scene
from classifier.topics.talent_move import rules as talent
from classifier.types import TOPICS

RULES: tuple[Rule, ...] = (*pretraining.RULES, *funding.RULES, *talent.RULES)

#: A passage far down in a long text that carries a fact of its topic is worth this much.
IN_PASSAGE = {
    topic: Rule("正文有事实", topic, 2.0, "正文里写明了具体的人、公司或金额", lambda scene: True) for topic in TOPICS
}

#: Below this probability a topic is out of reach: no rule that lowers it further is asked.
HOPELESS = 0.02

#: Without one of these in the title no rule can raise a topic (pretraining: nor in the lead).
_SIGNS = {
    "funding": re.compile(r"融|投|轮|ipo|上市|估值|债|股|募|递表|聆讯|敲钟|发售|配售|定增|登陆|过会|票据|贷款|叩响"),
    "talent_move": re.compile(
        r"职|任|辞|帅|将|迎回|董事会|削|减少|精简|接棒|履新|加入|加盟|跳槽|转投|挖|空降|轮岗|另起|换人|离开|退休|回归|创业|出走|下课|被免|变动|离场|去向|裁|减员"
        r"|优化|缩编|解散|关闭|招|岗|聘|门户|单干|单飞|挥别|接掌|入伙|二线|出山|解雇|开除|清退|遣散|砍掉|被开|罢免|并入|转入|划归|归入"
    ),
    "pretraining_cut": re.compile(r"训|模型|基座|基模|底座|参数|自练|万亿级|千亿|大尺寸|大号版本"),
}
_ROWS = tuple((rule, TOPICS.index(rule.topic), _SIGNS[rule.topic].search) for rule in RULES)


def fired(scene: Scene, before: Sequence[float] | None = None) -> list[Rule]:
    """The rules that hold for an item; ``before``, the probabilities without rules, saves needless ones."""
    found = []
    for rule, column, sign in _ROWS:
        if rule.shift < 0:
            asked = before is None or before[column] > HOPELESS
        else:
            asked = sign(scene.title) is not None or (column == 0 and sign(scene.lead) is not None)
        if asked and rule.test(scene):
            found.append(rule)
    return found


def shifts(rules: Sequence[Rule]) -> list[float]:
    """The sum of shifts for each topic, in the order of ``TOPICS``."""
    total = [0.0] * len(TOPICS)
    for rule in rules:
        total[TOPICS.index(rule.topic)] += rule.shift
    return total


__all__ = ["IN_PASSAGE", "RULES", "Rule", "Scene", "fired", "shifts"]
