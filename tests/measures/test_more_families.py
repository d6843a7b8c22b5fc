"""What the measures of participation, support, surveys, people, contracts and plans count, on the days that matter."""

from __future__ import annotations

import datetime as dt

import pytest
from measures_support import TODAY, Small

# Touches


def test_counts_per_reach_and_two_way_talks_add_up(small: Small) -> None:
    small.touch(TODAY, "1:1")
    small.touch("2026-11-01", "1:1", direction="one_way")
    small.touch("2026-10-01", "1:n")
    small.touch("2026-09-01", "tech")
    small.touch("2026-09-02", "none")
    small.touch("2025-11-21", "1:1")
    found = small.measures()
    parts = [found[f"touches_{reach}_365d"] for reach in ("1to1", "1ton", "tech")]
    assert parts == [2, 1, 1] and found["touches_365d"] == sum(parts)
    assert (found["two_way_365d"], found["touches_1to1_90d"], found["touches_30d"]) == (1, 2, 2)


@pytest.mark.parametrize(("day", "counted"), [("2026-10-22", 0), ("2026-10-23", 1)])
def test_the_window_of_30_days_begins_29_days_back(small: Small, day: str, counted: int) -> None:
    small.touch(day)
    assert small.measures()["touches_30d"] == counted


def test_the_customers_share_is_of_logged_touches_only(small: Small) -> None:
    for trigger in ("ours", "signal", "request", "ours"):
        small.touch("2026-11-01", trigger=trigger)
    small.touch("2026-11-02", "none", trigger="request")
    small.attend("2026-11-10")
    assert small.measures()["customer_share"] == 50.0


def test_people_met_are_counted_once_over_a_year_of_1to1_touches(small: Small) -> None:
    people = [small.add("contact", name=name) for name in ("佐藤", "鈴木", "高橋")]
    for day, reach, who in (
        ("2026-11-01", "1:1", people[:2]),
        ("2026-10-01", "1:1", people[:1]),
        ("2026-10-02", "1:n", people[2:]),
        ("2025-11-21", "1:1", people[2:]),
    ):
        touch = small.touch(day, reach)
        with small.book.edit("people") as edit:
            for contact in who:
                edit.insert("touchpoint_contact", {"touchpoint_id": touch, "contact_id": contact})
    assert small.measures()["people_met_365d"] == 2


def test_people_met_follow_a_person_added_to_an_old_touch_and_taken_off_again(small: Small) -> None:
    touch = small.touch("2026-11-01")
    assert small.measures()["people_met_365d"] == 0
    contact = small.add("contact", name="佐藤")
    with small.book.edit("people") as edit:
        link = edit.insert("touchpoint_contact", {"touchpoint_id": touch, "contact_id": contact})
    assert small.measures()["people_met_365d"] == 1
    with small.book.edit("nobody") as edit:
        edit.delete("touchpoint_contact", link)
    assert small.measures()["people_met_365d"] == 0


def test_the_depth_of_a_relationship_is_points_for_talks_people_and_recency(small: Small) -> None:
    assert small.measures()["relationship"] is None
    contact = small.add("contact", name="佐藤")
    touch = small.touch(TODAY)
    with small.book.edit("people") as edit:
        edit.insert("touchpoint_contact", {"touchpoint_id": touch, "contact_id": contact})
    # 40/6 for one talk of six, 30/4 for one person of four, 30 for today.
    assert small.measures()["relationship"] == round(40 / 6 + 7.5 + 30)
    # 90 days later half of the points for recency are left.
    assert small.measures("2027-02-19")["relationship"] == round(40 / 6 + 7.5 + 15)


def test_two_accounts_that_differ_only_in_two_way_talks_differ_in_depth(small: Small) -> None:
    other = small.add("account", name="Acme")
    for day in ("2026-11-01", "2026-10-01", "2026-09-01"):
        small.touch(day)
        small.touch(day, account_id=other, direction="one_way")
    assert small.measures()["relationship"] > small.measures(account=other)["relationship"]


# Participation


