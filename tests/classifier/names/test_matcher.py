"""Firms in a text: by name, product and person, whole words, and only where the context fits."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.lexicon import entries
from classifier.names.matcher import FirmMatcher, LexiconError, LexiconFirm, load_lexicon
from classifier.text.normalise import normalise
from tests.classifier.knowledge import matcher


def _ids(text: str) -> list[str]:
    return list(dict.fromkeys(mention.id for mention in matcher().find(text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("智谱AI完成融资", ["zhipu"]),
        ("传Kimi估值43亿美元", ["moonshot"]),
        ("KIMI 与 minimax 的模型", ["moonshot", "minimax"]),
        ("阿里雲發布通義千問", ["alibaba"]),
        ("王小川的新公司", ["baichuan"]),
        ("GLM5 开源，智谱股价大涨", ["zhipu"]),
        ("宇树与智元机器人", ["unitree", "agibot"]),
        ("字节Seed团队调整", ["bytedance"]),
        ("大模型六小虎的分化", ["group:六小虎"]),
        ("贾扬清再创业", [""]),
    ],
)
def test_finds(text: str, wanted: list[str]) -> None:
    """Names, products, persons and groups; traditional characters and any case."""
    assert _ids(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Kimi Räikkönen 重返F1赛道", "海螺水泥发布年报", "百川股份涨停", "每个参数占两个字节码", "metadata 与 groking",
        "腾讯新闻报道", "新智元报道", "他的理想主义", "阿里山日出", "最高通胀率", "海纳百川", "在地平线上",
        "王者荣耀更新",
        "引发联想", "小米粥", "甲骨文字的考古", "美图欣赏", "京东方面板", "这轮AI浪潮中", "王兴兴谈机器人"
    ],
)  # fmt: skip
def test_traps(text: str) -> None:
    """Drivers, cement, bytes, ideals and longer words are no firms (王兴兴 leads 宇树, not 美团)."""
    assert set(_ids(text)) <= {"unitree"}


def test_ambiguous_name_needs_company() -> None:
    """幻方 counts beside 梁文锋 or a plain name of the firm, not alone."""
    assert _ids("幻方是一种数字游戏") == []
    assert _ids("梁文锋创办了幻方") == ["deepseek"]
    assert set(_ids("DeepSeek背后的幻方")) == {"deepseek"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("菜鸟：CEO万霖卸任", ["cainiao"]),
        ("AI时代的小菜鸟怎么入门", []),
        ("百川否认缩编预训练团队", ["baichuan"]),
        ("Gemini 应用换了负责人", ["google"]),
        ("荣耀中国区换了负责人", ["honor"]),
        ("有道周枫谈子曰大模型", ["youdao"]),
        ("致富有道，知足常乐", []),
    ],
)
def test_shared_contexts(text: str, wanted: list[str]) -> None:
    """A name that many contexts allow counts where firms or the trade are talked of."""
    assert _ids(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["上海信托发布公告", "节日立即报名", "获得物流订单", "奇思科技完成融资", "价格力压同行", "互联电商", "统一汽车标准",
     "策马奔驰在草原", "普通大众的选择", "小鹏友们大家好", "千与千寻重映"],
)  # fmt: skip
def test_words_that_hold_a_name(text: str) -> None:
    """A firm's name inside other words is no firm: 海信 in 上海信托."""
    assert _ids(text) == []


def test_contexts_are_spelt_out(tmp_path: Path) -> None:
    """~name in a rule stands for all words of that context."""
    path = tmp_path / "firms.yaml"
    path.write_text(
        "context: {trade: [模型, 芯片]}\nfirms: [{id: a, name: 甲乙, when: {甲乙: {need: [~trade, 丙]}}}]",
        encoding="utf-8",
    )

    matcher = FirmMatcher.load(path)

    assert [len(matcher.find(text)) for text in ("甲乙的芯片", "甲乙与丙", "甲乙")] == [1, 1, 0]


