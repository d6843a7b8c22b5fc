"""The figures of the registers as tables: times of complaints, service terms, rates of opportunities, RFM."""

from __future__ import annotations

import datetime as dt

from rich.cells import cell_len

from csops_tui.analysis.opportunities import opportunity_rates
from csops_tui.analysis.rates import FEW
from csops_tui.analysis.response import WITHIN, Times, response
from csops_tui.analysis.rfm import On, Raw, Score, rfm
from csops_tui.analysis.sla import Kept, kept
from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.clean import clean
from csops_tui.tui.figures import Figures
from csops_tui.tui.present import short_day
from csops_tui.tui.widgets.source import Column


def _figure(key: str, least: int = 6, kind: str = "count", hide: int = 0) -> Column:
    title = t(f"register.{key}", n=WITHIN) if key == "within" else t(f"register.{key}")
    return Column(key, title, max(least, cell_len(title)), "right", kind, hide_below=hide)


def hours(value: float | None, n: int) -> str | None:
    """Hours in words, or that they are too few to say."""
    if value is None:
        return t("stats.few", n=FEW) if n else None
    return t("register.hours", n=f"{value:,.1f}".removesuffix(".0"))


def _told(times: Times, name: str) -> str | None:
    return hours(getattr(times, name), len(times.minutes))


def severity_label(severity: str | None) -> str:
    """What a group of complaints is called."""
    if severity == "":
        return t("stats.everyone")
    return t("stats.none") if severity is None else word("severity", severity, language())


def time_figures(book: Book, start: dt.date, end: dt.date) -> Figures:
    """How fast complaints were answered and solved, by severity."""
    columns = (
        Column("group", t("field.complaint.severity"), 14, frozen=True, min_width=8),
        _figure("received"),
        _figure("answered", hide=3),
        _figure("waiting", hide=2),
        Column("median", t("register.median"), 10, "right"),
        Column("p90", t("register.p90"), 10, "right"),
        _figure("within", 8, "rate"),
        Column("within_interval", t("stats.interval"), 9, "right", "interval", hide_below=4),
        _figure("solved", hide=5),
        Column("solved_median", t("register.solved_median"), 12, "right", hide_below=1),
        Column("solved_p90", t("register.solved_p90"), 12, "right", hide_below=6),
    )
    rows = tuple(
        (
            f"group\x1f{group.severity}",
            (
                severity_label(group.severity),
                *(group.n, len(group.answered.minutes), len(group.answered.waiting)),
                *(_told(group.answered, "median"), _told(group.answered, "p90")),
                *(rate := group.answered.within(WITHIN), rate),
                len(group.solved.minutes),
                *(_told(group.solved, "median"), _told(group.solved, "p90")),
            ),
        )
        for group in response(book, start, end, book.clock.now())
    )
    return Figures(columns, rows)


def sla_figures(book: Book, start: dt.date, end: dt.date, day: dt.date) -> tuple[Figures, dict[str, Kept]]:
    """Service terms by account: tickets kept, broken, still running, and those that cannot be told; and each row's."""
    found = {f"{one.account_id}\x1f{one.kind}": one for one in kept(book, start, end, day)}
    columns = (
        Column("account", t("entity.account"), 26, frozen=True, min_width=14, elastic=True),
        Column("kind", t("field.sla.kind"), 10, kind="code:sla.kind"),
        _figure("terms", hide=3),
        _figure("tickets", hide=2),
        _figure("broken"),
        _figure("kept", hide=1),
        _figure("running", hide=4),
        _figure("unknown", hide=5),
        _figure("kept_rate", 8, "rate"),
    )
    rows = tuple(
        (
            row,
            (
                *(one.account, one.kind, one.terms, len(one.checks)),
                *(one.count("broken"), one.count("kept"), one.count("running"), one.count("unknown"), one.rate),
            ),
        )
        for row, one in found.items()
    )
    return Figures(columns, rows), found


def broken_words(one: Kept, day: dt.date) -> list[str]:
    """The tickets that broke a term, the newest first: what was promised, and how long it took or takes."""
    lines: list[str] = []
    for check in sorted((c for c in one.checks if c.verdict == "broken"), key=lambda c: c.ticket.opened, reverse=True):
        minutes = check.ticket.first_response if one.kind == "first_response" else check.ticket.resolution
        took = t("register.sla.days", n=(day - dt.date.fromisoformat(check.ticket.opened)).days)
        if minutes is not None:
            took = t("register.hours", n=f"{minutes / 60:,.1f}".removesuffix(".0"))
        lines.append(
            t(
                "register.sla.line",
                day=short_day(check.ticket.opened, day),
                title=clean(check.ticket.title or "–"),
                took=took,
                hours=t("register.hours", n=f"{check.term.hours:,}"),
            )
        )
    return lines


def rate_figures(book: Book, start: dt.date, end: dt.date) -> Figures:
    """What became of opportunities, up-selling and cross-selling apart."""
    columns = (
        Column("group", t("field.opportunity.kind"), 16, frozen=True, min_width=12),
        _figure("opened", hide=2),
        _figure("still_open", hide=1),
        _figure("won"),
        _figure("decided"),
        _figure("win_rate", 8, "rate"),
        Column("mrr_won", t("register.mrr_won"), 18, "right", "amounts", hide_below=3),
        _figure("bought"),
        _figure("customers"),
        _figure("bought_rate", 8, "rate"),
    )
    rows = tuple(
        (
            f"group\x1f{one.group}",
            (
                t(f"register.group.{one.group}"),
                *(one.opened, one.open, one.won.hits, one.won.n, one.won),
                one.mrr or None,
                *(one.bought.hits, one.bought.n, one.bought),
            ),
        )
        for one in opportunity_rates(book, start, end)
    )
    return Figures(columns, rows)


def rfm_figures(book: Book, on: On, day: dt.date, span: str = "12m") -> tuple[Figures, int]:
    """The ranks of every account, the highest together first; and how many have nothing to rank."""
    found = rfm(book, on, day, span)
    names = dict(book.reader().execute("SELECT id, name FROM account").fetchall())
    money = on == "revenue"
    columns = (
        Column("account", t("entity.account"), 26, frozen=True, min_width=14, elastic=True),
        Column("rfm", "RFM", 7),
        *(_figure(key, 3, hide=4) for key in ("r", "f", "m")),
        _figure(f"recency.{on}", 8),
        _figure(f"frequency.{on}", 8),
        _figure(f"money.{on}", 10, "money" if money else "number", hide=1),
    )
    ordered = sorted(found.scores.items(), key=lambda item: (-_sum(item[1]), names[item[0]], item[0]))
    rows = tuple(
        (
            account,
            (
                *(names[account], score.words, score.r, score.f, score.m),
                *(score.raw.recency, score.raw.frequency, _amount(score.raw, money)),
            ),
        )
        for account, score in ordered
    )
    return Figures(columns, rows), found.without


def _amount(raw: Raw, money: bool) -> float | str | None:
    return f"{raw.money}{SEPARATOR}{raw.currency}" if money and raw.money is not None else raw.money


def _sum(score: Score) -> int:
    return score.r + score.f + (score.m or 0)
