"""The ledger of definitions: every figure on a screen, with what it counts, its unit and its edge rules.

The sentences are in the catalogue (`define.<name>.title`, `.formula`, `.edge`, `.missing`); here is what code needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from csops_tui.locale import LANGUAGES, has, t

# How many days old a figure of a family may be before a score takes it as missing.
_STALE = {"usage": 60, "support": 30, "surveys": 365, "concern": 120}


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure; `unit` and `family` are keys of `define.unit.…` and `define.family.…`, `sources` tables it reads."""

    name: str
    unit: str
    family: str
    sources: tuple[str, ...]

    @property
    def staleness_days(self) -> int | None:
        """How many days old the figure may be before a score takes it as missing; None when it does not age."""
        return _STALE.get(self.family)

    def title(self, lang: str | None = None) -> str:
        """What the figure is called, in `lang` or the language in force."""
        return t(f"define.{self.name}.title", lang)

    def formula(self, lang: str | None = None) -> str:
        """How it is computed, in words."""
        return t(f"define.{self.name}.formula", lang)

    def edge(self, lang: str | None = None) -> str:
        """Which facts count and which do not, on the days where it matters."""
        return t(f"define.{self.name}.edge", lang)

    def missing(self, lang: str | None = None) -> str:
        """When there is no figure, so that `–` is shown and never 0."""
        return t(f"define.{self.name}.missing", lang)

    def unit_word(self, lang: str | None = None) -> str:
        """The unit as people read it."""
        return t(f"define.unit.{self.unit}", lang)

    def family_word(self, lang: str | None = None) -> str:
        """What the figure is about, as people read it."""
        return t(f"define.family.{self.family}", lang)

    def sources_words(self, lang: str | None = None) -> str:
        """The kinds of record that the figure reads, as people read them."""
        return " / ".join(
            t(own if has(own := f"define.source.{table}") else f"entity.{table}", lang) for table in self.sources
        )


def _family(name: str, *groups: tuple[str, dict[str, str]]) -> list[Definition]:
    """The figures of a family from (tables they read, {figure: unit}) in the order in which people read them."""
    return [
        Definition(figure, unit, name, tuple(sources.split()))
        for sources, figures in groups
        for figure, unit in figures.items()
    ]


