"""Every sentence a user reads, in one place. Errors say what to type instead, with an example."""

from __future__ import annotations

from bot.core.types import PollOutcome, Topic
from bot.render.words import TOPIC_NAMES

START = (
    "🐯 虎报盯着中国 AI 公司的三件事：预训练收缩、融资、人才流动。\n"
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
    "/corrections — 看自己的纠错，可以撤销\n"
    "/mydata — 取走自己的数据；/deleteme — 全部删除"
)
UNKNOWN_COMMAND = "没有 /{name} 这个命令。发 /help 看全部命令。"
UNKNOWN_FIRM = "不认识「{word}」。"
#: after it, where no known name is near
HOW_TO_NAME = "换个写法，例如：/firm 月之暗面；没有收录的公司可以自己加，例如：/track 某公司"
DID_YOU_MEAN = "你是不是想找：{names}？"
WHAT_TO_SUBSCRIBE = "请写上公司或话题，例如：/subscribe 月之暗面 融资"
WHAT_TO_UNSUBSCRIBE = "请写上要退订的公司或话题，例如：/unsubscribe 智谱，或 /unsubscribe 全部"
WHAT_TIME = "「{words}」不是钟点，请这样写：订阅 智谱 每天 9 点和 18 点半"
SUBSCRIBED = "已订阅：{what}。{when}"
UNSUBSCRIBED = "已退订：{what}。"
NOT_SUBSCRIBED = "你没有订阅{what}。发 /settings 看现在的订阅。"
NOTHING_SUBSCRIBED = "还没有订阅。发「订阅 智谱 融资」，或 /start 用按钮选。"
WHEN_INSTANT = "有消息马上告诉你。"
WHEN_DAILY = "每天 {times} 推送（{zone}）。"
WHEN_WEEKLY = "每{weekday} {time} 推送（{zone}）。"
MUTED = "{name} 静音到 {until}。想提前恢复，发 /mute {name} 0天。"
UNMUTED = "{name} 恢复推送。"
HOW_TO_MUTE = "请写公司和时长，例如：/mute 智谱 3天"
PAUSED = "已暂停推送，订阅都还在。发 /resume 恢复。"
RESUMED = "已恢复推送。"
NOT_PAUSED = "推送本来就开着。"
NOTHING_FOUND = "没有找到{what}的消息。换个词，或放宽时间，例如：/latest 融资 30天"
WHAT_TO_SEARCH = "请写要搜的词，例如：/search 预训练 收缩 30天"
PREVIEW = "过去 24 小时，按现在的设置会收到 {count} 条"
PREVIEW_EMPTY = "过去 24 小时，没有你订阅的消息。发 /settings 看订阅，/latest 看全部最新消息。"
#: what the classifier calls its reasons -> what a reader calls them
WHY_KINDS = {"规则": "规则", "提示题": "标题里的", "提示文": "正文里的"}
WHICH_FIRM = "请写公司名，例如：/firm 智谱"
WHICH_STORY = "请写编号，例如：/story 12（编号是 /latest 里 # 后面的数字）"
NO_STORY = "没有编号为 {number} 的消息。发 /latest 看最新的。"
GROUP_ADMINS_ONLY = "群里的设置只有管理员能改。想订阅自己的，请私聊我。"
OPERATORS_ONLY = "这个命令只有运营者能用。"
FEED_ADDED = "收到，正在读取 {url}，稍后告诉你结果。"
FEED_KNOWN = "已有这个信息源：{title}，现在也会推送给你。"
WHAT_FEED = "请写信息源的地址，例如：/addfeed https://www.qbitai.com/feed"
BAD_FEED_URL = (
    "这个地址不能用：{reason}。请发以 http:// 或 https:// 开头的公网地址，例如：/addfeed https://www.qbitai.com/feed"
)
TOO_MANY_FEEDS = "每个会话最多添加 {limit} 个信息源。先用 /removefeed 删掉不要的。"
FEED_REMOVED = "已删除信息源：{title}。"
FEED_OFF = "不再推送：{title}。想恢复，发 /feeds 点它的按钮。"
WHICH_FEED = "请写 /feeds 里的编号，例如：/removefeed 3"
NO_FEED = "没有编号为 {number} 的信息源。发 /feeds 看列表。"
FEED_OK = "✅ {title} 可以用，读到 {count} 条，最近的是：\n{sample}"
FEED_EMPTY = "✅ {title} 可以用，但现在没有内容。有了新内容就会收到。"
FEED_FAILED = "⚠️ {url} 读不了：{reason}。已保留，会继续尝试；不要了就发 /removefeed {number}"
FEED_GONE = "信息源「{title}」已经关闭（网站说它永久下线），不再读取。换了地址就发 /addfeed 新地址"
EXPIRED = "这个按钮已过期，请重新发命令。"
SAVED = "已保存"
TOO_FAST = "发得太快了，请过一分钟再试。"
FAILED = "出了点问题，这次没有办成。请过一会儿再试。"
THANKS = "谢谢，记下了"
FEEDBACK_UNDONE = "已撤销"
#: zones by the name a reader knows; any other is shown as it is
ZONES = {
    "Asia/Shanghai": "北京时间",
    "Asia/Hong_Kong": "香港时间",
    "Asia/Singapore": "新加坡时间",
    "America/New_York": "纽约时间",
    "America/Los_Angeles": "洛杉矶时间",
    "Europe/London": "伦敦时间",
}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

