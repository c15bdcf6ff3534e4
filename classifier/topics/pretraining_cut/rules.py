"""Pretraining cuts: who gives up (or will not give up) training a model of its own, and mere talk of it."""

from __future__ import annotations

import re

from classifier.text.patterns import words
from classifier.text.required_words import required_words
from classifier.text.vocabulary import models
from classifier.topics.rule import DECIDES, ByPattern, Scene, but, in_title, nowhere, rules_of

_MODEL = words("训 练 模型 基座 基模 底座 参数 自研 pre-?train foundation llm 大语言 算力 研究院 实验室 牌桌 agi")
_TURN = words(
    "放弃 停 暂缓 终止 中止 搁置 缩 削减 砍 裁 解散 关 退出 不再 不做 不训 不练 不卷 不追 不碰 不搞 别再"
    " 告别 止步 转 改 调整 调减",
    "合并 并入 外包 剥离 瘦身 减 降 冻结 压 弃 撤 收 下桌 牌桌 离场 离开 掉队 坚持 继续 不会 没有 没放弃"
    " 从未 并未 未 刹车 甩 让位 拆",
    "归入 划 移交 交给 交出 委托 套壳 接入 拥抱 断供 归零 清 掉头 换 熄火 止损 聚焦 只做 专注 仍 还在 照 卖"
    " 走到底 取舍 分化 否认 回应",
    "少 谢幕 出局 押 用 到此为止 最后一",
)
_OWN = words(models.OWN_MODEL, "自研通用 旗舰(?:大?模型)")
#: a model of one's own in freer words, and what becomes of it
_FREE_OWN = words(
    "底座 基模 (?:自家|自有|自己)的?[^,。;!?]{0,4}模型 从[零头](?:开始)?(?:训练?|预训练|练) 自训 自练 训练集群 训练卡",
    "训练计划 训练投入 训练支出 训练开支 训练团队 训练规模 大尺寸 大模型[组项] 通用模型 (?:大)?模型训练 大训练 万亿级"
    " 千亿(?:参数|级|基座)? 大号版本 代大?模型",
)
_FREE_END = words(
    "不做 不碰 不练 不训 不扩 停做 停训 收起 收了 收掉 关掉 关了 撤了 撤销 搁下 搁置 作罢 停住 让位 没有续集",
    "没有下文 画[上了]句号 退居二线 不会再有 缩编 告一段落 不参加 退租 断电 挪去 未再 没再 终止 不走了 到头 收手 熄火",
    "(?:改|换|换到|全押)[^,。;!?]{0,6}(?:开源|权重|外购|第三方|通义|文心|deepseek|qwen|gpt|llama)",
)
_GOES_ON = words(
    "照训 照常 如常 照原计划 按计划 按既定 没停 未停 从没停 没有停 仍在训 还在训 在训 不断供 未喊停 训到底 自己练",
    "只增不减 绝不 不会停 不退",
)
_CUT = re.compile(
    words(models.STOP, models.PAUSE, "缩减 收缩 削减", models.NO_LONGER, models.KEEP_ON)
    + rf"[^,。;!?:]{{0,12}}{_OWN}"
    + r"|(?:预训练|(?:基座|基础|自研|通用)大?模型)[^,。;!?]{0,10}(?:团队|业务|研发|项目|部门|预算|投入|算力"
    r"|工作|组)?[^,。;!?]{0,6}"
    + words(models.STOP - "退出 弃 收手", models.PAUSE, models.SHRINK, models.OUTSOURCE, "被砍 停")
)
_FREELY = re.compile(
    rf"(?:{_FREE_END}[^,。;!?:]{{0,10}}|(?:不再|减少)[^,。;!?:]{{0,4}}){_FREE_OWN}|{_FREE_OWN}[^,。;!?]{{0,12}}{_FREE_END}"
    rf"|(?:{_OWN}|{_FREE_OWN}|训练)[^,。;!?]{{0,12}}{_GOES_ON}|{_GOES_ON}[^,。;!?]{{0,10}}(?:{_OWN}|{_FREE_OWN})"
)
#: Models are paused for many reasons, and a launch too; who pauses pretraining itself cuts it.
_PAUSED = re.compile(rf"{models.PAUSE}[^,。;!?:]{{0,8}}预训练")
_NOT_FREELY = re.compile(
    "能耗|碳|成本|幻觉|价|收费|标注|评论区"
    "|该不该|要不要|为什么|如何|怎么|教程|论文|[?]$|投稿|复盘|观点|从未做过|从没练过|从头就没"
)
_TECHNIQUE = re.compile(
    "预训练"
    + words("权重 知识 语料 范式 参数 目标 任务 数据集 数据 方法 框架 模型库 语言模型 方向 效率")
    + "|"
    + words(models.TECHNIQUE, "算法 少样本 零样本 新范式 数据集 优化器 工程复盘 检查点")
)
_CLAUSE = re.compile(r"[,。;!?\n|丨]")


