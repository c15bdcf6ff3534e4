"""What is said of feeds: lists, health, additions, lists in files."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.types import PollOutcome
from bot.texts.chinese.basics import Basics


class Feeds(Basics):
    """Feeds: their list and health, how adding one went, lists of feeds as files."""

    FEEDS = "信息源（{count}）"
    FEED_ADDED = "收到，正在读取 {url}，稍后告诉你结果。"
    FEED_KNOWN = "已添加信息源：{title}，有新消息就推送给你。"
    FEED_TAKEN_AWAY = "运营者停用了这个信息源，暂时加不了。换一个地址试试，例如：/addfeed https://www.qbitai.com/feed"
    WHAT_FEED = "请写信息源的地址，例如：/addfeed https://www.qbitai.com/feed"
    BAD_FEED_URL = "这个地址不能用：{reason}。请发以 http:// 或 https:// 开头的公网地址，例如：/addfeed https://www.qbitai.com/feed"
    TOO_MANY_FEEDS = "每个会话最多添加 {limit} 个信息源。先删掉不要的，例如：/removefeed 3"
    FEED_REMOVED = "已删除信息源：{title}。"
    FEED_OFF = "不再推送：{title}。想恢复，发 /feeds 点它的按钮。"
    WHICH_FEED = "请写 /feeds 里的编号，例如：/removefeed 3"
    NO_FEED = "没有编号为 {number} 的信息源。发 /feeds 看列表。"
    FEED_OK = "✅ {title} 可以用，读到 {count} 条，最近的是：\n{sample}"
    FEED_EMPTY = "✅ {title} 可以用，但现在没有内容。有了新内容就会收到。"
    FEED_FAILED = "⚠️ {url} 读不了：{reason}。已保留，会继续尝试；不要了就发 /removefeed {number}"
    FEED_GONE = "信息源「{title}」已经关闭（网站说它永久下线），不再读取。换了地址就发 /addfeed 新地址"
    ADDRESS_MALFORMED, ADDRESS_TOO_LONG = "写法不对", "太长"
    ADDRESS_NOT_HTTP, ADDRESS_HAS_PASSWORD, ADDRESS_WITHOUT_HOST = "不是网址", "不能带用户名和密码", "缺少网站名"
    OUTCOME_NAMES: Mapping[PollOutcome, str] = {
        PollOutcome.OK: "正常",
        PollOutcome.NOT_MODIFIED: "正常",
        PollOutcome.DEGRADED: "内容有损坏",
        PollOutcome.NOT_A_FEED: "不是订阅源",
        PollOutcome.PARSE_ERROR: "格式有错",
        PollOutcome.FETCH_ERROR: "连不上",
        PollOutcome.REFUSED: "不是公网地址",
    }
    FEED_STOPPED, FEED_UNREAD = "⏹ 停用", "… 还没读过"
    FEED_NEWEST, FEED_WITHOUT_NEWS = "最近 {at}", "还没有内容"
    FEED_FAILS, FEED_FAILS_UNTIL = "⚠️ {reason}，已失败 {count} 次", "⚠️ {reason}，已失败 {count} 次，{at} 再试"
    FEED_SILENT = "💤 久无新内容 · {newest}"
    FEED_LONG_FAILING = "⚠️ {title}：{reason}，已有 {days} 天"
    FEED_LONG_SILENT = "💤 {title}：{days} 天没有新内容"
    FEED_WELL = "✅ {title}：已恢复正常"
    FEED_HEALTH_MORE = "会继续尝试。发 /feeds 看状态，不要了发 /removefeed 编号。"
    YOUR_OWN = "你添加的"
    SWITCHED_OFF = "已关闭"
    HOW_TO_FEED = "点按钮打开或关闭（只影响这个会话）。添加：/addfeed 地址；不要了：/removefeed 编号；导出：/opml"
    FEED_IS_PAGE = "{url} 是网页，不是订阅源。网页里写明了这些信息源，点一下添加："
    OPML_DONE = "这个会话的 {count} 个信息源，任何阅读器都能导入。"
    OPML_ADDED = "读到 {count} 个信息源：新加 {added} 个，已有 {known} 个。发 /feeds 看状态。"
    OPML_BAD_ADDRESSES = "有 {count} 个地址不能用，已略过。"
    OPML_TAKEN_AWAY = "有 {count} 个被运营者停用，没有加上。"
    OPML_OVER = "每个会话最多添加 {limit} 个，有 {count} 个没有加上。先删掉不要的再导入，例如：/removefeed 3"
    OPML_EMPTY = "这个文件里没有信息源。请发从阅读器导出的 OPML 文件。"
    OPML_UNREADABLE = "这个文件读不了。我只认识 OPML 列表（.opml 或 .xml，不超过 2 MB），请从阅读器里重新导出再发。"
