"""The ledger of definitions: every figure explains itself in both languages."""

from __future__ import annotations

import pytest

from csops_tui.locale import LANGUAGES, words
from csops_tui.model.definitions import definition, names, nearest

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
    assert words("define", lang).keys() == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_figures_have_the_same_title(lang: str) -> None:
    titles = [entry.title(lang) for name in names() if (entry := definition(name))]
    assert len(titles) == len(set(titles))


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
