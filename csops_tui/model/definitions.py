"""The ledger of definitions: every figure on a screen, with what it counts, its unit and its edge rules.

The sentences are in the catalogue (`define.<name>.title`, `.formula`, `.edge`, `.missing`); here is what code needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from csops_tui.locale import LANGUAGES, t


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure; `unit` is a key of `define.unit.…`."""

    name: str
    unit: str

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


_LEDGER: dict[str, Definition] = {
    entry.name: entry
    for entry in (
        Definition("last_1to1", "date"),
        Definition("last_any", "date"),
        Definition("touches_12m", "touches_month"),
        Definition("touches_365d", "touches"),
        Definition("touch_mean", "touches_account"),
        Definition("touch_median", "touches_account"),
        Definition("zero_touch", "accounts"),
        Definition("trigger_share", "percent"),
        Definition("covered", "flag"),
        Definition("engaged", "flag"),
        Definition("cadence_due", "date"),
        Definition("concern", "level"),
        Definition("concern_stale", "flag"),
        Definition("mrr", "money_month"),
        Definition("arr", "money_year"),
        Definition("renewal_on", "date"),
        Definition("renewal_in", "days"),
        Definition("key_contacts", "people"),
        Definition("oldest_verified", "date"),
        Definition("next_task", "date"),
        Definition("churn_completeness", "percent"),
        Definition("usage_28d", "metric"),
        Definition("usage_change", "percent"),
    )
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