def _strong(text: str) -> bool:
    return _CUT.search(text) is not None


def cut_told(scene: Scene) -> bool:
    """Verb and object of a cut stand in one clause of the title or of the lead's first sentences."""
    clauses = _CLAUSE.split(f"{scene.title}\n{scene.lead[:160]}")
    return any(_strong(clause) and not _TECHNIQUE.search(clause) for clause in clauses)


def cut_told_freely(scene: Scene) -> bool:
    """The title tells it in other words (底座不练了, 训练照常), or that pretraining itself is paused."""
    freely = _FREELY.search(scene.title) is not None and not cut_told(scene)
    told = freely or _PAUSED.search(scene.title) is not None
    return told and not _TECHNIQUE.search(scene.title) and not _NOT_FREELY.search(scene.title)


def _technique(scene: Scene) -> bool:
    return _TECHNIQUE.search(scene.title) is not None and not _strong(scene.title)


_OPINION = but(
    in_title(
        "预训练(?:时代)?(?:已死|终结|将?结束|撞墙|见顶|到头|走到尽头|触顶|的尽头|天花板)|scaling law|还值得"
        "|该不该|要不要|意义何在"
        "|怎么看|为什么要"
    ),
    lambda scene: _strong(scene.title),
)

_TOWARDS = but(
    in_title("(?:转向|转做|押注|all in|入局|进军|发力|杀入|抢跑|加码|布局|投身)[^,。;!?]{0,8}(?:大模型|基座|基础模型)"),
    lambda scene: _strong(scene.title),
)
_FASTER = but(
    in_title(
        "训练[^,。;!?]{0,6}(?:飙升|提速|提升|加速|更快|[0-9]+倍|降本)"
        "|(?:芯片|gpu|tpu|集群)[^,。;!?]{0,8}(?:发布|炸场|上线|亮相)"
    ),
    lambda scene: _strong(scene.title),
)

_COURT = but(
    in_title("法院|起诉|诉讼|侵权|版权|著作权|判决|禁令|法案|监管|立法|数据保护"), lambda scene: _strong(scene.title)
)

_TOLD = ByPattern(cut_told, required_words(_CUT.pattern))
_TOLD_FREELY = ByPattern(cut_told_freely, required_words(f"{_FREELY.pattern}|{_PAUSED.pattern}"))

RULES = rules_of(
    "pretraining_cut",
    (
        ("放弃自研模型", 3.0, "同一句里说到停、减或坚持自研基座模型", _TOLD),
        (
            "自家模型停或不停",
            1.5,
            "标题用别的话说自家模型停了、让位或照训",
            _TOLD_FREELY,
        ),
        ("没有模型", -DECIDES, "没有说到模型和训练", nowhere(_MODEL)),
        ("没有收缩", -3.0, "没有说到停、减、转或坚持", nowhere(_TURN)),
        ("转向大模型", -3.0, "是去做大模型，不是离开", _TOWARDS),
        ("训练提速", -3.0, "讲的是训得更快更省，不是少训", _FASTER),
        ("法律案", -4.0, "讲的是训练数据的官司和规定，不是公司收缩", _COURT),
        ("技术用语", -2.0, "讲的是训练方法，不是公司决定", _technique),
        ("行业观点", -1.0, "讲的是行业看法，没有公司决定", _OPINION),
    ),
)
