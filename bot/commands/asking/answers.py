"""The one sentence that answers a question, made of the facts found; "" where the facts do not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.evidence import CutFound, Evidence, MoveFound, RaiseFound, Same, cuts, invested, moves, rounds, tally
from bot.core.questions import Kind, Question
from bot.core.types import Fact, Stance, Story
from bot.render.facts import fact_text, move_and_role
from bot.texts import texts

MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How things are called: a firm's name by id, one form for a firm's names, a date, the span in words."""

    name: Callable[[str], str]
    same: Same
    date: Callable[[Story], str]
    span: str
    #: how an answer begins: the span, or the newest so many stories of it where more are there than were looked at
    when: str

    @property
    def cut(self) -> bool:
        """It speaks of the newest stories alone."""
        return self.when != self.span


def answer(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    """The sentence and the stories that bear it out; ("", []) where no fact answers."""
    speak = {
        Kind.ROUNDS: _rounds,
        Kind.VALUATION: _valuation,
        Kind.INVESTORS: _investors,
        Kind.INVESTED: _invested,
        Kind.CUTS: _cuts,
        Kind.STORIES: _stories,
    }
    return speak.get(question.kind, _moves)(question, stories, voice)


def _moves(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = moves(stories, question, same=voice.same)
    if not found:
        return "", []
    sentence = {
        Kind.LEFT: texts.LEFT_FIRM,
        Kind.JOINED: texts.JOINED_FIRM,
        Kind.PERSON: texts.PERSON_MOVES,
    }.get(question.kind, texts.MOVES_OF)
    return sentence.format(
        when=voice.when,
        count=len(found),
        people=_some([_move_text(e, question) for e in found]),
        firms=_firms(question.firms, voice),
        source=_firms(question.source, voice),
        target=_firms(question.target, voice),
        towards=texts.TOWARDS.format(firms=_firms(question.target, voice)) if question.target else "",
        origin=texts.ORIGIN.format(firms=_firms(question.source, voice)) if question.source else "",
    ), _told_by(found)


def _move_text(evidence: MoveFound, question: Question) -> str:
    """张三（零一万物 → 字节跳动，首席科学家，传闻）; what the sentence itself says of all is not said again."""
    fact = evidence.fact
    move, role = move_and_role(fact)
    if question.kind is Kind.LEFT and len(question.source) == 1 and not fact.target and fact.direction != "layoff":
        move = texts.FLOW_UNKNOWN[1]
    elif question.kind is Kind.JOINED and len(question.target) == 1 and not fact.source:
        move = texts.FLOW_UNKNOWN[0]
    return (fact.person or texts.SOMEONE) + texts.aside(move, role, _doubt(evidence))


def _rounds(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = [e for e in rounds(stories, question, same=voice.same) if e.stance is not Stance.DENIED]
    sure = [e for e in found if e.stance is not Stance.RUMOUR]
    if not found:
        return "", []
    sentence = texts.ROUNDS_OF if sure else texts.ROUNDS_ONLY_RUMOUR
    told = sure or found
    several = len(question.firms) > 1
    told_rounds = [_round_text(e, voice, whose=several) for e in told]
    text = sentence.format(
        when=voice.when, firm=_firms(question.firms, voice), count=len(told), rounds=_some(told_rounds, texts.SEMICOLON)
    )
    unsure = len(found) - len(sure)
    return text + (texts.ROUNDS_UNSURE.format(count=unsure) if sure and unsure else ""), _told_by([*sure, *found])


def _round_text(evidence: RaiseFound, voice: Voice, *, whose: bool) -> str:
    text = fact_text(evidence.fact) or texts.ROUND_UNNAMED
    return (f"{voice.name(evidence.firm)} " if whose else "") + text + texts.aside(voice.date(evidence.story))


def _valuation(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = [e for e in rounds(stories, question, same=voice.same) if e.fact.valuation]
    if not found:
        return "", []
    newest = found[0]
    value = texts.money(newest.fact.valuation or 0, newest.fact.currency)
    when = texts.aside(voice.date(newest.story), texts.STANCE_NAMES[newest.stance])
    text = texts.VALUATION_OF.format(firm=voice.name(newest.firm), value=value, when=when)
    return text, _told_by(found)


def _investors(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = [e for e in rounds(stories, question, same=voice.same) if e.stance is not Stance.DENIED]
    paid = [e for e in found if e.fact.backers]
    names = [name for e in paid for name in e.fact.backers]
    if not names:
        return "", []
    text = texts.INVESTORS_OF.format(
        when=voice.when, firm=_firms(question.firms, voice), names=_some(list(dict.fromkeys(names)), most=12)
    )
    return text, _told_by(paid)


def _invested(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = invested(stories, question, same=voice.same)
    if not found:
        return "", []
    names = [voice.name(e.firm) + _unsure(e) for e in found]
    text = texts.INVESTED_IN.format(
        when=voice.when, firm=_firms(question.firms, voice), count=len(found), names=_some(names, most=12)
    )
    return text, _told_by(found)


def _cuts(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    found = cuts(stories, question, same=voice.same)
    stay = [e for e in found if e.fact.action == "continue" or e.stance is Stance.DENIED]
    shrink = [e for e in found if e not in stay]
    if not found:
        return "", []
    staying = _some([voice.name(e.firm) for e in stay])
    if not shrink:
        return texts.CUTS_ONLY_STAY.format(when=voice.when, firms=staying), _told_by(stay)
    told_cuts = [_cut_text(e, voice) for e in shrink]
    text = texts.CUTS_OF.format(when=voice.when, count=len(shrink), firms=_some(told_cuts, most=10))
    return text + (texts.CUTS_STAY.format(firms=staying) if stay else ""), _told_by([*shrink, *stay])


def _cut_text(evidence: CutFound, voice: Voice) -> str:
    action = texts.ACTION_NAMES.get(evidence.fact.action, "")
    stance = texts.STANCE_NAMES[Stance.RUMOUR] if evidence.stance is Stance.RUMOUR else ""
    return voice.name(evidence.firm) + texts.aside(action, stance)


def _stories(question: Question, stories: Sequence[Story], voice: Voice) -> tuple[str, list[Story]]:
    if not stories:
        return "", []
    said = {"when": voice.span, "count": len(stories), "tally": texts.tally(tally(stories))}
    if question.firms:
        sentence = texts.STORIES_OF_CUT if voice.cut else texts.STORIES_OF
        text = sentence.format(firm=_firms(question.firms, voice), **said)
    elif question.topics:
        names = list(dict.fromkeys(f.name for s in stories for f in s.firms if f.salience >= 0.5 and f.name))
        shown = texts.join(names[:MOST_NAMED]) or texts.NO_FIRM_NAMED
        many = texts.FIRMS_MANY if len(names) > MOST_NAMED else texts.FIRMS_FEW
        sentence = texts.STORIES_OF_TOPIC_CUT if voice.cut else texts.STORIES_OF_TOPIC
        text = sentence.format(
            topic=texts.join(texts.TOPIC_NAMES[t] for t in question.topics),
            firms=many.format(names=shown, count=len(names)),
            **said,
        )
    else:
        text = (texts.STORIES_AT_ALL_CUT if voice.cut else texts.STORIES_AT_ALL).format(**said)
    return text, list(stories)


def _firms(ids: Sequence[str], voice: Voice) -> str:
    return texts.some([voice.name(firm_id) for firm_id in ids], 3, texts.OF_FIRMS) or texts.ANY_FIRM


def _unsure(evidence: Evidence[Fact]) -> str:
    return texts.aside(_doubt(evidence))


def _doubt(evidence: Evidence[Fact]) -> str:
    """传闻, 否认, or ""."""
    return texts.STANCE_NAMES[evidence.stance] if evidence.stance in {Stance.RUMOUR, Stance.DENIED} else ""


def _some(said: Sequence[str], joiner: str = "", *, most: int = MOST_NAMED) -> str:
    return texts.some(said, most, texts.OF_THINGS, joiner=joiner)


def _told_by(found: Sequence[Evidence[Fact]]) -> list[Story]:
    return list({e.story.id: e.story for e in found}.values())
