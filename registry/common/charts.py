"""Charts drawn by the server: one row a value with its words, a bar drawn as SVG, and its number as text."""

from dataclasses import dataclass

from django.utils.formats import number_format

LEAST = 0.5
"""Share of the rail, in hundredths, that any count above nothing takes: it must be seen."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a chart: what it counts, how many, its tone, and the list it opens."""

    word: str
    count: int
    tone: str = "forest"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; `share` is the length of its bar in hundredths of the rail, written for SVG."""

    word: str
    number: str
    tone: str
    share: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished bar chart for `components/chart.html`, with its values for the table."""

    title: str
    values: list[Value]
    bars: list[Bar]


def bar_chart(title: str, values: list[Value]) -> Chart:
    """Return the chart of the values: the longest bar fills the rail, and any count above nothing is visible.

    Words and numbers are text of the page and not of the drawing, so that they keep their size on any screen.
    """
    top = max((value.count for value in values), default=0) or 1
    bars = [
        Bar(
            word=value.word,
            number=number_format(value.count, force_grouping=True),
            tone=value.tone,
            share=f"{max(100 * value.count / top, LEAST) if value.count else 0:.1f}",
            url=value.url,
        )
        for value in values
    ]
    return Chart(title=title, values=values, bars=bars)