OUTCOME_NAMES = {
    PollOutcome.OK: "正常",
    PollOutcome.NOT_MODIFIED: "正常",
    PollOutcome.DEGRADED: "有损坏",
    PollOutcome.NOT_A_FEED: "不是订阅源",
    PollOutcome.PARSE_ERROR: "内容读不懂",
    PollOutcome.FETCH_ERROR: "连不上",
    PollOutcome.REFUSED: "地址不允许",
}


def wanted(firm: str, topic: Topic | None) -> str:
    """One subscription in words: 智谱·融资, 智谱（全部话题）, 所有公司·融资."""
    if topic is None:
        return f"{firm}（全部话题）" if firm else "所有公司、全部话题"
    return f"{firm or '所有公司'}·{TOPIC_NAMES[topic]}"


# Pictures and trends
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
FLOW_UNKNOWN = ("来处未提", "去向未提")
FLOW_SIDES = "离开|加入"
FLOW_SUBTITLE = "{dates}，共 {total} 人次"
FLOW_SUBTITLE_CUT = "{dates}，共 {total} 人次，画出主要的 {shown} 人次"
NO_MOVES = "「{what}」这段时间没有写明姓名和去向的消息。放宽时间试试，例如：/flow 180天"
AND_MORE = "还有 {count} 人，点下面的按钮看。"
WEEK_TITLE = "虎报一周"
WEEK_SUBTITLE = "{dates}，竖线是前 {weeks} 周的平均"
WEEK_TOPICS = "三类事件"
WEEK_FIRMS = "比平时多和少的公司"
WEEK_BARS = "近 {weeks} 周"
USUAL = "平时 {mean}"
COUNT_AND_USUAL = "{count} 件（平时 {mean}）"
WARMER = "比平时多：{names}"
COOLER = "比平时少：{names}"
MOST_TOLD = "报道最多"
QUIET_WEEK = "过去 7 天没有事件。发 /latest 看更早的消息。"
TOP_TITLE = "这周比平时热闹的公司（与前 {weeks} 周的平均比）"
NOTHING_HOT = "这周没有哪家公司比平时热闹。发 /latest 看最新消息，/week 看一周汇总。"

# A chat's data
EXPORT_DONE = "{span}的 {count} 条消息，Excel 可以直接打开。"
EXPORT_JSON_DONE = "{span}的 {count} 条消息，JSON 格式。"
EXPORT_CUT = "只导出了最新的 {count} 条；请缩短时间，或写上公司、话题，例如：/export csv 智谱 30天"
EXPORT_EMPTY = "这段时间没有可导出的消息。放宽时间试试，例如：/export csv 90天；要全部公司和话题，加上「全部」。"
MY_DATA = "虎报为这个会话保存的全部数据：设置、订阅、信息源、纠错和发给你的消息。要全部删除，发 /deleteme。"
DELETE_ASK = (
    "要删除这个会话的全部数据吗？订阅、设置、自己加的公司和信息源、纠错、消息记录都会删掉，不能恢复。\n"
    "想先留一份，发 /mydata。"
)
DELETE_YES = "全部删除"
DELETE_NO = "取消"
DELETED = "已全部删除。以后想再用，发 /start。"
NOT_DELETED = "没有删除，一切照旧。"

