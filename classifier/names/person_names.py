"""The shapes of persons' names and of posts, and what may stand before and after them."""

from __future__ import annotations

import re
from functools import cache

from classifier.names.non_names import non_names
from classifier.names.surnames import DOUBLE, JAPANESE, SOUNDS, SURNAMES
from classifier.text.tokenizer import Tokenizer
from classifier.text.vocabulary import moves
from classifier.text.vocabulary.posts import POST_ENDS

CHINESE = re.compile(rf"(?:(?:{DOUBLE})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}})")
JAPANESE_NAME = re.compile(rf"(?:{JAPANESE})[一-龥]{{1,3}}")
FOREIGN = rf"[{SOUNDS}]{{1,8}}(?:\s?[·•・]\s?(?:[{SOUNDS}]{{1,9}}|[A-Z][a-z]*))+"
LATIN = r"[A-Z][a-zà-ÿ]+(?:[ -][A-Z]\.?)?(?:[ -](?:van |von |de |Al-)?[A-ZÀ-Þ][A-Za-zà-ÿ'’-]+){1,2}"

NOT_CHINESE = re.compile(
    r"^(?:于(?:年|月|近|今|昨|本|上|下|去|明|当|日|此|该)|周[一二三四五六日末]|明[春夏秋冬年]|尚未|尚无|申请|时任|单位|(?:和"
    r"|方|向|于|时|成|任|应|经|连|全|明|单|安|万|高|武"
    r"|文|金|管|关|华|白|石|车|路|解|师|商|房|简|项|边|查|古|党|席|时|马|江|东|易|和|费|包|宗|符|温|农|祝"
    r"|乐|宁|游|施|严|汤|贺|计|常|印)(?:面|向|是|为|的|了|在|有|式|功|立|员|命|职|用|验|理|名|家|部|体|确"
    r"|天|全|能|个|日|性|上|起|任|来|到|接|续|同|加|传|公|位|管|端|级|层|学|件|字|融|企|系|注|业|程|色|子"
    r"|主|队|长|开|务|除|雇|决|东|产|屋|单|介|目|组|界|看|询|老|政|然|用|费|括|旨|合|度|村|贺|海|戏|展|格"
    r"|药|岁|划|发|刷|度))"
    rf"|.{{1,3}}[已将曾也均再又从被因拟即还就或仍不赴]$|.*(?:{moves.RESIGN}|{moves.JOIN}|{moves.APPOINT}|担任|出任"
    r"|峰网|公司|团队|宣布|表示|员工|高管|负责|创始|技术|科学|总裁|董事|今日|近日|正式|消息|据悉|模型|智能|科技)"
)
BORDER_BEFORE = re.compile(
    rf"(?:^|[,。;:!?|丨\n、\s「」“”\"'『』《》()\[\]【】/·]|[和与及由称曝传悉让为聘命向是名位的者了将即]"
    rf"|{moves.APPOINT}|{moves.POACH}|{moves.RECRUIT}|提拔|选举|推选|推举|花名|{POST_ENDS}|博士|先生|女士|总|团队|大神|极客|导演|主播|老板|高手|教父|新星|妻子|夫人|华人"
    rf"|校友|岁|学者|天才|少年|作者|一作|女将|80后|90后|掌舵者|技术|人|[A-Za-z]|宣布|[传曝]出)$"
)
AFTER_CHINESE = re.compile(
    r"^(?:$|[,。;:!?|丨\n、\s「」“”\"'()\[\]【】/]"
    r"|[为的等和与及将已正也均又则曾仍在从离加转出升接兼任担辞卸请去回重入空履执掌宣官确被获拟或即还创再另"
    r"带率此因于自不未投跳双一二两共负掌退携以到是进来改调轮晋])"
)
NOT_LATIN = re.compile(
    r"^(?:AI|The|Deep|Open|Chat|Meta|Google|Apple|Super|Gemini|Claude|Llama|Thinking|Safe|Scale|Character"
    r"|Hugging|Silicon|Physical|Boston|Machine|Robotics|Seed|Moonshot|Stability|Sora|Kimi|Siri|Copilot"
    r"|Business|Financial|Wall|Bloomberg|Tech|Nova|Alpha|Azure|Cloud|Data|Labs?)\b"
)
#: A last name alone, sure only behind a post or what a person is: 首席技术官 Murati, 联创 Zoph、Metz, 贡献者 Bansal.
ONE_LATIN = re.compile(
    rf"(?:{POST_ENDS}|贡献者|作者|成员)\s?(?:[A-Z][a-z]{{2,}}\s?(?:、|和|与)\s?)*(?P<name>[A-Z][a-z]{{2,}})$"
)


#: A foreign name of few characters, sure only behind a post or a trade: 首席技术官奈特, 导演詹姆斯卡梅隆.
SHORT_FOREIGN = re.compile(rf"(?:{POST_ENDS}|导演|主播|富翁|教授|博士)\s?(?P<name>[{SOUNDS}]{{2,8}})$")


def is_border(words: str, at: int) -> bool:
    """Whether a word ends at a place of a clause and no other goes over it: 技术极客|陈宇森."""
    if at == 0 or not re.match(r"[一-龥]", words[at - 1]):
        return False
    end = 0
    cut = list(_tokenizer().cut(words))
    for count, word in enumerate(cut):
        end += len(word)
        if end >= at:  # and the name itself is no word: 边缘化
            return end == at and len(word) > 1 and 3 <= len(cut) - count <= 4
    return False


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer()


#: What no given name ends with, and what 曾 before it is no surname
_NO_END = re.compile(
    r".+(?:[的了在后于是被把对与及]|而且|并且)$|曾(?:分别|先后|任职|担任|获得|一度|多次|长期|参与|公开)"
)


def is_name(words: str) -> bool:
    """Whether Han characters may be a whole name (洪涛, 欧阳静, 佐藤恒治) and are no word (高铁, 曾分别)."""
    return is_shaped(words) and words not in non_names() and not _NO_END.match(words)


def is_shaped(words: str) -> bool:
    """Whether Han characters have the shape of a name."""
    pattern = CHINESE if len(words) < 4 else _LONG
    return (pattern.fullmatch(words) or JAPANESE_NAME.fullmatch(words)) is not None and not NOT_CHINESE.match(words)


_LONG = re.compile(rf"(?:{DOUBLE})[一-龥]{{2}}")
