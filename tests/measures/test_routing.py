"""Routing between CS and CS Ops: four quadrants, thresholds, and accounts of which too little is known."""

from __future__ import annotations

import datetime as dt

import pytest

from csops_tui.measures.routing import (
    Route,
    Standing,
    Thresholds,
    assign,
    field,
    quadrant_of,
    routes,
    side_of,
)
from csops_tui.store.book import Book

CUTS = Thresholds(50, 40)


def standing(name: str, relationship: float | None, usage: float | None, served_by: str | None = None) -> Standing:
    return Standing(name, name, name, None, None, served_by, None, None, relationship, usage)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("relationship", "usage", "quadrant"),
    [
        (50, 40, "high_high"),
        (49.9, 40, "low_high"),
        (50, 39.9, "high_low"),
        (49.9, 39.9, "low_low"),
        (0, 0, "low_low"),
        (100, 250, "high_high"),
    ],
)
def test_a_figure_on_the_threshold_is_high(relationship: float, usage: float, quadrant: str) -> None:
    assert quadrant_of(relationship, usage, CUTS) == quadrant


def test_both_high_goes_to_cs_both_low_to_cs_ops_and_mixed_cases_stay_or_go_by_the_relationship() -> None:
    """A3-15."""
    for served_by in ("cs", "cs_ops", None):
        assert side_of("high_high", served_by) == "cs"
        assert side_of("low_low", served_by) == "cs_ops"
    for quadrant in ("high_low", "low_high"):
        assert side_of(quadrant, "cs") == "cs" and side_of(quadrant, "cs_ops") == "cs_ops"  # type: ignore[arg-type]
    assert side_of("high_low", None) == "cs" and side_of("low_high", None) == "cs_ops"


def test_an_account_without_a_figure_is_never_routed() -> None:
    found = routes([standing("a", None, 90), standing("b", 90, None), standing("c", 0, 0)], CUTS)
    assert [(r.standing.name, r.proposed) for r in found] == [("c", "cs_ops")]


def test_only_accounts_that_somebody_else_is_to_serve_move() -> None:
    given = [standing("a", 80, 80, "cs"), standing("b", 80, 80, "cs_ops"), standing("c", 80, 10, "cs_ops")]
    assert [r.standing.name for r in routes(given, CUTS) if r.moves] == ["b"]
    lower = Thresholds(90, 90)
    assert [r.standing.name for r in routes(given, lower) if r.moves] == ["a"], "thresholds change who moves"


@pytest.fixture
def team(book: Book) -> Book:
    """Four accounts of which two have licences in use, one is only known by its usage, one by nothing."""
    with book.edit("setup") as edit:
        edit.insert("member", {"id": "sato", "name": "佐藤"})
        edit.insert("member", {"id": "yoshida", "name": "吉田"})
        for account, values in {
            "close": {"seats": 10, "owner_id": "sato", "served_by": "cs_ops"},
            "far": {"seats": 10, "ops_owner_id": "yoshida", "served_by": "cs"},
            "unseated": {},
            "silent": {},
            "gone": {"state": "churned", "seats": 10},
        }.items():
            edit.insert("account", {"id": account, "name": account, **values})
        for number in range(6):
            day = f"2026-{11 - number:02}-20"
            touch = {"account_id": "close", "day": day, "at": f"{day}T01:00:00Z", "channel": "call", "reach": "1:1"}
            edit.insert("touchpoint", touch)
        batch = edit.usage_batch("test")
        days = [(dt.date(2026, 11, 21) - dt.timedelta(days=n)).isoformat() for n in range(28)]
        edit.usage_rows(
            batch,
            [
                ("close", None, None, "active_users", "week", "2026-11-16", 9.0),
                *(("close", None, None, "sessions", "day", day, 20.0) for day in days),
                ("far", None, None, "active_users", "week", "2026-11-16", 1.0),
                *(("far", None, None, "sessions", "day", day, 1.0) for day in days),
                *(("unseated", None, None, "sessions", "day", day, 1.0) for day in days),
            ],
        )
    return book


def test_one_figure_of_usage_holds_for_the_whole_book(team: Book) -> None:
    found = field(team)
    assert found.usage == "licence_use", "half of the four current accounts have it"
    assert {s.account_id for s in found.known} == {"close", "far"}
    assert {s.account_id for s in found.unknown} == {"unseated", "silent"}
    assert found.thresholds == Thresholds(50, 50)
    by_seat = field(team, usage="usage_per_seat")
    assert {s.account_id: s.usage for s in by_seat.known} == {"close": 56.0, "far": 2.8}
    assert by_seat.thresholds == Thresholds(50, 29)
    with pytest.raises(KeyError):
        field(team, usage="name")


def test_assigning_is_one_edit_that_can_be_taken_back(team: Book) -> None:
    """A3-15."""
    found = field(team)
    moves = [route for route in routes(found.standings, found.thresholds) if route.moves]
    assert {(m.standing.account_id, m.quadrant, m.proposed) for m in moves} == {
        ("close", "high_high", "cs"),
        ("far", "low_low", "cs_ops"),
    }
    state = "SELECT id, served_by, owner_id, ops_owner_id FROM account ORDER BY id"
    before = team.reader().execute(state).fetchall()
    with team.edit("routing") as edit:
        assign(edit, moves)
    after = {row[0]: row[1:] for row in team.reader().execute(state)}
    assert after["close"] == ("cs", "sato", None) and after["far"] == ("cs_ops", None, "yoshida")
    assert [r for r in routes(field(team).standings, found.thresholds) if r.moves] == []
    team.undo()
    assert team.reader().execute(state).fetchall() == before
    with team.edit("routing") as edit:
        assign(edit, [Route(m.standing, m.quadrant, m.proposed) for m in moves], "sato")
    after = {row[0]: row[1:] for row in team.reader().execute(state)}
    assert after["close"] == ("cs", "sato", None) and after["far"] == ("cs_ops", None, "sato")


def test_an_empty_book_has_nothing_to_route(book: Book) -> None:
    found = field(book)
    assert found.standings == () and routes(found.standings, found.thresholds) == []
