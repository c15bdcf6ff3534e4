"""The words of each topic in English: its name, its facts, the answers made of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic
from bot.texts import chinese
from bot.texts.english.counted import Counted


class Topics(chinese.Topics):
    """How topics are called in English, and what their facts say."""

    TOPIC_NAMES: Mapping[Topic, str] = {
        PRETRAINING_CUT: "Pretraining cuts",
        FUNDING: "Funding",
        TALENT_MOVE: "Talent moves",
    }
    #: what /start says that we watch
    WATCHED = "three things: pretraining cuts, funding, talent moves"
    #: above what a firm's stories say of it; a topic without a heading is left out there
    FACT_HEADINGS: Mapping[Topic, str] = {FUNDING: "Funding", TALENT_MOVE: "People"}
    ACTION_NAMES: Mapping[str, str] = {
        "stop": "stops pretraining",
        "shrink": "scales pretraining down",
        "pause": "pauses pretraining",
        "outsource": "turns to outside models",
        "pivot": "pivots to applications",
        "continue": "says pretraining goes on",
    }
    LED_BY = "led by {names}"
    PAID_BY = "from {names}"
    VALUED_AT = "valued at {value}"
    LAID_OFF, LAID_OFF_AT = "layoffs", "layoffs at {firm}"
    LEFT, LEFT_AT = "steps down", "leaves {firm}"
    CHANGE_NAMES: Mapping[str, str] = {"amount": "amount", "round": "round", "person": "also named:"}
    LEFT_FIRM = Counted("{when}: {count} {count:departure|departures} from {source}{towards}: {people}.")
    JOINED_FIRM = Counted("{when}: {count} {count:person|people} joined {target}{origin}: {people}.")
    MOVES_OF = Counted("{when}: {count} {count:move|moves} at {firms}: {people}.")
    PERSON_MOVES = "{when}: {people}."
    TOWARDS, ORIGIN = " to {firms}", " from {firms}"
    ROUNDS_OF = Counted("{when}: {firm} raised {count} {count:time|times}: {rounds}.")
    ROUNDS_UNSURE = " {count} more only rumoured."
    ROUNDS_ONLY_RUMOUR = "{when}: only rumours of {firm} raising, {count}: {rounds}."
    ROUND_UNNAMED = "round and amount not given"
    VALUATION_OF = "Latest valuation of {firm} on record: {value}{when}."
    INVESTORS_OF = "{when}: investors in {firm}: {names}."
    INVESTED_IN = Counted("{when}: {firm} took part in {count} {count:raise|raises}: {names}.")
    CUTS_OF = Counted("{when}: {count} {count:firm cuts|firms cut} pretraining: {firms}.")
    CUTS_STAY = " Going on with pretraining, or denying cuts: {firms}."
    CUTS_ONLY_STAY = (
        "{when}: no report of a firm cutting pretraining. Going on with pretraining, or denying cuts: {firms}."
    )
    SOMEONE = "unnamed"
    WEEK_TOPICS = "Events"
