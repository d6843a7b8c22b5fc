"""The account under review: what changed, what is open, the last touches, whom to verify; in one column or two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from csops_tui.locale import has, language, t
from csops_tui.measures.change_words import detail, label
from csops_tui.measures.changes import KINDS, Change
from csops_tui.model.codes import word
from csops_tui.text.clean import clean
from csops_tui.tui.present import days_between, short_day
from csops_tui.tui.review_facts import ReviewFacts

# From this width on there are two columns.
_TWO = 110
_ALL = ("changes", "signals", "tasks", "touches", "people", "requests", "tickets", "note")
_LABEL, _GAP = 12, 4
_CHANGE = 22
# Never colour alone: each tone has its sign.
_SIGNS = {"bad": ("▼", "error"), "warn": ("●", "warning"), "good": ("▲", "success"), "": ("·", "text-muted")}
_SEVERITY = {"urgent": "error", "warn": "warning", "info": "text-muted"}


class ReviewCard(Widget):
    """Sections of labelled lines; it is as high as they are."""

    DEFAULT_CSS = "ReviewCard { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.changes: tuple[Change, ...] = ()
        self.facts: ReviewFacts | None = None
        self.note = ""
        self.today = dt.date.min

    def show(self, changes: Iterable[Change], facts: ReviewFacts | None, note: str, today: dt.date) -> None:
        """Set what is shown."""
        self.changes, self.facts, self.note, self.today = tuple(changes), facts, note, today
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))

    def render(self) -> Text:
        return Text("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        if width >= _TWO:
            each = (width - _GAP) // 2
            left = self._sections(("changes", "signals", "tasks", "requests", "tickets", "note"), each, airy=True)
            right = self._sections(("touches", "people"), each, airy=True)
            lines: list[Text] = []
            for row in range(max(len(left), len(right))):
                line = left[row].copy() if row < len(left) else Text()
                line.truncate(each, overflow="ellipsis")
                line.pad_right(each + _GAP - line.cell_len)
                line.append_text(right[row] if row < len(right) else Text())
                line.truncate(width, overflow="ellipsis")
                lines.append(line)
            return lines
        return self._sections(
            ("changes", "signals", "tasks", "touches", "people", "requests", "tickets", "note"), width
        )

    def _sections(self, names: Iterable[str], width: int, airy: bool = False) -> list[Text]:
        """The lines of these sections one under another, labels at the left, `airy` with a blank line between."""
        lines: list[Text] = []
        for name in names:
            for number, content in enumerate(getattr(self, f"_{name}")()):
                if number == 0 and lines and airy:
                    lines.append(Text())
                line = Text(no_wrap=True)
                line.append("" if number else clean(t(f"review.section.{name}")), self._colour("text-muted"))
                line.pad_right(max(1, _LABEL - line.cell_len))
                line.append_text(content)
                line.truncate(width, overflow="ellipsis")
                lines.append(line)
        return lines

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]

    # Sections

    def _changes(self) -> list[Text]:
        lines: list[Text] = []
        for change in self.changes:
            sign, colour = _SIGNS[KINDS[change.kind].tone]
            line = Text(f"{sign} ", self._colour(colour))
            line.append(clean(label(change)), "bold" if colour == "error" else "")
            line.pad_right(max(1, _CHANGE - line.cell_len))
            line.append(detail(change, self.today), self._colour("foreground"))
            lines.append(line)
        return lines or [Text(t("review.unchanged"), self._colour("text-muted"))]

    def _signals(self) -> list[Text]:
        return [
            Text.assemble(
                ("! " if severity == "urgent" else "● ", self._colour(_SEVERITY[severity])),
                clean(t(key) if has(key := f"signal.{name}") else name),
                (
                    f"   {t('review.since', day=short_day(raised, self.today))}"
                    + ("" if state == "raised" else f"   {clean(word('signal_episode.state', state, language()))}"),
                    self._colour("text-muted"),
                ),
            )
            for name, severity, raised, state, _ in self._rows("signals")
        ]

    def _tasks(self) -> list[Text]:
        lines: list[Text] = []
        for title, due, promise, member in self._rows("tasks"):
            late = days_between(due, self.today) if due else 0
            line = Text(f"{short_day(due, self.today) if due else '–':<6}", self._colour("error") if late > 0 else "")
            if late > 0:
                line.append(t("present.overdue", n=late) + " ", self._colour("error"))
            line.append((t("peek.promise") + " " if promise else "") + clean(title), self._colour("foreground"))
            line.append(f"   {clean(member)}" if member else "", self._colour("text-muted"))
            lines.append(line)
        return lines or [Text("–", self._colour("text-muted"))]

    def _requests(self) -> list[Text]:
        return [
            Text.assemble(
                f"{short_day(day, self.today)} {clean(title)}",
                (f"   {clean(word('voice.state', state, language()))}", self._colour("text-muted")),
            )
            for title, state, day in self._rows("requests")
        ]

    def _tickets(self) -> list[Text]:
        return [
            Text.assemble(
                f"{short_day(opened, self.today)} {clean(title or '–')}",
                (f"   {clean(word('priority', priority, language()))}" if priority else "", self._colour("text-muted")),
            )
            for title, priority, opened in self._rows("tickets")
        ]

    def _touches(self) -> list[Text]:
        lines: list[Text] = []
        for day, channel, note, people, member in self._rows("touches"):
            line = Text(f"{short_day(day, self.today)} {clean(word('channel', channel, language()))}  ")
            line.append(clean(people) + "  " if people else "", self._colour("foreground"))
            line.append(clean((note or "").replace("\n", " "))[:120], self._colour("text-muted"))
            line.append(f"  {clean(member)}" if member and not note else "", self._colour("text-muted"))
            lines.append(line)
        return lines or [Text(t("review.no_touch"), self._colour("warning"))]

    def _people(self) -> list[Text]:
        lines: list[Text] = []
        for name, title, key, state, verified, left in self._rows("people"):
            line = Text(("★ " if key else "  "), self._colour("accent"))
            line.append(clean(name))
            line.append(f" {clean(title)}" if title else "", self._colour("text-muted"))
            if state == "left":
                line.append(f"   {t('review.left', day=short_day(left, self.today))}", self._colour("error"))
            elif verified is None:
                line.append(f"   {t('review.never_verified')}", self._colour("warning"))
            else:
                days = days_between(verified, self.today)
                line.append(f"   {t('review.verified', n=days)}", self._colour("warning"))
            lines.append(line)
        return lines

    def _note(self) -> list[Text]:
        return [Text(clean(self.note.replace("\n", " ")))] if self.note else []

    def _rows(self, name: str) -> list[tuple[Any, ...]]:
        return getattr(self.facts, name) if self.facts else []
