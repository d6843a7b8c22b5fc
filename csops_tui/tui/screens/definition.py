"""What a column means; of a figure also its value for the account of the row, and the facts that were counted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csops_tui.locale import has, language, t
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.clean import clean
from csops_tui.tui.present import NONE, present
from csops_tui.tui.rows import RowsSource, text_of
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Cell, Column, Row

if TYPE_CHECKING:
    from csops_tui.measures.behind import Behind, Fact

# What a column of the sheet is called in the ledger of definitions.
FIGURES = {
    "one_to_one": "last_1to1",
    "any": "last_any",
    "touches": "touches_12m",
    "usage": "usage_change",
    "renewal": "renewal_on",
    "next": "next_task",
    "mrr": "mrr",
    "concern": "concern",
    "completeness": "churn_completeness",
    "why": "today_score",
    "share": "campaign_share",
    "coverage": "segment_coverage",
}
# Columns that show a field of another record.
_ELSEWHERE = {
    "account": ("account", "name"),
    "owner": ("account", "owner_id"),
    "contacts": ("touchpoint_contact", "contact_id"),
    "products": ("identity", "product_id"),
}


class DefinitionScreen(BaseScreen):
    """The ledger's entry for a figure, with its value and what stands behind it for `account` (id, name) on a day.

    Of a field of a record its label, kind and choices.
    """

    scopes: ClassVar[tuple[str, ...]] = ()
    DEFAULT_CSS = """
    DefinitionScreen VerticalScroll { padding: 1 3 0 3; height: auto; max-height: 60%; }
    DefinitionScreen #meaning { height: auto; max-width: 100; }
    DefinitionScreen #counted { height: 1; padding: 0 3; margin: 1 0 0 0; display: none; }
    DefinitionScreen Sheet { display: none; }
    DefinitionScreen.-counted #counted { display: block; }
    DefinitionScreen.-counted Sheet { display: block; }
    """

    def __init__(
        self,
        column_key: str,
        title: str,
        table: str,
        account: tuple[str, str] | None = None,
        day: dt.date | None = None,
    ) -> None:
        super().__init__()
        self._key = column_key
        self._column = title
        self._table = table
        self._account = account
        self._day = day
        self._facts: dict[str, Fact] = {}

    def compose_body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("", id="meaning", markup=False)
        yield Static("", id="counted", markup=False)
        yield Sheet(RowsSource(_columns(), ()), id="facts")

    def where(self) -> str:
        return f"{t('help.definition')} ▸ {self._column}"

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.query_one("#meaning", Static).update(self._meaning())
        self.reload()

    def reload(self) -> None:
        """Count anew what stands behind the figure."""
        from csops_tui.measures.behind import FIGURES as COUNTED
        from csops_tui.measures.behind import behind

        account, name = self._account, FIGURES.get(self._key, self._key)
        if account is None or self._table != "account" or name not in COUNTED:
            return
        book, day = self.csops.book, self._day or self.csops.catching_up.day()
        self.load("behind", lambda _: behind(book, name, account[0], day), lambda found: self._take(name, day, found))

    def _take(self, name: str, day: dt.date, found: Behind) -> None:
        self._facts = {str(number): fact for number, fact in enumerate(found.rows)}
        self.add_class("-counted")
        colours = self.app.theme_variables
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(clean((self._account or ("", ""))[1]), f"bold {colours['foreground']}")
        line.append(f"  {text_of(_value(name, found, day)).strip()}", f"bold {colours['accent']}")
        line.append("   " + t("help.behind", n=f"{found.total:,}", day=day.isoformat().replace("-", "/")))
        if len(found.rows) < found.total:
            line.append("   " + t("help.newest", n=len(found.rows)))
        self.query_one("#counted", Static).update(line)
        sheet = self.query_one(Sheet)
        sheet.set_source(RowsSource(_columns(), [Row(key, _cells(fact, day)) for key, fact in self._facts.items()]))
        if found.rows:
            sheet.focus()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        """Open the record under the cursor; sums of rows have none."""
        from csops_tui.tui.forms.form import edit_record

        message.stop()
        fact = self._facts[message.row_id]
        if fact.id and fact.kind != "usage":
            edit_record(self.csops, fact.kind, fact.id)

    def _meaning(self) -> Text:
        colours = self.app.theme_variables
        text = Text()
        title, parts = meaning_of(self._key, self._column, self._table)
        text.append(f"{clean(title)}\n", f"bold {colours['accent']}")
        for label, words in parts:
            text.append(f"\n{clean(label)}\n", colours["text-muted"])
            text.append(f"{clean(words, multiline=True)}\n", colours["foreground"])
        return text


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", t("help.fact.day"), 10, frozen=True),
        Column("kind", t("help.fact.kind"), 14, min_width=8),
        Column("what", t("help.fact.what"), 18, min_width=10),
        Column("number", t("help.fact.number"), 10, align="right"),
        Column("text", t("help.fact.text"), 40, min_width=16, elastic=True),
    )


def _cells(fact: Fact, today: dt.date) -> tuple[Cell, ...]:
    number: Cell = NONE
    if fact.number is not None:
        kind, value = (
            ("money", f"{int(fact.number)}{SEPARATOR}{fact.currency}") if fact.currency else ("number", fact.number)
        )
        number = present(kind, value, today)
    words = t(key) if fact.kind == "signal_episode" and has(key := f"signal.{fact.text}") else fact.text
    kind = t("define.source.usage") if fact.kind == "usage" else t(f"entity.{fact.kind}")
    return (
        present("long_day", fact.day, today),
        (kind, "dim"),
        present("coded", fact.what or None, today),
        number,
        present("note", words or None, today),
    )


def _value(name: str, found: Behind, day: dt.date) -> Cell:
    """The value as a plain column of the sheet shows it."""
    from csops_tui.measures.sheet import PLAIN

    kind = next(field.kind for field in PLAIN if field.key == name)
    value: Any = (
        f"{found.value}{SEPARATOR}{found.currency}" if found.currency and found.value is not None else found.value
    )
    return present("long_day" if kind == "day" else kind, value, day)


def meaning_of(column_key: str, column_title: str, table: str) -> tuple[str, list[tuple[str, str]]]:
    """What a column means, as its title and (label, words) in the order in which they are read."""
    from csops_tui.model.definitions import definition
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    own = table in ENTITIES and any(column.name == column_key for column in columns(ENTITIES[table]))
    # A plain field of a record is not the figure of the same name: the money of a contract line is entered, and the
    # contacts of a touch are people, not their number.
    entered = own or (table != "account" and column_key in _ELSEWHERE)
    figure = None if entered else definition(FIGURES.get(column_key, column_key))
    if figure:
        return figure.title(), [
            (t("help.formula"), figure.formula()),
            (t("help.edge"), figure.edge()),
            (t("help.missing"), figure.missing()),
            (t("help.unit"), figure.unit_word()),
            (t("help.sources"), figure.sources_words()),
            *([(t("help.stale"), t("help.stale_days", n=days))] if (days := figure.staleness_days) else []),
        ]
    at = (table, column_key) if own else _ELSEWHERE.get(column_key)
    if at is None:
        return column_title, [(t("help.computed"), t("help.computed_from"))]
    return _field_meaning(*at)


def _field_meaning(table: str, name: str) -> tuple[str, list[tuple[str, str]]]:
    from csops_tui.model.codes import CODES, list_of, word
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    column = next(column for column in columns(ENTITIES[table]) if column.name == name)
    spec = column.spec
    parts: list[tuple[str, str]] = []
    if has(key := f"field.{table}.{name}.help"):
        parts.append((t("help.meaning"), t(key)))
    kind = t(f"help.kind.{spec.kind}")
    if spec.kind == "ref":
        kind += f": {t(f'entity.{spec.target}')}"
    if spec.unit:
        kind += f" ({t(f'help.measure.{spec.unit}')})"
    parts.append((t("help.kind"), kind))
    if spec.low is not None or spec.high is not None:
        low, high = ("" if bound is None else str(bound) for bound in (spec.low, spec.high))
        parts.append((t("help.range"), f"{low} – {high}"))
    parts.append((t("help.needed"), t("help.required") if column.required else t("help.optional")))
    codes = list_of(table, name, spec.target)
    if spec.kind == "code" and codes in CODES:
        parts.append((t("help.choices"), "\n".join(word(codes, entry.code, language()) for entry in CODES[codes])))
    parts.append((t("help.belongs"), t(f"entity.{table}")))
    return t(f"field.{table}.{name}"), parts
