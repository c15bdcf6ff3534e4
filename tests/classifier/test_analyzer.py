"""The analyzer as a whole, on a small model and with plain parts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import TOPICS, Analysis, Analyzer, Fact, Firm
from classifier.model.scorer import Scorer
from classifier.model.store import SHIPPED, ModelStore
from classifier.text.page import Page
from classifier.topics.funding.fact import Funding
from classifier.topics.talent_move.fact import TalentMove
from classifier.types import Verdict
from tests.classifier.engine import samples


class NoFirms:
    """A matcher that knows nobody."""

    def find(self, text):
        return []

    def canonical(self, name):
        return name


@pytest.fixture(scope="module")
def shipped() -> Scorer:
    """The weights that the package brings."""
    return Scorer.load(SHIPPED / "topics.npz")


@pytest.fixture(scope="module")
def plain(scorer) -> Analyzer:
    """An analyzer whose parts say what they were given."""
    return Analyzer(
        scorer,
        NoFirms(),
        weigh=lambda page, topics, facts: tuple(Firm("", fact.kind, 1.0) for fact in facts),
        read_stance=lambda page, topics, doc: Verdict("rumour", 0.7, "rumour"),
        read_facts=lambda page, topics, stance: [Fact(Funding(), (0, 2), page.source.raw[:2]) for topic in topics],
    )


def test_obvious_raise(plain):
    """Topic, stance, facts, firms and reasons of a raise told in plain words."""
    answer = plain.analyze("某公司完成新一轮融资，老股东领投", "资金用于算力。")

    assert set(answer.topics) == {"funding"}
    assert set(answer.scores) == set(TOPICS.names)
    assert answer.stance == "rumour"
    assert answer.facts[0].kind == answer.firms[0].name == "funding"
    assert dict(answer.why["funding"])["规则:标题直接说了一笔融资"] > 1.0


def test_nothing_to_tell(plain):
    """No topic: no stance, no facts, no reasons."""
    answer = plain.analyze("新款手机发布，售价3999元起", "")

    assert answer.topics == {}
    assert (answer.stance, answer.facts, answer.why) == (None, (), {})


def test_balances_are_no_raise(plain):
    """A rule beside the model holds the whole way."""
    assert "funding" not in plain.analyze("两市融资余额增加二十亿元").topics


def test_batch_equals_one_by_one(plain):
    """The batch form gives the same answers."""
    items = [(sample.title, sample.summary) for sample in samples()] + [
        ("", ""),
        ("早报|甲公司完成融资/乙公司换帅上任", ""),
    ]

    batch = plain.analyze_many(items)

    for (title, text), answer in zip(items, batch, strict=True):
        alone = plain.analyze(title, text)
        assert alone.topics.keys() == answer.topics.keys()
        assert alone.scores == pytest.approx(answer.scores)
    assert plain.analyze_many([]) == []


def test_roundup_is_read_head_by_head(plain):
    """One head of a round-up is enough; the others do not drown it."""
    title = "8点1氪丨新手机今日发布开售；某机器人公司完成新一轮融资；气象台发布大风预警"

    answer = plain.analyze(title, "目录" * 30)

    assert answer.is_roundup
    assert "funding" in answer.topics
    assert not plain.analyze("某机器人公司完成新一轮融资").is_roundup


def test_long_entry_passage_by_passage(shipped):
    """What recurs far down in a long text is a topic; what stands there once is not."""
    plain = Analyzer(shipped, NoFirms(), read_facts=lambda *_: [])
    filler = "这是一段关于行业历史的闲谈，没有任何消息。" * 12
    move = "某大厂副总裁离职，去向未定，研究负责人换帅，联创接任。"
    once = "\n".join([filler, filler, move + filler, filler])
    often = "\n".join([filler, move * 8, filler, move * 8, filler])

    assert "talent_move" not in plain.analyze("行业闲谈", once).topics
    assert "talent_move" in plain.analyze("行业闲谈", often).topics


def test_a_fact_far_down_lifts_its_passage(shipped):
    """A passage that only suggests a topic is believed when a fact of that topic stands in it."""
    filler = "这是一段关于行业历史的闲谈，没有任何消息。" * 12
    move = "副总裁王明近日离职，加入另一家公司出任首席科学家。" + "他在这里工作了很多年，做过许多项目。" * 10
    text = "\n".join([filler, filler, move, filler])

    def facts(page, topics, stance):
        at = page.source.raw.index("副总裁")
        return [Fact(TalentMove(), (at, at + 3), "副总裁")] if TOPICS["talent_move"] in topics else []

    def nobody(page, topics, facts):
        return ()

    def reported(page, topics, doc):
        return Verdict("reported", 0.7, "reported")

    parts = {"weigh": nobody, "read_stance": reported, "thresholds": [0.8] * 3}
    read = Analyzer(shipped, NoFirms(), read_facts=facts, **parts)
    without = Analyzer(shipped, NoFirms(), read_facts=lambda *a: [], **parts)

    assert "talent_move" in read.analyze("大模型行业闲谈", text).topics
    assert ("规则:正文里写明了具体的人、公司或金额", 2.0) in read.analyze("大模型行业闲谈", text).why["talent_move"]
    assert "talent_move" not in without.analyze("大模型行业闲谈", text).topics


def _pages_built(monkeypatch, analyzer: Analyzer, title: str, text: str = "") -> int:
    """How often the text of one item is laid out for the readers of facts, firms and stance."""
    built = []
    real = Page.__init__
    monkeypatch.setattr(Page, "__init__", lambda self, *args: (built.append(1), real(self, *args))[1])
    assert analyzer.analyze(title, text).topics
    return len(built)


def test_an_items_page_is_built_once(scorer, monkeypatch):
    """Stance, facts and firms share one page; so do the topics that a long text hints at. Other heads take another."""
    analyzer = Analyzer(scorer, NoFirms(), thresholds=[0.6] * 3)
    filler = "这是一段关于行业历史的闲谈，没有任何消息。" * 12
    long = "\n".join([filler, filler, "据悉一位副总裁离职。" + "他在这里工作了很多年，做过许多项目。" * 10, filler])

    assert _pages_built(monkeypatch, analyzer, "某公司完成新一轮融资，老股东领投") == 1
    assert _pages_built(monkeypatch, analyzer, "某公司完成新一轮融资，老股东领投", long) == 1
    assert _pages_built(monkeypatch, analyzer, "某公司完成新一轮融资，老股东领投；新手机今日发布开售") == 2


def test_forum_page_credits_its_source(plain):
    """A repost with page furniture: the article's topic and its source."""
    page = "\n".join(
        ["找回密码", "注册", "1#", "市场传出，两家独角兽放弃预训练，预训练团队已经解散，转向应用。" * 3]
        + ["行业正在分化，各家选择不同。" * 20] * 3
        + ["来源:36kr", "举报本楼", "Powered by Discuz", "回顶部"]
    )

    answer = plain.analyze("大模型独角兽站上十字路口", page)

    assert "pretraining_cut" in answer.topics
    assert answer.credit == "36氪"