def test_a_unit_is_a_firm_where_money_is_raised_for_it() -> None:
    """可灵 raises as itself; its people are 快手's. A user who asks for it means the unit."""
    assert _ids("可灵首轮融资收官") == ["kling"]
    assert _ids("可灵负责人离职") == ["kuaishou"]
    assert matcher().lookup("可灵").firm_ids == ("kling",)


@pytest.mark.parametrize("before", ["", "é", "\U0001f600", "\ud800", "汉" * 300])
def test_offsets_after_any_character(before: str) -> None:
    """Offsets count characters, whatever their width in UTF-8 is."""
    text = f"{before},智谱与Kimi大模型"

    found = matcher().find(text)

    assert [(m.alias, m.start) for m in found] == [("智谱", text.index("智谱")), ("Kimi", text.index("Kimi"))]


def test_longest_wins() -> None:
    """商汤医疗 is a firm of its own, not 商汤."""
    assert _ids("商汤医疗完成融资") == ["sensemed"]
    assert [m.alias for m in matcher().find("月之暗面Kimi K2发布")] == ["月之暗面", "Kimi K2"]


def test_places() -> None:
    """Offsets count in the matching form, kinds say what was found."""
    whole = normalise("【独家】杨植麟：Ｋｉｍｉ 融资")

    found = matcher().find(whole)

    assert [(whole.text[m.start : m.end], m.kind) for m in found] == [("杨植麟", "person"), ("Kimi", "name")]


def test_own_firms() -> None:
    """A chat's own firms are matched beside the lexicon, and forgotten with the chat."""
    own = LexiconFirm(id="own:1", name="深海纪元", aliases=("DeepSea One",))

    found = matcher().with_firms((own,)).find("深海纪元与智谱合作，deepsea one 上线")

    assert [m.id for m in found] == ["own:1", "zhipu", "own:1"]
    assert matcher().find("深海纪元融资") == []
    assert matcher().with_firms((own,)).firms["own:1"] is own


@pytest.mark.parametrize(
    ("query", "ids"),
    [("智谱", ("zhipu",)), ("kimi", ("moonshot",)), (" Kimi ", ("moonshot",)), ("智譜", ("zhipu",)),
     ("字节", ("bytedance",))],
)  # fmt: skip
def test_lookup(query: str, ids: tuple[str, ...]) -> None:
    """What a user types is found in any case and script."""
    assert matcher().lookup(query).firm_ids == ids


def test_lookup_group_and_suggestions() -> None:
    """A group gives its firms; a beginning gives suggestions; nothing gives nothing."""
    group = matcher().lookup("六小虎")
    begun = matcher().lookup("月之")
    nothing = matcher().lookup("  ")

    assert group.group == "六小虎" and len(group.firm_ids) == 6
    assert begun.firm_ids == () and begun.suggestions == ("moonshot",)
    assert nothing == matcher().lookup("完全没有的名字啊")


def test_canonical() -> None:
    """All names of a firm have one form; strangers lose their legal endings."""
    one = matcher().canonical

    assert one("智谱AI") == one("智谱华章") == one("Zhipu AI") == "zhipu"
    assert one("谷歌DeepMind") == one("Google")
    assert one("尧光科技") == one("尧光科技有限公司") == "尧光"


def test_lexicon_is_whole() -> None:
    """The shipped lexicon has at least 250 firms and no clash of names."""
    assert len(matcher().firms) >= 250
    assert matcher().check() == []


def test_check_reports_clashes() -> None:
    """Two firms of one name are reported by that name."""
    own = LexiconFirm(id="own:2", name="智谱")

    (found,) = matcher().with_firms((own,)).check()

    assert "智谱" in found and "own:2" in found and "zhipu" in found


def test_user_words() -> None:
    """The tokenizer is told every name without blanks."""
    words = matcher().user_words()

    assert {"月之暗面", "DeepSeek", "通义千问", "杨植麟", "六小虎"} <= set(words)
    assert not any(" " in word for word in words)


