"""One event, one story: what joins, what is kept apart, and that order and odd texts do no harm."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.amounts import Amount
from bot.core.fact_agreement import amounts_agree, firms_shared, persons_agree
from bot.core.facts import Funding, OtherFact, PretrainingCut, TalentMove
from bot.core.grouping import Pool
from bot.core.similarity import DENIAL_WINDOW, THRESHOLD, WINDOW, belongs, fingerprint
from bot.core.story_match import MAX_TITLES
from bot.core.title_features import overlap, weights
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, TOPICS, Topic
from bot.core.types import FirmRef, Stance, Tags
from bot.reading.titles import read_title
from classifier.text.title import Title

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAMES = {"zhipu": "智谱", "moonshot": "月之暗面", "intel": "英特尔", "openai": "OpenAI", "meta": "Meta", "tml": "TML"}


def read(
    *firms: str, topic: Topic = FUNDING, stance: Stance = Stance.REPORTED, roundup: bool = False, **fact: Any
) -> Tags:
    """Tags with at most one fact; a firm is a lexicon id, or a name outside the lexicon."""
    kind = {FUNDING: Funding, TALENT_MOVE: TalentMove, PRETRAINING_CUT: PretrainingCut}[topic]
    refs = tuple(FirmRef(f, NAMES[f]) if f in NAMES else FirmRef("", f) for f in firms)
    facts = (kind(**fact),) if fact else ()
    return Tags(topics={topic: 0.9}, firms=refs, stance=stance, facts=facts, is_roundup=roundup)


def sum_of(value: float, currency: str = "CNY") -> dict[str, Any]:
    return {"amount_low": value, "amount_high": value, "currency": currency}


def total(value: float, currency: str = "CNY") -> Amount:
    return Amount(low=value, high=value, currency=currency)


def joins(one: tuple[str, Tags], two: tuple[str, Tags], *, after: timedelta = HOUR) -> bool:
    """Whether the second entry joins the first one's story, both ways round alike."""
    a, b = fingerprint(read_title(one[0]), one[1], NOON), fingerprint(read_title(two[0]), two[1], NOON + after)
    assert (belongs(a, b) >= THRESHOLD) is (belongs(b, a) >= THRESHOLD)
    pool = Pool(read_title)
    first = pool.add(*one, NOON)
    assert (pool.add(*two, NOON + after) == first) is (belongs(b, a) >= THRESHOLD)
    return belongs(b, a) >= THRESHOLD