_TOUCHES = _family(
    "touches",
    ("touchpoint", {"last_1to1": "date"}),
    ("touchpoint attendance", {"last_1ton": "date"}),
    ("touchpoint", {"last_tech": "date"}),
    ("touchpoint attendance", {"last_any": "date"}),
    ("touchpoint", {"last_two_way": "date", "days_1to1": "days"}),
    ("touchpoint attendance", {"days_any": "days"}),
    ("touchpoint", {"days_two_way": "days"}),
    (
        "touchpoint attendance",
        {
            "touches_12m": "touches_month",
            "touches_30d": "touches",
            "touches_90d": "touches",
            "touches_365d": "touches",
        },
    ),
    ("touchpoint", {"touches_1to1_90d": "touches", "touches_1to1_365d": "touches"}),
    ("touchpoint attendance", {"touches_1ton_365d": "touches"}),
    ("touchpoint", {"touches_tech_365d": "touches", "two_way_365d": "touches"}),
    ("touchpoint touchpoint_contact", {"people_met_365d": "people"}),
    ("touchpoint touchpoint_contact attendance", {"relationship": "points"}),
    ("touchpoint", {"customer_share": "percent"}),
    (
        "touchpoint attendance account subscription",
        {"touch_mean": "touches_account", "touch_median": "touches_account", "zero_touch": "accounts"},
    ),
    ("touchpoint", {"trigger_share": "percent"}),
    ("campaign_list campaign_member touchpoint", {"campaign_share": "percent"}),
)
_CADENCE = _family(
    "cadence",
    ("cadence account", {"cadence_target": "days", "cadence_reach": "choice"}),
    (
        "touchpoint attendance cadence account subscription blackout account_calendar",
        {"cadence_due": "date", "cadence_in": "days", "cadence_state": "choice"},
    ),
    ("touchpoint attendance cadence account", {"covered": "flag"}),
    ("touchpoint cadence account", {"engaged": "flag"}),
    ("segment touchpoint attendance cadence account", {"segment_coverage": "percent"}),
)
_CONCERN = _family(
    "concern",
    (
        "concern",
        {
            "concern": "level",
            "concern_reason": "choice",
            "concern_on": "date",
            "concern_expires": "date",
            "concern_stale": "flag",
        },
    ),
)
_CONTRACT = _family(
    "contract",
    ("subscription", {"mrr": "money_month", "arr": "money_year", "currency": "currency"}),
    ("renewal subscription", {"renewal_on": "date", "renewal_in": "days"}),
    ("renewal subscription segment account", {"runway_on": "date", "runway_in": "days"}),
    ("subscription account", {"customer_since": "date", "tenure_months": "months"}),
    ("subscription", {"products": "products", "lines": "lines"}),
    ("subscription account", {"seats": "seats"}),
)
_USAGE = _family(
    "usage",
    (
        "usage",
        {
            "usage_28d": "metric",
            "usage_before": "metric",
            "usage_change": "percent",
            "usage_slope": "percent_week",
            "usage_on": "date",
        },
    ),
    ("usage subscription account", {"licence_use": "percent"}),
    ("usage subscription product", {"breadth": "percent"}),
    ("usage", {"stickiness": "percent"}),
)
_PARTICIPATION = _family(
    "participation",
    ("attendance", {"attended_90d": "events", "attended_365d": "events", "last_attended": "date"}),
)
_SUPPORT = _family(
    "support",
    (
        "ticket",
        {"tickets_28d": "tickets", "tickets_before": "tickets", "open_tickets": "tickets", "ticket_age": "days"},
    ),
)
_SURVEYS = _family(
    "surveys",
    (
        "survey_response survey",
        {"nps": "score", "nps_on": "date", "csat": "score", "ces": "score", "detractors": "people"},
    ),
)
_PEOPLE = _family(
    "people",
    (
        "contact",
        {
            "contacts": "people",
            "key_contacts": "people",
            "valid_contacts": "people",
            "oldest_verified": "date",
            "verified_age": "days",
            "champion_left": "people",
        },
    ),
)
_WORK = _family(
    "work",
    (
        "task",
        {
            "next_task": "task",
            "next_due": "date",
            "open_tasks": "tasks",
            "overdue_tasks": "tasks",
            "promises": "tasks",
            "overdue_promises": "tasks",
        },
    ),
    ("appointment", {"next_meeting": "date"}),
    ("milestone", {"milestones_late": "milestones"}),
    ("account subscription", {"onboarding_days": "days"}),
)
_REQUESTS = _family("requests", ("voice", {"open_requests": "voices", "request_age": "days"}))
_SIGNALS = _family("signals", ("signal_episode signal", {"signals": "signals", "signal_level": "signal_level"}))
_TODAY = _family(
    "today",
    (
        "task signal_episode renewal concern contact touchpoint deferral",
        {"today_score": "factor", "today_risk": "factor", "today_size": "factor", "today_due": "factor"},
    ),
)
_CHURN = _family("churn", ("churn", {"churn_completeness": "percent", "churn_vague": "percent"}))
_TOUCH_STUDIES = _family(
    "touches", ("touchpoint attendance", {"touch_count": "touches"}), ("touchpoint", {"field_share": "percent"})
)
_COVERAGE = _family(
    "cadence",
    ("touchpoint attendance cadence account", {"covered_rate": "percent", "engaged_rate": "percent"}),
)
_APPOINTMENTS = _family(
    "appointments",
    (
        "appointment account member",
        {
            "reply_rate": "percent",
            "booking_rate": "percent",
            "held_rate": "percent",
            "meeting_rate": "percent",
            "waiting": "cases",
            "days_open": "days",
            "rate_interval": "percent",
        },
    ),
)
_ROUTING = _family(
    "routing",
    ("usage subscription account", {"usage_per_seat": "metric"}),
    ("touchpoint touchpoint_contact usage subscription account", {"proposed": "side"}),
)
_CAPACITY = _family(
    "capacity",
    ("account cadence touchpoint member", {"planned_minutes": "minutes_week", "capacity_load": "percent"}),
)
_RENEWALS = _family(
    "contract",
    (
        "renewal subscription churn",
        {"renewal_due": "date", "renewal_mrr": "money_month", "renewal_outlook": "choice"},
    ),
    (
        "renewal subscription churn",
        {"renewal_worst": "percent", "renewal_likely": "percent", "renewal_best": "percent"},
    ),
    (
        "renewal subscription touchpoint segment",
        {"runway_contact": "days", "runway_in_time": "percent", "runway_median": "days", "runway_short": "renewals"},
    ),
    ("renewal subscription touchpoint task appointment", {"renewals_neglected": "renewals"}),
    ("renewal subscription churn", {"renewal_rate": "percent", "renewal_rate_mrr": "percent"}),
)
_REPORT_FIGURES = (
    _family("contract", ("account", {"current_accounts": "accounts"}))
    + _family("contract", ("subscription", {"paying_accounts": "accounts", "mrr_total": "money_month"}))
    + _family("contract", ("renewal subscription churn", {"renewals_due": "renewals"}))
    + _family("today", ("account touchpoint subscription signal_episode task", {"changed_accounts": "accounts"}))
    + _family(
        "signals",
        ("signal_episode", {"signals_raised": "signals", "signals_addressed": "signals"}),
        (
            "signal_episode touchpoint",
            {"signals_acted": "signals", "signals_waiting": "signals", "signal_lead": "days"},
        ),
    )
    + _family("work", ("task", {"tasks_due": "tasks"}), ("review_round review_item", {"round_decided": "percent"}))
    + _family("usage", ("usage", {"usage_fell": "accounts"}))
    + _family("surveys", ("survey_response survey", {"nps_book": "score"}))
    + _family("support", ("ticket", {"tickets_opened": "tickets", "tickets_closed": "tickets"}))
    + _family(
        "churn",
        ("churn", {"churn_count": "churns", "churn_mrr": "money_month", "churn_share": "percent"}),
        ("save_attempt", {"save_rate": "percent"}),
    )
)
_LOSSES = _family(
    "churn",
    (
        "account subscription churn",
        {
            **{"staying": "percent", "staying_median": "months", "staying_mean": "months", "log_rank": "chi_square"},
            **{"hazard": "percent", "early_churn": "percent"},
        },
    ),
    (
        "churn code",
        {
            **{"churn_reason": "choice", "churn_cumulative": "percent", "churn_agreed": "percent"},
            "churn_quadrant": "percent",
        },
    ),
    ("churn subscription account", {"churn_tenure": "months"}),
)