# Plain questions
WHAT_TO_ASK = (
    "可以这样问我：\n"
    "• 最近谁离开了零一万物？\n"
    "• 谁加入了字节？字节从阿里挖了谁？\n"
    "• 智谱今年融了几轮？谁投了智谱？智谱估值多少？\n"
    "• 六小虎里谁在收缩预训练？\n"
    "• 月之暗面最近怎么样？本周有哪些融资？"
)
NOT_UNDERSTOOD = (
    f"没看懂这句话。{WHAT_TO_ASK}\n也可以发「订阅 智谱 融资」「最新 融资」「搜索 预训练」，或 /help 看全部命令。"
)
#: an answer begins with its span and its subject
LEFT_FIRM = "{when}读到 {count} 人次离开{source}{towards}：{people}。"
JOINED_FIRM = "{when}读到 {count} 人次加入{target}{origin}：{people}。"
MOVES_OF = "{when}读到{firms} {count} 条人事变动：{people}。"
PERSON_MOVES = "{when}读到的去向：{people}。"
TOWARDS, ORIGIN = "、去往{firms}", "、来自{firms}"
ANY_FIRM = "各家公司"
ROUNDS_OF = "{when}读到{firm} {count} 笔融资：{rounds}。"
ROUNDS_UNSURE = "另有 {count} 笔只是传闻。"
ROUNDS_ONLY_RUMOUR = "{when}{firm}的融资只读到传闻，{count} 笔：{rounds}。"
ROUND_UNNAMED = "未写明轮次和金额"
VALUATION_OF = "{firm}最近一次写明的估值：{value}（{date}{stance}）。"
INVESTORS_OF = "{when}读到投{firm}的有：{names}。"
INVESTED_IN = "{when}读到{firm}参与 {count} 笔融资：{names}。"
CUTS_OF = "{when}读到 {count} 家收缩预训练：{firms}。"
CUTS_STAY = "表示继续训练或否认收缩的：{firms}。"
CUTS_ONLY_STAY = "{when}没有读到谁收缩预训练。表示继续训练或否认收缩的：{firms}。"
STORIES_OF = "{when}{firm}共 {count} 件：{tally}。"
STORIES_OF_TOPIC = "{when}读到 {count} 件{topic}，涉及 {firms}。"
#: where there are more stories than an answer looks at
OF_THE_NEWEST = "{when}最新的 {count} 件里，"
STORIES_AT_ALL = "{when}共 {count} 件：{tally}。"
FIRMS_MANY = "{names} 等 {count} 家公司"
FIRMS_FEW = "{names}"
NO_FIRM_NAMED = "未写明的公司"
SOMEONE = "未具名"
NO_ANSWER_BUT = "{when}没有读到写明这一点的消息，相关的有 {count} 条："
NO_ANSWER = "{when}没有读到相关消息。换个说法，或放宽时间，例如：{example}"
NO_ANSWER_EXAMPLE = "「今年谁离开了零一万物？」"
WIDENED = "{when}没有读到，放宽到近一年。"
AND_OTHERS = "{names} 等 {count} 个"

# A chat's own firms
OWN_FIRMS = "自己加的"
HOW_TO_TRACK = "添加：/track 某公司 别名1,别名2；不要了：/untrack 某公司"
WHAT_TO_UNTRACK = "请写公司名，例如：/untrack 某公司。发 /track 看自己加的公司。"
TRACKED = "开始关注「{name}」{also}。从现在起，它的预训练收缩、融资、人才流动都会推送。不要了：/untrack {name}"
ALSO_CALLED = "（也叫：{names}）"
TRACKED_FIRMS = "自己加的公司（{count}）："
UNTRACKED = "不再关注「{name}」，它的订阅也取消了。"
NOT_TRACKED = "你没有加过「{name}」。发 /track 看自己加的公司。"
FIRM_IS_KNOWN = "「{word}」不用添加，我本来就认识。直接发：/subscribe {name}"
ALIAS_IS_KNOWN = "「{word}」是{name}的名字，不能再给别的公司用。请去掉它再发一次。"
NAME_IS_A_WORD = "「{word}」不能当公司名。请写公司的名字，例如：/track 某公司 别名1,别名2"
NAME_TOO_SHORT = "「{word}」太短或太长，容易认错。请写 2 到 {most} 个字的名字，例如：/track 某公司 别名1,别名2"
NAME_IS_COMMON = "「{word}」在新闻标题里太常见，会带来很多无关消息。请写更完整的名字，例如：/track 某公司科技"
TOO_MANY_FIRMS = "每个会话最多自己加 {limit} 家公司。先用 /untrack 去掉不要的。"

# Words that titles are chosen by
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
BAD_WORD = "「{word}」不能当关键词（不支持正则）。请写普通的词，例如：/words 大模型 +融资 !招聘"
TOO_MANY_WORDS = "最多 {limit} 个关键词。留下最要紧的再发一次。"

# Feeds: switches, pages, lists
SWITCHED_OFF = "已关闭"
HOW_TO_FEED = "点按钮打开或关闭（只影响这个会话）。添加：/addfeed 地址；不要了：/removefeed 编号；导出：/opml"
FEED_IS_PAGE = "{url} 是网页，不是订阅源。网页里写明了这些信息源，点一下添加："
OPML_DONE = "这个会话的 {count} 个信息源，任何阅读器都能导入。"
OPML_ADDED = "读到 {count} 个信息源：新加 {added} 个，已有 {known} 个。发 /feeds 看状态。"
OPML_BAD_ADDRESSES = "有 {count} 个地址不能用，已略过。"
OPML_OVER = "每个会话最多添加 {limit} 个，有 {count} 个没有加上。先用 /removefeed 删掉不要的。"
OPML_EMPTY = "这个文件里没有信息源。请发从阅读器导出的 OPML 文件。"
OPML_UNREADABLE = "这个文件读不了。我只认识 OPML 列表（.opml 或 .xml，不超过 2 MB），请从阅读器里重新导出再发。"