TALENT, CUT = TALENT_MOVE, PRETRAINING_CUT
TOGETHER = {
    "one amount in other words": (
        ("智谱再拿10亿：杭州国资出手", read("zhipu")),
        ("杭州城投给智谱投了10亿元", read("zhipu", **sum_of(1e9))),
    ),
    "an amount that differs by rounding": (
        ("智谱完成近5亿元融资", read("zhipu", **sum_of(5e8))),
        ("智谱融到4.86亿元", read("zhipu", **sum_of(4.86e8))),
    ),
    "one round": (
        ("月之暗面拿到C轮", read("moonshot", round="C轮")),
        ("Kimi背后的公司C轮落定", read("moonshot", round="C轮")),
    ),
    "one person, two firms": (
        ("英特尔CTO李四海离开", read("intel", topic=TALENT, person="李四海")),
        ("OpenAI欢迎李四海", read("openai", topic=TALENT)),
    ),
    "a foreigner by the last name": (
        ("OpenAI CTO Jane Murano宣布离职", read("openai", topic=TALENT, person="Jane Murano")),
        ("Murano告别OpenAI", read("openai", topic=TALENT)),
    ),
    "one step towards the listing": (
        ("智谱敲钟，三年登陆港股", read("zhipu")),
        ("智谱首日挂牌高开", read("zhipu")),
    ),
    "a denial in other words": (
        ("传智谱放缓上市", read("zhipu", stance=Stance.RUMOUR)),
        ("智谱：纯属谣言", read("zhipu", stance=Stance.DENIED)),
    ),
    "one raise of a firm in a day, in any words": (
        ("杭州六小龙首家IPO要来了", read("群核科技")),
        ("群核科技向港交所递表", read("群核科技")),
    ),
    "one post": (
        ("智谱COO张帆走人", read("zhipu", topic=TALENT, person="张帆")),
        ("上市前夕，智谱失去首席运营官", read("zhipu", topic=TALENT)),
    ),
    "one count of people": (
        ("Meta实验室裁掉600人", read("meta", topic=TALENT)),
        ("扎克伯格砍掉六百人？实际是600个岗位", read("meta", topic=TALENT)),
    ),
    "a report about firms that nobody names": (
        ("六小虎中两家已放弃预训练", read(topic=CUT)),
        ("传六家独角兽里有两家不再做预训练", read(topic=CUT)),
    ),
    "two pretraining reports of one firm": (
        ("智谱收缩通用模型，聚焦政务", read("zhipu", topic=CUT)),
        ("智谱不再追逐参数规模", read("zhipu", topic=CUT)),
    ),
    "two firms together": (
        ("OpenAI旧将回流，TML又少一人", read("openai", "tml", topic=TALENT)),
        ("TML员工重回OpenAI旧将行列", read("openai", "tml", topic=TALENT)),
    ),
    "two spellings of a firm outside the lexicon": (
        ("粤数智能在港交所递表", read("粤数智能")),
        ("深圳粤数智能股份有限公司提交上市申请", read("深圳粤数智能股份有限公司")),
    ),
    "one round whose sum grew": (
        ("月之暗面C轮拿到6亿美元", read("moonshot", **sum_of(6e8, "USD"), round="C轮")),
        ("月之暗面C轮落定，共10亿美元", read("moonshot", **sum_of(1e9, "USD"), round="C轮")),
    ),
    "a part of a round": (
        ("智谱B2轮有了领投方", read("zhipu", round="B2轮")),
        ("智谱B轮领投方浮出水面", read("zhipu", round="B轮")),
    ),
    "one sum in two currencies, of other investors": (
        ("智谱融资7亿元，甲基金在列", read("zhipu", **sum_of(7e8), lead=("甲基金",))),
        ("智谱拿到1亿美元，乙资本也投了", read("zhipu", **sum_of(1e8, "USD"), investors=("乙资本",))),
    ),
    "a denial told twice": (
        ("智谱：裁员一说纯属捏造", read("zhipu", topic=TALENT, stance=Stance.DENIED)),
        ("辟谣！智谱没有裁掉三成员工", read("zhipu", topic=TALENT, stance=Stance.DENIED)),
    ),
    "a rumour of a raise with another round and one sum": (
        ("传月之暗面融资33亿美元", read("moonshot", stance=Stance.RUMOUR, **sum_of(3.3e9, "USD"), round="C轮")),
        ("月之暗面融资33亿美元", read("moonshot", **sum_of(3.3e9, "USD"), round="D轮")),
    ),
    "a firm that one reading missed": (
        ("智谱完成3亿元融资", read("zhipu", **sum_of(3e8))),
        ("3亿元！智谱又融资了", read(**sum_of(3e8))),
    ),
}
APART = {
    "other firms": (
        ("智谱完成5亿元A轮融资", read("zhipu", **sum_of(5e8), round="A轮")),
        ("月之暗面完成5亿元A轮融资", read("moonshot", **sum_of(5e8), round="A轮")),
    ),
    "template flashes of firms outside the lexicon": (
        ("上海甲乙科技股份有限公司向港交所提交上市申请书", read("上海甲乙科技股份有限公司")),
        ("上海丙丁智能股份有限公司向港交所提交上市申请书", read("上海丙丁智能股份有限公司")),
    ),
    "template flashes that name no known firm": (
        ("甲乙生物完成数千万元天使轮融资", read()),
        ("戊己光电完成数千万元天使轮融资", read()),
    ),
    "other amounts": (
        ("智谱获珠海5亿元战略投资", read("zhipu", **sum_of(5e8))),
        ("智谱获成都3亿元战略投资", read("zhipu", **sum_of(3e8))),
    ),
    "other rounds": (
        ("智谱完成A轮融资", read("zhipu", round="A轮")),
        ("智谱完成A+轮融资", read("zhipu", round="A+轮")),
    ),
    "other rounds of one sum": (
        ("智谱完成5亿元B轮融资", read("zhipu", **sum_of(5e8), round="B轮")),
        ("智谱完成5亿元Pre-B轮融资", read("zhipu", **sum_of(5e8), round="Pre-B轮")),
    ),
    "other sums and investors, in two currencies": (
        ("智谱完成11亿元新一轮融资", read("zhipu", **sum_of(1.1e9), lead=("甲基金",))),
        ("智谱完成5亿美元新一轮融资", read("zhipu", **sum_of(5e8, "USD"), lead=("乙资本",))),
    ),
    "a denied lay-off and a chief who leaves": (
        ("智谱否认裁员", read("zhipu", topic=TALENT, stance=Stance.DENIED)),
        ("智谱首席技术官离职", read("zhipu", topic=TALENT, person="李四海")),
    ),
    "a denied listing and a raise": (
        ("智谱否认提交上市申请", read("zhipu", stance=Stance.DENIED)),
        ("智谱完成新一轮融资", read("zhipu")),
    ),
    "other persons": (
        ("智谱联合创始人张大山离职", read("zhipu", topic=TALENT, person="张大山")),
        ("智谱联合创始人王小河离职", read("zhipu", topic=TALENT, person="王小河")),
    ),
    "other posts": (
        ("OpenAI首席技术官上任", read("openai", topic=TALENT)),
        ("首席产品官告别OpenAI", read("openai", topic=TALENT)),
    ),
    "other counts of people": (
        ("Meta从苏黎世挖走三名研究员", read("meta", topic=TALENT)),
        ("四名华人研究员同日去了Meta", read("meta", topic=TALENT)),
    ),
    "a raise and the listing given up": (
        ("智谱完成新一轮融资", read("zhipu")),
        ("智谱撤回上市申请", read("zhipu")),
    ),
    "other steps": (
        ("智谱通过港交所聆讯", read("zhipu")),
        ("智谱启动招股", read("zhipu")),
    ),
    "other topics": (
        ("智谱调整", read("zhipu", topic=TALENT)),
        ("智谱调整", read("zhipu", topic=CUT)),
    ),
    "one amount and round without a common firm": (
        ("帐篷营地获3000万元A轮融资", read(**sum_of(3e7), round="A轮")),
        ("报销软件拿到3000万元的A轮", read("zhipu", **sum_of(3e7), round="A轮")),
    ),
    "a round-up": (
        ("智谱完成5亿元融资", read("zhipu")),
        ("融资周报｜智谱完成5亿元融资", read("zhipu", roundup=True)),
    ),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_joined(case: str):
    """Each sign of one event brings together what words alone would not."""
    one, two = TOGETHER[case]

    assert joins(one, two)


@pytest.mark.parametrize("case", APART)
def test_kept_apart(case: str):
    """Each veto keeps two events apart however alike they sound."""
    one, two = APART[case]

    assert not joins(one, two)


def test_signs_are_needed():
    """Without the sign, the same titles would not be one story: the examples above test the sign, not the words."""
    plain = fingerprint(read_title("杭州城投给智谱投钱"), read("zhipu"), NOON)
    other = fingerprint(read_title("智谱再拿资金：国资出手"), read("zhipu"), NOON + 2 * timedelta(days=1))

    assert 0 < belongs(other, plain) < THRESHOLD


def test_a_raise_of_other_days_needs_more_than_the_firm():
    """Within a day a firm raises once; two days on, words with nothing in common are news again."""
    one, two = ("六小龙首家要来了", read("zhipu")), ("智谱接近敲定新股东", read("zhipu"))

    assert joins(one, two)
    assert not joins(one, two, after=timedelta(days=2))


def test_a_week_then_another_story():
    """The same words after the window are news again; a denial has longer."""
    rumour = ("传智谱融资", read("zhipu", stance=Stance.RUMOUR))
    denial = ("智谱否认融资", read("zhipu", stance=Stance.DENIED))

    assert joins(rumour, rumour, after=WINDOW)
    assert not joins(rumour, rumour, after=WINDOW + HOUR)
    assert joins(rumour, denial, after=DENIAL_WINDOW)
    assert not joins(rumour, denial, after=DENIAL_WINDOW + HOUR)


def test_amounts():
    """Sums contradict only in one currency; one sum in common is enough."""
    yuan, dollars, bare = ([total(2.8e9)], [total(4e8, "USD")], [total(4e8, "")])

    assert amounts_agree(yuan, dollars) is None
    assert amounts_agree(yuan, bare) is None
    assert amounts_agree(dollars, bare) is True
    assert amounts_agree(yuan, [total(4e8), total(2.9e9)]) is True
    assert amounts_agree(yuan, [total(4e8)]) is False
    assert amounts_agree([Amount(low=1e8, approx="level", currency="CNY")], [total(9e8)]) is True
    assert amounts_agree([], yuan) is None


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("帕特·基辛格", "基辛格", True),
        ("Mira Murati", "murati", True),
        ("周畅", "周畅", True),
        ("周畅", "罗福莉", False),
        ("John Smith", "John Doe", False),
        ("舒尔曼", "John Schulman", None),
        ("基辛格", "季辛格", None),
    ],
)
def test_persons(a: str, b: str, verdict: bool | None):
    """A part of a name is the person; another script or transliteration cannot be told."""
    assert persons_agree([a], [b]) is verdict
    assert persons_agree([b], [a]) is verdict