_REVENUE = (
    _family(
        "revenue",
        ("subscription", {f"mrr_{kind}": "money_month" for kind in ("new", "reactivation", "expansion")}),
        ("subscription", {"mrr_contraction": "money_month", "mrr_churn": "money_month"}),
        ("subscription exchange_rate", {"mrr_exchange": "money_month"}),
        ("subscription account", {"mrr_moved": "money_month"}),
        ("subscription", {"nrr": "percent", "grr": "percent", "logo_churn": "percent"}),
        ("subscription", {"monthly_churn": "percent", "annual_churn": "percent", "cohort_kept": "percent"}),
        ("subscription", {"line_overlap": "days", "line_gap": "days"}),
    )
    + _family(
        "economics",
        ("subscription", {"arpa": "money_month"}),
        ("subscription revenue_input", {"ltv": "money", "ltv_horizon": "money"}),
        ("revenue_input", {"cac": "money"}),
        ("subscription revenue_input", {"ltv_cac": "ratio", "cac_payback": "months"}),
        ("revenue_input", {"cs_cost": "money"}),
        ("subscription revenue_input", {"cs_cost_each": "money_month", "cs_cost_share": "percent"}),
        ("subscription revenue_input", {"cs_expansion_roi": "percent", "cs_break_even": "percent_points"}),
    )
    + _family(
        "churn",
        ("account", {"churn_rate_flag": "percent"}),
        ("churn account", {"churn_rate_event": "percent"}),
        ("subscription", {"churn_rate_contract": "percent"}),
    )
)

