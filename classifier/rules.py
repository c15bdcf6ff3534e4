"""Rules beside the model: what LABELS decide by hand, each with its reason; they shift the logit.

A rule is asked on the normalised, lower-cased title and lead. A shift of about 6 decides alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from classifier.types import TOPICS

DECIDES = 6.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule looks at: the title, the lead, and both in one."""

    title: str
    lead: str

    @property
    def both(self) -> str:
        """Title and lead, one text."""
        return f"{self.title}\n{self.lead}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named shift of one topic's logit; ``reason`` is what a person is told."""

    name: str
    topic: str
    shift: float
    reason: str
    test: Callable[[Scene], bool]


RAISE = re.compile(
    r"(?:完成|获|拿下|斩获|宣布|敲定|揽下|领投|跟投|独投)[^,。;!?|]{0,22}(?:融资|轮|注资|入股|募资)"
    r"|(?:种子|天使|pre-?[abc]\+*|[a-h]\+*)轮|领投|跟投|ipo|上市|估值|募资|筹资|发债|配售|定增|可转债|债券"
)
MOVE = re.compile(
    r"离职|离开|离任|卸任|辞职|辞任|辞去|请辞|退休|出走|加入|加盟|入职|履新|空降|上任|回归|重返|转投|跳槽|挖角|挖走|挖来|任命|聘任"
    r"|出任|升任|晋升|接任|接替|兼任|执掌|换帅|轮岗|调任|裁员|裁撤|解散|创业|免去|罢免|解雇|开除|招聘|扩招|人才|高管变动|任职|任期|接班|掌舵|新任"
)
_OBJECT = re.compile(
    r"预训练|基座|基础大?模型|基模|底层大?模型|自研(?:的)?(?:通用)?(?:大?模型|基座)|大模型自研|通用大模型|万亿参数|训(?:练)?(?:大|基座|基础|自己的|自家的?|自有)?模型"
    r"|训练(?:团队|算力|预算|集群|计划|业务)|大模型(?:研发|训练|团队|业务|部门|项目|赛道|竞赛|牌桌|军备)|超大(?:规模)?模型|模型(?:研发|团队|层|训练|业务)|pre-?train|foundation model|大模型|自研"
)
_QUIT = re.compile(
    r"放弃|停止|停掉|停下|暂停|叫停|终止|中止|搁置|缩减|收缩|缩水|削减|砍|裁|解散|关停|关掉|退出|不再|告别|止步|转向|转而|转型|转战|改用|改为|改做|调整|合并|并入|外包"
    r"|剥离|瘦身|减少|降级|冻结|压缩|弃|撤|收手|下桌|牌桌|离场|掉队|坚持|继续|不会|从未|没有停|并未|刹车|收尾|按下|甩|让位|拆|归入|划归|移交|交给|委托|套壳|接入|拥抱|断供|归零|清零|收编|掉头|换道|熄火|止损"
)
_TECHNIQUE = re.compile(
    r"预训练(?:权重|知识|语料|范式|参数|目标|任务|数据集|方法|框架|模型库|语言模型)|微调|backbone|主干网络|论文|arxiv|sota|知识蒸馏|剪枝|算法|少样本|零样本|新范式|数据集|开源代码"
)
_OPINION = re.compile(
    r"预训练(?:时代)?(?:已死|终结|结束|撞墙|见顶|到头|走到尽头|触顶|的尽头|天花板)|scaling law|还值得|该不该|要不要|意义何在|怎么看|为什么要"
)


def _has(pattern: str, where: str = "title") -> Callable[[Scene], bool]:
    search = re.compile(pattern).search
    return lambda scene: search(getattr(scene, where)) is not None


def _balances(scene: Scene) -> bool:
    found = re.search(r"融资余额|融资融券|两融|融资买入|融资净(?:买|偿|流)|融券|杠杆资金|融资客|融资盘", scene.title)
    return found is not None and not re.search(r"完成|轮融资|领投|获[^,。]{0,10}融资(?!余|买|融)", scene.title)


