"""What titles and leads say in news of people who come and go."""

from __future__ import annotations

import re

from classifier.text.certainty import ANNOUNCED
from classifier.topics.talent_move.moves import VERB
from classifier.topics.title_firms import Aside, Leader, TitleFirms

#: without one of these no rule can raise the topic
SIGNS = re.compile(
    r"职|任|辞|帅|将|迎回|董事会|削|减少|精简|接棒|履新|加入|加盟|跳槽|转投|挖|空降|轮岗|另起|换人|离开|退休|回归|创业|出走|下课|被免|变动|离场|去向|裁|减员"
    r"|优化|缩编|解散|关闭|招|岗|聘|门户|单干|单飞|挥别|接掌|入伙|二线|出山|解雇|开除|清退|遣散|砍掉|被开|罢免|并入|转入|划归|归入"
)
#: the heads of a joined title that have one of these tell the topic
HEAD_WORDS = re.compile(
    r"离职|离任|离开|卸任|辞任|辞去|辞职|退休|出走|加入|加盟|入职|履新|空降|上任|回归"
    r"|重返|转投|跳槽|挖走|挖来|挖角|任命|聘|出任|升任|升为|升级|接任|接替|兼任|换帅"
    r"|裁员|裁撤|(?<!总)裁|解散|优化|创业|停职|接班|执掌|掌舵|人事"
    r"|成为[^;]{0,8}(?:合伙人|ceo|总裁)|委任|下台|退出|内部信|免去"
)
#: the event is confirmed
CONFIRMED = re.compile(rf"{ANNOUNCED}|自任|回应|发帖|离职信|社交平台宣布|公开(?:表示|确认)")
#: what a firm does: a stranger before one of these is a firm
FIRM_VERBS = re.compile(
    r"(?:换帅|换将|换人|裁员|裁撤|裁掉|再裁|拟裁|任命|聘任|委任|聘|启动[^,。]{0,6}裁员|董事长|CEO|总裁|总经理|创始人|联创|高管"
    r"|首席|副总|解散|停摆|迎来|请来|挖来|宣布|公告|停用)"
)

TITLE_FIRMS = TitleFirms(
    asides=(Aside(before=re.compile(r"错失\Z")),),
    leader=Leader(
        before=re.compile(r"(?:任命|聘任?|委任|请来|迎来|选举|提拔|由|传|曝)\s?$"),
        after=re.compile(r"\s?(?:将|已|或|要)?(?:出任|升任|转任|调任|兼任|接任|卸任|加入|加盟|入职|履新|领衔|任)"),
    ),
    loses_people=True,
    takes_part=VERB,
    further=0.5,
)
