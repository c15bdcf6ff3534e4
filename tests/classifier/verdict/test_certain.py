"""What may be shown as confirmed: words must confirm it, and a non-answer, a forecast or a feature never is."""

from __future__ import annotations

import pytest

from classifier.topics import TOPICS
from classifier.verdict.certain import may_be_shown
from classifier.verdict.stance_signs import signs
from tests.classifier.knowledge import page_of


def _may(title: str, text: str, topic: str) -> bool:
    page = page_of(title, text, topics=(topic,))
    return may_be_shown(page, signs(page, TOPICS.of((topic,))))


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        ("智谱宣布完成30亿元融资", "", "funding"),
        ("宝马：2027年底前在德国裁员数千人", "", "talent_move"),
        ("英特尔任命新任首席技术官", "公司公告称，任命今日生效。", "talent_move"),
        ("零一万物：已不再训练超大模型", "创始人李开复表示，团队转向应用。", "pretraining_cut"),
    ],
)
def test_a_word_of_the_firm_may_be_shown(title: str, text: str, topic: str):
    """An announcement, a firm before a colon, an appointment, a founder quoted."""
    assert _may(title, text, topic)


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        # no answer
        ("阶跃星辰换帅", "36氪就此询问公司，截至发稿公司未回应。", "talent_move"),
        ("智谱官宣融资", "对金额，公司表示不予置评。", "funding"),
        ("MiniMax公告融资", "记者致电，双方均表示不知情。", "funding"),
        ("月之暗面裁员", "发言人拒绝置评。", "talent_move"),
        ("百川智能公告裁员", "公司未就此回应。", "talent_move"),
        # a forecast
        ("公告显示智谱有望明年完成IPO", "", "funding"),
        ("机构预计宇树科技IPO募资超40亿元", "据招股书", "funding"),
        # a feature title
        ("智谱递交招股书背后：大模型的账怎么算", "", "funding"),
        ("宇树科技为何急着上市", "公司已递交招股书。", "funding"),
        # a plan by unnamed sources
        ("知情人士：OpenAI计划筹资100亿美元", "公司发言人表示，团队很忙。", "funding"),
        ("xAI拟以2000亿美元估值融资", "据知情人士透露，公司已提交文件。", "funding"),
        # nobody confirms
        ("面壁智能拿下新一轮融资", "36氪获悉，本轮由产业资本主导。", "funding"),
    ],
)
def test_what_is_never_shown_as_confirmed(title: str, text: str, topic: str):
    """A non-answer, a forecast, a feature, a plan by unnamed sources, and what no word confirms."""
    assert not _may(title, text, topic)
