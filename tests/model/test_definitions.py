"""The ledger of definitions: every figure explains itself in both languages."""

from __future__ import annotations

import pytest

from csops_tui.locale import LANGUAGES, words
from csops_tui.measures.sheet import PLAIN
from csops_tui.model.definitions import definition, names, nearest
from csops_tui.model.registry import ENTITIES
from csops_tui.text.width import width

# Fields of the account itself and of its people: entered, not counted.
ENTERED = {
    *("account", "tier", "owner", "ops_owner", "served_by", "state", "stage", "touch_model", "segment", "size"),
    *("industry", "region", "country", "maturity", "source", "id"),
}
FIGURES = [field.key for field in PLAIN if field.key not in ENTERED]
WORDS = ("define.staleness", "define.ageless", "define.source.usage")
PARTS = ("title", "formula", "edge", "missing")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_every_figure_says_what_it_counts_where_its_edges_are_and_when_it_is_missing(name: str, lang: str) -> None:
    entry = definition(name)
    assert entry is not None
    texts = [entry.title(lang), entry.formula(lang), entry.edge(lang), entry.missing(lang)]
    assert not any(text.startswith("define.") for text in texts)
    assert not entry.unit_word(lang).startswith("define.")
    assert "–" in entry.missing(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_explains_nothing_that_is_not_in_the_ledger(lang: str) -> None:
    wanted = {f"define.{name}.{part}" for name in names() for part in PARTS}
    entries = [entry for name in names() if (entry := definition(name))]
    wanted |= {f"define.unit.{entry.unit}" for entry in entries}
    wanted |= {f"define.family.{entry.family}" for entry in entries} | {*WORDS}
    assert words("define", lang).keys() == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_figures_have_the_same_title(lang: str) -> None:
    titles = [entry.title(lang) for name in names() if (entry := definition(name))]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_the_sheet_is_in_the_ledger(name: str) -> None:
    assert definition(name) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_of_the_sheets_figures_fit_over_a_column(lang: str) -> None:
    titles = [entry.title(lang) for name in FIGURES if (entry := definition(name))]
    assert [title for title in titles if width(title) > 24] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_every_figure_says_what_it_is_about_and_what_it_reads(name: str, lang: str) -> None:
    entry = definition(name)
    assert entry is not None
    assert not entry.family_word(lang).startswith("define.")
    assert {*entry.sources} <= {*ENTITIES, "usage"} and entry.sources
    assert "entity." not in entry.sources_words(lang) and "define." not in entry.sources_words(lang)


def test_what_ages_says_after_how_many_days_and_what_does_not_says_nothing() -> None:
    days = {entry.family: entry.staleness_days for name in names() if (entry := definition(name))}
    assert {family: age for family, age in days.items() if age} == {
        "usage": 60,
        "support": 30,
        "surveys": 365,
        "concern": 120,
    }


def test_a_figure_is_found_whatever_the_case_of_its_name() -> None:
    found = definition(" MRR ")
    assert found is not None and found.name == "mrr" and found.unit == "money_month"


def test_an_unknown_figure_is_none() -> None:
    assert definition("moon_phase") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("last_1to", "last_1to1"),
        ("renewel_in", "renewal_in"),
        ("解約懸念度", "concern"),
        ("平均接点数", "touch_mean"),
        ("churn concern", "concern"),
    ],
)
def test_the_nearest_figure_is_found_by_name_or_title(typed: str, first: str) -> None:
    assert nearest(typed)[0] == first


def test_nearest_gives_at_most_what_was_asked_for_and_no_figure_twice() -> None:
    found = nearest("touch", limit=3)
    assert len(found) == 3 == len(set(found))
    assert nearest("zzzzqqqq") == [] == nearest("")
