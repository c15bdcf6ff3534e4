"""Every command and every button: who answers it, what the menu says, whether a group keeps it to its admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands import (
    ask,
    correct,
    corrections,
    data,
    discovery,
    feeds,
    filters,
    operators,
    opml,
    questions,
    see,
    settings,
    start,
    subscribe,
    track,
    using,
)
from bot.commands.desk import Context
from bot.core.types import Reply

Handler = Callable[[Context], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: who answers it, what the menu says, whether it writes, whether a group keeps it to admins."""

    handler: Handler
    menu: str
    writes: bool = False
    admins_only: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """Buttons of one prefix: who answers, whether that writes, whether a group keeps it to admins."""

    handler: Handler
    writes: bool = False
    admins_only: bool = False
    #: callback data, after the prefix, that anyone may press all the same
    open_to_all: tuple[str, ...] = ()


COMMANDS: dict[str, Command] = {
    "start": Command(start.start, "用按钮选公司和话题", writes=True, admins_only=True),
    "subscribe": Command(subscribe.subscribe, "订阅公司和话题", writes=True, admins_only=True),
    "unsubscribe": Command(subscribe.unsubscribe, "退订", writes=True, admins_only=True),
    "settings": Command(settings.settings, "推送时间和偏好"),
    "words": Command(filters.words, "按关键词筛选推送", writes=True, admins_only=True),
    "latest": Command(ask.latest, "最新消息"),
    "firm": Command(ask.firm, "一家公司的近况"),
    "search": Command(ask.search, "搜索"),
    "ask": Command(questions.ask, "用一句话提问"),
    "chart": Command(see.chart, "走势图"),
    "flow": Command(see.flow, "人才流向图"),
    "week": Command(see.week, "一周汇总"),
    "top": Command(see.top, "比平时热闹的公司"),
    "preview": Command(ask.preview, "按现在的设置会收到什么"),
    "feeds": Command(feeds.feeds, "信息源的列表和状态"),
    "addfeed": Command(feeds.addfeed, "添加信息源", writes=True, admins_only=True),
    "removefeed": Command(feeds.removefeed, "删除信息源", writes=True, admins_only=True),
    "opml": Command(opml.opml, "导出信息源列表"),
    "story": Command(ask.story, "一件事的全部来源"),
    "why": Command(ask.why, "为什么这样标"),
    "mute": Command(subscribe.mute, "静音一家公司", writes=True, admins_only=True),
    "track": Command(track.track, "自己加一家公司", writes=True, admins_only=True),
    "untrack": Command(track.untrack, "不再关注自己加的公司", writes=True, admins_only=True),
    "use": Command(using.use, "在私聊里设置频道", writes=True),
    "pause": Command(subscribe.pause, "暂停推送", writes=True, admins_only=True),
    "resume": Command(subscribe.resume, "恢复推送", writes=True, admins_only=True),
    "corrections": Command(corrections.corrections, "我的纠错"),
    "export": Command(data.export, "把消息导出成表格"),
    "mydata": Command(data.mydata, "取走全部数据", admins_only=True),
    "deleteme": Command(data.deleteme, "删除全部数据", admins_only=True),
    "help": Command(start.help_, "全部命令"),
    # for operators: in no menu
    "status": Command(operators.status, ""),
    "broadcast": Command(operators.broadcast, "", writes=True),
}
#: prefix of the callback data -> who answers
BUTTONS: dict[str, Press] = {
    "go": Press(start.pressed, writes=True, admins_only=True),
    "set": Press(settings.pressed, writes=True, admins_only=True),
    "wd": Press(filters.pressed, writes=True, admins_only=True),
    "lt": Press(ask.latest_page),
    "ls": Press(see.listed),
    "sr": Press(ask.search_page),
    "qa": Press(questions.page),
    "st": Press(ask.story_pressed),
    "fb": Press(correct.pressed, writes=True),
    "fd": Press(feeds.pressed, writes=True, admins_only=True, open_to_all=("page:",)),
    "fa": Press(discovery.pressed, writes=True, admins_only=True),
    "co": Press(corrections.pressed, writes=True),
    "bc": Press(operators.pressed, writes=True),
    "del": Press(data.pressed, writes=True, admins_only=True),
}
