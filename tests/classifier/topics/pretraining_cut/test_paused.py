"""Who pauses pretraining itself cuts it, whatever else is paused for."""

from __future__ import annotations

from classifier.topics.pretraining_cut.rules import cut_told_freely
from classifier.topics.rule import Scene


def test_pretraining_that_is_paused() -> None:
    """The firm's pretraining, not weights, methods or a launch."""
    told = ["智谱暂停大模型预训练,转向应用", "月之暗面搁置下一代预训练", "消息称某厂叫停新一轮预训练"]
    not_told = ["某社区暂停预训练权重下载", "某厂暂停新品发布", "论文:暂停预训练数据集更新的方法"]

    assert [title for title in told if not cut_told_freely(Scene(title))] == []
    assert [title for title in not_told if cut_told_freely(Scene(title))] == []
