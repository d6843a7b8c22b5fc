"""The economics in words: each figure with its value and the inputs it comes from, for the screen and the shell."""

from __future__ import annotations

from csops_tui.analysis.economics import Economics, Input
from csops_tui.analysis.rates import FEW
from csops_tui.locale import language, t
from csops_tui.text.numbers import format_money

Line = tuple[str, str, str]
"""A figure's name in the ledger, its value in words, and what it comes from."""


def lines(one: Economics) -> list[Line]:
    """All figures of one currency and group, in the order in which they build on one another."""
    return [*_customers(one), *_worth(one), *_care(one)]


def told(one: Economics) -> bool:
    """Whether there are enough accounts to tell a churn."""
    return one.monthly_churn is not None


def _customers(one: Economics) -> list[Line]:
    churn, interval = one.churn, one.churn.interval
    between = (
        ""
        if interval is None or not told(one)
        else t("revenue.in.interval", low=f"{interval[0]:.2f}", high=f"{interval[1]:.2f}")
    )
    counted = t("revenue.in.churn", lost=f"{churn.hits:,}", n=f"{churn.n:,}", months=one.months)
    monthly = _share(one.monthly_churn) if told(one) else _few(churn.n)
    return [
        ("arpa", _money(one.arpa, one), t("revenue.in.arpa", mrr=_money(one.mrr, one), n=f"{one.accounts:,}")),
        ("monthly_churn", monthly, f"{counted}{between}"),
        (
            "annual_churn",
            _share(one.annual_churn) if told(one) else _few(churn.n),
            t("revenue.in.annual", c=monthly),
        ),
    ]


def _worth(one: Economics) -> list[Line]:
    margin = _percent_input(one.margin)
    churn = _share(one.monthly_churn)
    ltv, inputs = _money(one.ltv, one), t("revenue.in.ltv", arpa=_money(one.arpa, one), margin=margin, churn=churn)
    if not told(one):
        ltv = _few(one.churn.n)
    elif one.monthly_churn == 0:
        ltv, inputs = t("revenue.undefined"), t("revenue.in.no_churn", n=f"{one.churn.n:,}")
        inputs += t("revenue.in.see_lifetime") if one.lifetime else ""
    elif one.ltv_interval:
        low, high = one.ltv_interval
        inputs += t("revenue.in.between", low=_money(low, one), high="∞" if high is None else _money(high, one))
    cac = _money(one.cac, one)
    return [
        ("ltv", ltv, inputs),
        *([_by_lifetime(one, margin)] if one.lifetime else []),
        ("cac", cac, _since(one.acquisition)),
        (
            "ltv_cac",
            "–" if one.ltv_cac is None else f"{one.ltv_cac:.1f}",
            t("revenue.in.ltv_cac", ltv=ltv, cac=cac),
        ),
        (
            "cac_payback",
            "–" if one.payback is None else t("revenue.months", n=f"{one.payback:.1f}"),
            t("revenue.in.payback", cac=cac, arpa=_money(one.arpa, one), margin=margin),
        ),
    ]


def _by_lifetime(one: Economics, margin: str) -> Line:
    assert one.lifetime is not None
    words = t(
        "revenue.in.lifetime",
        arpa=_money(one.arpa, one),
        margin=margin,
        months=f"{one.lifetime.months:.1f}",
        horizon=one.lifetime.horizon,
        n=f"{one.lifetime.accounts:,}",
    )
    return "ltv_horizon", _money(one.ltv_by_lifetime, one), words


def _care(one: Economics) -> list[Line]:
    """What customer success costs beside what it can be compared with."""
    cohort, margin = one.retention, _percent_input(one.margin)
    found: list[Line] = []
    if cohort:
        words = t("revenue.in.cohort", n=f"{cohort.accounts:,}", opening=_money(cohort.opening, one))
        nrr, grr = (
            _share(value) if cohort.accounts >= FEW else _few(cohort.accounts) for value in (cohort.nrr, cohort.grr)
        )
        found = [
            ("nrr", nrr, t("revenue.in.nrr", closing=_money(cohort.closing, one)) + words),
            ("grr", grr, t("revenue.in.grr", kept=_money(cohort.kept, one)) + words),
        ]
    cost = _money(one.care, one)
    return [
        *found,
        ("cs_cost", cost, t("revenue.in.cs_cost", months=one.months, since=_since(one.care_input))),
        (
            "cs_cost_each",
            _money(one.care_each, one),
            t("revenue.in.cs_cost_each", cost=cost, months=one.months, n=f"{one.accounts:,}"),
        ),
        (
            "cs_cost_share",
            _share(one.care_share),
            t("revenue.in.cs_cost_share", cost=cost, months=one.months, mrr=_money(one.mrr, one)),
        ),
        (
            "cs_expansion_roi",
            _share(one.expansion_roi),
            t("revenue.in.roi", expansion=_money(one.expansion, one), margin=margin, cost=cost),
        ),
        (
            "cs_break_even",
            "–" if one.break_even is None else t("revenue.points", n=f"{one.break_even:.1f}"),
            t("revenue.in.break_even", cost=cost, mrr=_money(cohort.opening if cohort else None, one), margin=margin),
        ),
    ]


def _money(amount: int | None, one: Economics) -> str:
    return "–" if amount is None else format_money(amount, one.currency, language())


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}%"


def _few(n: int) -> str:
    return t("stats.few") if n else "–"


def _percent_input(found: Input | None) -> str:
    return t("revenue.in.none") if found is None else f"{found.value.normalize():f}% ({_month(found)})"


def _since(found: Input | None) -> str:
    return t("revenue.in.none") if found is None else t("revenue.in.since", month=_month(found))


def _month(found: Input) -> str:
    return " ".join(filter(None, (found.month.replace("-", "/"), found.segment or "")))
