"""What part a named firm plays in a text: the one told of, an investor, a former employer, or a mere comparison."""

from __future__ import annotations

import re
from typing import Literal

from classifier.text.mentions import Mention
from classifier.text.page import Page
from classifier.text.vocabulary import money, moves, posts

Role = Literal["told", "investor", "former", "aside"]

_GIVES = re.compile(
    r"^(?!.{0,10}(?:获|得到|引入|引进|完成|被))(?:[、和与及][^,。;!?"
    rf"|、]{{2,12}}){{0,6}}(?:等)?(?:[^\s,;!?。]{{0,5}}?)(?:{money.LEAD}|{money.FOLLOW}|联合投资|独家投资|{money.BACK}|{money.GIVE}"
    rf"|{money.INVEST - '投资 入股 增资'}|入股(?!传闻)|{money.CASH_OUT}|是股东|均?为股东"
    r"|投资?\s?[近超逾约数]?\s?\d|至多\s?\d+亿[^,。]{0,4}押注"
    r"|否认(?:将)?(?:投资|收购|入股)|计划(?:再次)?向[^,。]{0,16}投资|据称洽谈向|据称加入|系资本"
    r"|据悉?(?:洽谈)?(?:投资|注资))"
)
_FROM_WHOM = re.compile(
    r"(?:获得?(?!悉)|由|引入|引进|来自|拿到|获颁|拉来|拉上|吸引)(?:了)?(?:[^,。;!?|]{0,24}[、和与及])?$"
)
_SUPPORT = re.compile(r"^[^,。;!?|]{0,40}?(?:投资|领投|跟投|参投|注资|入股|加持|加码|支持|追投|融资)")
_FORMER_BEFORE = re.compile(
    r"(?:^|[^从此以目之当眼往年日跟])(?:前|原)$|(?:离开|出身|出自|曾在|曾任|曾任职于|来自|毕业于|老东家|挖来"
    r"|请来|挖走|刚离开)$"
)
_PERSON = rf"(?:(?i:{posts.POST})|首席|总监|成员|天才少年|技术|全球|中国区)"
_FORMER_AFTER = re.compile(
    rf"^\s?(?:前|原)[A-Za-z一-龥 ]{{0,10}}?{_PERSON}|^系(?:创业|团队|大牛|高管|具身)?|^(?:出身|背景|元老"
    rf"|老将|老兵|旧部|校友)"
)
_ASIDE_AFTER = re.compile(
    r"^(?:的?(?:最强)?(?:竞争)?(?:对手|劲敌|竞品|竞对|克星|平替|门徒|合作商|合作方|合作伙伴|供应商|概念股|概念"
    r"|产业链|客户|大客户|朋友圈|流量|引爆|爆火|带火|之后|之父|热潮|概念板块)|版|式(?!说)|卡牌|们|盯上|背后"
    r"|供应链|生态链|同款|杀手|前夜|所有权|概念|系(?!统)|份额|开赛|第一大股东|是基石|跟上|合作"
    r"|挑战者|[^,。;、]{0,8}(?:供应商|设备商|代工厂)|[、和与及][^,。;、]{1,10}(?:的|设备)?供应商"
    r"|旗下(?=公司|企业|的|某)|[^,。;!?|]{0,6}合作[商方])"
)
_ASIDE_BEFORE = re.compile(
    r"(?:中国版|国产版|中国的|美国|硅谷版|美国版|印度版|欧洲版|叫板|对标|对抗|超越|挑战|超过|比肩|像|击败|抢先"
    r"|取代|追赶|不怕|托举|媲美|逼近|接入|被|借助|用|卖|远超|基于|签下|和刚|为|刚和|拒了"
    r"|拒绝了|被|标的为|就在|要做)\s?[「“\"]?$"
)


_STOP = re.compile(r"[。;!?|丨\n]")
_LEFT = re.compile(rf"\s?(?:{moves.LEAVE}|{moves.POACH}|请来)")
_LISTED = re.compile(r"[、和及与][^,。、;]{1,8}?[“\"]?(?:老兵|老将|元老|旧部|前高管)")
_TAKES = re.compile(r"(?:拿到|获得?|由)$")
_LIST_OR_SUM = re.compile(r"[^,。]{0,12}(?:、|\s?[\d数近超千百]|的钱|的支票)")
_LEADS = re.compile(r"[^,。]{0,20}(?:领投|跟投|参投|投资)")


def role(page: Page, mention: Mention, *, investors: bool = False) -> Role:
    """The part a mention plays, judged by the words next to it; ``investors``: whether it may be one that gives."""
    if not page.is_told(mention.start):
        return "aside"
    after = _STOP.split(page.text[mention.end : mention.end + 64], maxsplit=1)[0].lstrip('」”"』 ')[:60]
    before = _STOP.split(page.text[max(0, mention.start - 40) : mention.start])[-1].rstrip('「“"『 ')
    if _ASIDE_AFTER.match(after) or _ASIDE_BEFORE.search(before):
        return "aside"
    left_it = before.endswith("从") and _LEFT.match(after)
    if left_it or _LISTED.match(after) or _FORMER_BEFORE.search(before) or _FORMER_AFTER.match(after):
        return "former"
    if investors and (
        _GIVES.match(after)
        or (_TAKES.search(before) and _LIST_OR_SUM.match(after))
        or (_FROM_WHOM.search(before) and _SUPPORT.match(after) and not before.endswith("由"))
        or (before.endswith("由") and _LEADS.match(after))
    ):
        return "investor"
    return "told"