def test_lexicon_ids_are_not_compared_as_names():
    """meta is no part of metax; short names outside the lexicon are not sought in longer ones."""
    assert firms_shared({"meta"}, {"metax"}) == 0
    assert firms_shared({"太多"}, {"太多网络公司"}) == 0
    assert firms_shared({"a", "b"}, {"a", "b", "c"}) == 2


def test_wording():
    """Common words and the firm's own name weigh little."""
    raised = weights(Title(folded="智谱完成融资", common=frozenset({"融资"})), ["智谱"])
    left = weights(Title(folded="谢剑离职"))

    assert raised["融资"] == raised["智谱"] < 1.0 == left["谢剑"]
    assert overlap(left, left) == pytest.approx(1.0)
    assert overlap({}, left) == 0.0


def test_the_pool_is_bounded():
    """What is older than the window is dropped, and never more is kept than the limit."""
    pool = Pool(read_title, limit=3)
    ids = [pool.add(f"公司{i}融资", read(f"第{i}号公司"), NOON) for i in range(6)]

    assert len(set(ids)) == 6
    assert pool.open <= 4
    pool.add("智谱融资", read("zhipu"), NOON + DENIAL_WINDOW + HOUR)
    assert pool.open == 1


def test_many_reposts_stay_one_story():
    """More reposts than titles are compared still find the story."""
    pool = Pool(read_title)
    reposts = [f"智谱完成10亿元融资，第{i}家媒体报道" for i in range(MAX_TITLES * 3)]

    assert len({pool.add(t, read("zhipu", **sum_of(1e9)), NOON + i * HOUR) for i, t in enumerate(reposts)}) == 1


