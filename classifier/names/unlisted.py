"""Who stands before a verb: a known firm, or one outside the lexicon by the shape of its name."""

from __future__ import annotations

import re

from classifier.names.made_up import holds_verb, is_made_up
from classifier.names.non_names import verbs
from classifier.names.person_names import is_name
from classifier.text.page import Name, Page
from classifier.text.vocabulary import moves

_WHEN = (
    r"近日|日前|近期|今日|今天|昨日|昨天|昨晚|今晨|刚刚|目前|当地时间|北京时间|最近|去年|今年|本周|上周"
    r"|本月|上月|稍早|同日|当日|此次"
    r"|(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上午|下午|晚间|晚|凌晨|盘后|早间)?(?<=[年月日午间晚晨后])"
)
_ADVERB = re.compile(
    rf"(?:(?:在|于)?(?:{_WHEN})|已经|已于|已|正式|正在|正|将于|将|即将|再度|再次|再|又|也|均|都|或将|或|拟"
    rf"|计划|连续|相继|先后|亲自|接连|成功|顺利|完成了?对外|对外|公开|首次|一举|双双"
    r"|宣布|官宣|公告称?|披露|透露|表示|证实|确认|称|被曝出?|被传|传出|据悉|据称|疑似|独家|悄然|突然|低调"
    r"|火速|随即|随后|同时|则|还|便|就|才|刚|曾|更|欲|要|有望|正与|完成向|同步|紧急|无疑|不仅|决定|主动"
    r"|最终|总算|终于|如今|现已|预计|一度|率先|抢先|就|最快|重启|再融|二度|三度|第[一二三四五两]次"
    r"|[一二两三]次|五次|已获|被指|最新|新一轮|本轮|首轮|以[^,。]{2,14}估值|继续|全资|内部|发文|发布公告"
    r"|在)\s?$"
)
_CREDIT = re.compile(
    r"^(?:.{0,8}(?:获悉|消息|讯|报道|报导|首发|独家)[,:]?\s?|据[^,。]{1,14}?(?:报道|消息|称|透露|获悉"
    r"|显示)|消息称|消息指|传出?|曝|据悉|据传|网传|突发|重磅|快讯|最新消息|早报|出海速递|一线|独家|报道"
    r"|外媒称?|知情人士称?)\s?"
)
DESCRIBED = (
    r"公司|企业(?!级)|独角兽|龙头|厂商|平台|品牌|服务商|开发商|制造商|运营商|供应商|提供商|创企|新秀|巨头"
    r"|团队|开发者|研发商|新锐|黑马|新势力|小巨人|初创|商|一哥|鼻祖|第一股|实验室|工作室|机构|项目|劲敌|对手"
    r"|卖铲人"
)
PLACES = (
    "北京|上海|深圳|广州|杭州|苏州|南京|成都|武汉|西安|天津|重庆|合肥|无锡|宁波|厦门|青岛|长沙|东莞|珠海"
    "|郑州|济南|福州|佛山|常州|嘉兴|南通|绍兴|浙江|江苏|广东|山东|四川|湖北|湖南|安徽|福建|河南|陕西|贵州"
    "|贵阳|海南|昆山|大连|沈阳|哈尔滨|温州|台州|南昌|江西|香港|中国|美国|法国|德国|英国|日本|韩国|以色列"
    "|新加坡|加拿大|印度|瑞典|硅谷"
)
_PLACE = re.compile(rf"^(?:{PLACES})(?:市|省)?(?=[一-龥A-Za-z]{{2}})")
_LEGAL_TAIL = re.compile(
    r"(?:科技|技术|信息|电子|智能科技|数字科技|网络)?(?:股份|集团)?(?:股份)?有限(?:责任)?公司$|股份公司$|集团$"
)
_NO_NAME = re.compile(
    r"^(?:CEO|CFO|CTO|COO|创始人|联合创始人|董事长|总裁|投后|投前|对应|目标|这次|从未|首发|预计|申请|拟.*"
    r"|其|最终|据|已|尚未|发行人|保荐人|公司|该公司|本公司|其|它|他|她|我们|他们|这|那|该|本轮|本次|此轮"
    r"|此次|新一轮|首轮|近|超|一|两|三|四|五|六|七|八|九|十|多|数|每|各|全|又|再|不|没|未|有|无|是|在|上"
    r"|下|中|前|后|从|对|与|和|及|并|但|而|且|因|为|以|用|将|已|正|刚|国内|国产|中国|全球|海外|美国"
    r"|创始人|CEO|团队|项目|资本|投资|融资|市场|行业|企业|独角兽|巨头|大模型|模型|机器人|人形机器人"
    r"|具身智能|人工智能|芯片|消息|知情|媒体|记者|作者|编辑|文|据|目前|随着|通过|获得|完成|宣布|交易|公告"
    r"|报道|上市|港股|A股|BU|SEC|科创板|创业板|港交所|证监会|上交所|深交所|AI|IPO|CTO|COO|CFO|GPU|ToC|ToB|AGI"
    r"|Agent)$"
    rf"|(?:CEO|CTO|COO|CFO|CIO|VP)$|{moves.RESIGN}|{moves.JOIN}|{moves.TAKE}|{moves.APPOINT}|担任|[的了着吗呢吧呀把被让]|轮"
    r"|融资|亿(?![联纬航嘉帆图])|万(?![科创兴达孚]|[一-龥](?:科技|股份|集团|电子|智能|生物|医药|能源))|元(?![戎创气象光])|怎么|什么|为何|如何|我|你|他们|可以|可能|因为|所以|如果|虽然|为什么|正在|表示|认为"
    r"|股东|资金|数据显示|成立|专注|知情人|消息|有望|开始|启动|计划|准备|今年|去年|明年|年|月|日(?!报)"
    r"|投资人|估值|上市|股份制|名单|高管|员工|人才|负责人|创始人|总裁|赛道|首轮|以来|之后|之前|此前|其中"
    r"|岁|第[一二三]|方面|背后|宣布|完成|获得|轮次|产业链|概念股"
)