def test_pickles() -> None:
    """A matcher goes to another process as its lexicon."""
    again = pickle.loads(pickle.dumps(matcher()))

    assert again.find("智谱与Kimi大模型") == matcher().find("智谱与Kimi大模型")


BAD = {
    "firms: 3": "firms",
    "firms: [{name: 无名}]": "firms[0].id",
    "firms: [{id: a, name: 甲}, {id: a, name: 乙}]": "firms[1].id",
    "firms: [{id: a, name: 甲, color: red}]": "color",
    "firms: [{id: a, name: 甲, kind: planet}]": "kind",
    "firms: [{id: a, name: 甲, also: 乙}]": "also",
    "firms: [{id: a, name: 甲, also: [360]}]": "also",
    "firms: [{id: a, name: 甲, when: {乙: {need: [丙]}}}]": "when.乙",
    "firms: [{id: a, name: 甲, when: {甲: {near: [丙]}}}]": "when.甲",
    "firms: [{id: a, name: 甲, when: [甲]}]": "when",
    "firms: [{id: a, name: 甲, part_of: b}]": "part_of",
    "firms: [{id: a, name: 甲}]\ngroups: {甲组: {firms: [b]}}": "groups.甲组",
    "firms: [{id: a, name: 甲}]\ngroups: {甲组: [a]}": "groups.甲组",
    "firms: [{id: a, name: 甲}]\ngroups: [甲组]": "groups",
    "firms: [{id: a, name: 甲, when: {甲: {need: [~乙]}}}]": "~乙",
    "context: [甲]\nfirms: [{id: a, name: 甲}]": "context",
    "firms: [甲]": "firms[0]",
    "firms: [": "YAML",
}


@pytest.mark.parametrize(("yaml", "key"), BAD.items())
def test_mistakes_are_named(tmp_path: Path, yaml: str, key: str) -> None:
    """A mistake in the file says where it is."""
    path = tmp_path / "firms.yaml"
    path.write_text(yaml, encoding="utf-8")

    with pytest.raises(LexiconError) as error:
        load_lexicon(path)

    assert key in str(error.value) and str(path) in str(error.value)


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    """Any text is searched without error; mentions are in order and do not overlap."""
    found = matcher().find(text)

    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    """A lexicon of one's own replaces the shipped one."""
    path = tmp_path / "firms.yaml"
    path.write_text("firms: [{id: a, name: 甲乙科技, also: [ABX]}]", encoding="utf-8")

    found = FirmMatcher.load(path).find("甲乙科技与abx, ABX, 智谱")

    assert [m.alias for m in found] == ["甲乙科技", "ABX"]


def test_a_name_is_looked_up_without_reading_the_whole_lexicon(monkeypatch: pytest.MonkeyPatch):
    """Only the asked word is brought into the matching form: a picture looks up hundreds of names."""
    book = matcher()
    seen: list[str] = []
    monkeypatch.setattr(entries, "normalise", lambda word: seen.append(word) or normalise(word))

    assert book.exact("智谱").firm_ids == ("zhipu",)
    assert book.exact("没有这家公司").firm_ids == ()
    assert seen == ["智谱", "没有这家公司"]


@pytest.mark.parametrize(
    "text",
    [
        "创始人之一加入实验室",
        "手机一加载就发烫",
        "检索增强生成成标配，公司上市",
        "航空客服中心裁员",
        "产业集群创新基金落地",
        "婚礼来临之际",
        "与三家友达成合作",
        "物联影像公司获融资",
        "承诺华为不断供",
        "自动视频剪辑团队裁员",
        "电动车好多人在买",
        "暴雪袭击美国，数据中心停电",
        "他挥舞拳头离开了公司",
        "天眼查显示，法定代表人变更",
    ],
)
def test_names_inside_everyday_words(text: str) -> None:
    """一加 in 之一加入, 强生 in 增强生成, 空客 in 航空客服: no firm is meant."""
    assert _ids(text) == []