# Corrections
CORRECTIONS = "这个会话的纠错（{count}），会用来改进识别："
NO_CORRECTIONS = "还没有纠错。消息下面的「标错了」「不是这家」「换标签」就是；发 /latest 看最新消息。"
VERDICTS = {"right": "对", "wrong": "标错了", "not_firm": "不是这家", "known": "已知", "topic": "换标签：{value}"}
UNDO = "撤销 {place}"
NOT_YOUR_CORRECTION = "只能撤销自己的纠错"

# For operators
STATUS = "运行状态"
STATUS_LINES = {
    "entries": "收到 {count} 条",
    "entries untagged": "还没分析 {count} 条",
    "entries parked": "分析失败、已搁置 {count} 条",
    "stories": "事件 {count} 件",
    "chats": "会话 {count} 个",
    "chats paused": "其中暂停 {count} 个",
    "messages pending": "待发送 {count} 条",
    "messages sent": "已发送 {count} 条",
    "messages paused": "随会话暂停 {count} 条",
    "messages dead": "被拒绝 {count} 条",
    "lost": "丢失 {count} 条",
}
STATUS_WAITING = "最早一条待发送的消息：{at}"
STATUS_NOTHING_WAITS = "没有积压的消息"
STATUS_FEEDS = "信息源 {count} 个，失败 {failing} 个，久无新内容 {silent} 个"
STATUS_MORE = "还有 {count} 个，用 hubao feeds list 看全部"
WHAT_TO_BROADCAST = "请写要通知所有会话的话（不超过 {limit} 字），例如：/broadcast 今晚 10 点维护半小时"
BROADCAST_ASK = "要把下面的话发给全部 {count} 个会话吗？"
BROADCAST_YES = "发送"
BROADCAST_NOT = "没有发送。"
BROADCAST_DONE = "正在发送给 {count} 个会话。发 /status 看进度。"
HELP_OPERATORS = "\n🛠 运营者\n/status — 运行状态；/broadcast 一句话 — 通知全部会话"

# The command menu for those whose Telegram is English
MENU_EN = {
    "start": "Choose firms and topics by buttons",
    "subscribe": "Subscribe to firms and topics",
    "unsubscribe": "Unsubscribe",
    "settings": "Times, quiet hours, rumours",
    "words": "Filter by words",
    "latest": "Latest stories",
    "firm": "One firm's profile",
    "search": "Search",
    "ask": "Ask a question (in Chinese)",
    "chart": "Events over time, as a picture",
    "flow": "Who moved from where to where",
    "week": "The week in one picture",
    "top": "Firms busier than usual",
    "preview": "What the present settings would bring",
    "feeds": "Feeds and their health",
    "addfeed": "Add a feed",
    "removefeed": "Remove a feed",
    "opml": "Export the feeds",
    "story": "All sources of a story",
    "why": "Why a story was tagged so",
    "mute": "Mute a firm for a while",
    "track": "Add a firm of your own",
    "untrack": "Drop a firm of your own",
    "use": "Set up a channel from here",
    "pause": "Pause all messages",
    "resume": "Resume",
    "corrections": "My corrections",
    "export": "Export stories as a table",
    "mydata": "Take all my data",
    "deleteme": "Delete all my data",
    "help": "All commands",
}

# Inline mode
INLINE_ANSWER = "回答"
INLINE_NOTHING = "没有找到，打开虎报"

# A channel set up from a private chat
HOW_TO_USE = "在私聊里设置频道：先把我加为频道管理员，再发 /use @频道名（或频道的数字编号）。结束发 /use 退出"
USE_NOW = "接下来一小时，这里的命令设置的是「{title}」，例如：/subscribe 融资。结束发 /use 退出"
USE_HERE = "现在设置的是这个私聊。"
USE_HEAD = "📢 {title}"
USE_IN_PRIVATE = "请私聊我再发 /use @频道名"
USE_NOT_FOUND = "找不到这个频道，或者我还不在里面。请先把我加为频道管理员，再发 /use @频道名"
USE_NOT_ADMIN = "你不是「{title}」的管理员，不能设置它。"
USE_OVER = "这个频道的设置已结束，请重新发 /use @频道名"