def clean(name: str) -> str:
    """A firm's name without place, legal form and quotation marks."""
    name = re.sub(r"(?<=[一-龥]{2})[AH]股$", "", name.strip(" \"“”「」『』《》'‘’()[]【】·-"))
    legal = _LEGAL_TAIL.search(name)
    if legal and len(name) - len(legal.group()) >= 2:
        head = name[: legal.start()]
        bare = _PLACE.sub("", head)
        if len(bare) >= 2:
            return bare
    return name


_DESCRIPTION = re.compile(
    rf"(?:{DESCRIBED}|校友|硕士|博士|芯片|大模型|模型|玩家|减肥药|员工|新茶饮|机器狗|班底|董事长.*"
    rf"|创始人.*|CEO.*|玩具|发行价|首首|交易所|联交所|港交所|巨头|孪生股|形式|资者处|处|方式)$"
    r"|^[前后](?:按|约|近|超|逾|达|\d)|^\d+家|^以[逾超约近]|一家|发推|发文|交表|借壳|变成|36氪|^(?:SW|ATM|W)$"
    r"|^(?:在|就在|从|于|对|向|因|随着|针对|根据|关于|国产|国内|首个|这|又|一家|某|多家|两家|三家|首家"
    r"|全球|称|改道|与|方[是为])|解释|据悉|消息|加码|氪$|基金$|^(?:造车|基础研究|支付银行|太多|SaaS|Excel)$"
)


def plausible(name: str, *, quoted: bool = False) -> bool:
    """Whether words may be the name of a firm; in quotation marks a name may hold a verb, yet be none: “送出”."""
    if _DESCRIPTION.search(name) or (name in verbs() if quoted else holds_verb(name)):
        return False
    return 2 <= len(name) <= 20 and not _NO_NAME.search(name) and not re.fullmatch(r"[\d.\s%+-]+", name)