def test_thresholds_can_be_given(scorer):
    """A caller may ask for more certainty."""
    strict = Analyzer(scorer, NoFirms(), thresholds=[1.1, 1.1, 1.1])

    assert strict.analyze("某公司完成新一轮融资").topics == {}


#: Lone surrogates too: a page cut in the middle of a character leaves them.
_ANY = st.characters(codec=None, exclude_categories=())


@settings(max_examples=60, deadline=None)
@given(st.text(_ANY, max_size=60), st.text(_ANY, max_size=120))
def test_any_text_gets_an_answer(title, text):
    """Whatever comes in, an analysis comes out."""
    assert isinstance(_ANALYZER[0].analyze(title, text), Analysis)


_ANALYZER: list[Analyzer] = []


@pytest.fixture(autouse=True, scope="module")
def _keep(plain):
    _ANALYZER.append(plain)
    yield
    _ANALYZER.clear()


def test_loads_from_a_folder(tmp_path, monkeypatch):
    """The first load trains from the samples and caches; it says how far it is."""
    folder = tmp_path / "samples"
    folder.mkdir()
    rows = [{"title": s.title, "summary": s.summary, "topics": sorted(s.topics)} for s in samples()]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    real = ModelStore.__init__
    monkeypatch.setattr(
        ModelStore, "__init__", lambda self, cache, **more: real(self, cache, **{**more, "samples": folder})
    )
    heard: list[float] = []

    analyzer = Analyzer.load(
        tmp_path / "cache", now=datetime(2026, 1, 1, tzinfo=UTC), progress=lambda _, n: heard.append(n)
    )

    assert heard[-1] == 1.0
    assert "funding" in analyzer.analyze("某公司完成A轮融资，老股东领投").topics


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        pytest.param("某公司完成新一轮融资，老股东领投", ("funding",), id="all but a raise"),
        pytest.param("周末去公园看花", (), id="far from any topic"),
    ],
)
def test_firms_without_a_topic(scorer, title, read_as):
    """An item whose likeliest topic falls short of its threshold still has the firms that the topic would give it."""
    strict = Analyzer(
        scorer,
        NoFirms(),
        weigh=lambda page, topics, facts: tuple(Firm("", topic.name, 1.0) for topic in topics),
        read_facts=lambda page, topics, stance: [],
        thresholds=[1.01] * len(TOPICS),
    )

    answer = strict.analyze(title)

    assert answer.topics == {}
    assert answer.facts == ()
    assert tuple(firm.name for firm in answer.firms) == read_as


def test_doubt_is_told_by_the_threshold(scorer):
    """A title whose likeliest score is just the threshold is doubted; with a threshold far away it is not."""
    title = "周末去公园看花"
    likeliest = max(Analyzer(scorer, NoFirms()).analyze(title).scores.values())

    doubts = [
        Analyzer(scorer, NoFirms(), thresholds=[limit] * len(TOPICS)).analyze(title).doubt
        for limit in (likeliest, 1 - 1e-6)
    ]

    assert doubts == pytest.approx([1.0, 0.0], abs=1e-3)