def test_an_event_counts_once_per_account_however_many_came_and_only_if_they_came(small: Small) -> None:
    event = small.add("event", title="ユーザー会", day="2026-11-10")
    small.attend("2026-11-10", event_id=event)
    small.attend("2026-11-10", event_id=event)
    small.attend("2026-11-11", "registered")
    small.attend("2026-08-23")
    small.attend("2025-11-21")
    found = small.measures()
    assert (found["attended_90d"], found["attended_365d"], found["last_attended"]) == (1, 2, "2026-11-10")


# Support


def test_tickets_are_open_until_the_day_they_are_closed(small: Small) -> None:
    small.add("ticket", opened="2026-11-01", closed="2026-11-22", state="closed")
    small.add("ticket", opened="2026-10-01", closed=TODAY, state="closed")
    small.add("ticket", opened="2026-11-05", state="pending")
    small.add("ticket", opened="2026-01-01", state="closed")
    small.add("ticket", opened="2026-11-22")
    found = small.measures()
    assert (found["open_tickets"], found["oldest_ticket"]) == (2, "2026-11-01")
    assert small.sheet()[0]["ticket_age"] == 20


def test_tickets_of_28_days_stand_against_the_median_of_three_windows_before(small: Small) -> None:
    days = {
        TODAY: 1,
        "2026-10-25": 1,
        "2026-10-24": 3,
        "2026-09-27": 0,
        "2026-09-26": 5,
        "2026-08-29": 1,
        "2026-08-01": 9,
    }
    for day, number in days.items():
        for _ in range(number):
            small.add("ticket", opened=day, closed=day, state="closed")
    found = small.measures()
    assert (found["tickets_28d"], found["tickets_before"]) == (2, 3.0)


# Surveys


def test_of_each_person_the_latest_answer_counts_and_an_account_is_their_mean(small: Small) -> None:
    nps = small.add("survey", name="NPS", kind="nps", day="2026-10-01")
    sato, suzuki = (small.add("contact", name=name) for name in ("佐藤", "鈴木"))
    for contact, day, score in ((sato, "2026-01-10", 2), (sato, "2026-10-10", 9), (suzuki, "2026-10-11", 6)):
        small.add("survey_response", survey_id=nps, contact_id=contact, day=day, score=score)
    small.add("survey_response", survey_id=nps, contact_id=suzuki, day="2026-11-22", score=10)
    found = small.measures()
    assert (found["nps"], found["nps_on"], found["csat"], found["detractors"]) == (7.5, "2026-10-11", None, 1)


def test_a_detractor_is_open_until_followed_up_and_an_old_answer_says_nothing(small: Small) -> None:
    nps = small.add("survey", name="NPS", kind="nps", day="2025-10-01")
    answer = small.add("survey_response", survey_id=nps, day="2026-11-01", score=6)
    assert small.measures()["detractors"] == 1
    with small.book.edit("called") as edit:
        edit.update("survey_response", answer, {"followed_up": TODAY})
    assert small.measures()["detractors"] == 0
    assert small.measures("2026-11-20")["detractors"] == 1
    assert small.measures("2026-11-20")["nps"] == 6.0
    with small.book.edit("long ago") as edit:
        edit.update("survey_response", answer, {"day": "2025-11-21"})
    assert small.measures()["nps"] is None


def test_the_kind_of_a_survey_decides_which_figure_its_answers_are(small: Small) -> None:
    survey = small.add("survey", name="満足度", kind="csat", day="2026-10-01")
    small.add("survey_response", survey_id=survey, day="2026-11-01", score=4)
    assert (small.measures()["csat"], small.measures()["ces"]) == (4.0, None)
    with small.book.edit("kind") as edit:
        edit.update("survey", survey, {"kind": "ces"})
    assert (small.measures()["csat"], small.measures()["ces"]) == (None, 4.0)


# People


def test_a_key_contact_who_left_is_missed_until_another_is_verified_since(small: Small) -> None:
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-10")
    other = small.add("contact", name="鈴木", key_contact=1, verified="2026-11-09")
    assert small.measures()["champion_left"] == 1
    assert small.measures("2026-11-09")["champion_left"] == 0
    with small.book.edit("verified") as edit:
        edit.update("contact", other, {"verified": "2026-11-10"})
    assert small.measures()["champion_left"] == 0


