"""Stance: who says it, and with what reserve."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.topics import TOPICS
from classifier.types import Stance
from classifier.verdict.stance import stance
from tests.classifier.knowledge import page_of


def _stance(title: str, text: str, topic: str) -> str:
    return stance(page_of(title, text, topics=(topic,)), TOPICS.of((topic,)))


CASES = [
    ("传月之暗面正洽谈新一轮融资", "", "funding", "rumour"),
    ("消息称MiniMax产品负责人离职", "", "talent_move", "rumour"),
    ("知情人士：OpenAI 拟筹资100亿美元", "", "funding", "rumour"),
    ("xAI正以2000亿美元估值融资", "据彭博援引知情人士，谈判仍在进行。", "funding", "rumour"),
    ("智谱被曝裁员近百人", "", "talent_move", "rumour"),
    ("Ilya离开OpenAI了吗？", "", "talent_move", "rumour"),
    ("张予彤出任月之暗面总裁", "", "talent_move", "reported"),
    ("微软老兵加入智谱，担任清言负责人", "36氪获悉，此人已于上周到岗。", "talent_move", "reported"),
    ("OpenAI官宣：奥特曼回归", "", "talent_move", "confirmed"),
    ("百川智能联合创始人洪涛离职", "多位接近公司的人士称他已离开。百川回应称，洪涛因个人原因已从公司离职。",
     "talent_move", "confirmed"),
    ("宝马：2027年底前在德国裁员数千人", "", "talent_move", "confirmed"),
    ("智谱披露IPO招股书", "", "funding", "confirmed"),
    ("面壁智能完成新一轮数亿元融资", "", "funding", "confirmed"),
    ("硅基流动再获融资", "硅基流动宣布完成数亿元A轮融资。", "funding", "confirmed"),
    ("阿里否认投资DeepSeek", "", "funding", "denied"),
    ("DeepSeek被传融资，相关人士称均为谣言", "", "funding", "denied"),
    ("李开复：零一万物绝不放弃预训练", "", "pretraining_cut", "denied"),
    ("百度：放弃通用大模型为不实信息", "", "pretraining_cut", "denied"),
    ("月之暗面将继续训练更大的基座", "", "pretraining_cut", "denied"),
    ("[转帖] 六小虎里有两家不做底座了，真的假的", "群里在转，据悉团队缩了一半。", "pretraining_cut", "rumour"),
    ("某云厂商再迎人事变动", "公司创始人在采访中表示，新任负责人已到岗。", "talent_move", "confirmed"),
    ("某独角兽换了法定代表人", "企查查显示，原董事长退出主要人员名单。", "talent_move", "confirmed"),
    ("某大厂研究主管离队", "记者求证，公司暂未回应。", "talent_move", "reported"),
    ("坊间都在猜：某独角兽的钱是谁出的", "", "funding", "rumour"),
    ("某大模型公司还要融一轮", "接近交易的人说，价格还没谈定，猎头圈也有风声。", "funding", "rumour"),
    ("某车企：自家基座照训，一张卡都没挪", "", "pretraining_cut", "denied"),
    ("宇树完成C轮融资，有望明年上市", "", "funding", "confirmed"),
    ("智谱完成B轮融资，接近盈利的人工智能公司之一", "", "funding", "confirmed"),
    ("智谱缩减预训练团队，应用投入只增不减", "", "pretraining_cut", "reported"),
    ("零一万物停止预训练，API服务照常", "", "pretraining_cut", "reported"),
    ("百川智能：停止预训练系断章取义", "", "pretraining_cut", "denied"),
    ("月之暗面副总裁离职", "业内一家投资机构的创始人表示，这并不意外。", "talent_move", "reported"),
    ("智谱副总裁离职", "天眼查App显示，智谱成立于2019年。一位接近公司的人士说，他已离开。", "talent_move", "rumour"),
    ("百川智能联合创始人离职", "截至发稿，公司没有对此回应。", "talent_move", "reported"),
    ("要上市？创始人一笑置之", "", "funding", "denied"),
    ("宇树回应解散传闻：没有此事", "", "talent_move", "denied"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "topic", "wanted"), CASES, ids=[case[0][:14] for case in CASES])
def test_wording(title: str, text: str, topic: str, wanted: str) -> None:
    """Title first; a denial beats a rumour; a firm's own answer settles it."""
    assert _stance(title, text, topic) == wanted


@pytest.mark.parametrize(
    "title",
    [
        "智谱宣传片上线，总裁到任",
        "传统车企高管加入小鹏",
        "传感器公司CTO加盟大疆",
        "曝光率第一的CTO加入智谱",
        "传音控股副总裁加入智谱",
    ],
)
def test_traps(title: str) -> None:
    """传 in 宣传, 传统, 传感 and 曝 in 曝光 are no rumours."""
    assert _stance(title, "", "talent_move") == "reported"


def test_a_credit_line_carries_no_doubt() -> None:
    """36氪获悉 says who writes, not that it is unsure."""
    assert _stance("殷宇离开腾讯", "36氪获悉，腾讯副总裁殷宇离职。", "talent_move") == "reported"


def test_of_joined_heads_only_the_one_told_counts() -> None:
    """A rumour about another firm in a joined title leaves this one alone."""
    title = "特斯拉据传下月降价；智谱宣布完成10亿元融资；华为新机曝光"

    assert _stance(title, "", "funding") == "confirmed"


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(alphabet="传否认宣布完成智谱融资，。；|？:回应不会放弃\n", max_size=60))
def test_always_one_of_four(text: str) -> None:
    """Any text has a stance."""
    assert _stance(text, text, "funding") in get_args(Stance)