_TAIL_GAP = re.compile(
    r"\s?(?:\([^()]*\)|[一二三]期|(?:\([^()]*\))?(?:科技|技术|智能)?(?:股份)?有限(?:责任)?公司(?:\([^()]*\))?|公司"
    r"|集团|官方|方面|本身|自己|母公司|旗下[^,。]{2,8}|(?:智能)?(?:机器人|科技|AI)?|有关人士|相关人士"
    r"|相关负责人|发言人|内部|CEO|创始人(?:兼CEO)?|董事会|管理层|CFO|CTO|COO|员工|高管|(?:创始人|CEO"
    r"|董事长)[一-龥]{2,3})\s?"
)
#: who stands before one of these takes money: the name may be of everyday words (资产百分百, “易快报”)
_RAISES = re.compile(
    r"(?:宣布|官宣)?(?:已)?(?:完成|获得?|拿到|拿下|收到|斩获|敲定|引入|进账|入账|签下|融到)[^,。;:!?|]{0,24}?"
    r"(?:轮|融资|注资|战投|[万亿]美?元|领投)"
    r"|(?:种子|天使|Pre-?[ABC]|[A-G]\d?\+*)轮(?:融资|超|过|近|由|落定|收官)"
)
#: who is told to take money and is no firm: 清华系, 湖北首富, 六小龙, “最大一笔”
_NO_TAKER = re.compile(r"(?:系|首富|富豪|国资|教父|一笔|小[龙虎]|天团|黑马|新贵|大佬|少年|博士|教授|夫妻|兄弟)$")
_QUOTED = re.compile(r"[「“\"『《](?P<name>[^「」“”\"『』《》,。;]{2,24})[」”\"』》]\s?(?:\([^()]*\))?\s?$")
_LEGAL = re.compile(
    r"(?P<head>[一-龥A-Za-z0-9·]{2,16}?)(?:\([一-龥]{2,6}\))?(?P<tail>[一-龥]{0,8}?)(?:股份)?有限(?:责任)?公司\s?$"
)
_LATIN = re.compile(r"(?:[A-Z/][A-Za-z0-9.&/\-]*|[a-z]+[A-Z][A-Za-z0-9]*)(?: (?:[A-Z][A-Za-z0-9.&\-]*|AI))*(?: \d+)?$")
_RUN = re.compile(r"[一-龥A-Za-z0-9.&·+\-]+(?:[ ][A-Za-z0-9.&+\-]+)*$")


def subject(page: Page, left: int, pos: int, *, strangers: bool = True) -> Name | None:
    """The firm that stands right before ``pos`` in a clause begun at ``left``: who does what the verb says."""
    end = _strip_adverbs(page.text, left, pos)
    inner = end - 1 if end > left and page.text[end - 1] in '」”"』' else end
    for mention in reversed(page.firms_between(left, end, people=True)):
        if (
            mention.end in (end, inner)
            or page.text[mention.end : end].isspace()
            or _TAIL_GAP.fullmatch(page.text[mention.end : end])
        ):
            return Name(mention.name, mention.start, mention.end, mention.id)
    if not strangers:
        return None
    return _stranger(page, left, end, raises=_RAISES.match(page.text, pos) is not None)


def _strip_adverbs(text: str, left: int, pos: int) -> int:
    end = pos
    while end > left:
        match = _ADVERB.search(text[max(left, end - 24) : end])
        if not match or not match.group():
            break
        end -= len(match.group())
    return end


def is_called(short: str) -> bool:
    """Whether a text may call a firm so in brackets, as sure as its word is: 十月春稻."""
    return re.fullmatch(r"[一-龥A-Za-z0-9·&.\- ]{2,12}", short) is not None and not re.search(
        r"^(?:公司|本|该|其|乙方|甲方|标的|上市公司)", short
    )


def _stranger(page: Page, left: int, end: int, *, raises: bool) -> Name | None:
    segment = page.text[left:end]
    for start, (stop, short) in page.short_names.items():
        if left <= start < end <= stop + 1 and is_called(short):
            return Name(short, start, stop)
    quoted = _QUOTED.search(segment)
    if quoted:
        name = clean(quoted["name"])
        raises = raises and segment[quoted.start()] != "《" and _NO_TAKER.search(name) is None
        made = name.isascii() or is_made_up(name) or SURE_END.search(name)
        sure = (raises or made or segment[quoted.start()] == "「") and plausible(name, quoted=True)
        return Name(name, left + quoted.start("name"), left + quoted.end("name")) if sure else None
    legal = _LEGAL.search(segment)
    if legal and not page.short_names:
        name = clean((legal["head"] + legal["tail"]) + "股份有限公司")
        if plausible(name):
            return Name(name, left + legal.start(), left + legal.end())
    segment = re.sub(r"\s?\([^()]*\)\s?$", "", segment)
    latin = _LATIN.search(segment)
    if latin and len(latin.group()) > 1 and not page.firms_between(left + latin.start(), end):
        name = latin.group().strip()
        return Name(name, left + latin.start(), left + latin.end()) if plausible(name) else None
    return _bare(page, left, segment, raises=raises)


