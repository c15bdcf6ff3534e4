"""What stands in brackets before a title and says how an item came in, not what it tells."""

from __future__ import annotations

from classifier.text.patterns import Words

#: Put there by readers of a forum.
BOARD = Words("转 转帖 转贴 转载 转发 讨论 原创 分享 求助 提问 问题 置顶 精华 水 灌水 杂谈 闲聊 吐槽")
#: Put there by a newsroom: part of the title as published.
DESK = Words("公告 新闻 资讯 快讯 投稿 爆料 爆料汇总 热点 突发 八卦 业界 科技 it ai")
