"""One churn under review: what could be known before notice, the three questions, what we improve; with a cursor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from csops_tui.locale import language, t
from csops_tui.measures.churn_review import QUESTIONS, Action, Item, Line
from csops_tui.measures.churn_review_evidence import days_before
from csops_tui.measures.churn_review_past import Past
from csops_tui.measures.churn_review_words import answer, checkpoint, evidence, happened, one_line
from csops_tui.measures.signal_shipped import title
from csops_tui.model.codes import word
from csops_tui.tui.present import days_between, short_day

Target = tuple[str, str]
"""What the cursor can stand on: (first | signal | cs | ops | action | note, id)."""

# From this width on there are two columns.
_TWO = 126
_LABEL, _GAP, _DAY, _ANSWER, _CHECK = 12, 4, 18, 7, 7
_AT = 11
_SEVERITY = {"urgent": ("! ", "error"), "warn": ("● ", "warning"), "info": ("· ", "text-muted")}
_LEFT = ("first", "signals", "cs", "ops", "actions", "note")
_RIGHT = ("checkpoints", "evidence", "saves", "timeline")
_MOST = 12


@dataclass(frozen=True)
class Under:
    """What is shown of one churn; `past` is None until it was worked out, or where no day of notice is known."""

    item: Item
    past: Past | None
    lines: tuple[Line, ...]
    actions: tuple[Action, ...]
    saves: tuple[tuple[str, str, str, str], ...]
    waiting: str = ""

    @property
    def targets(self) -> list[Target]:
        """What the cursor can stand on, from top to bottom."""
        return [
            ("first", ""),
            *(("signal", line.sign.signal_id) for line in self.lines),
            *(("cs", ""), ("ops", "")),
            *(("action", action.id) for action in self.actions),
            ("note", ""),
        ]


_Row = tuple[Target | None, Text]


class ChurnCard(Widget):
    """Sections of labelled lines, in one column or two; it is as high as they are."""

    DEFAULT_CSS = "ChurnCard { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.under: Under | None = None
        self.cursor: Target = ("first", "")
        self.today = dt.date.min

    def show(self, under: Under, cursor: Target, today: dt.date) -> None:
        """Set what is shown, and where the cursor stands."""
        self.under, self.cursor, self.today = under, cursor, today
        self.refresh(layout=True)

    @property
    def cursor_line(self) -> int:
        """The line on which the cursor stands."""
        return next((n for n, (target, _) in enumerate(self._rows(self.size.width)) if target == self.cursor), 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._rows(width)))

    def render(self) -> Text:
        return Text("\n").join(line for _, line in self._rows(self.size.width))

    def _rows(self, width: int) -> list[_Row]:
        if self.under is None:
            return []
        if width < _TWO:
            return self._sections((*_LEFT[:2], _RIGHT[0], *_LEFT[2:], *_RIGHT[1:]), width)
        wide = width * 6 // 10 - _GAP
        left, right = self._sections(_LEFT, wide), self._sections(_RIGHT, width - wide - _GAP)
        rows: list[_Row] = []
        for number in range(max(len(left), len(right))):
            target, line = left[number] if number < len(left) else (None, Text(no_wrap=True))
            line.pad_right(max(0, wide + _GAP - line.cell_len))
            line.append_text(right[number][1] if number < len(right) else Text())
            rows.append((target, line))
        return rows

    def _sections(self, names: Sequence[str], width: int) -> list[_Row]:
        """Lines under one another, the name of the section at the left, a blank line between sections."""
        rows: list[_Row] = []
        for name in names:
            made: Callable[[int], list[_Row]] = getattr(self, f"_{name}")
            for number, (target, content) in enumerate(made(width - _LABEL)):
                if number == 0 and rows:
                    rows.append((None, Text()))
                line = Text(no_wrap=True)
                here = target is not None and target == self.cursor
                line.append("▸ " if here else "  ", self._colour("accent"))
                line.append("" if number else t(f"lookback.section.{name}"), self._colour("text-muted"))
                line.pad_right(max(1, _LABEL - line.cell_len))
                line.append_text(content)
                line.truncate(width, overflow="ellipsis")
                if here:
                    line.stylize(f"bold on {self._colour('panel')}")
                rows.append((target, line))
        return rows

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]

    def _dim(self, text: str) -> Text:
        return Text(text, self._colour("text-muted"), no_wrap=True)

    def _ago(self, day: str) -> str:
        """A day, and how long before the notice that was."""
        known = self.under.item.known if self.under else None
        shown = short_day(day, self.today)
        return f"{shown} {t('lookback.before', n=days_before(day, known))}" if known else shown

    # Sections: lines with what the cursor can stand on

    def _first(self, _: int) -> list[_Row]:
        under = self.under
        assert under is not None
        found = under.past.first if under.past else None
        day = under.item.first_knowable or (found.day if found else None)
        line = Text(self._ago(day) if day else under.waiting or t("lookback.nothing_known"), no_wrap=True)
        if found and day == found.day:
            line.append(f"   {evidence(found)}", self._colour("foreground"))
        if day and not under.item.first_knowable:
            line.append(f"   {t('lookback.proposed')}", self._colour("text-muted"))
        return [(("first", ""), line)]

    def _signals(self, width: int) -> list[_Row]:
        under = self.under
        assert under is not None
        if not under.lines:
            return [(None, self._dim(under.waiting or t("lookback.no_signals")))]
        name = max(10, min(30, width - 2 - _DAY - _ANSWER * len(QUESTIONS)))
        head = self._dim("")
        head.pad_right(2 + name + _DAY)
        for question in QUESTIONS:
            head.append(t(f"lookback.question.{question}"))
            head.pad_right(max(1, 2 + name + _DAY + _ANSWER * (QUESTIONS.index(question) + 1) - head.cell_len))
        rows: list[_Row] = [(None, head)]
        for each in under.lines:
            sign, colour = _SEVERITY.get(each.sign.severity, _SEVERITY["info"])
            called = Text(one_line(title(each.sign.name)), no_wrap=True)
            called.truncate(name - 1, overflow="ellipsis")
            line = Text.assemble((sign, self._colour(colour)), called, no_wrap=True)
            line.pad_right(max(1, 2 + name - line.cell_len))
            day = self._ago(each.sign.first_day) if each.sign.first_day else "–"
            line.append(day if each.sign.existed else f"({day})", "" if each.sign.existed else "italic")
            for number, question in enumerate(QUESTIONS):
                line.pad_right(max(1, 2 + name + _DAY + _ANSWER * number - line.cell_len))
                value = answer(getattr(each.answers, question))
                line.append(value if each.given else f"{value}?", "bold" if each.given else self._colour("text-muted"))
            rows.append((("signal", each.sign.signal_id), line))
        if any(not each.sign.existed for each in under.lines):
            rows.append((None, self._dim(t("lookback.legend"))))
        return rows

    def _cs(self, _: int) -> list[_Row]:
        return [(("cs", ""), self._written(self.under.item.improve_cs if self.under else ""))]

    def _ops(self, _: int) -> list[_Row]:
        return [(("ops", ""), self._written(self.under.item.improve_ops if self.under else ""))]

    def _note(self, _: int) -> list[_Row]:
        return [(("note", ""), self._written(self.under.item.note if self.under else ""))]

    def _written(self, text: str) -> Text:
        return Text(one_line(text), no_wrap=True) if text else self._dim(t("lookback.write"))

    def _actions(self, _: int) -> list[_Row]:
        rows: list[_Row] = []
        for action in self.under.actions if self.under else ():
            done = action.state != "open"
            late = not done and action.due is not None and days_between(action.due, self.today) > 0
            line = Text(f"{word('review_action.state', action.state, language())} ", no_wrap=True)
            line.append(one_line(action.title), self._colour("text-muted") if done else "")
            line.append(f"   {one_line(action.owner)}" if action.owner else "", self._colour("text-muted"))
            due = short_day(action.due, self.today) if action.due else "–"
            line.append(f"  {due}{' !' if late else ''}", self._colour("error" if late else "text-muted"))
            if action.signal_id:
                line.append(f"   → {one_line(title(action.signal))}", self._colour("accent"))
            rows.append((("action", action.id), line))
        return rows or [(None, self._dim(t("lookback.no_action")))]

    def _checkpoints(self, _: int) -> list[_Row]:
        past = self.under.past if self.under else None
        if past is None:
            return [(None, self._dim((self.under.waiting if self.under else "") or "–"))]
        values = [checkpoint(at) for at in past.checkpoints]
        head = self._dim("")
        head.pad_right(_AT)
        for at in past.checkpoints:
            cell = Text(t("lookback.minus", n=at.days))
            head.pad_right(max(0, _CHECK - cell.cell_len))
            head.append_text(cell)
        rows: list[_Row] = [(None, head)]
        for name in values[0] if values else ():
            line = self._dim(t(f"lookback.at.{name}"))
            line.pad_right(max(1, _AT - line.cell_len))
            for each in values:
                cell = Text(each[name])
                line.pad_right(max(0, _CHECK - cell.cell_len))
                line.append_text(Text(each[name], self._colour("foreground")))
            rows.append((None, line))
        return rows

    def _evidence(self, _: int) -> list[_Row]:
        past = self.under.past if self.under else None
        found = past.evidence[:_MOST] if past else ()
        return [
            (None, Text.assemble((f"{self._ago(each.day)}  ", self._colour("text-muted")), evidence(each)))
            for each in found
        ] or [(None, self._dim("–"))]

    def _saves(self, _: int) -> list[_Row]:
        return [
            (
                None,
                Text.assemble(
                    (f"{short_day(day, self.today)}  ", self._colour("text-muted")),
                    one_line(action),
                    (f"   {word('save_attempt.result', result, language())}  {one_line(who)}", "bold"),
                ),
            )
            for day, action, result, who in (self.under.saves if self.under else ())
        ] or [(None, self._dim(t("lookback.no_save")))]

    def _timeline(self, _: int) -> list[_Row]:
        past = self.under.past if self.under else None
        return [
            (None, Text.assemble((f"{short_day(fact.day, self.today)}  ", self._colour("text-muted")), happened(fact)))
            for fact in (past.timeline if past else ())
        ] or [(None, self._dim("–"))]
