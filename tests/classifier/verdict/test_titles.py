"""The part each firm plays in a title."""

from __future__ import annotations

import pytest

from classifier.topics import TOPICS
from classifier.verdict.titles import parts_of, weigh_title
from tests.classifier.knowledge import page_of


def _parts(title: str, *topics: str) -> dict[str, str]:
    page = page_of(title, topics=topics)
    mentions = page.firms_between(0, page.title_end, people=True)
    return {m.name: part for m, part in zip(mentions, parts_of(page, TOPICS.of(topics), mentions), strict=True)}


def _told(title: str, *topics: str) -> set[str]:
    page = page_of(title, topics=topics)
    return {firm.name for firm in weigh_title(page, TOPICS.of(topics), set()) if firm.salience >= 0.5}


@pytest.mark.parametrize(
    ("title", "topic", "name", "part"),
    [
        # who pays is a backer: a sum right before a verb of buying, a seat among the shareholders, 成为股东
        ("比亚迪8亿元入主零次方", "funding", "比亚迪", "aside"),
        ("智谱的新一轮：美团、小米都在股东名单里", "funding", "小米", "aside"),
        ("ASML成了Mistral的大股东", "funding", "ASML", "aside"),
        ("腾讯持股一成的机器人公司递表", "funding", "腾讯", "aside"),
        ("小米拟投宇树科技", "funding", "小米", "aside"),
        ("这座小城，引来微软投资近50亿元", "funding", "微软", "investor"),
        # whom money is given to receives it, though a verb of giving follows
        ("软银给OpenAI砸了三百亿美元", "funding", "OpenAI", "told"),
        # a customer, a rival, a model of one's own, a failed purchase are measures
        ("给OpenAI造机房，软银要发债", "funding", "OpenAI", "aside"),
        ("又一个Scale AI？标注公司拿到两千万元", "funding", "Scale AI", "aside"),
        ("要做中国的OpenAI，光年之外首轮到手", "funding", "OpenAI", "aside"),
        ("她是奥特曼的心腹大患，AI公司又融资了", "funding", "OpenAI", "aside"),
        ("一汽要成为零跑的股东了", "funding", "中国一汽", "aside"),
        ("高瓴押了两次的扫地机公司再融三亿元", "funding", "高瓴", "aside"),
        ("卓驭的新一轮，一汽给了大头", "funding", "卓驭科技", "told"),
        ("欧洲的OpenAI，又融到六亿", "funding", "OpenAI", "aside"),
        ("给 OpenAI 盖机房的公司融资十亿美元", "funding", "OpenAI", "aside"),
        ("老股东腾讯每轮都在，半年融了五轮", "funding", "腾讯", "aside"),
        # founders' last employer
        ("谷歌研究员的新公司拿到首轮融资", "funding", "谷歌", "former"),
        ("OpenAI董事长创业两年，公司估值百亿", "funding", "OpenAI", "former"),
        # another firm's model in place of one's own
        ("吉利座舱不再自研，跑在DeepSeek上", "pretraining_cut", "DeepSeek", "aside"),
        ("大众把底座外包给百度", "pretraining_cut", "百度", "aside"),
        ("Kakao与OpenAI结盟，自研停下", "pretraining_cut", "OpenAI", "aside"),
        ("Mistral CEO：不会因为DeepSeek停下预训练", "pretraining_cut", "Mistral", "told"),
        # a speaker before a colon tells its own news
        ("中国联通：陈某调任中国移动", "talent_move", "中国联通", "told"),
    ],
)
def test_part(title: str, topic: str, name: str, part: str) -> None:
    """Backers, customers, rivals, last employers and borrowed models stand aside."""
    assert _parts(title, topic)[name] == part


def test_a_list_plays_one_part() -> None:
    """What is said before a list is said of all its members."""
    assert _parts("零一万物亮相，团队来自谷歌、微软、阿里", "talent_move") == {
        "零一万物": "told",
        "谷歌": "former",
        "微软": "former",
        "阿里巴巴": "former",
    }


def test_a_former_employer_is_told_when_nobody_gains() -> None:
    """前智谱高管出走 is the loser's news; who joins another is the gainer's."""
    assert _told("前智谱高管另起炉灶", "talent_move") == {"智谱"}
    assert _told("前智谱高管加入百度", "talent_move") == {"百度"}


def test_both_sides_of_a_move() -> None:
    """The second firm of a title of people gains or loses them."""
    assert _told("姜某带着波形智能的人去了OPPO", "talent_move") == {"波形智能", "OPPO"}
    assert _told("知乎CTO接手面壁智能CEO", "talent_move") == {"知乎", "面壁智能"}


def test_a_leader_named_beside_another_firm() -> None:
    """Money is raised by the firm named, not by the one whose leader is teased."""
    assert _told("Anthropic嘲讽奥特曼，自己先要上市", "funding") == {"Anthropic"}
    assert _told("王小川交出A轮答卷", "funding") == {"百川智能"}


def test_a_person_who_moves_is_no_name_for_its_firm() -> None:
    """阿里任命吴泽明 is told of 阿里, not of what 吴泽明 leads besides."""
    assert _told("阿里任命吴泽明为集团CTO", "talent_move") == {"阿里巴巴"}
    assert _told("飞桨老兵去了李开复那里", "talent_move") == {"零一万物"}


def test_heads_of_a_joined_title() -> None:
    """A head has one firm, and its unit: 字节旗下 PICO."""
    assert _told("苹果发布新手机；字节旗下 PICO 宣布裁员；小米降价了两百元", "talent_move") == {"字节跳动", "PICO"}