def _secondary(scene: Scene) -> bool:
    return re.search(r"资情留言板|求购|老股(?:转让|份额|出让)|转让[^,。]{0,8}老股|份额转让", scene.both) is not None


def _own_fund(scene: Scene) -> bool:
    fund = re.search(
        r"基金[^,。;]{0,14}(?:募集|设立|成立|关账|备案|首关|终关|启动|发布|落地|揭牌)|(?:设立|成立|发起|完成|募集|组建)[^,。;]{0,18}基金",
        scene.title,
    )
    return fund is not None and not re.search(r"轮|领投|估值|ipo|上市|投资[^,。]{0,4}公司|战略融资", scene.title)


def _takeover(scene: Scene) -> bool:
    return re.search(r"收购|并购|要约", scene.title) is not None and not RAISE.search(scene.title.replace("收购", ""))


def _own_plant(scene: Scene) -> bool:
    plant = re.search(
        r"(?:投资|斥资|投入|豪掷|砸)[^,。;]{0,12}(?:建|扩建|设厂|产线|工厂|数据中心|基地|园区|项目|研发)", scene.title
    )
    return plant is not None and not RAISE.search(scene.title)


def _market(scene: Scene) -> bool:
    moves = re.search(
        r"概念股|板块|涨停|跌停|涨超|跌超|涨逾|跌逾|盘前|收盘|高开|低开|etf|指数|北向资金|主力资金|净流入|净买入|净卖出|收涨|收跌",
        scene.title,
    )
    return moves is not None and not re.search(
        r"完成[^,。]{0,12}融资|轮融资|领投|定增|配售|首日|敲钟|挂牌|登陆|招股|递表|可转债|募资|上市首", scene.title
    )


def _quote_only(scene: Scene) -> bool:
    """A speaker and a colon, and no move told anywhere in the title."""
    said = re.search(r"[:“]|表示|认为|称|谈|直言|专访|对话|访谈|回应", scene.title)
    return said is not None and not MOVE.search(scene.title) and not MOVE.search(scene.lead[:80])


def _death_or_court(scene: Scene) -> bool:
    return re.search(
        r"去世|逝世|离世|病逝|被捕|逮捕|获刑|拘留|被查|立案|审查调查|通缉|判刑|入狱", scene.title
    ) is not None and not re.search(r"接任|接替|任命|出任|离职|辞职|卸任|免去|裁员", scene.title)


def _things_join(scene: Scene) -> bool:
    """加入 of things and firms: carts, functions, alliances, price wars."""
    joins = re.search(
        r"加入(?:购物车|新?功能|对|联盟|开源|支持|自选|价格战|战局|战场|竞争|大战|.{0,8}(?:联盟|阵营|计划|名单|标准|协议|生态|大家庭|组织|功能|模式|选项|套餐|混战|战团|行列))",
        scene.title,
    )
    return joins is not None and not re.search(
        r"离职|前[^,。]{1,14}(?:加入|出任)|负责人|首席|任命|出任|总裁|团队加入", scene.title
    )


def clauses(text: str) -> list[str]:
    """Clauses: what stands between commas, stops and brackets."""
    return [piece for piece in re.split(r"[,。;!?\n]|[|丨]", text) if piece]


def _cut_told(scene: Scene) -> bool:
    """Verb and object of a cut stand in one clause of the title or of the lead's first sentences."""
    texts = [*clauses(scene.title), *clauses(scene.lead[:160])]
    return any(_STRONG.search(clause) is not None and not _TECHNIQUE.search(clause) for clause in texts)


