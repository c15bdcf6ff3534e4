"""A chat's data, the words for operators, the command menu, the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.texts.chinese.basics import Basics


class Data(Basics):
    """Exports and deletion, operators, the menu, the terminal."""

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
    EXPORT_COLUMNS: Sequence[str] = (
        "编号", "时间", "话题", "公司", "确定程度", "标题", "事实", "链接", "来源数", "来源", "最近更新",
    )  # fmt: skip

    # --- for operators

    STATUS = "运行状态"
    STATUS_LINES: Mapping[str, str] = {
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
    CLOCK_WAS_WRONG = "⏰ 服务器的时钟走错过。{count} 处排得太远的时间已经改回，推送照常。请检查对时，例如：timedatectl"
    PARKED_ENTRIES = "⚠️ {count} 条内容反复分析失败，先放一边（编号 {ids}）。"
    PARKED_UPDATES = "⚠️ {count} 条命令反复处理失败，先放一边（编号 {ids}）。"
    PARKED_MORE = "每天会再试一次，升级后也会再试。原因见日志；想马上再试，运行 hubao audit --retry"
    STATUS_WAITING = "最早一条待发送的消息：{at}"
    STATUS_NOTHING_WAITS = "没有积压的消息"
    STATUS_FEEDS = "信息源 {count} 个，读取失败 {failing} 个，久无新内容 {silent} 个"
    STATUS_MORE = "还有 {count} 个，用 hubao feeds list 看全部"
    WHAT_TO_BROADCAST = "请写要通知所有会话的话（不超过 {limit} 字），例如：/broadcast 今晚 10 点维护半小时"
    BROADCAST_ASK = "要把下面的话发给全部 {count} 个会话吗？"
    BROADCAST_YES = "发送"
    BROADCAST_NOT = "没有发送。"
    BROADCAST_DONE = "正在发送给 {count} 个会话。发 /status 看进度。"
    HELP_OPERATORS = "\n🛠 运营者\n/status — 运行状态；/broadcast 一句话 — 通知全部会话；/teach — 教虎报认话题"
    TEACH_ASK = "这条说的是哪个话题？"
    TEACH_SKIP = "说了不止一个话题，或者拿不准：发 /teach 换一条。"
    TEACH_THOUGHT = "虎报标的：{topics}（{odds}）"
    TEACH_NO_TOPIC = "没有话题"
    TEACH_NONE = "都不是"
    TEACH_DONE = "✔️ 已标：{label}"
    TEACH_BY = "用户 {user}，{at}"
    TEACH_UNDO = "撤销"
    TEACH_NOT_YOURS = "只能撤销自己标的"
    TEACH_NOTHING = "最近的消息里没有虎报拿不准的了。等读到新的，再发 /teach。"

    # --- at a terminal

    TERMINAL_HELLO = "发 /help 看全部命令；输入按钮前的数字就是按它；exit 离开。\n"
    TERMINAL_PROMPT = "虎报> "
    SAVED_TO = "已存到 {path}"

    #: command -> what the menu says; what is missing is in no menu
    MENU: Mapping[str, str] = {
        "start": "用按钮选公司和话题",
        "subscribe": "订阅公司和话题",
        "unsubscribe": "退订",
        "settings": "推送时间和偏好",
        "words": "按关键词筛选推送",
        "latest": "最新消息",
        "firm": "一家公司的近况",
        "search": "搜索",
        "ask": "用一句话提问",
        "chart": "走势图",
        "flow": "人才流向图",
        "week": "一周汇总",
        "top": "比平时热闹的公司",
        "preview": "按现在的设置会收到什么",
        "feeds": "信息源的列表和状态",
        "addfeed": "添加信息源",
        "removefeed": "删除信息源",
        "opml": "导出信息源列表",
        "story": "一件事的全部来源",
        "why": "为什么这样标",
        "mute": "静音一家公司",
        "track": "自己加一家公司",
        "untrack": "不再关注自己加的公司",
        "use": "在私聊里设置频道",
        "pause": "暂停推送",
        "resume": "恢复推送",
        "corrections": "这个会话的纠错",
        "export": "把消息导出成表格",
        "mydata": "取走全部数据",
        "deleteme": "删除全部数据",
        "help": "全部命令",
    }
