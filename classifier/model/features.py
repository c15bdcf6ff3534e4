"""What the model sees of a text: words, characters, the title's own, and cues; one list of terms each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from classifier.model.cues import cues
from classifier.text.normalise import normalise
from classifier.text.tokenizer import Tokenizer
from classifier.text.vocabulary import marks
from classifier.views import LEAD

#: Characters of the lead that are read character by character; more added nothing out of fold.
LEAD_CHARS = 100

#: Stands for any firm of the lexicon.
FIRM = "₣"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BLANK = re.compile(r"\s+")
#: What a board or a desk puts before a title: it says how an item came in, not what it tells.
_LABEL = re.compile(rf"^(?:\s*[\[【「〖(<]{marks.BOARD | marks.DESK}[\]】」〗)>]\s*)+")


class Doc(NamedTuple):
    """The terms of one item, a list for each block of features."""

    words: list[str]
    chars: list[str]
    title: list[str]
    cues: list[str]
    #: words of the title that stand two to four apart: 完成~融资
    skips: list[str]
    #: cues that come together
    pairs: list[str]
    #: the title with every firm of the lexicon as one sign, in threes; and how many firms it names
    shape: list[str]
    #: the title's words once more, for weights that come from the words' meaning (see ``vectors``)
    like: list[str]


class Pick:
    """The analyzer of one block for scikit-learn's vectorizers: the terms were read before."""

    def __init__(self, block: str) -> None:
        self.block = block

    def __call__(self, doc: Doc) -> list[str]:
        """The terms of a doc's block."""
        terms: list[str] = getattr(doc, self.block)
        return terms


BLOCKS: tuple[str, ...] = Doc._fields

#: What each block of terms counts beside the others; chosen out of fold on real headlines.
BLOCK_WEIGHTS = {"words": 1.0, "chars": 1.0, "title": 0.7, "cues": 0.6, "skips": 0.4, "pairs": 0.4, "shape": 0.4}
#: The same for the meaning of the title's words, and for a rule that holds.
VECTOR_WEIGHT, RULE_WEIGHT = 0.5, 0.6


def prepare(text: str) -> str:
    """Lower-cased, numbers told as 0, blanks as one: what words and characters are read from."""
    return _BLANK.sub(" ", _NUMBER.sub("0", text))


def sides(text: str) -> tuple[str, str]:
    """Title, without a board's labels, and lead of a normalised ``title + "\\n" + text``, lower-cased."""
    title, _, rest = text.partition("\n")
    title = title.lower()
    return _LABEL.sub("", title) or title, rest[:LEAD].lower()


def extract(texts: Sequence[str], tokenizer: Tokenizer) -> list[Doc]:
    """The terms of many normalised texts (title, newline, text)."""
    pairs = [sides(text) for text in texts]
    flat = [prepare(side) for pair in pairs for side in pair]
    cut = tokenizer.cut_many(flat)
    firms = tokenizer.names
    return [_doc(pair, flat[2 * i], flat[2 * i + 1], cut[2 * i], cut[2 * i + 1], firms) for i, pair in enumerate(pairs)]


def _doc(
    pair: tuple[str, str], title: str, lead: str, title_words: list[str], lead_words: list[str], firms: frozenset[str]
) -> Doc:
    body = f"{title} {lead[:LEAD_CHARS]}" if lead else title
    heading = [word for word in title_words if word != " "]
    told = cues(*pair)
    return Doc(
        words=heading + [word for word in lead_words if word != " "],
        chars=char_grams(body),
        title=heading + pairs_of(heading),
        cues=told,
        skips=skips_of(heading),
        pairs=[f"{a}&{b}" for a, b in combinations(told, 2)],
        shape=shape_of(heading, firms),
        like=heading,
    )


def char_grams(text: str) -> list[str]:
    """Single characters and pairs of neighbours, blanks left out."""
    return [char for char in text if char != " "] + [a + b for a, b in pairwise(text) if a != " " and b != " "]


def pairs_of(words: Iterable[str]) -> list[str]:
    """Neighbouring words of the title, joined by a plus."""
    row = list(words)
    return [f"{a}+{b}" for a, b in pairwise(row)]


def skips_of(words: Sequence[str]) -> list[str]:
    """Words of a title that stand two to four apart, in order."""
    return [f"{a}~{b}" for at, a in enumerate(words) for b in words[at + 2 : at + 5]]


def shape_of(words: Sequence[str], firms: frozenset[str]) -> list[str]:
    """Threes of neighbours with each firm as one sign, pairs beside a firm, and how many firms there are."""
    plain = [FIRM if word in firms else word for word in words]
    many = plain.count(FIRM)
    count = f"{FIRM}{min(many, 3)}{'^' if plain[:1] == [FIRM] else ''}"
    beside = [f"{a}+{b}" for a, b in pairwise(plain) if FIRM in (a, b)] if many else []
    return [count, *beside, *(f"{a}+{b}+{c}" for a, b, c in zip(plain, plain[1:], plain[2:], strict=False))]


def as_texts(items: Iterable[Any]) -> list[str]:
    """Normalised texts of raw strings (title, newline, text)."""
    return [normalise(item).text for item in items]
