"""Kaplan–Meier, log-rank, hazard and restricted mean: published figures where the public data is there, and laws."""

from __future__ import annotations

import csv
import math
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csops_tui.analysis.survival import Curve, Life, chi_square_tail, hazard, kaplan_meier, log_rank

DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
LIFELINES = DATA / "survival_lifelines" / "lifelines" / "datasets"
TELCO = DATA / "telco_ibm" / "data" / "Telco-Customer-Churn.csv"

lifelines = pytest.mark.skipif(not LIFELINES.is_dir(), reason="public data is not here")
telco = pytest.mark.skipif(not TELCO.is_file(), reason="public data is not here")

# Remission in weeks under 6-MP and placebo (Freireich and others, 1963), printed in every textbook of survival.
SIX_MP = [(6, 1)] * 3 + [(6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0)]
SIX_MP += [(20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TREATED = [Life(float(time), bool(ended)) for time, ended in SIX_MP]
UNTREATED = [Life(float(time), True) for time in PLACEBO]

lives = st.lists(st.builds(Life, st.integers(0, 40).map(lambda n: n / 2), st.booleans()), max_size=60)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def shares(curve: Curve, *times: float) -> list[float]:
    return [round(curve.share(time) or 0.0, 4) for time in times]


def test_the_leukemia_trial_gives_the_medians_errors_and_log_rank_of_the_textbooks() -> None:
    treated, untreated = kaplan_meier(TREATED), kaplan_meier(UNTREATED)
    assert (treated.n, treated.ended, untreated.n, untreated.ended) == (21, 9, 21, 21)
    assert (treated.median, untreated.median) == (23.0, 8.0)
    assert [(s.time, s.at_risk, s.ended, round(s.share, 3), round(s.error, 4)) for s in treated.steps] == [
        (6, 21, 3, 0.857, 0.0764),
        (7, 17, 1, 0.807, 0.0869),
        (10, 15, 1, 0.753, 0.0963),
        (13, 12, 1, 0.690, 0.1068),
        (16, 11, 1, 0.627, 0.1141),
        (22, 7, 1, 0.538, 0.1282),
        (23, 6, 1, 0.448, 0.1346),
    ]
    test = log_rank([TREATED, UNTREATED])
    assert test is not None
    assert round(test.chi_square, 2) == 16.79 and test.degrees == 1 and round(test.p * 1e5, 2) == 4.17
    assert test.observed == (9, 21) and [round(e, 2) for e in test.expected] == [19.25, 10.75]


def test_the_interval_of_share_and_median_is_the_log_log_one() -> None:
    treated, untreated = kaplan_meier(TREATED), kaplan_meier(UNTREATED)
    first = treated.steps[0]
    assert (round(first.low or 0, 3), round(first.high or 0, 3)) == (0.620, 0.952)
    assert treated.median_interval == (13.0, None)
    assert untreated.median_interval == (4.0, 11.0)


def test_the_restricted_mean_has_the_horizon_it_is_of() -> None:
    treated, untreated = kaplan_meier(TREATED).mean(100), kaplan_meier(UNTREATED).mean(100)
    assert (round(treated.value, 2), round(treated.error, 2), treated.horizon) == (23.29, 2.83, 35.0)
    assert (round(untreated.value, 2), round(untreated.error, 2), untreated.horizon) == (8.67, 1.38, 23.0)
    assert kaplan_meier(UNTREATED).mean(1).value == 1.0


@lifelines
def test_the_leukemia_file_holds_the_same_trial() -> None:
    found = [line.split() for line in (LIFELINES / "gehan.dat").read_text().splitlines()]
    assert sorted(Life(float(time), ended == "1") for arm, time, ended in found if arm == "2") == sorted(TREATED)
    assert sorted(Life(float(time), ended == "1") for arm, time, ended in found if arm == "1") == sorted(UNTREATED)


@lifelines
def test_fruit_flies_and_released_prisoners_last_as_long_as_published() -> None:
    groups: dict[str, list[Life]] = {}
    for row in rows(LIFELINES / "waltons_dataset.csv"):
        groups.setdefault(row["group"], []).append(Life(float(row["T"]), float(row["E"]) == 1))
    assert kaplan_meier([life for found in groups.values() for life in found]).median == 56
    assert {name: kaplan_meier(found).median for name, found in groups.items()} == {"control": 58, "miR-137": 26}
    test = log_rank(list(groups.values()))
    assert test is not None and round(test.chi_square, 1) == 122.2 and test.p < 1e-27
    rossi = kaplan_meier(Life(float(row["week"]), row["arrest"] == "1") for row in rows(LIFELINES / "rossi.csv"))
    assert round(rossi.share(52) or 0, 3) == 0.736 and rossi.median is None


@telco
def test_seven_thousand_telephone_customers_last_as_long_as_published() -> None:
    everybody = list(rows(TELCO))
    monthly = [r for r in everybody if r["Contract"] == "Month-to-month" and r["InternetService"] != "No"]
    curve = kaplan_meier(Life(float(row["tenure"]), row["Churn"] == "Yes") for row in monthly)
    assert curve.median == 34
    assert shares(curve, 6, 12, 24, 48, 60) == [0.7803, 0.6950, 0.5753, 0.3872, 0.2890]
    whole = kaplan_meier(Life(float(row["tenure"]), row["Churn"] == "Yes") for row in everybody)
    assert (whole.n, whole.median, whole.last) == (7043, None, 72.0)


@given(lives)
@settings(max_examples=300)
def test_the_share_never_rises_and_lies_within_its_interval(found: list[Life]) -> None:
    curve = kaplan_meier(found)
    before, risk = 1.0, len(found) + 1
    for step in curve.steps:
        assert 0 <= step.share < before and step.at_risk < risk
        before, risk = step.share, step.at_risk
        assert step.at_risk == curve.at_risk(step.time) == sum(life.time >= step.time for life in found)
        assert (step.low is None) == (step.high is None) == (step.share == 0)
        if step.low is not None and step.high is not None:
            assert 0 <= step.low <= step.share <= step.high <= 1
    assert curve.ended == sum(life.ended for life in found)


@given(lives, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_lives_changes_nothing(found: list[Life], chance: random.Random) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert kaplan_meier(mixed) == kaplan_meier(found)
    assert hazard(mixed, 24) == hazard(found, 24)
    half = len(found) // 2
    mine, other = found[:half], found[half:]
    assert log_rank([mine, other]) == log_rank([list(reversed(mine)), list(reversed(other))])


@given(lives)
@settings(max_examples=100)
def test_without_anybody_out_of_sight_the_share_is_the_share_that_is_left(found: list[Life]) -> None:
    curve = kaplan_meier(Life(life.time, True) for life in found)
    for step in curve.steps:
        left = sum(life.time > step.time for life in found) / len(found)
        assert math.isclose(step.share, left, abs_tol=1e-12)
        assert math.isclose(step.error, math.sqrt(left * (1 - left) / len(found)), abs_tol=1e-9)


@given(lives, lives)
@settings(max_examples=200)
def test_what_groups_expect_adds_up_to_what_ended_and_alike_groups_do_not_differ(
    one: list[Life], other: list[Life]
) -> None:
    test = log_rank([one, other])
    if test is not None:
        assert math.isclose(sum(test.observed), sum(test.expected), abs_tol=1e-9)
        assert test.chi_square >= 0 and 0 <= test.p <= 1
    same = log_rank([one, one])
    assert same is None or (abs(same.chi_square) < 1e-9 and same.p > 0.999)


def test_who_goes_out_of_sight_when_another_ends_counts_as_at_risk() -> None:
    curve = kaplan_meier([Life(5, True), Life(5, False), Life(5, True), Life(9, False)])
    assert [(s.time, s.at_risk, s.ended, s.share) for s in curve.steps] == [(5, 4, 2, 0.5)]


def test_a_median_is_reached_at_exactly_one_half_and_else_not() -> None:
    assert kaplan_meier([Life(3, True), Life(7, False)]).median == 3
    assert kaplan_meier([Life(time, True) for time in range(10)]).median == 4
    assert kaplan_meier([Life(3, True), Life(7, False), Life(8, False)]).median is None


def test_nothing_is_said_beyond_the_longest_time_seen() -> None:
    curve = kaplan_meier([Life(3, True), Life(7, False)])
    assert (curve.share(2.9), curve.share(7), curve.share(7.1)) == (1.0, 0.5, None)
    gone = kaplan_meier([Life(3, True)])
    assert gone.share(99) == 0.0
    assert gone.steps[0].low is None


def test_nobody_has_no_curve_and_one_group_no_test() -> None:
    empty = kaplan_meier([])
    assert (empty.n, empty.steps, empty.median, empty.share(1), empty.mean(12).value) == (0, (), None, None, 0.0)
    assert log_rank([[Life(1, True)] * 20]) is None
    assert log_rank([[Life(1, True)], []]) is None
    assert log_rank([[Life(1, False)], [Life(2, False)]]) is None


@pytest.mark.parametrize("time", [-1.0, math.nan, math.inf])
def test_a_life_of_no_time_is_refused(time: float) -> None:
    with pytest.raises(ValueError):
        kaplan_meier([Life(time, True)])


@pytest.mark.parametrize(
    ("value", "degrees", "tail"),
    [
        (3.841458820694124, 1, 0.05),
        (5.991464547107979, 2, 0.05),
        (7.814727903251179, 3, 0.05),
        (18.307038053275146, 10, 0.05),
        (6.634896601021214, 1, 0.01),
        (0, 4, 1.0),
        (2000, 3, 0.0),
    ],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value: float, degrees: int, tail: float) -> None:
    assert math.isclose(chi_square_tail(value, degrees), tail, rel_tol=1e-9, abs_tol=1e-300)
    with pytest.raises(ValueError):
        chi_square_tail(value, 0)


def test_three_groups_are_compared_with_two_degrees_of_freedom() -> None:
    test = log_rank([TREATED, UNTREATED, [Life(life.time + 0.5, life.ended) for life in TREATED]])
    assert test is not None and test.degrees == 2
    assert log_rank([TREATED, [], UNTREATED]) is not None


def test_a_contract_of_twelve_months_ends_in_its_twelfth() -> None:
    found = [Life(0, True), Life(0.5, True), Life(12, True), Life(12.1, True), Life(12, False), Life(30, False)]
    months = {month.number: (month.at_risk, month.ended) for month in hazard(found, 14)}
    assert months[1] == (6, 2) and months[2] == (4, 0)
    assert months[12] == (4, 1) and months[13] == (2, 1) and months[14] == (1, 0)
