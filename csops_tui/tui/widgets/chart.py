"""The chart widget: drawn off the event loop, shown in the theme's colours."""

from __future__ import annotations

import logging
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from csops_tui.tui.widgets.chart_draw import Drawing, draw, sketch
from csops_tui.tui.widgets.chart_spec import ChartSpec
from csops_tui.tui.widgets.figure import SERIES

_PARTS = ("title", "axis", *(f"series-{number}" for number in range(1, SERIES + 1)))
_MOST_DRAWINGS = 8
_log = logging.getLogger(__name__)

_Key = tuple[int, int, int]


class Chart(Widget):
    """A chart of a `ChartSpec`. A dim … stands until the first drawing is ready; nothing is drawn on the event loop.

    Drawings are kept by version of the data and size. They hold parts, not colours: a change of theme draws nothing.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{part}" for part in _PARTS}
    DEFAULT_CSS = """
    Chart {
        height: 1fr;
        & > .chart--title { color: $foreground; text-style: bold; }
        & > .chart--axis { color: $text-muted; }
        & > .chart--series-1 { color: $primary; }
        & > .chart--series-2 { color: $warning; }
        & > .chart--series-3 { color: $success; }
        & > .chart--series-4 { color: $secondary; }
    }
    """

    class Drawn(Message):
        """A drawing is ready."""

        def __init__(self, chart: Chart, key: _Key, drawing: Drawing) -> None:
            super().__init__()
            self.chart = chart
            self.key = key
            self.drawing = drawing

        @property
        def control(self) -> Chart:
            return self.chart

    def __init__(
        self,
        spec: ChartSpec | None = None,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._spec = spec
        self._version = 0
        self._drawings: dict[_Key, Drawing] = {}
        self._shown: Drawing | None = None
        self._shown_size = (0, 0)
        self._asked: _Key | None = None
        self._inks: dict[str, Style] | None = None

    @property
    def spec(self) -> ChartSpec | None:
        """What the chart says."""
        return self._spec

    def show(self, spec: ChartSpec | None) -> None:
        """Say something else; the old drawing stays until the new one is ready. None clears the chart."""
        if spec == self._spec:
            return
        self._spec = spec
        self._version += 1
        self._drawings.clear()
        if spec is None:
            self._shown = None
        self.refresh()
        self._ask()

    def on_resize(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Have the chart drawn for the size it has now, unless it was."""
        width, height = self.size
        key = (self._version, width, height)
        if self._spec is None or not width or not height:
            return
        drawing = self._drawings.get(key)
        if drawing is not None:
            self._take(key, drawing)
        elif key != self._asked:
            self._asked = key
            work = partial(self._draw, self._spec, key, not self.app.no_color)
            self.run_worker(work, thread=True, exclusive=True, group="chart", exit_on_error=False)

    def _draw(self, spec: ChartSpec, key: _Key, colour: bool) -> None:
        _, width, height = key
        try:
            drawing = draw(spec, width, height, colour)
        except Exception as error:  # noqa: BLE001 - whatever a chart stumbles over, the screen goes on
            _log.warning("chart of %s x %s cells not drawn: %s", width, height, type(error).__name__)
            drawing = sketch(spec, width, height)
        self.post_message(self.Drawn(self, key, drawing))

    def on_chart_drawn(self, message: Drawn) -> None:
        message.stop()
        if len(self._drawings) >= _MOST_DRAWINGS:
            self._drawings.clear()
        if message.key[0] == self._version:
            self._drawings[message.key] = message.drawing
            if message.key[1:] == tuple(self.size):
                self._take(message.key, message.drawing)

    def _take(self, key: _Key, drawing: Drawing) -> None:
        self._asked = key
        self._shown = drawing
        self._shown_size = key[1:]
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._inks = None
        self.refresh()

    def _ink(self, part: str) -> Style:
        if self._inks is None:
            ground = self.rich_style
            self._inks = {"": ground}
            for name in _PARTS:
                style = self.get_component_rich_style(f"chart--{name}")
                self._inks[name] = ground + Style(color=style.color, bold=style.bold, dim=style.dim)
        return self._inks[part]

    def render_line(self, y: int) -> Strip:
        """Line `y` of the drawing at hand, or of the … before the first."""
        width, height = self.size
        if self._spec is None:
            return Strip.blank(width, self._ink(""))
        if self._shown is None or self._shown_size != (width, height):
            text = "…".center(width) if y == height // 2 else " " * width
            return Strip([Segment(text, self._ink("axis"))], width)
        if y >= len(self._shown):
            return Strip.blank(width, self._ink(""))
        return Strip([Segment(text, self._ink(part)) for text, part in self._shown[y]]).adjust_cell_length(
            width, self._ink("")
        )