_STRONG = re.compile(
    r"(?:放弃|停止|停掉|停训|暂停|叫停|终止|搁置|缩减|收缩|削减|砍掉|裁撤|解散|退出|不再|告别|不会放弃|没有放弃|从未放弃|未放弃|坚持|继续)[^,。;!?]{0,12}"
    r"(?:预训练|基座|基础(?:大)?模型|基模|自研(?:大)?模型|大模型自研|通用大模型|自研通用|万亿参数|模型训练|训练(?:大|基座|基础|自己的|自家的?)模型)"
    r"|(?:预训练|基座(?:大)?模型|基础(?:大)?模型|自研(?:大)?模型|通用大模型)[^,。;!?]{0,10}(?:团队|业务|研发|项目|部门|预算|投入|算力|工作|组)?[^,。;!?]{0,6}(?:解散|裁撤|被砍|停|缩减|收缩|削减|并入|合并|外包|叫停|暂停|放弃|腰斩|减半)"
)


def _no_cut(scene: Scene) -> bool:
    """Nowhere a model of one's own together with a word of giving up (or of going on)."""
    return not (_OBJECT.search(scene.both) and _QUIT.search(scene.both))


def _technique(scene: Scene) -> bool:
    return _TECHNIQUE.search(scene.title) is not None and not _STRONG.search(scene.title)


def _opinion(scene: Scene) -> bool:
    return _OPINION.search(scene.title) is not None and not _STRONG.search(scene.title)


def _no_money(scene: Scene) -> bool:
    return not re.search(
        r"融|资|投|轮|估值|ipo|上市|招股|递表|聆讯|过会|挂牌|定增|配售|发行|债|注册生效|辅导|科创板|创业板|北交所|港股|港交所|敲钟|募|筹|押注|真金白银|钱|亿|入股|股东|弹药|过审|上会|受理|问询|万",
        scene.both,
    )


RULES: tuple[Rule, ...] = (
    Rule("两融数据", "funding", -DECIDES, "融资余额、融资融券是股市数据，不是公司融资", _balances),
    Rule("老股转让", "funding", -DECIDES, "求购和转让老股，公司没有拿到钱", _secondary),
    Rule("机构募基金", "funding", -4.0, "投资机构募自己的基金，不是公司融资", _own_fund),
    Rule("收购", "funding", -3.0, "收购本身不是融资", _takeover),
    Rule("自建项目", "funding", -3.0, "公司给自己建厂投钱，不是融资", _own_plant),
    Rule("行情", "funding", -4.0, "股价、指数和资金流向不是融资", _market),
    Rule("不谈钱", "funding", -2.0, "全文没有提到钱和股份", _no_money),
    Rule("只有言论", "talent_move", -2.5, "只是某人说了话，没有说他去留", _quote_only),
    Rule("去世或司法", "talent_move", -DECIDES, "去世、被捕不算人才流动", _death_or_court),
    Rule("加入的不是人", "talent_move", -4.0, "公司或产品加入联盟、功能、价格战", _things_join),
    Rule("放弃自研模型", "pretraining_cut", 3.0, "同一句里说到停、减或坚持自研基座模型", _cut_told),
    Rule("没有收缩模型", "pretraining_cut", -DECIDES, "没有同时说到自研模型和收缩", _no_cut),
    Rule("技术用语", "pretraining_cut", -DECIDES, "讲的是训练方法，不是公司决定", _technique),
    Rule("行业观点", "pretraining_cut", -3.0, "讲的是行业看法，没有公司决定", _opinion),
)


@cache
def _columns() -> tuple[tuple[Rule, int], ...]:
    return tuple((rule, TOPICS.index(rule.topic)) for rule in RULES)


def fired(scene: Scene) -> list[Rule]:
    """The rules that hold for an item."""
    return [rule for rule in RULES if rule.test(scene)]


def shifts(rules: Sequence[Rule]) -> list[float]:
    """The sum of shifts for each topic, in the order of ``TOPICS``."""
    total = [0.0] * len(TOPICS)
    for rule in rules:
        total[TOPICS.index(rule.topic)] += rule.shift
    return total