def test_somebody_who_was_no_key_contact_is_not_missed(small: Small) -> None:
    small.add("contact", name="佐藤", state="left", left_on="2026-11-10")
    assert small.measures()["champion_left"] == 0


# Contracts


def test_products_and_seats_are_those_of_lines_in_force(small: Small) -> None:
    a, b = (small.add("product", name=name) for name in ("A", "B"))
    small.line(100, "2026-01-01", product_id=a, seats=10)
    small.line(100, "2026-02-01", product_id=a, seats=5)
    small.line(100, "2026-01-01", TODAY, product_id=b, seats=99)
    found = small.measures()
    assert (found["products"], found["contract_seats"], found["lines"]) == (1, 15, 2)
    assert small.measures("2026-11-20")["products"] == 2


@pytest.mark.parametrize(
    ("due", "starts"), [("2027-05-20", TODAY), ("2028-08-31", "2028-03-04"), ("2027-08-29", "2027-03-02")]
)
def test_the_runway_begins_180_days_before_the_renewal(small: Small, due: str, starts: str) -> None:
    small.add("renewal", due=due)
    assert small.measures()["runway_on"] == starts


def test_a_moved_renewal_moves_its_runway_and_a_segment_may_have_a_longer_one(small: Small) -> None:
    renewal = small.add("renewal", due="2027-05-20")
    with small.book.edit("moved") as edit:
        edit.update("renewal", renewal, {"due": "2027-05-21"})
        edit.update("account", small.a, {"segment": "EP"})
    assert small.measures()["runway_on"] == "2026-11-22"
    with small.book.edit("segment") as edit:
        edit.insert("segment", {"name": "EP", "where_text": "tier = 'high'", "runway_days": 270})
    assert small.measures()["runway_on"] == "2026-08-24"


@pytest.mark.parametrize(
    ("since", "months"), [("2026-10-21", 1), ("2026-10-22", 0), ("2024-02-29", 32), ("2025-11-21", 12)]
)
def test_tenure_is_in_whole_months(small: Small, since: str, months: int) -> None:
    small.line(100, since)
    assert small.sheet()[0]["tenure_months"] == months


# Plans


def test_a_promise_due_today_is_not_overdue_and_one_of_yesterday_is(small: Small) -> None:
    small.add("task", title="見積送付", due=TODAY, promise=1)
    small.add("task", title="資料", due="2026-11-20", promise=1)
    small.add("task", title="社内", due="2026-11-19")
    small.add("task", title="済", due="2026-11-01", state="done", done_on="2026-11-21")
    found = small.measures()
    names = ("open_tasks", "overdue_tasks", "promises", "overdue_promises")
    assert [found[name] for name in names] == [3, 2, 2, 1]
    assert small.measures("2026-11-20")["open_tasks"] == 4


def test_a_meeting_counts_while_it_lies_ahead(small: Small) -> None:
    small.add("appointment", asked="2026-11-01", state="booked", meeting="2026-11-25T03:00:00Z")
    small.add("appointment", asked="2026-11-01", state="declined", meeting="2026-11-22T03:00:00Z")
    assert small.measures()["next_meeting"] == "2026-11-25"
    assert small.measures("2026-10-31")["next_meeting"] is None


def test_a_milestone_is_late_from_the_day_after_it_was_expected_until_it_is_reached(small: Small) -> None:
    small.add("milestone", title="初回ログイン", expected=TODAY)
    small.add("milestone", title="初回レポート", expected="2026-11-20", reached="2026-11-22")
    assert small.measures()["milestones_late"] == 1
    assert small.measures("2026-11-22")["milestones_late"] == 1


def test_a_request_is_open_until_the_customer_is_told(small: Small) -> None:
    small.add("voice", title="SSO", day="2026-09-12")
    small.add("voice", title="CSV", day="2026-08-01", told="2026-11-01", state="released")
    assert small.measures()["open_requests"] == 1
    assert small.sheet()[0]["request_age"] == 70
    assert small.measures("2026-10-31")["open_requests"] == 2


