"""Charts drawn by the server: bars as plain SVG with words and numbers; the same stands in a table under each."""

from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH = 500
RAIL_X = 185
RAIL_END = 440
ROW = 30
BAR = 16


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a chart: what it counts, how many, its tone, and the list it opens."""

    word: str
    count: int
    tone: str = "forest"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn bar in user units of the drawing."""

    word: str
    number: str
    tone: str
    y: float
    text_y: float
    width: float
    height: float = BAR


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished bar chart for `components/chart.html`, with its values for the table."""

    title: str
    values: list[Value]
    bars: list[Bar]
    height: int
    width: int = WIDTH
    rail_x: int = RAIL_X
    rail_width: int = RAIL_END - RAIL_X


def bar_chart(title: str, values: list[Value]) -> Chart:
    """Return the chart of the values, longest bar filling the rail; any count above nothing is visible."""
    top = max((value.count for value in values), default=0) or 1
    rail = RAIL_END - RAIL_X
    bars = [
        Bar(
            word=value.word,
            number=number_format(value.count, force_grouping=True),
            tone=value.tone,
            y=row * ROW + (ROW - BAR) / 2,
            text_y=row * ROW + ROW / 2 + 4.5,
            width=max(round(rail * value.count / top, 1), 2.0) if value.count else 0,
        )
        for row, value in enumerate(values)
    ]
    return Chart(title=title, values=values, bars=bars, height=max(len(values), 1) * ROW)
