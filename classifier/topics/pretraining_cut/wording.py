"""What titles and leads say in news of models given up."""

from __future__ import annotations

import re

from classifier.text.certainty import ANNOUNCED
from classifier.text.vocabulary import models
from classifier.topics.title_firms import COMPARED, Aside, TitleFirms
from classifier.topics.topic import Ending

#: the heads of a joined title that have one of these tell the topic
HEAD_WORDS = re.compile(rf"{models.OWN_MODEL}|底座|大模型|自研|训模")
#: the event is confirmed
CONFIRMED = re.compile(rf"{ANNOUNCED}|回应|坦言|承认|表态|财报会|业绩会|接受[^,。]{{0,10}}采访|董秘|明确")
#: what a firm does: a stranger before one of these is a firm
FIRM_VERBS = re.compile(
    rf"{models.STOP}|{models.PAUSE}|缩减|收缩|裁掉|砍|撤销|停更|转向|转做|转型|不再|不做|不追|不打算|传停|否认|承认"
)
ENDING = Ending(
    untrue=re.compile(r"误读|失实|断章取义|谣传|与事实不符|没有这回事|子虚乌有"),
    # what goes on beside a cut is something else: 停止预训练，API服务照常
    given_up=re.compile(rf"(?<![不没未会有曾绝]){models.GIVE_UP}[^,。;?]{{0,10}}(?:训|模型|基座|底座)(?!传闻|的说法)"),
    goes_on=re.compile(
        rf"(?:继续|坚持|仍(?:将|在|会)?|还(?:会|将|在)|一定要|持续){models.ON_WITH}(?:做|训|投入|研发|自研|预训练"
        r"|基座|底座|训练|迭代)|第一优先级|不会停|一天都不会断|照训|训到底|(?:训练|模型|基座|底座|算力|卡)[^,。;]{0,8}只增不减"
        r"|(?:没|没有|从没|从未|不会|不能|绝不|不曾)(?:停过|停训|断)|自己的模型一定要有"
    ),
)

#: a firm named for the model that another one takes instead of its own: 改用 DeepSeek、豆包
_TOOL = re.compile(
    rf"(?:{models.TOOL_BEFORE}|(?:外包|交|交由|让|卖|托付|托)给?给|跑在)(?:了|开源的?|的)?\s?[「“]?"
    r"(?:[^,。;!?|、]{1,12}、)?$"
)
_TOOL_AFTER = re.compile(r"\s?(?:[A-Za-z0-9.-]+\s?)?(?:上(?:改|微调|跑|做)|打底|为底|做底|为基座|各管)")
_ALLIED = re.compile(r"\s?(?:结盟|牵手|合作|联合|联手|握手)")
TITLE_FIRMS = TitleFirms(
    asides=(
        *COMPARED,
        Aside(before=re.compile(r"[与和]\s*$"), after=_ALLIED),
        Aside(before=_TOOL),
        Aside(after=_TOOL_AFTER),
    ),
)
