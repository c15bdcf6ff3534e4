"""Words in and under pictures, in English, and in the reports beside them."""

from __future__ import annotations

from bot.texts import chinese
from bot.texts.english.basics import Basics
from bot.texts.english.counted import Counted


class Pictures(Basics, chinese.Pictures):
    """Charts, flows, the week, the busiest firms."""

    EVERYTHING = "All events"
    LAST_DAYS = Counted("last {days} {days:day|days}")
    LAST_WEEKS = Counted("last {weeks} {weeks:week|weeks}")
    CHART_TITLE = "{what}, {span}"
    CHART_PER_DAY = "{dates}, events a day"
    CHART_PER_WEEK = "{dates}, events a week"
    CHART_MEAN = "mean {mean} a week"
    PEAK_DAY = "Busiest day: {date}, {count}."
    PEAK_WEEK = "Busiest week: from {date}, {count}."
    SEE_STORIES = "See these stories"
    NOTHING_TO_DRAW = "Nothing to draw for “{what}” in that time. Try a longer one, e.g. /chart funding 180d"
    FLOW_UNKNOWN = ("origin not given", "destination not given")
    FLOW_TAKES_FIRMS = "This picture shows talent moves only, e.g. /flow Tencent 90d. For {topic} send /chart {topic}"
    FLOW_SIDES = "Left|Joined"
    FLOW_SUBTITLE = Counted("{dates}, {total} {total:move|moves}")
    FLOW_SUBTITLE_CUT = Counted("{dates}, {total} {total:move|moves}, the main {shown} drawn")
    NO_MOVES = "No moves with name and firms for “{what}” in that time. Try a longer one, e.g. /flow 180d"
    AND_MORE = "{count} more: press the button below."
    WEEK_TITLE = "Hubao week"
    WEEK_SUBTITLE = Counted("{dates}; the line is the mean of the {weeks} {weeks:week|weeks} before")
    WEEK_FIRMS_YOUNG = "Firms with the most news"
    MOST_NEWS = "Most news: {names}"
    NO_USUAL_YET = "Collecting began less than 4 weeks ago: there is no usual week to compare with yet, only counts."
    COUNT_ALONE = "{count}"
    TOP_TITLE_YOUNG = "Firms with the most news this week"
    WEEK_FIRMS = "Firms above and below usual"
    WEEK_BARS = Counted("Last {weeks} {weeks:week|weeks}")
    USUAL = "usual {mean}"
    COUNT_AND_USUAL = "{count} (usually {mean})"
    WARMER = "Above usual: {names}"
    COOLER = "Below usual: {names}"
    MOST_TOLD = "Most covered"
    QUIET_WEEK = "No events in the last 7 days. /latest shows earlier stories."
    TOP_TITLE = Counted("Firms busier than usual this week (against the mean of {weeks} {weeks:week|weeks})")
    TOP_TAKES_TOPICS = (
        "“{word}” is no topic. /top compares all firms; add a topic, e.g. /top funding; for one firm: /firm Zhipu"
    )
    NOTHING_HOT = "No firm is busier than usual this week. /latest shows the newest stories, /week the week."
