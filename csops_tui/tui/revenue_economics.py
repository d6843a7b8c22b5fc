"""What a customer brings and costs as a table: each figure with its value and the inputs it comes from."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from csops_tui.analysis.economics import Economics, every_economy
from csops_tui.analysis.economics_words import lines
from csops_tui.analysis.revenue_book import Revenue
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR
from csops_tui.tui.figures import Figures
from csops_tui.tui.revenue_studies import Answer, Asked, group_word
from csops_tui.tui.studies import Study, attribute_label
from csops_tui.tui.widgets.source import Column


def economy_study(book: Book, asked: Asked) -> Answer:
    """ARPA, lifetime value, acquisition, and what customer success costs and keeps, for each currency and group."""
    period = asked.period(book).complete
    every = every_economy(book, Revenue(book, period))
    several = len({one.currency for one in every}) > 1
    columns = (
        Column("figure", t("revenue.figure"), 24, frozen=True, min_width=18),
        *((Column("group", attribute_label(asked.by), 14, min_width=8),) if asked.by else ()),
        *((Column("currency", title := t("field.subscription.currency"), cell_len(title)),) if several else ()),
        Column("value", t("revenue.value"), 22, "right", min_width=14),
        Column("inputs", t("revenue.inputs"), 60, min_width=20, elastic=True),
    )
    rows = tuple(
        (
            SEPARATOR.join((name, one.currency, one.group or "")),
            (
                t(f"define.{name}.title"),
                *((group_word(asked.by, one.group),) if asked.by else ()),
                *((one.currency,) if several else ()),
                value,
                inputs,
            ),
        )
        for one in every
        for name, value, inputs in lines(one)
    )
    missing = [kind for kind in ("gross_margin", "acquisition_cost", "cs_cost") if not any(map(_HAS[kind], every))]
    span = {"first": f"{period.first:%Y/%m/%d}", "last": f"{period.last:%Y/%m/%d}"}
    notes = [t("revenue.note.complete", **span), t("revenue.note.roi")]
    if missing and every:
        kinds = " / ".join(t(f"revenue.input.{kind}") for kind in missing)
        notes.append(t("revenue.note.inputs", kinds=kinds))
    return Answer(Study(Figures(columns, rows), None), tuple(notes))


_HAS: dict[str, Callable[[Economics], bool]] = {
    "gross_margin": lambda one: one.margin is not None,
    "acquisition_cost": lambda one: one.acquisition is not None,
    "cs_cost": lambda one: one.care is not None,
}


def figure_of(row_id: str) -> str:
    """The figure that a row is about, as the ledger calls it."""
    return row_id.split(SEPARATOR)[0]