EVENTS = [
    ("智谱完成10亿元融资", read("zhipu", **sum_of(1e9))),
    ("智谱获珠海5亿元战略投资", read("zhipu", **sum_of(5e8))),
    ("月之暗面联创张大山离职", read("moonshot", topic=TALENT, person="张大山")),
    ("月之暗面联创王小河离职", read("moonshot", topic=TALENT, person="王小河")),
    ("Meta裁员600人", read("meta", topic=TALENT)),
    ("传两家大模型公司放弃预训练", read(topic=CUT, stance=Stance.RUMOUR)),
]


@given(st.permutations([event for event in EVENTS for _ in range(3)]))
@settings(max_examples=60, deadline=None)
def test_order_of_reposts_does_not_matter(order: list[tuple[str, Tags]]):
    """Whoever reports first: reposts meet, events stay apart."""
    pool = Pool(read_title)

    placed = [(title, pool.add(title, tags, NOON + i * timedelta(minutes=1))) for i, (title, tags) in enumerate(order)]

    assert len({story for _, story in placed}) == len(EVENTS) == len(set(placed))


@st.composite
def any_tags(draw: st.DrawFn) -> Tags:
    number = st.none() | st.floats(0, 1e13)
    fact = st.one_of(
        st.builds(
            Funding,
            round=st.text(max_size=4),
            amount_low=number,
            amount_high=number,
            approx=st.sampled_from(["level", "near", ""]),
            currency=st.sampled_from(["CNY", "USD", ""]),
        ),
        st.builds(TalentMove, person=st.text(max_size=6)),
        st.builds(PretrainingCut),
        st.builds(OtherFact, name=st.text(max_size=4)),
    )
    firms = st.lists(st.builds(FirmRef, st.sampled_from(["", "zhipu"]), st.text(max_size=5), st.floats(0, 1)))
    return Tags(
        topics=dict.fromkeys(draw(st.sets(st.sampled_from(list(TOPICS)), min_size=1)), 0.9),
        firms=tuple(draw(firms)),
        stance=draw(st.sampled_from(Stance) | st.none()),
        facts=tuple(draw(st.lists(fact, max_size=3))),
        is_roundup=draw(st.booleans()),
    )


@given(st.lists(st.tuples(st.text(max_size=30), any_tags()), max_size=6))
@settings(max_examples=150, deadline=None)
def test_never_an_exception(entries: list[tuple[str, Tags]]):
    """Any text, any tags: every entry has its story, and every score lies at 0 or above, both ways alike."""
    pool = Pool(read_title)

    ids = [pool.add(title, tags, NOON + i * HOUR) for i, (title, tags) in enumerate(entries)]

    assert len(ids) == len(entries)
    for (a, x), (b, y) in itertools.combinations(entries, 2):
        one, two = fingerprint(read_title(a), x, NOON), fingerprint(read_title(b), y, NOON)
        assert 0 <= belongs(one, two) == pytest.approx(belongs(two, one))
