"""All languages say all things: nothing missing, nothing frozen, nothing mixed between threads."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import opencc
import pytest

import bot
from bot.core.amounts import Amount
from bot.core.facts import Funding
from bot.texts import LANGUAGES, speaking, spoken, texts, texts_in
from bot.texts.chinese import Texts
from bot.texts.english import English
from bot.texts.english.counted import Counted
from bot.texts.traditional import Traditional
from tests.tables import assert_none

PUBLIC = [name for name in dir(Texts) if not name.startswith("_")]
SENTENCES = [name for name in PUBLIC if name.isupper()]
HAN = re.compile("[\u4e00-\u9fff]")
#: what an English sentence quotes in Chinese
QUOTED = re.compile("“[^”]*”")
SOURCE = Path(bot.__file__).parent


def strings(value: Any) -> Iterator[str]:
    """The sentences in an attribute."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    else:
        for inner in value:
            yield from strings(inner)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def pairs(language: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence's name, its simplified Chinese and what this language says for it."""
    for name in SENTENCES:
        ours, theirs = list(strings(getattr(Texts, name))), list(strings(getattr(texts_in(language), name)))
        assert len(ours) == len(theirs), f"{name}: {ours} and {theirs}"
        for one, other in zip(ours, theirs, strict=True):
            yield name, one, other


# Each test below goes through all sentences or files, and its failure names every one that is wrong.


def test_english_has_its_own_of_everything():
    """A sentence added in Chinese alone fails here."""
    english = [vars(c) for c in English.__mro__ if c.__module__.startswith("bot.texts.english")]

    assert PUBLIC
    assert_none(name for name in PUBLIC if not any(name in own for own in english))


def test_english_has_the_same_keys():
    """A table of sentences has in English the keys it has in Chinese."""
    tables = {name: set(value) for name in SENTENCES if isinstance(value := getattr(Texts, name), Mapping)}

    assert tables
    assert_none(name for name, keys in tables.items() if set(getattr(English, name)) != keys)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "zh-Hans"])
def test_every_language_takes_the_same_values(language: str):
    """Placeholder for placeholder."""
    # "{count}月" becomes the name of a month
    assert_none(pair for pair in pairs(language) if placeholders(pair[1]) != placeholders(pair[2]))


def test_english_has_no_chinese_but_what_it_quotes():
    """As an English reader can read it."""
    assert_none(pair for pair in pairs("en") if HAN.search(QUOTED.sub("", pair[2])))


def test_traditional_has_no_character_that_is_only_simplified():
    """Nor a word that is written otherwise in Taiwan."""
    one_by_one = opencc.OpenCC("s2tw")

    def simplified(text: str) -> bool:
        left = {c for c in text if one_by_one.convert(c) != c} - set("台里")
        return bool(left) or "里" in text.replace("阿里", "") or bool(re.search(r"\d 周", text))

    assert_none(pair for pair in pairs("zh-Hant") if simplified(pair[2]))


def test_traditional_reads_as_in_taiwan():
    """Where the converter takes a word for another, it is corrected."""
    with speaking("zh-Hant"):
        assert texts.FEEDS.format(count=2) == "資訊來源（2）"
        assert "匯出" in texts.HELP
        assert "誰加入了字節？" in texts.WHAT_TO_ASK
        assert texts.when("weeks", 2) == "近 2 週"
        assert "不滿 4 週" in texts.NO_USUAL_YET
        assert texts.USE_HERE == "現在設定的是這個私人聊天。"
        assert texts.CHANNEL_ADMINS_ONLY.startswith("頻道裡")
        assert "最新消息" in texts.HELP
        assert texts.amount(Amount(low=1e9, high=1e9, approx="near", currency="USD")) == ("近 10 億美元")


