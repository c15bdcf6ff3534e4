"""What is said of stories: in digests, alerts, lists and on a story's own page."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.digests import Missed
from bot.core.types import Stance
from bot.texts.chinese.basics import Basics


class Stories(Basics):
    """Digests, alerts, lists of stories, one story whole, corrections."""

    DIGEST_HEAD = "🐯 {name} · {at} · {count} 条"
    MORE = "更多（{count}）"
    NO_NEWS = "🐯 {at}：你关注的公司和话题没有新消息。"
    UPDATE = "更新"
    #: ends what changed, before the title
    AFTER_UPDATE = "｜"
    #: stands before the words of a source that make the stance
    EVIDENCE: Mapping[Stance, str] = {
        Stance.RUMOUR: "据",
        Stance.REPORTED: "报道依据",
        Stance.CONFIRMED: "证实依据",
        Stance.DENIED: "否认原话",
    }
    STORY_NUMBER = "编号 {number}"
    FACTS = "事实"
    CHANGES = "变化"
    SOURCES = "来源（{count}）"
    RIGHT, WRONG, NOT_THIS_FIRM = "对", "标错了", "不是这家"
    OTHER_TOPIC, KNOWN, ALL_SOURCES = "换标签", "已知", "全部来源"
    NOTHING_FITS = "没有找到符合条件的消息。换个词，或放宽时间，例如：/latest 融资 30天"
    NOTHING_WITH = "没有找到「{words}」的消息。换个词，或放宽时间，例如：/latest 融资 30天"
    NOTHING_OF_FIRM = "近一年没有读到「{name}」的消息。发 /latest 看最新的，例如：/latest 融资 30天"
    WHAT_TO_SEARCH = "请写要搜的词，例如：/search 预训练 收缩 30天"
    TOTAL, PAGE = "共 {total} 条", "第 {page} 页"
    #: where only the newest hits of a common word were counted
    TOTAL_CUT = "超过 {total} 条（这个词太常见，只数了最新的 {most:,} 篇）"
    FIRM_HEAD = "{name} · 近一年 {count} 件：{tally}"
    #: what the classifier calls its reasons -> what a reader calls them
    WHY_KINDS: Mapping[str, str] = {"规则": "规则", "提示题": "标题里的", "提示文": "正文里的"}
    WHY_FIRMS, WHY_STANCE = "公司", "语气"
    WHICH_FIRM = "请写公司名，例如：/firm 智谱"
    WHICH_STORY = "请写编号，例如：/{command} 12（编号是推送和 /latest 里 # 后面的数字）"
    NO_STORY = "没有编号为 {number} 的消息。发 /latest 看最新的。"
    PREVIEW = "过去 24 小时，按现在的设置会收到 {count} 条"
    PREVIEW_EMPTY = "过去 24 小时，没有你订阅的消息。发 /settings 看订阅，/latest 看全部最新消息。"
    JUST_MISSED = "差一点"
    MISSED: Mapping[Missed, str] = {
        Missed.RUMOUR: "传闻（你关掉了传闻）",
        Missed.SCORE: "把握不够（低于你的最低把握）",
        Missed.WORDS: "关键词不符",
        Missed.CAP: "超出每次条数，放在「更多」里",
    }

    # --- corrections

    THANKS = "谢谢，记下了"
    FEEDBACK_UNDONE = "已撤销"
    CORRECTIONS = "这个会话的纠错（{count}），会用来改进识别："
    NO_CORRECTIONS = "还没有纠错。消息下面的「标错了」「不是这家」「换标签」就是；发 /latest 看最新消息。"
    VERDICTS: Mapping[str, str] = {
        "right": "对",
        "wrong": "标错了",
        "not_firm": "不是这家",
        "known": "已知",
        "topic": "换标签：{value}",
    }
    UNDO = "撤销 {place}"
    NOT_YOUR_CORRECTION = "只能撤销自己的纠错"

    # --- inline mode

    INLINE_ANSWER = "回答"
    INLINE_NOTHING = "没有找到，打开虎报"
