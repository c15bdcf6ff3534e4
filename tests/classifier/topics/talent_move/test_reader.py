"""Talent facts: who moves from where to where, in the shapes that news uses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.topics.talent_move.staff import headcount
from tests.classifier.knowledge import facts, facts_of, page_of, slots

Case = tuple[str, list[dict[str, Any]]]


def _move(person: str | None, direction: str | None, **more: str) -> dict[str, Any]:
    """The filled slots of a fact; ``from_`` stands for from."""
    names = {"role": "role_from", "source": "from", "post": "role_to", "target": "to"}
    filled = {"kind": None, "person": person, "direction": direction} | {names[k]: v for k, v in more.items()}
    return {k: v for k, v in filled.items() if v is not None}


CASES: list[Case] = [
    ("Thinking Machines Lab联创Zoph、Metz回归OpenAI",
     [_move("Zoph", "return", source="Thinking Machines Lab", target="OpenAI"),
      _move("Metz", "return", source="Thinking Machines Lab", target="OpenAI")]),
    ("Barret Zoph离开Thinking Machines Lab重返OpenAI",
     [_move("Barret Zoph", "return", source="Thinking Machines Lab", target="OpenAI")]),
    ("Lucas Beyer等三人确认离开OpenAI加入Meta", [_move("Lucas Beyer", "move", source="OpenAI", target="Meta")]),
    ("软银CFO后藤芳光离任", [_move("后藤芳光", "leave", role="CFO", source="软银")]),
    ("前谷歌研究员伊藤穰一加入Sakana AI",
     [_move("伊藤穰一", "join", role="研究员", source="谷歌", target="Sakana AI")]),
    ("网传星野机器人裁员两成", [_move(None, "layoff", source="星野机器人")]),
    ("苹果设计负责人李大海明春退休", [_move("李大海", "leave", role="设计负责人", source="苹果")]),
    ("小米辞退王腾", [_move("王腾", "leave", source="小米")]),
    ("王腾因泄密被小米辞退", [_move("王腾", "leave", source="小米")]),
    ("马斯克解雇得力助手Omead Afshar", [_move("Omead Afshar", "leave")]),
    ("百川智能联合创始人洪涛已离职", [_move("洪涛", "leave", role="联合创始人", source="百川智能")]),
    ("腾讯集团副总裁殷宇离职", [_move("殷宇", "leave", role="副总裁", source="腾讯")]),
    ("宗馥莉卸任娃哈哈集团董事长", [_move("宗馥莉", "leave", role="董事长", source="娃哈哈")]),
    ("如阿里通义千问大模型技术负责人周畅近期被曝出离职消息",
     [_move("周畅", "leave", role="通义千问大模型技术负责人", source="阿里巴巴")]),
    ("前百川智能商业化合伙人邓江加入北电数智",
     [_move("邓江", "join", role="商业化合伙人", source="百川智能", target="北电数智")]),
    ("零一万物前首席技术专家聂鹏程加入比亚迪",
     [_move("聂鹏程", "join", role="首席技术专家", source="零一万物", target="比亚迪")]),
    ("曾任职于旷视研究院的周昕宇选择加盟月之暗面",
     [_move("周昕宇", "join", source="旷视科技", target="月之暗面")]),
    ("姚顺宇离开Anthropic，加入Google DeepMind", [_move("姚顺宇", "move", source="Anthropic", target="谷歌")]),
    ("英特尔CTO Sachin Katti 宣布离职，选择加盟 OpenAI",
     [_move("Sachin Katti", "move", role="CTO", source="英特尔", target="OpenAI")]),
    ("杨红霞离开字节跳动，入职香港理工大学，任电子计算机系教授",
     [_move("杨红霞", "move", source="字节跳动", post="电子计算机系教授", target="香港理工大学")]),
    ("罗福莉加入小米，担任大模型负责人", [_move("罗福莉", "join", post="大模型负责人", target="小米")]),
    ("张予彤出任月之暗面总裁", [_move("张予彤", "join", post="总裁", target="月之暗面")]),
    ("月之暗面联合创始人张予彤被任命为总裁",
     [_move("张予彤", "promote", role="联合创始人", source="月之暗面", post="总裁", target="月之暗面")]),
    ("余承东升任华为终端BG董事长", [_move("余承东", "promote", source="华为", post="BG董事长", target="华为")]),
    ("李震宇轮岗至百度集团战略部负责人",
     [_move("李震宇", "move", post="战略部负责人", target="百度")]),
    ("Anthropic任命Krishna Rao为首席财务官", [_move("Krishna Rao", "join", post="首席财务官", target="Anthropic")]),
    ("字节跳动任命前谷歌副总裁吴永辉为Seed基础研究负责人",
     [_move("吴永辉", "join", role="副总裁", source="谷歌", post="Seed基础研究负责人", target="字节跳动")]),
    ("腾讯聘请前OpenAI研究员姚顺雨出任首席科学家",
     [_move("姚顺雨", "join", role="研究员", source="OpenAI", post="首席科学家", target="腾讯")]),
    ("OpenAI官宣：奥特曼将回归OpenAI担任首席执行官",
     [_move("奥特曼", "return", post="首席执行官", target="OpenAI")]),
    ("前OpenAI首席技术官穆拉蒂创办Thinking Machines Lab",
     [_move("穆拉蒂", "found", role="首席技术官", source="OpenAI", target="Thinking Machines Lab")]),
    ("微软全球副总裁姜大昕离职创业", [_move("姜大昕", "found", role="全球副总裁", source="微软")]),
    ("两周后，周明远离开Cursor，重返Anthropic",
     [_move("周明远", "return", source="Cursor", target="Anthropic")]),
    ("英特尔宣布任命前Cadence CEO陈立武为CEO",
     [_move("陈立武", "join", role="CEO", source="Cadence", post="CEO", target="英特尔")]),
    ("Meta又从OpenAI挖走了宋飏", [_move("宋飏", "move", source="OpenAI", target="Meta")]),
    ("苹果AI主管庞若鸣被Meta挖走", [_move("庞若鸣", "move", role="AI主管", source="苹果", target="Meta")]),
    ("商汤裁员近10%", [_move(None, "layoff", source="商汤科技")]),
    ("传谷歌将解散AlphaFold团队", [{"role_from": "AlphaFold团队", "from": "谷歌"}]),
    ("百川智能联合创始人焦可、陈炜鹏出走",
     [_move("焦可", "leave", role="联合创始人", source="百川智能"),
      _move("陈炜鹏", "leave", role="联合创始人", source="百川智能")]),
    ("李想宣布，王凯卸任理想汽车CTO，由谢炎接任",
     [_move("王凯", "leave", role="CTO", source="理想汽车"), _move("谢炎", "join", post="CTO", target="理想汽车")]),
    ("李健接替赵明担任荣耀CEO",
     [_move("李健", "join", post="CEO", target="荣耀"), _move("赵明", "leave", role="CEO", source="荣耀")]),
    ("王云鹏出任百度智能驾驶事业群负责人，原负责人李震宇轮岗",
     [_move("王云鹏", "join", post="智能驾驶事业群负责人", target="百度"),
      _move("李震宇", "move", role="负责人", source="百度", target="百度")]),
    ("印奇任阶跃星辰董事长", [_move("印奇", "join", post="董事长", target="阶跃星辰")]),
    ("京东：徐雷退休，许冉接任集团CEO",
     [_move("徐雷", "leave", source="京东"), _move("许冉", "join", post="CEO", target="京东")]),
    ("微软再裁9000人", [_move(None, "layoff", source="微软") | {"headcount": 9000}]),
    ("DeepSeek 前研究员罗福莉加入小米", [_move("罗福莉", "join", role="研究员", source="DeepSeek", target="小米")]),
    ("OpenAI 宣布萨姆·奥尔特曼离职", [_move("萨姆·奥尔特曼", "leave", source="OpenAI")]),
    ("智谱 COO 张帆据悉将于近期离职", [_move("张帆", "leave", role="COO", source="智谱")]),
    ("蔚来智能驾驶副总裁任少卿升任高级副总裁",
     [_move("任少卿", "promote", role="智能驾驶副总裁", source="蔚来", post="高级副总裁", target="蔚来")]),
    ("Meta挖走了OpenAI的两名研究员", [_move(None, "move", role="研究员", source="OpenAI", target="Meta")]),
    ("李先刚从贝壳跳槽到零一万物、百川智能，前阵子又回到贝壳",
     [_move("李先刚", "move", source="贝壳", target="零一万物"),
      _move("李先刚", "move", source="零一万物", target="百川智能"),
      _move("李先刚", "return", source="百川智能", target="贝壳")]),
    ("秦禹嘉被曝从面壁智能离职后，2024年初创立序智科技，数月后加入字节跳动大模型研究院",
     [_move("秦禹嘉", "found", source="面壁智能", target="序智科技"),
      _move("秦禹嘉", "move", source="序智科技", target="字节跳动")]),
    ("張勇卸任阿里雲CEO，吳泳銘接任",
     [_move("张勇", "leave", role="CEO", source="阿里巴巴"), _move("吴泳铭", "join", post="CEO", target="阿里巴巴")]),
    ("萨姆·奥尔特曼重返OpenAI", [_move("萨姆·奥尔特曼", "return", target="OpenAI")]),
    ("xAI联合创始人伊戈尔·巴布什金宣布离职", [_move("伊戈尔·巴布什金", "leave", role="联合创始人", source="xAI")]),
    ("前特斯拉AI总监安德烈·卡帕西（Andrej Karpathy）回归OpenAI",
     [_move("安德烈·卡帕西", "return", target="OpenAI")]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "wanted"), CASES, ids=[case[0][:14] for case in CASES])
def test_slots(title: str, wanted: list[dict[str, Any]]) -> None:
    """A fact a person and step, exactly the slots that the words give."""
    assert slots(title, topic="talent_move") == wanted


@pytest.mark.parametrize(
    "title",
    [
        "豆包推出任务管理功能", "京东加入价格战", "大模型做出任何承诺前先看账", "李彦宏：智能体是AI最主流的形态",
        "谷歌前CEO施密特看好开源", "用户可将商品加入购物车", "周鸿祎曾担任雅虎中国总裁", "小米不会裁员，雷军回应",
        "蔚来员工离职潮传闻不实",
    ],
)  # fmt: skip
def test_no_move(title: str) -> None:
    """Word borders, things that join, quotes, former posts and denials give no fact."""
    assert slots(title, topic="talent_move") == []


def test_told_twice_counts_once() -> None:
    """Title and lead tell one move: one fact, with what either adds."""
    (found,) = slots("月之暗面联合创始人汪箴离职", "消息称，汪箴已离开月之暗面，加入字节跳动。", topic="talent_move")

    assert found["person"] == "汪箴"
    assert (found["from"], found["to"], found["direction"]) == ("月之暗面", "字节跳动", "move")


def test_a_long_entry_is_read_to_its_end() -> None:
    """A move that stands far down a forum page is found there, and is a rumour where its sentence says so."""
    filler = "大模型行业正在发生变化，算力成本居高不下，各家公司的选择也各不相同。\n" * 30
    text = f"{filler}人才流动同样频繁。智谱算法负责人钱旭被曝离职；面壁智能首席研究员林沐加入阶跃星辰。\n来源：36kr"

    found = facts("大模型的十字路口", text, topic="talent_move")

    assert [(f.value.person, f.value.stance) for f in found] == [("钱旭", "rumour"), ("林沐", "rumour")] or [
        (f.value.person, f.value.source) for f in found
    ] == [("钱旭", "智谱"), ("林沐", "面壁智能")]
    for fact in found:
        assert f"大模型的十字路口\n{text}"[slice(*fact.span)] == fact.evidence


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(alphabet="百川智能联合创始人洪涛离职加入OpenAI任命为CEO、，。前从到\n「」(·)A被挖走", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """No text raises, and evidence is always a piece of it."""
    for fact in facts(text, text, topic="talent_move"):
        assert fact.evidence in f"{text}\n{text}"


def test_a_department_is_no_firm() -> None:
    """A unit named in Latin letters goes into the post, not into the slot of the firm."""
    found = slots("刘宏宇任AI Data部负责人", topic="talent_move")
    assert all(fact.get("to") is None for fact in found)
    assert [fact["role_to"] for fact in found] == ["AI Data部负责人"]


def test_a_time_is_no_person() -> None:
    """于年底 begins like a surname and is none."""
    found = slots("首席科学家杨立昆将于年底离开Meta，创办新公司AMI", topic="talent_move")
    assert {fact["person"] for fact in found} == {"杨立昆"}


@pytest.mark.parametrize(("title", "stance"), [("宋未然未离职", "denied"), ("苏未离职", "reported")])
def test_what_is_negated_is_denied(title: str, stance: str) -> None:
    """A move that is told not to have happened is no move; the last character of a name negates nothing."""
    (fact,) = facts(title, topic="talent_move", stance="reported")

    assert fact.value.stance == stance


def test_a_denial_is_of_its_own_topic() -> None:
    """The raise beside a denied lay-off stands; alone, each is what the item says."""
    title = "智谱完成3亿元A轮融资，否认裁员"
    both = ("funding", "talent_move")

    found = facts_of(page_of(title, topics=both), both, "denied")
    (raised,) = facts(title, topic="funding", stance="denied")

    assert {f.kind: f.value.stance for f in found}["funding"] == "reported"
    assert raised.value.stance == "denied"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("1.2万人", 12_000),
        ("约3200名员工", 3_200),
        ("超 2,000 个岗位", 2_000),
        ("数千人", None),
        ("10%", None),
        ("三成员工", None),
    ],
)
def test_headcount(words: str, count: int | None) -> None:
    """Only a number of people is a headcount; a share of the staff is none."""
    assert headcount(words) == count


STAFF = [
    ("谷歌宣布裁员1.2万人", [{"from": "谷歌", "direction": "layoff", "headcount": 12_000}]),
    ("小米计划裁员10%", [{"from": "小米", "direction": "layoff"}]),
    ("腾讯解散某游戏团队", [{"role_from": "某游戏团队", "from": "腾讯"}]),
    ("百度裁撤销售与市场团队", [{"role_from": "销售与市场团队", "from": "百度", "direction": "layoff"}]),
    ("微软游戏部门裁员1900人", [{"role_from": "游戏部门", "from": "微软", "direction": "layoff", "headcount": 1900}]),
    ("宝马和福特在欧洲裁员", [{"from": "宝马", "direction": "layoff"}, {"from": "福特", "direction": "layoff"}]),
    ("京东：不会裁员", []),
    ("美团启动2027届校招", [{"to": "美团", "direction": "join"}]),
    ("京东再招收5万名骑手", [{"to": "京东", "direction": "join"}]),
    ("美团春招季遇冷", []),
]


@pytest.mark.parametrize(("title", "wanted"), STAFF, ids=[case[0] for case in STAFF])
def test_many_people_at_once(title: str, wanted: list[dict[str, Any]]) -> None:
    """Lay-offs with team and headcount, teams dissolved (whether people leave is untold), and hiring drives."""
    assert slots(title, topic="talent_move") == wanted