def test_words_follow_their_numbers():
    """1 story, 2 stories; 0 stories."""
    sentence = Counted("{count} {count:story|stories} of {name}")

    assert [sentence.format(count=n, name="{x}") for n in (0, 1, 2)] == [
        "0 stories of {x}", "1 story of {x}", "2 stories of {x}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Amount(low=1e9, high=1e9, approx="near", currency="USD"), "nearly US$1bn"),
        (Amount(low=5e9, approx="over", currency="CNY"), "CNY 5bn+"),
        (Amount(high=2.2e9, currency="USD"), "up to US$2.2bn"),
        (Amount(low=5e9, currency="CNY"), "at least CNY 5bn"),
        (Amount(low=2e8, approx="several", currency="CNY"), "hundreds of millions of yuan"),
        (Amount(low=3e7, high=5e7, currency="CNY"), "CNY 30m–50m"),
        (Amount(low=12.5e8, high=12.5e8, approx="exact", currency="HKD"), "HK$1.25bn"),
        (Amount(low=5e4, high=5e4, approx="exact"), "50,000"),
        (Funding(approx="near").amount, ""),
    ],
)
def test_sums_in_english(amount: Amount | None, text: str):
    """As a news terminal writes them."""
    assert English().amount(amount) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("B轮", "Series B"), ("B+轮", "Series B+"), ("Pre-A轮", "Pre-A"), ("IPO", "IPO"),
        ("Pre-IPO轮", "Pre-IPO"), ("天使轮", "Angel round"), ("天使+轮", "Angel+ round"),
        ("A1轮", "Series A1"), ("战略融资", "Strategic round"),
        ("定增", "Private placement"), ("", ""),
    ],
)  # fmt: skip
def test_rounds_in_english(written: str, text: str):
    """The classifier gives them in Chinese."""
    assert English().round(written) == text


def test_speaking_ends_where_it_began():
    """Inside another language, after an error, and for a language that is not there."""
    with speaking("en"):
        with pytest.raises(KeyError), speaking("zh-Hant"):
            assert texts.SAVED == "已儲存"
            raise KeyError
        assert texts.SAVED == "Saved"
        with speaking("tlh"):
            assert spoken() == "zh-Hans"
    assert texts.SAVED == "已保存"


def test_threads_do_not_mix_languages():
    """Three threads speak at once, each its own language all the time."""
    together = threading.Barrier(len(LANGUAGES))
    heard: dict[str, set[str]] = {}

    def talk(language: str) -> None:
        with speaking(language):
            for _ in range(200):
                together.wait(20)
                heard.setdefault(language, set()).add(texts.SAVED)

    threads = [threading.Thread(target=talk, args=(language,)) for language in LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert heard == {"zh-Hans": {"已保存"}, "zh-Hant": {"已儲存"}, "en": {"Saved"}}


class _AtImport(ast.NodeVisitor):
    """Finds `texts.X` outside functions: in a module, a class body, a default, a decorator."""

    def __init__(self) -> None:
        self.found: list[int] = []

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)):
            self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Said when called."""

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.value.id == "texts":
            self.found.append(node.lineno)
        self.generic_visit(node)


def code() -> Iterator[tuple[str, ast.Module]]:
    """Each file of the bot, by its name, as a tree."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_no_sentence_is_kept_at_import():
    """It would stay in one language for everybody."""
    lines: dict[str, list[int]] = {}
    for name, tree in code():
        finder = _AtImport()
        finder.visit(tree)
        lines[name] = finder.found

    assert lines
    assert_none((name, found) for name, found in lines.items() if found)


def test_every_sentence_is_said_somewhere():
    """One that no code says is taken out, in every language."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    said = set(re.findall(r"\b(?:texts|self|texts_in\(\w+\))\.([A-Z][A-Z_]+)\b", written))

    assert set(SENTENCES) - said == set()


#: Chinese in code that reads Chinese
READERS = {
    "commands/wishes/filters.py", "commands/phrases.py", "commands/wishes/times.py", "commands/remote.py",
    "commands/arguments.py", "core/amounts.py", "core/fact_agreement.py", "core/topics.py",
    "core/numerals.py", "core/questions.py", "core/spans.py",
    "render/titles.py",
    "demo/server.py", "feeds/dates.py", "feeds/decode.py", "terminal/prompt.py", "texts/__init__.py",
    "texts/traditional.py", "texts/english/basics.py", "texts/english/answers.py", "texts/english/stories.py",
}  # fmt: skip


def test_sentences_live_in_texts():
    """Chinese elsewhere is what users or feeds write, in the few files that read it."""
    chinese: dict[str, list[str]] = {}
    for name, tree in code():
        if name in READERS or name.startswith("texts/chinese/"):
            continue
        docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        said = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs)
        chinese[name] = [text for text in said if isinstance(text, str) and HAN.search(text)]

    assert chinese
    assert_none((name, found) for name, found in chinese.items() if found)


@pytest.mark.parametrize(
    ("texts", "step", "people"),
    [(Texts(), "过会", "1.2 万人"), (Traditional(), "過會", "1.2 萬人"), (English(), "approved", "12,000 people")],
)
def test_steps_and_counts_of_people(texts: Texts, step: str, people: str):
    """How far a listing has come, and how many people a lay-off meets, in each language."""
    assert (texts.step("过会"), texts.people(12_000)) == (step, people)