_REGISTERS = (
    _family(
        "complaints",
        ("complaint complaint_update", {"update_due": "moment"}),
        ("complaint", {"open_complaints": "complaints", "complaint_age": "days"}),
        ("complaint", {"response_median": "hours", "response_p90": "hours", "response_within": "percent"}),
        ("complaint", {"resolution_median": "hours"}),
        ("sla ticket", {"sla_broken": "tickets", "sla_kept": "percent"}),
    )
    + _family(
        "risks",
        ("risk", {"open_risks": "risks", "risk_level": "risk_level"}),
        ("risk", {"risk_review": "date", "risk_level_since": "date"}),
    )
    + _family(
        "growth",
        ("concern signal_episode complaint task", {"selling_guard": "choice"}),
        ("usage subscription survey_response product", {"growth_reasons": "choice"}),
        ("usage risk survey_response renewal touchpoint", {"loss_reasons": "choice"}),
        ("opportunity", {"open_opportunities": "opportunities"}),
        ("opportunity subscription", {"win_rate": "percent", "sold_rate": "percent"}),
    )
    + _family(
        "rfm",
        ("touchpoint usage subscription", {"rfm_recency": "rank", "rfm_frequency": "rank", "rfm_money": "rank"}),
    )
)

_CHURN_REVIEWS = _family(
    "churn",
    ("churn churn_review signal_episode", {"review_knowable": "days"}),
    ("review_signal", {"review_answers": "percent"}),
    ("review_action signal_episode churn", {"signal_effect": "signals"}),
)

_LEDGER: dict[str, Definition] = {
    entry.name: entry
    for family in (
        *(_TOUCHES, _CADENCE, _CONCERN, _CONTRACT, _USAGE, _PARTICIPATION, _SUPPORT, _SURVEYS, _PEOPLE, _WORK),
        *(_REQUESTS, _SIGNALS, _TODAY, _CHURN, _CHURN_REVIEWS),
        *(_TOUCH_STUDIES, _COVERAGE, _APPOINTMENTS, _ROUTING, _CAPACITY),
        _RENEWALS,
        _REPORT_FIGURES,
        _REVENUE,
        _LOSSES,
        _REGISTERS,
    )
    for entry in family
}


def definition(name: str) -> Definition | None:
    """The definition of the figure called `name` (its name in the sheet's expressions), or None."""
    return _LEDGER.get(name.strip().casefold())


def names() -> list[str]:
    """The names of all figures, family by family."""
    return list(_LEDGER)


def nearest(name: str, limit: int = 3) -> list[str]:
    """Up to `limit` names of figures closest to `name`, by name or by title in either language; best first."""
    from difflib import get_close_matches

    wanted = name.strip().casefold()
    if not wanted:
        return []
    known = {entry.name: entry.name for entry in _LEDGER.values()}
    for entry in _LEDGER.values():
        for lang in LANGUAGES:
            known.setdefault(entry.title(lang).casefold(), entry.name)
    found = [known[text] for text in known if wanted in text]
    found += [known[text] for text in get_close_matches(wanted, known, n=limit * 2, cutoff=0.5)]
    return list(dict.fromkeys(found))[:limit]
