"""What titles and leads say in news of people who come and go."""

from __future__ import annotations

import re

from classifier.text.certainty import ANNOUNCED
from classifier.text.vocabulary import moves, posts
from classifier.topics.talent_move.moves import VERB
from classifier.topics.title_firms import Aside, Leader, TitleFirms

#: the heads of a joined title that have one of these tell the topic; things are 告别 and 接管 too
HEAD_WORDS = re.compile(
    rf"{moves.LEAVE - '告别'}|{moves.REMOVED}|{moves.DISMISS}|{moves.JOIN}|{moves.RETURN}|{moves.TAKE - '接管'}"
    rf"|{moves.APPOINT}|聘|{moves.POACH}|{moves.SWAP}|{moves.LAY_OFF}|(?<!总)裁|{moves.DISBAND}|{moves.FOUND}"
    r"|招聘|招人|校招|扩招|招募|招新|扩编|规模[^;]{0,6}(?:扩大|翻)|跑路|调离|流失|优化|升级|接班|人事|成为[^;]{0,8}(?:合伙人|ceo|总裁)|退出|内部信"
)
#: the event is confirmed
CONFIRMED = re.compile(rf"{ANNOUNCED}|自任|回应|发帖|离职信|社交平台宣布|公开(?:表示|确认)")
#: what a firm does: a stranger before one of these is a firm
FIRM_VERBS = re.compile(
    rf"{moves.SWAP}|{moves.LAY_OFF}|再裁|拟裁|{moves.APPOINT}|聘|启动[^,。]{{0,6}}裁员|{moves.DISBAND}|{moves.POACH}"
    rf"|(?i:{posts.LEADER - '董事'})|首席|副总|停摆|迎来|请来|宣布|公告|停用"
)

TITLE_FIRMS = TitleFirms(
    asides=(Aside(before=re.compile(r"错失\Z")),),
    leader=Leader(
        before=re.compile(rf"(?:{moves.APPOINT}|聘|请来|迎来|选举|提拔|由|传|曝)\s?$"),
        after=re.compile(rf"\s?(?:将|已|或|要)?(?:{moves.TAKE}|{moves.RESIGN}|{moves.JOIN}|领衔|任)"),
    ),
    loses_people=True,
    takes_part=VERB,
    further=0.5,
)
