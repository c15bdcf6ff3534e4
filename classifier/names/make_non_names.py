"""Learns words that look like names and are none: ``python -m classifier.names.make_non_names FOLDER``.

FOLDER holds ``unlabelled.jsonl.gz`` (t: title, s: lead). A word counts when jieba's dictionary has it as anything but
a name, or when it is a surname's character and a word that is no noun; one that often stands behind a post is a name.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from classifier.names.matcher import shipped_matcher
from classifier.names.non_names import FILE, VERBS
from classifier.names.person_names import is_shaped
from classifier.text.normalise import simplify
from classifier.text.vocabulary.posts import POST_ENDS

#: rarer words are left out, and those of which a larger part stands behind a post
LEAST, MOST_AS_NAME = 25, 0.02
LEAST_VERB = 15
#: a post, or the mark of a byline
_POST_BEFORE = re.compile(rf"(?:{POST_ENDS}|作者|编辑|记者|文|[|丨/·])\s?$")
#: what people do, and things hardly
_SAYS = frozenset(
    [
        "表示",
        "称",
        "说",
        "认为",
        "透露",
        "指出",
        "离职",
        "加入",
        "出任",
        "卸任",
        "担任",
        "辞任",
        "辞职",
        "接任",
        "教授",
        "先生",
        "博士",
        "女士",
        "总裁",
    ]
)
#: the commonest surnames: two characters behind them may be any given name
_COMMON = frozenset("李王张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢唐冯董曹袁邓傅沈彭吕苏")


def learn(texts: list[str]) -> dict[str, int]:
    """Words shaped like names that are none, and how often each stands in the texts."""
    import jieba
    from jieba import posseg

    jieba.initialize()
    tags: dict[str, str] = posseg.POSTokenizer(jieba.dt).word_tag_tab
    words = jieba.dt.lcut("\n".join(texts), HMM=False)
    seen, named = Counter[str](), Counter[str]()
    for at, word in _shaped(words, tags):
        seen[word] += 1
        before = "".join(words[max(0, at - 4) : at]).rpartition("\n")[2]
        named[word] += _POST_BEFORE.search(before) is not None or not _SAYS.isdisjoint(words[at + 1 : at + 3])
    return {word: count for word, count in seen.items() if count >= LEAST and named[word] <= MOST_AS_NAME * count}


def _shaped(words: list[str], tags: dict[str, str]) -> Iterator[tuple[int, str]]:
    for at, word in enumerate(words):
        if 2 <= len(word) <= 3 and is_shaped(word) and not tags.get(word, "").startswith("nr"):
            if word in tags:
                yield at, word
            continue
        pair = word + (words[at + 1] if at + 1 < len(words) else "")
        parts = (len(word), len(pair) - len(word))
        if parts in ((1, 2), (2, 1)) and is_shaped(pair) and pair[0] not in _COMMON:
            last = tags.get(pair[len(word) :], "x")
            if last[0] in ("vdpcrtfmu" if parts == (1, 2) else "vdpcrfu"):
                yield at, pair


def learn_verbs(texts: list[str]) -> dict[str, int]:
    """Verbs, adverbs and other words of sentences that no firm of the lexicon has in its name, and their counts."""
    import jieba
    from jieba import posseg

    jieba.initialize()
    tags: dict[str, str] = posseg.POSTokenizer(jieba.dt).word_tag_tab
    names = {firm_name for firm in shipped_matcher().firms.values() for firm_name in (firm.name, *firm.aliases)}
    used = {word for name in names for word in jieba.dt.lcut(name, HMM=False)}
    seen = Counter(jieba.dt.lcut("\n".join(texts), HMM=False))
    return {
        word: count
        for word, count in seen.items()
        if len(word) == 2 and count >= LEAST_VERB and tags.get(word, "x")[0] in "vdpcrm" and tags[word] != "vn"
        if word not in used
    }


def _write(file: Path, found: dict[str, int]) -> None:
    rows = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    file.write_text("".join(f"{word} {count}\n" for word, count in rows), encoding="utf-8")


def main(folder: Path) -> None:
    """Write the lists, the commonest first."""
    titles: list[str] = []
    leads: list[str] = []
    with gzip.open(folder / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            titles.append(simplify(row["t"]))
            leads.append(simplify(row.get("s") or ""))
    _write(FILE, learn(titles + leads))
    _write(VERBS, learn_verbs(titles + leads))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
