"""What titles and leads say in news of raising money."""

from __future__ import annotations

import re

from classifier.text.certainty import ANNOUNCED
from classifier.text.vocabulary import money
from classifier.topics.title_firms import COMPARED, Aside, TitleFirms

_FILED = (
    r"招股书|招股说明书|递表|递交|提交(?:了)?(?:上市|招股|ipo|申请)|更新[^,。]{0,4}(?:申请|招股|递交)"
    r"|聆讯|过会|受理|审核状态|注册生效|批文|备案|上市辅导|辅导|挂牌|敲钟|登陆|首日|启动(?:港股|科创板"
    r"|赴港)?(?:公开)?(?:招股|ipo|上市)|披露|天眼查|企查查|工商变更|证监会|港交所|上交所|深交所|博客|官网"
    r"|赴港|成功上市|上市首"
)


#: the heads of a joined title that have one of these tell the topic
HEAD_WORDS = re.compile(
    rf"融(?!合|入|化|创|媒)|{money.RAISE - '融资'}|募|{money.INVEST}|投了|{money.LEAD}|(?<![一-龥]年)轮(?!胎|值|换|岗)"
    rf"|估值|{money.LISTING}|登陆(?:港|科|纳|纽)|{money.PLACE}|发债|入账|股份"
    r"|投\s?[a-z一-龥][^;,]{0,12}[亿万]|拿到[^;]{0,6}[亿万]"
)
#: the event is confirmed
CONFIRMED = re.compile(
    rf"{ANNOUNCED}|{_FILED}|完成(?!后|度|了对)[^,。;]{{0,30}}(?:融资|轮|募资|投资)"
    rf"|完成[^,。;]{{0,16}}(?:亿|万)[^,。;]{{0,10}}(?:融资|轮)|轮融资完成|回应",
    re.I,
)
#: what a firm does: a stranger before one of these is a firm
FIRM_VERBS = re.compile(
    rf"{money.GET}|{money.RAISE}|{money.FILE}|{money.HEAR}|{money.LIST}|{money.PLACE}|关闭|再融|融到|筹|募|递交|提交|呈交"
    r"|赴港|赴美|冲刺|登陆|上市|开盘|首日|定价|发售价|发行价|发债|发行|辅导|聘任整体协调人|向港交所|叩响|叩门|叩开|估值|又进了"
    r"|IPO|A轮|B轮|C轮|D轮|天使轮|种子轮|首轮"
)

_SUM = r"[\d.]+(?:余|多)?[亿万][^,。;!?]{0,3}?"
_GIVER = re.compile(
    rf"(?:再|拟|将|豪掷|斥资)?\s?{_SUM}(?:美元|元|美金|港元)?(?:入主|入股|控股|投资|买|押注|注资|领投|战投|认购|敲开)"
    r"|(?:[、和与][^,。;、]{2,10}){0,4}(?:[^,。;]{0,4}各(?:投|出|占|拿)|[^,。;]{0,2}在(?:股东|名单|客户|列))"
    r"|[^,。;]{0,6}(?:[要想欲拟将]投(?!产)|有意买入|买进|拟认购|持股|参股|包揽|控股|押了|争着投|抢着?投)"
    r"|(?:[将要或]|有望)?成为?[^,。;]{1,12}(?:股东|金主)|[^,。;]{0,20}(?:力挺|站台|背书|潜伏|助阵)"
)
_SERVED = re.compile(r"\s?(?:备|造|盖|供|做|代工|打工|搭)")


TITLE_FIRMS = TitleFirms(
    has_investors=True,
    asides=(*COMPARED, Aside(before=re.compile(r"[给为]\s*$"), after=_SERVED), Aside(after=_GIVER, in_title=True)),
    leader_yields=True,
    latin_strangers=True,
)
