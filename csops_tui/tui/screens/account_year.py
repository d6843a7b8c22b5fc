"""Below an account's facts: who looks after it beside the owner, and its own year as one line of months."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rich.text import Text
from textual.widget import Widget

from csops_tui.locale import language, t
from csops_tui.measures import year
from csops_tui.measures.year import Month
from csops_tui.model.codes import word
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.width import width

# Months in which the next touch is not planned; the same that move the cadence's due day.
_BUSY = frozenset({"budget", "reorganisation", "busy_season"})
_LABEL = 8
_NARROWEST, _WIDEST = 5, 9


def year_and_roles(conn: Connection, account_id: str, day: dt.date) -> tuple[list[Month], list[tuple[str, str]]]:
    """What the lines show as of a day."""
    return year.months(conn, account_id, day), year.roles(conn, account_id, day)


class Year(Widget):
    """One line of roles, one of months and one that says what the signs mean; what says nothing is left out."""

    DEFAULT_CSS = "Year { height: auto; padding: 0 1 0 3; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.months: list[Month] = []
        self.roles: list[tuple[str, str]] = []

    def show(self, months: list[Month], roles: list[tuple[str, str]]) -> None:
        """Set what is shown."""
        self.months = months if any(month.kinds or month.blackouts for month in months) else []
        self.roles = roles
        self.display = bool(self.months or roles)
        self.refresh(layout=True)

    def get_content_height(self, container: Any, viewport: Any, _: int) -> int:
        return bool(self.roles) + 2 * bool(self.months)

    def render(self) -> Text:
        lines = [self._team()] if self.roles else []
        if self.months:
            lines += [self._strip(), self._legend()]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n").join(lines)

    def _line(self, label: str) -> Text:
        line = Text(t(f"account.{label}") if label else "", self.app.theme_variables["text-muted"], no_wrap=True)
        line.pad_right(max(1, _LABEL - line.cell_len))
        return line

    def _team(self) -> Text:
        colours = self.app.theme_variables
        line = self._line("team")
        for place, (role, name) in enumerate(self.roles):
            line.append(" · " if place else "", colours["text-muted"])
            line.append(f"{word('member_role', role, language())} ", colours["text-muted"])
            line.append(clean(name), colours["foreground"])
        return line

    def _strip(self) -> Text:
        """The months from this one on, each with the signs of what falls into it."""
        colours = self.app.theme_variables
        line = self._line("year")
        room = max(_NARROWEST, min(_WIDEST, (self.size.width - _LABEL) // max(1, len(self.months))))
        for place, month in enumerate(self.months):
            busy = bool(month.blackouts) or bool(_BUSY.intersection(month.kinds))
            signs = [t(f"account.sign.{kind}") for kind in _kinds(month)]
            one = Text(_name(month.first), f"bold {colours['foreground']}" if place == 0 else colours["text-muted"])
            style = colours["warning"] if busy else colours["accent"]
            for sign in signs:
                # What has no room for its sign stands in the line below.
                if one.cell_len + width(sign) >= room:
                    break
                one.append(sign, f"bold {style}")
            one.pad_right(max(1, room - one.cell_len))
            line.append_text(one)
        return line

    def _legend(self) -> Text:
        colours = self.app.theme_variables
        line = self._line("")
        kinds = dict.fromkeys(kind for month in self.months for kind in month.kinds)
        said: list[str] = []
        for starts, ends, reason in dict.fromkeys(b for month in self.months for b in month.blackouts):
            days = f"{starts[5:].replace('-', '/')}–{ends[5:].replace('-', '/')}"
            said.append(f"{t('account.sign.blackout')} {days} {clean(reason or t('account.blackout'))}")
        said += [
            f"{t(f'account.sign.{kind}') if _known(kind) else t('account.sign.other')} {_word(kind)}" for kind in kinds
        ]
        line.append("  ".join(said), colours["text-muted"])
        return line


def _kinds(month: Month) -> list[str]:
    return [*(["blackout"] if month.blackouts else []), *(kind if _known(kind) else "other" for kind in month.kinds)]


def _known(kind: str) -> bool:
    return t(f"account.sign.{kind}") != f"account.sign.{kind}"


def _word(kind: str) -> str:
    return clean(word("calendar_kind", kind, language()))


def _name(first: dt.date) -> str:
    return t("account.months").split()[first.month - 1].rjust(2)
