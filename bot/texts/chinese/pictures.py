"""Words in and under pictures, and in the reports beside them."""

from __future__ import annotations

from bot.texts.chinese.basics import Basics


class Pictures(Basics):
    """Charts, flows, the week, the busiest firms."""

    EVERYTHING = "全部事件"
    LAST_DAYS = "近 {days} 天"
    LAST_WEEKS = "近 {weeks} 周"
    CHART_TITLE = "{what}·{span}"
    CHART_PER_DAY = "{dates}，每天件数"
    CHART_PER_WEEK = "{dates}，每周件数"
    CHART_MEAN = "平均每周 {mean}"
    PEAK_DAY = "最多的一天是 {date}，{count} 件。"
    PEAK_WEEK = "最多的一周从 {date} 开始，{count} 件。"
    SEE_STORIES = "看这些消息"
    NOTHING_TO_DRAW = "「{what}」这段时间没有消息，画不出图。放宽时间试试，例如：/chart 融资 180天"
    FLOW_UNKNOWN: tuple[str, str] = ("未提来处", "未提去向")
    FLOW_TAKES_FIRMS = "流向图只画人才流动，例如：/flow 腾讯 90天。看{topic}的走势，发 /chart {topic}"
    FLOW_SIDES = "离开|加入"
    FLOW_SUBTITLE = "{dates}，共 {total} 人次"
    FLOW_SUBTITLE_CUT = "{dates}，共 {total} 人次，画出主要的 {shown} 人次"
    NO_MOVES = "「{what}」这段时间没有写明姓名和去向的消息。放宽时间试试，例如：/flow 180天"
    AND_MORE = "还有 {count} 人，点下面的按钮看。"
    WEEK_TITLE = "虎报一周"
    WEEK_SUBTITLE = "{dates}，竖线是前 {weeks} 周的平均"
    #: while there is no usual week yet
    WEEK_FIRMS_YOUNG = "消息最多的公司"
    MOST_NEWS = "消息最多：{names}"
    NO_USUAL_YET = "才开始收集，不满 4 周，还没有「平时」可比，先只列件数。"
    WEEK_FIRMS = "比平时多和少的公司"
    WEEK_BARS = "近 {weeks} 周"
    USUAL = "平时 {mean}"
    COUNT_AND_USUAL = "{count} 件（平时 {mean}）"
    COUNT_ALONE = "{count} 件"
    WARMER = "比平时多：{names}"
    COOLER = "比平时少：{names}"
    MOST_TOLD = "报道最多"
    QUIET_WEEK = "过去 7 天没有事件。发 /latest 看更早的消息。"
    TOP_TITLE = "这周比平时热闹的公司（与前 {weeks} 周的平均比）"
    TOP_TITLE_YOUNG = "这周消息最多的公司"
    TOP_TAKES_TOPICS = "「{word}」不是话题。/top 比的是所有公司，只能加话题，例如：/top 融资；看一家公司发 /firm 智谱"
    NOTHING_HOT = "这周没有哪家公司比平时热闹。发 /latest 看最新消息，/week 看一周汇总。"
