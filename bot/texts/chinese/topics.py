"""The words of each topic: its name, its facts, the answers made of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic


class Topics:
    """How topics are called, and what their facts say."""

    TOPIC_NAMES: Mapping[Topic, str] = {
        PRETRAINING_CUT: "预训练收缩",
        FUNDING: "融资",
        TALENT_MOVE: "人才流动",
    }
    #: what /start says that we watch
    WATCHED = "三件事：预训练收缩、融资、人才流动"
    #: above what a firm's stories say of it; a topic without a heading is left out there
    FACT_HEADINGS: Mapping[Topic, str] = {FUNDING: "融资", TALENT_MOVE: "人事"}
    ACTION_NAMES: Mapping[str, str] = {
        "stop": "停止预训练",
        "shrink": "缩减预训练",
        "pause": "暂停预训练",
        "outsource": "改用外部模型",
        "pivot": "转向应用",
        "continue": "表示继续做预训练",
    }
    LED_BY = "{names}领投"
    PAID_BY = "{names}投资"
    VALUED_AT = "估值 {value}"
    LAID_OFF, LAID_OFF_AT = "裁员", "{firm}裁员"
    LEFT, LEFT_AT = "离任", "离开{firm}"
    CHANGE_NAMES: Mapping[str, str] = {"amount": "金额", "round": "轮次", "person": "新增人物"}
    #: an answer begins with its span and its subject
    LEFT_FIRM = "{when}读到 {count} 人次离开{source}{towards}：{people}。"
    JOINED_FIRM = "{when}读到 {count} 人次{origin}加入{target}：{people}。"
    MOVES_OF = "{when}读到{firms} {count} 条人事变动：{people}。"
    PERSON_MOVES = "{when}读到：{people}。"
    TOWARDS, ORIGIN = "去了{firms}", "从{firms}"
    ROUNDS_OF = "{when}读到{firm} {count} 笔融资：{rounds}。"
    ROUNDS_UNSURE = "另有 {count} 笔只是传闻。"
    ROUNDS_ONLY_RUMOUR = "{when}{firm}的融资只读到传闻，{count} 笔：{rounds}。"
    ROUND_UNNAMED = "未写明轮次和金额"
    VALUATION_OF = "{firm}最近一次写明的估值：{value}{when}。"
    INVESTORS_OF = "{when}读到的{firm}投资方：{names}。"
    INVESTED_IN = "{when}读到{firm}参与 {count} 笔融资：{names}。"
    CUTS_OF = "{when}读到 {count} 家收缩预训练：{firms}。"
    CUTS_STAY = "表示继续做预训练或否认收缩的：{firms}。"
    CUTS_ONLY_STAY = "{when}没有读到谁收缩预训练。表示继续做预训练或否认收缩的：{firms}。"
    SOMEONE = "未具名"
    WEEK_TOPICS = "三类事件"
