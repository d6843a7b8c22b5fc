"""The lines that ask how a file is to be read: encoding, delimiter, header, sheet, kind of record, order of dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.intake import Asked

ENCODINGS = ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16", "cp1252")
DELIMITERS = (",", "\t", ";", "|")
# So much of a file's beginning is shown in every encoding.
_BEGINNING = 4096
_HEADS = 15
# What columns without a name are called by their place.
_UNNAMED = re.compile(r"#\d+")
_Take = Callable[[str], None]


def choose(
    app: CsopsApp,
    title: str,
    items: Sequence[Suggestion],
    take: _Take,
    start: object = None,
    *,
    also: Mapping[object, str] | None = None,
) -> None:
    """Ask for one of these; what is typed narrows the list down. `also` holds other words for values."""
    other = also or {}

    def candidates(text: str) -> list[Suggestion]:
        words = norm(text).split()
        texts = [norm(f"{item.label} {item.detail} {other.get(item.value, '')}") for item in items]
        found = [item for item, text in zip(items, texts, strict=True) if all(word in text for word in words)]
        # What is called exactly so comes first, then what is called so at all, then what goes by other words.
        wanted = norm(text)
        return sorted(found, key=lambda item: (norm(item.label) != wanted, wanted not in norm(item.label)))

    def taken(_: str, chosen: Suggestion | None) -> str | None:
        if chosen is None:
            return t("importing.why.none_fits")
        # The line closes first; what is asked for then finds the screen below it.
        app.call_later(take, str(chosen.value))
        return None

    app.push_screen(Ask(title, taken, candidates=candidates, pick=True, start=start))


def ask_sheet(app: CsopsApp, names: Sequence[str], now: str, take: _Take) -> None:
    """Ask for the sheet of a workbook."""
    choose(app, t("importing.which_sheet"), [Suggestion(name, name) for name in names], take, now)


def encodings(asked: Asked) -> list[Suggestion]:
    """Every encoding with the first line of the file as it reads in it; reads the file's beginning."""
    with asked.path.open("rb") as stream:
        data = stream.read(_BEGINNING)
    found = [Suggestion("", t("importing.by_itself"))]
    for name in ENCODINGS:
        try:
            # A character may be cut in two at the end.
            text = data[: len(data) & ~1].decode(name, errors="strict" if len(data) < _BEGINNING else "ignore")
        except UnicodeError:
            detail = t("importing.unreadable")
        else:
            detail = next((line for line in text.splitlines() if line.strip()), "")
        found.append(Suggestion(name, t(f"importing.encoding.{name}"), clean(detail)))
    return found


def ask_encoding(app: CsopsApp, items: Sequence[Suggestion], now: str, take: _Take) -> None:
    """Ask for the encoding; `items` are those of `encodings`."""
    choose(app, t("importing.which_encoding"), items, take, now)


def ask_delimiter(app: CsopsApp, line: str, now: str, take: _Take) -> None:
    """Ask what stands between the cells; `line` is one of the file."""
    items = [Suggestion("", t("importing.by_itself"))]
    items += [
        Suggestion(sign, delimiter_word(sign), t("importing.n_columns", n=line.count(sign) + 1)) for sign in DELIMITERS
    ]
    choose(app, t("importing.which_delimiter"), items, take, now)


def delimiter_word(sign: str) -> str:
    """What a delimiter is called."""
    names = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
    return t(f"importing.delimiter.{names[sign]}") if sign in names else sign


def heads(asked: Asked) -> list[Suggestion]:
    """The first lines of the file, any of which could be the header; raises ExchangeError."""
    from csops_tui.exchange.table import open_table

    table = open_table(asked.path, asked.encoding, asked.delimiter, sheet=asked.sheet, header_line=1)
    lines = [(1, list(table.header)), *((row.line, row.cells) for row in islice(table.rows(), _HEADS - 1))]
    found = [Suggestion("", t("importing.by_itself")), Suggestion(0, t("importing.no_header"))]
    for number, cells in lines:
        found.append(
            Suggestion(
                number,
                t("importing.line", n=number),
                clean(" │ ".join(cell for cell in cells if cell and not _UNNAMED.fullmatch(cell))),
            )
        )
    return found


def ask_header(app: CsopsApp, items: Sequence[Suggestion], now: int, take: _Take) -> None:
    """Ask for the line of the header; `items` are those of `heads`."""
    choose(app, t("importing.which_header"), items, take, now)


def ask_kind(app: CsopsApp, fitting: Sequence[str], now: str, take: _Take) -> None:
    """Ask for the kind of record, those that fit first."""
    from csops_tui.exchange.targets import USAGE
    from csops_tui.model.registry import ENTITIES

    rest = [name for name in (*ENTITIES, USAGE) if name not in fitting and name != "external_ref"]
    items = [Suggestion(name, t(f"entity.{name}"), t("importing.kind_fits")) for name in fitting]
    items += [Suggestion(name, t(f"entity.{name}"), name) for name in rest]
    choose(app, t("importing.which_kind"), items, take, now)


def ask_order(app: CsopsApp, text: str, now: str, take: _Take) -> None:
    """Ask whether days or months come first; `text` is a date of the file that leaves it open."""
    from csops_tui.text.dates import format_day, parse_date

    items: list[Suggestion] = []
    for order in ("dmy", "mdy", "ymd"):
        day = parse_date(text, order)  # type: ignore[arg-type]
        if day is not None:
            items.append(Suggestion(order, t(f"importing.order.{order}"), f"{text} → {_long(day, format_day)}"))
    choose(app, t("importing.which_order"), items, take, now)


def ask_decimal(app: CsopsApp, now: str, take: _Take) -> None:
    """Ask which sign stands before decimals, or whether each column shall tell."""
    items = [Suggestion(sign, t(f"importing.decimal.{sign or 'column'}")) for sign in ("", "comma", "point")]
    choose(app, t("importing.which_decimal"), items, take, now)


def _long(day: dt.date, form: Callable[..., str]) -> str:
    from csops_tui.locale import language

    return form(day, language(), full=True)


def ask_text(app: CsopsApp, title: str, take: _Take, value: str = "", hint: str = "", empty: bool = False) -> None:
    """Ask for a text; an empty one is taken only where `empty` says so."""

    def taken(text: str, _: Suggestion | None) -> str | None:
        if not text.strip() and not empty:
            return t("importing.why.nothing_said")
        app.call_later(take, text.strip())
        return None

    app.push_screen(Ask(title, taken, value=value, placeholder=hint))