def test_risks_complaints_and_opportunities_are_open_from_their_first_day_to_the_day_before_their_last(
    small: Small,
) -> None:
    small.add("risk", category="value", level="high", opened="2026-10-01", closed=TODAY)
    small.add("risk", category="people", level="medium", opened="2026-11-01")
    small.add("complaint", title="遅い", received="2026-11-11T03:00:00Z")
    small.add("complaint", title="重い", received="2026-11-01T03:00:00Z", resolved="2026-11-15T03:00:00Z")
    small.add("opportunity", title="席追加", opened="2026-10-01", state="won", closed="2026-11-20")
    small.add("opportunity", title="追加", opened=TODAY)
    names = ("open_risks", "risk_level", "open_complaints", "complaint_age", "open_opportunities")
    assert [small.sheet()[0][name] for name in names] == [1, 2, 1, 10, 1]
    assert [small.sheet("2026-11-14")[0][name] for name in names] == [2, 3, 2, 13, 1]


# Cadence


def test_with_a_target_for_each_reach_what_comes_first_is_due(small: Small) -> None:
    small.add("cadence", days=60, reach="1:1")
    small.add("cadence", days=14, reach="any")
    small.touch("2026-10-01")
    assert small.measures()["cadence_due"] == "2026-10-15"
    small.touch("2026-11-20", "1:n")
    assert small.measures()["cadence_due"] == "2026-11-30"
    row = small.sheet()[0]
    assert (row["covered"], row["engaged"], row["cadence_state"], row["cadence_in"]) == (1, 1, "ok", 9)


@pytest.mark.parametrize(("last", "state"), [("2026-10-22", "due"), ("2026-10-21", "overdue"), ("2026-10-23", "ok")])
def test_due_today_is_due_and_yesterday_is_overdue(small: Small, last: str, state: str) -> None:
    small.add("cadence", days=30)
    small.touch(last)
    assert small.sheet()[0]["cadence_state"] == state


def test_an_account_never_touched_is_due_its_cadence_after_it_began(small: Small) -> None:
    small.add("cadence", days=30)
    small.line(100, "2026-10-01")
    assert small.measures()["cadence_due"] == "2026-10-31"


def test_accounts_with_years_of_their_own_get_days_of_their_own(small: Small) -> None:
    """April's year-end and January's: the months without time differ, and so do the days that are planned."""
    april, january = small.a, small.add("account", name="Acme")
    small.add("cadence", days=90)
    for account in (april, january):
        small.touch("2026-11-05", account_id=account)
    for account, months in ((april, (2, 3)), (january, (11, 12))):
        for month in months:
            small.add("account_calendar", account_id=account, kind="budget", month=month)
        small.add("account_calendar", account_id=account, kind="fiscal_year_end", month=months[-1])
    assert small.measures(account=april)["cadence_due"] == "2027-04-01"
    assert small.measures(account=january)["cadence_due"] == "2027-02-03"


def test_twelve_months_without_time_do_not_hang(small: Small) -> None:
    small.add("cadence", days=30)
    small.touch("2026-11-05")
    for month in range(1, 13):
        small.add("account_calendar", kind="busy_season", month=month)
    assert small.measures()["cadence_due"] is not None


# Usage


def test_a_late_import_is_no_drop_and_who_has_no_figure_while_others_have_did_not_use_it(small: Small) -> None:
    """Weekly figures up to the week of 2 November, looked at on the 21st: four weeks each, none of them short."""
    other = small.add("account", name="Acme")
    weeks = [dt.date(2026, 11, 2) - dt.timedelta(weeks=back) for back in range(16)]
    with small.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        rows = [(small.a, None, None, "sessions", "week", week.isoformat(), 10.0) for week in weeks]
        rows += [(other, None, None, "sessions", "week", week.isoformat(), 10.0) for week in weeks[4:]]
        edit.usage_rows(batch, rows)
    assert (small.measures()["usage_28d"], small.measures()["usage_before"]) == (40, 40)
    assert small.measures(account=other)["usage_28d"] == 0
    assert small.measures("2026-11-30")["usage_28d"] is None


def test_a_week_counts_once_it_is_over(small: Small) -> None:
    with small.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        days = ("2026-11-02", "2026-11-09", "2026-11-16")
        edit.usage_rows(batch, [(small.a, None, None, "sessions", "week", day, 10.0) for day in days])
    assert small.measures("2026-11-21")["usage_28d"] == 20
    assert small.measures("2026-11-22")["usage_28d"] == 30