def _bare(page: Page, left: int, segment: str, *, raises: bool) -> Name | None:
    """A name without quotation marks: sure by its ending or what introduces it, else only where the clause begins."""
    run = _RUN.search(segment)
    if not run:
        return None
    words = run.group()
    at = run.start()
    credit = _CREDIT.match(words)
    if credit:
        words, at = words[credit.end() :], at + credit.end()
    if not words:
        return None
    begins = not segment[:at].strip(' 「“"') or credit is not None
    introduced = _INTRODUCED.match(words)
    if introduced:
        at, words, begins = at + introduced.end(), words[introduced.end() :], True
    known = page.firms_between(left + at, left + run.end())
    if known:
        first = known[0]
        return Name(first.name, first.start, first.end, first.id) if first.start == left + at else None
    name = clean(_CUT_OFF.split(words)[0])
    if not plausible(name) or len(name) > 10:
        return None
    sure = SURE_END.search(name) is not None and (begins or is_made_up(name))
    taker = raises and _NO_TAKER.search(name) is None
    if sure or (begins and len(name) <= 6 and (taker or is_made_up(name))):
        return Name(name, left + at, left + at + len(name))
    return None


_INTRODUCED = re.compile(
    r"^.*?(?:(?:上交所|深交所|北交所|证监会|港交所)(?:终止|受理|官网显示|同意)?|公司|企业(?!级)|独角兽"
    r"|龙头|厂商|品牌|服务商|开发商|制造商|运营商|供应商|提供商|创企|新秀|研发商|新锐|黑马|小巨人|初创"
    r"|鼻祖|第一股|新贵|玩家|团队的|发起的|创立的|创办的|创业项目|旗下的?)(?=[一-龥A-Za-z0-9]{2})"
)
_CUT_OFF = re.compile(
    r"折价|至$|原$|至(?=创业板|科创板|港|北交所)|原(?=计划|拟|定)|公布|已(?!知)|正(?=在|式|推|与|进|谈|筹)|在谈|拟|将(?!军)|又|再(?=传|获|融|度|次|揽|拿)|办理|推进|发布"
    r"|连续|三个月|赴港|赴美|两个月|四个月|累计|(?=[A-Ha-h]\+*\d?轮)|凭|亲自|加价|内部|首轮|约\d|近\d|超\d|\d+亿"
    r"|\d+万|\s"
)
#: What a firm's name ends with.
SURE_END = re.compile(
    r"(?:科技|智能|机器人|生物|医疗|医药|半导体|微电子|电子|光电|能源|汽车|动力|网络|信息|数科|云|芯|健康"
    r"|航天|传媒|数据|量子|材料|集成|股份|集团|光子|智驾|智行|智航|创新|视觉|触觉|智造|时代|实验室|科学"
    r"|生命|AI|Labs?|宇航|航空|无人机|制药|游戏|影业|文化|通讯|存储|智芯|视界|算力|智算|微|生科|芯片|资本|未来"
    r"|空间|动能|机电|精密|软件|数智)$"
)


_SPEAKER = re.compile(
    r"(?P<name>[一-龥A-Za-z0-9]{3,8})(?:\([^()]{3,12}\))?:(?=\s?(?:公司|子公司|拟|控股股东|股东|董事|副?总|发行|公开发行|向[^,。]{2,12}发行|定增|获|终止|完成|选举|聘任|任命|委任"
    r"|[一-龥·]{2,8}(?:辞|离任|卸任|退休|当选|获聘|任|获任|出任|接任|担任|升任|获指定)))"
)
_NO_SPEAKER = re.compile(
    r"人士|证监会|交易所|上市委|路透|彭博|时报|快讯|突发|独家|评论|报道|官网|记者|[周日早晚]报|融资|美元|消息|传闻|爆料|回应"
    r"|[员师长会局部院委]$|首席|总裁|律|媒|专访|对话|揭秘|内幕|工会|发布|公告|观察"
)


def speaker(page: Page) -> Name | None:
    """The firm whose notice the title is, also one in no lexicon: 九华旅游:拟定增募资."""
    match = _SPEAKER.match(page.text, 0, page.title_end)
    if match is None or _NO_SPEAKER.search(match["name"]) or is_name(match["name"]) or not plausible(match["name"]):
        return None
    known = page.firms_between(0, match.end("name"))
    if known:
        return Name(known[0].name, known[0].start, known[0].end, known[0].id)
    return Name(match["name"], match.start("name"), match.end("name"))
