"""What is said about a chat's own wishes: start, help, subscriptions, settings, words, firms, channels."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.topics import Topic
from bot.texts.chinese.basics import Basics


class Wishes(Basics):
    """Start, help, subscriptions, settings, word filters, own firms, channels."""

    START = (
        "🐯 虎报盯着中国 AI 公司的{watched}。\n"
        "同一件事只报一次，标明传闻、报道、证实还是否认；有了新进展再告诉你。\n"
        "点下面的按钮选话题和公司，或直接发「订阅 智谱 融资」。发 /help 看全部命令。"
    )
    HELP = (
        "📌 订阅\n"
        "/subscribe 智谱 月之暗面 融资 — 公司和话题\n"
        "/subscribe 六小虎 人才流动 即时 — 一有消息就推送\n"
        "/unsubscribe 智谱 — 退订；/unsubscribe 全部\n"
        "/settings — 推送时间、免打扰、传闻、条数\n"
        "/preview — 按现在的设置会收到什么\n"
        "/words 大模型 !招聘 — 按关键词筛选\n"
        "/mute 智谱 3天 — 静音；全部暂停 /pause、恢复 /resume\n"
        "/track 某公司 别名 — 自己加公司；不要了 /untrack\n"
        "/use @频道名 — 在私聊里设置频道\n"
        "\n🔎 查询\n"
        "直接问：最近谁离开了零一万物？（群里用 /ask）\n"
        "/latest 融资 7天 — 最新消息\n"
        "/firm 智谱 — 一家公司的近况\n"
        "/search 预训练 30天 — 搜索\n"
        "/story 12 — 全部来源；/why 12 — 为什么这样标\n"
        "\n📈 趋势\n"
        "/chart 智谱 90天 — 走势图；/flow — 人才流向图\n"
        "/week — 一周汇总；/top — 比平时热闹的公司\n"
        "\n📡 信息源\n"
        "/feeds — 列表、状态、开关；/opml — 导出列表\n"
        "/addfeed 网址 — 添加；/removefeed 3 — 删除\n"
        "把 OPML 文件发给我，就能导入\n"
        "\n📦 数据\n"
        "/export csv 30天 — 导出消息\n"
        "/corrections — 这个会话的纠错，可以撤销自己的\n"
        "/mydata — 取走自己的数据；/deleteme — 全部删除"
    )
    UNKNOWN_COMMAND = "没有 /{name} 这个命令。发 /help 看全部命令。"
    UNKNOWN_FIRM = "不认识「{word}」。"
    #: after it, where no known name is near
    HOW_TO_NAME = "换个写法，例如：/firm 月之暗面；没有收录的公司可以自己加，例如：/track 某公司"
    DID_YOU_MEAN = "你是不是想找：{names}？例如：/firm {first}"
    WHAT_TO_SUBSCRIBE = "请写上公司或话题，例如：/subscribe 月之暗面 融资"
    WHAT_TO_UNSUBSCRIBE = "请写上要退订的公司或话题，例如：/unsubscribe 智谱，或 /unsubscribe 全部"
    WHAT_TIME = "没有「{words}」这个时间。请这样写，例如：订阅 智谱 每天 9 点和 18 点半"
    SUBSCRIBED = "已订阅：{what}。{when}"
    #: said in place of SUBSCRIBED where only a time was named
    TIMES_SET = "时间改好了：{when}"
    UNSUBSCRIBED = "已退订：{what}。"
    UNSUBSCRIBED_ALL = "已全部退订。"
    MUTES_GONE = "静音也取消了：{names}。"
    STILL_SUBSCRIBED = "还订阅着：{what}。"
    NOT_SUBSCRIBED = "你没有订阅{what}。发 /settings 看现在的订阅。"
    NOTHING_SUBSCRIBED = "还没有订阅。发「订阅 智谱 融资」，或 /start 用按钮选。"
    SUMMARY = "已订阅：{what}"
    AT_ONCE = "即时"
    WHOLE_TOPIC = "全部{topic}"
    EVERY_FIRM, EVERY_TOPIC = "所有公司", "全部话题"
    DONE, SELECT_ALL = "完成", "全选"
    WHEN_INSTANT = "有消息马上告诉你。"
    WHEN_DAILY = "每天 {times} 推送（{zone}）。"
    WHEN_WEEKLY = "每{weekday} {time} 推送（{zone}）。"
    MUTED = "{name}已静音，到 {until} 为止。想提前恢复，发 /mute {name} 0天。"
    UNMUTED = "{name}已恢复推送。"
    HOW_TO_MUTE = "请写公司和时长，例如：/mute 智谱 3天，/mute 智谱 半年"
    PAUSED = "已暂停推送，订阅都还在。发 /resume 恢复。"
    RESUMED = "已恢复推送。"
    NOT_PAUSED = "推送本来就开着。"
    GROUP_ADMINS_ONLY = "群里的设置只有管理员能改。想订阅自己的，请私聊我。"
    OPERATORS_ONLY = "这个命令只有运营者能用。"
    CHANNEL_ADMINS_ONLY = "频道里只有管理员能按这个按钮。想自己查，请私聊我。"
    EXPIRED = "这个按钮已过期，请重新发命令。"
    SAVED = "已保存"
    TOO_FAST = "发得太快了，请过一分钟再试。"
    FAILED = "出了点问题，这次没有办成。请过一会儿再试。"

    # --- settings

    SETTINGS = "⚙️ 现在的设置"
    QUIET, QUIET_OFF = "免打扰：{span}", "关"
    RUMOURS_WANTED = "传闻：推送；最低把握：{score}"
    RUMOURS_UNWANTED = "传闻：不推送；最低把握：{score}"
    AT_MOST = "每次最多 {count} 条"
    SAY_WHEN_EMPTY, SILENT_WHEN_EMPTY = "没有消息时：说一声", "没有消息时：不打扰"
    MUTES, MUTED_UNTIL = "静音：{names}", "{name}（到 {until}）"
    WORDS_COUNT = "关键词：{count} 个，发 /words 看"
    SUBSCRIPTIONS, NO_SUBSCRIPTIONS = "订阅（{count}）：{what}", "订阅（0）：无"
    LANGUAGE = "语言：{name}"
    CHANGE_LANGUAGE = "🌐 语言 Language"
    DELIVERY_PAUSED = "⏸ 推送已暂停，发 /resume 恢复"
    INSTANT, DAILY, EVERY_MONDAY = "即时", "每天", "每周一"
    TIMES, ZONE, QUIET_HOURS, LEAST_SCORE, CAP = "时间", "时区", "免打扰", "最低把握", "条数"
    NO_RUMOURS, WITH_RUMOURS = "不看传闻", "要看传闻"
    NO_EMPTY, WITH_EMPTY = "没消息就别打扰", "没消息时说一声"
    RESET, COUNT = "全部恢复默认", "{count} 条"
    CITIES: Mapping[str, str] = {
        "Asia/Shanghai": "北京",
        "Asia/Hong_Kong": "香港",
        "Asia/Singapore": "新加坡",
        "America/New_York": "纽约",
        "America/Los_Angeles": "洛杉矶",
        "Europe/London": "伦敦",
    }

    # --- words that titles are chosen by

    NO_WORDS = "没有设置关键词，订阅到的都会推送。"
    WORDS_NOW = "只推送标题符合这些条件的："
    WORDS_ANY = "• 至少有一个：{words}"
    WORDS_ALL = "• 必须都有：{words}"
    WORDS_NONE = "• 不能有：{words}"
    HOW_TO_FILTER = (
        "设置：/words 大模型 +融资 !招聘（不带符号的至少有一个，带 + 的必须有，带 ! 的不能有；新的替换旧的）\n"
        "清空：/words 清空。发 /preview 看效果。"
    )
    CLEAR_WORDS = "清空关键词"
    BAD_WORD = "「{word}」不能当关键词（只认普通的词，最多 {most} 个字）。请这样写，例如：/words 大模型 +融资 !招聘"
    TOO_MANY_WORDS = "最多 {limit} 个关键词。留下最要紧的再发一次，例如：/words 大模型 +融资 !招聘"

    # --- a chat's own firms

    OWN_FIRMS = "自己加的"
    HOW_TO_TRACK = "添加：/track 某公司 别名1,别名2；不要了：/untrack 某公司"
    WHAT_TO_UNTRACK = "请写公司名，例如：/untrack 某公司。发 /track 看自己加的公司。"
    TRACKED_BEFORE = "近 30 天已有 {count} 件，发 /firm {name} 看。"
    TRACKED_NOTHING_BEFORE = "近 30 天没有读到它的消息。"
    TRACKED = "开始关注「{name}」{also}。从现在起，它的预训练收缩、融资、人才流动都会推送。不要了：/untrack {name}"
    ALSO_CALLED = "（也叫：{names}）"
    TRACKED_FIRMS = "自己加的公司（{count}）："
    UNTRACKED = "不再关注「{name}」，它的订阅也取消了。"
    NOT_TRACKED = "你没有加过「{name}」。发 /track 看自己加的公司。"
    FIRM_IS_KNOWN = "「{word}」不用添加，我本来就认识。直接发：/subscribe {name}"
    ALIAS_IS_KNOWN = "「{word}」是{name}的名字，不能再给别的公司用。请去掉它再发一次，例如：/track {own}"
    NAME_IS_A_WORD = "「{word}」不能当公司名。请写公司的名字，例如：/track 某公司 别名1,别名2"
    NAME_TOO_SHORT = (
        "「{word}」当公司名容易认错。请写 2 到 {most} 个字、不全是数字和符号的名字，例如：/track 某公司 别名1,别名2"
    )
    NAME_IS_COMMON = "「{word}」在新闻标题里太常见，会带来很多无关消息。请写更完整的名字，例如：/track 某公司科技"
    TOO_MANY_FIRMS = "每个会话最多自己加 {limit} 家公司。先去掉不要的，例如：/untrack 某公司"

    # --- a channel set up from a private chat

    HOW_TO_USE = "在私聊里设置频道：先把我加为频道管理员，再发 /use @频道名（或频道的数字编号）。结束发 /use 退出"
    USE_NOW = "接下来一小时，这里的命令设置的是「{title}」，例如：/subscribe 融资。结束发 /use 退出"
    USE_HERE = "现在设置的是这个私聊。"
    USE_HEAD = "📢 {title}"
    USE_IN_PRIVATE = "请私聊我再发 /use @频道名"
    USE_NOT_FOUND = "找不到这个频道，或者我还不在里面。请先把我加为频道管理员，再发 /use @频道名"
    USE_NOT_ADMIN = "你不是「{title}」的管理员，不能设置它。请让它的管理员来发，例如：/use @频道名"
    USE_LOST = (
        "你不再是「{title}」的管理员，或者我已不在里面，没有改动。现在设置的是这个私聊；要换回去，请发 /use @频道名"
    )
    USE_OVER = "这个频道的设置已结束，请重新发 /use @频道名"

    def wanted(self, firm: str, topic: Topic | None, *, instant: bool = False) -> str:
        """One subscription in words: 智谱·融资, 智谱（全部话题）, 所有公司·融资（即时）."""
        at_once = self.AT_ONCE if instant else ""
        if topic is not None:
            return f"{firm or self.EVERY_FIRM}{self.DOT}{self.TOPIC_NAMES[topic]}{self.aside(at_once)}"
        return (firm or self.EVERY_FIRM) + self.aside(self.EVERY_TOPIC, at_once)