def test_the_slope_is_that_of_the_line_through_the_weeks(small: Small) -> None:
    """12 weeks 0, 10, … 110: mean 55, ten more each week."""
    today = dt.date.fromisoformat(TODAY)
    small.use(*(((today - dt.timedelta(weeks=11 - n)).isoformat(), 10 * n) for n in range(12)))
    assert small.measures()["usage_slope"] == pytest.approx(100 * 10 / 55)


def test_a_line_through_fewer_than_six_weeks_is_not_drawn(small: Small) -> None:
    small.use((TODAY, 5), ("2026-10-24", 9))
    assert small.measures()["usage_slope"] is None
    small.use(("2026-10-17", 9))
    assert small.measures()["usage_slope"] is not None


def test_licence_use_is_the_newest_number_of_users_by_seats_and_may_pass_100(small: Small) -> None:
    with small.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        facts = [("2026-11-02", 30.0), ("2026-11-16", 12.0), ("2026-11-23", 99.0)]
        edit.usage_rows(batch, [(small.a, None, None, "active_users", "week", day, value) for day, value in facts])
    assert small.measures()["licence_use"] is None
    with small.book.edit("seats") as edit:
        edit.update("account", small.a, {"seats": 24})
    assert small.measures()["licence_use"] == 50.0
    small.line(100, "2026-01-01", seats=10)
    assert small.measures()["licence_use"] == 120.0
    assert small.measures("2027-01-31")["licence_use"] is None


def test_breadth_is_features_in_use_by_features_of_the_products_under_contract(small: Small) -> None:
    product = small.add("product", name="A", features=8)
    small.line(100, "2026-01-01", product_id=product)
    small.use((TODAY, 3), metric="feature:search")
    small.use((TODAY, 1), metric="feature:export")
    small.use((TODAY, 0), metric="feature:alerts")
    small.use(("2026-10-24", 5), metric="feature:api")
    assert small.measures()["breadth"] == 25.0
    small.use((TODAY, 4), metric="features")
    assert small.measures()["breadth"] == 50.0


def test_stickiness_is_users_a_day_by_users_a_month(small: Small) -> None:
    small.use((TODAY, 4), ("2026-11-20", 6), metric="dau")
    assert small.measures()["stickiness"] is None
    small.use(("2026-11-01", 20), metric="mau")
    assert small.measures()["stickiness"] == 25.0


def test_usage_means_the_metric_with_the_most_facts_where_there_are_no_sessions(small: Small) -> None:
    small.use((TODAY, 7), ("2026-11-20", 1), metric="logins")
    small.use((TODAY, 70), metric="minutes")
    assert small.measures()["usage_28d"] == 8
    small.use((TODAY, 2))
    assert small.measures()["usage_28d"] == 2


# No data


def test_counts_are_zero_only_once_the_book_has_such_facts(small: Small) -> None:
    other = small.add("account", name="Acme")
    row = {row["account"]: row for row in small.sheet()}["Acme"]
    figures = ("attended_90d", "open_tickets", "detractors", "open_tasks", "promises", "open_requests", "signals")
    assert {row[name] for name in figures} == {None}
    small.attend("2026-11-10")
    small.add("ticket", opened="2026-11-01")
    small.add("task", title="電話")
    small.add("voice", title="SSO", day="2026-11-01")
    survey = small.add("survey", name="NPS", day="2026-11-01")
    small.add("survey_response", survey_id=survey, day="2026-11-01", score=3)
    signal = small.add("signal", name="quiet", expression="days_any > 60")
    small.add("signal_episode", signal_id=signal, raised="2026-11-20")
    rows = {row["account"]: row for row in small.sheet()}
    assert [rows["Acme"][name] for name in figures] == [0] * 7
    assert [rows["ミライ商事"][name] for name in figures] == [1, 1, 1, 1, 0, 1, 1]
    assert rows["ミライ商事"]["signal_level"] == 2 and rows["Acme"]["signal_level"] == 0
    assert other
