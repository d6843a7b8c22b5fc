"""Events become figures by account and day: zones, matching, late events, undo, and nothing lost unseen."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rollup_support import event, events_of, figures, plan, rolled_up, write_events

from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.landing import write
from csops_tui.exchange.rollup.roll import apply
from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock


@pytest.fixture
def accounts(book: Book) -> Book:
    """Mirai by domain, number and two keys; Acme by name; two that share a name."""
    with book.edit("accounts") as edit:
        mirai = edit.insert(
            "account", {"name": "ミライ商事", "domain": "mirai.example", "corporate_number": "1234567890123"}
        )
        edit.insert("account", {"name": "Acme"})
        for _ in range(2):
            edit.insert("account", {"name": "Twin"})
        for key, system in (("M-1", "crm"), ("77", "billing")):
            edit.insert("external_ref", {"entity": "account", "row_id": mirai, "system": system, "key": key})
    return book


def test_figures_are_counted_by_account_and_day(accounts: Book, tmp_path: Path) -> None:
    path = write_events(
        tmp_path / "e.jsonl",
        [
            event("Acme", "2026-11-01T08:00:00Z", "a", "login", session_id="s1"),
            event("Acme", "2026-11-01T09:00:00Z", "b", "login", session_id="s2"),
            event("Acme", "2026-11-01T10:00:00Z", "a", "report", session_id="s1"),
            event("Acme", "2026-11-02T10:00:00Z", "a", "report", session_id="s3"),
        ],
    )
    rolled_up(accounts, path)
    assert figures(accounts) == {
        ("Acme", "2026-11-01", "events"): 3,
        ("Acme", "2026-11-01", "active_users"): 2,
        ("Acme", "2026-11-01", "features"): 2,
        ("Acme", "2026-11-01", "sessions"): 2,
        ("Acme", "2026-11-02", "events"): 1,
        ("Acme", "2026-11-02", "active_users"): 1,
        ("Acme", "2026-11-02", "features"): 1,
        ("Acme", "2026-11-02", "sessions"): 1,
    }


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("UTC", {"2026-11-01": 2, "2026-11-02": 1}),
        ("Asia/Tokyo", {"2026-11-01": 1, "2026-11-02": 2}),
        ("Asia/Kathmandu", {"2026-11-01": 1, "2026-11-02": 2}),
        ("America/New_York", {"2026-10-31": 1, "2026-11-01": 2}),
    ],
)
def test_a_day_begins_at_midnight_of_the_zone(accounts: Book, tmp_path: Path, zone: str, days: dict[str, int]) -> None:
    moments = ["2026-11-01T02:30:00Z", "2026-11-01T19:00:00Z", "2026-11-02T03:30:00Z"]
    path = write_events(tmp_path / "e.jsonl", [event("Acme", at) for at in moments])
    rolled_up(accounts, path, zone=zone)
    assert events_of(accounts) == {("Acme", when): count for when, count in days.items()}


def test_days_of_23_and_25_hours_have_their_own_midnights(accounts: Book, tmp_path: Path) -> None:
    # Berlin: clocks go forward on 29 March and back on 25 October 2026.
    expected = {
        "2026-03-28T22:59:59Z": "2026-03-28",
        "2026-03-28T23:00:00Z": "2026-03-29",
        "2026-03-29T21:59:59Z": "2026-03-29",
        "2026-03-29T22:00:00Z": "2026-03-30",
        "2026-10-24T21:59:59Z": "2026-10-24",
        "2026-10-24T22:00:00Z": "2026-10-25",
        "2026-10-25T22:59:59Z": "2026-10-25",
        "2026-10-25T23:00:00Z": "2026-10-26",
    }
    path = write_events(tmp_path / "e.jsonl", [event("Acme", at) for at in expected])
    rolled_up(accounts, path, zone="Europe/Berlin")
    days = list(expected.values())
    assert events_of(accounts) == {("Acme", when): days.count(when) for when in days}


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("epoch_s", [1793458799, 1793458800]),
        ("epoch_ms", [1793458799999, 1793458800000]),
        ("epoch_us", [1793458799999999, 1793458800000000]),
        ("text", ["2026-10-31 14:59:59.9", "2026-10-31T15:00:00"]),
        ("texttz", ["2026-10-31 23:59:59+09:00", "2026-11-01T00:00:00+0900"]),
    ],
)
def test_times_are_read_as_numbers_and_as_texts(
    accounts: Book, tmp_path: Path, kind: str, times: list[int | str]
) -> None:
    path = write_events(tmp_path / "e.jsonl", [event("Acme", at) for at in times])
    made = rolled_up(accounts, path, zone="Asia/Tokyo")
    assert made.source.time_is == kind or kind.startswith("text")
    assert events_of(accounts) == {("Acme", "2026-10-31"): 1, ("Acme", "2026-11-01"): 1}


def test_local_times_and_plain_dates_are_not_shifted(accounts: Book, tmp_path: Path) -> None:
    path = write_events(
        tmp_path / "e.jsonl", [event("Acme", "2026-11-01T23:59:59"), event("Acme", "2026-11-02T00:00:00")]
    )
    rolled_up(accounts, path, zone="Asia/Tokyo", local_times=True)
    assert events_of(accounts) == {("Acme", "2026-11-01"): 1, ("Acme", "2026-11-02"): 1}
    dates = write_events(tmp_path / "d.jsonl", [event("Acme", "2026-11-01"), event("Acme", "2026-11-02")])
    made = rolled_up(accounts, dates, zone="Asia/Tokyo")
    assert (made.source.time_is, made.landing.changes) == ("date", 0)


def test_accounts_are_found_by_key_number_domain_mail_and_name(accounts: Book, tmp_path: Path) -> None:
    keys = ["M-1", "77", "1234567890123", "mirai.example", "https://www.mirai.example/x", "（株）ミライ商事", " M-1 "]
    events = [event(key, "2026-11-01T01:00:00Z", user="same", feature=f"f{n % 2}") for n, key in enumerate(keys)]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", events))
    assert not made.matched.unmatched
    # One account by seven names: its people and features are counted once, as if it had one.
    assert figures(accounts) == {
        ("ミライ商事", "2026-11-01", "events"): 7,
        ("ミライ商事", "2026-11-01", "active_users"): 1,
        ("ミライ商事", "2026-11-01", "features"): 2,
    }


def test_numbers_as_keys_meet_the_book_even_as_fractions(accounts: Book, tmp_path: Path) -> None:
    events = [
        event(77, "2026-11-01T01:00:00Z"),
        event(77.0, "2026-11-01T01:00:00Z"),
        event(None, "2026-11-01T01:00:00Z"),
    ]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", events))
    assert events_of(accounts) == {("ミライ商事", "2026-11-01"): 2}
    assert made.matched.without == 1


def test_without_an_account_column_the_domain_of_addresses_tells(accounts: Book, tmp_path: Path) -> None:
    events = [{"user": f"{who}@Mirai.example", "ts": "2026-11-01T01:00:00Z"} for who in ("taro", "hana", "taro")] + [
        {"user": "jo@gmail.example", "ts": "2026-11-01T01:00:00Z"}
    ]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", events))
    assert figures(accounts)["ミライ商事", "2026-11-01", "active_users"] == 2
    assert [(one.key, one.events) for one in made.matched.unmatched] == [("gmail.example", 1)]


def test_every_event_is_accounted_for(accounts: Book, tmp_path: Path) -> None:
    at = "2026-11-05T01:00:00Z"
    events = [
        *[event("Nobody", at) for _ in range(3)],
        *[event("Someone", at) for _ in range(5)],
        event("Twin", at),
        event(None, at),
        event("  ", at),
        event("Acme", at, id="1"),
        event("Acme", at, id="1"),
        event("Acme", "2026-11-01T01:00:00Z"),
        event("Acme", "no time"),
    ]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", events), "05", "06", id="id")
    assert [(one.key, one.events, one.why) for one in made.matched.unmatched] == [
        ("Someone", 5, "unknown"),
        ("Nobody", 3, "unknown"),
        ("Twin", 1, "several"),
    ]
    extent = made.extent
    assert extent is not None
    assert (made.matched.without, made.repeated, extent.no_time, made.outside, made.counted) == (2, 1, 1, 1, 1)
    left_out = made.matched.unmatched_events + made.matched.without + made.repeated + extent.no_time + made.outside
    assert made.counted + left_out == len(events)


def test_the_same_window_again_changes_nothing(accounts: Book, tmp_path: Path) -> None:
    path = write_events(tmp_path / "e.jsonl", [event("Acme", f"2026-11-0{n}T01:00:00Z") for n in range(1, 6)])
    rolled_up(accounts, path)
    before, steps = figures(accounts), len(accounts.edits())
    again = plan(accounts, path)
    assert (again.landing.changes, again.landing.same) == (0, len(before))
    assert apply(accounts, again) is None
    assert (figures(accounts), len(accounts.edits())) == (before, steps)


def test_late_events_correct_only_what_differs(accounts: Book, tmp_path: Path) -> None:
    events = [event("Acme", f"2026-11-0{n}T01:00:00Z") for n in range(1, 6)]
    path = write_events(tmp_path / "e.jsonl", events)
    rolled_up(accounts, path)
    write_events(
        path, [*events, event("Acme", "2026-11-03T02:00:00Z", user="late"), event("77", "2026-11-03T02:00:00Z")]
    )
    made = rolled_up(accounts, path)
    assert (made.landing.new, made.landing.changed, made.landing.gone, made.landing.same) == (3, 2, 0, 13)
    assert events_of(accounts)["Acme", "2026-11-03"] == 2
    assert figures(accounts)["Acme", "2026-11-03", "active_users"] == 2


def test_figures_whose_events_are_gone_go_and_it_is_counted(accounts: Book, tmp_path: Path) -> None:
    path = write_events(tmp_path / "e.jsonl", [event(key, "2026-11-01T01:00:00Z") for key in ("Acme", "Acme", "77")])
    rolled_up(accounts, path)
    write_events(path, [event("Acme", "2026-11-01T01:00:00Z")])
    made = rolled_up(accounts, path)
    assert (made.landing.gone, made.landing.changed, made.landing.lower) == (3, 1, 1)
    assert events_of(accounts) == {("Acme", "2026-11-01"): 1}


def test_other_days_other_metrics_and_other_sources_are_left_alone(accounts: Book, tmp_path: Path) -> None:
    path = write_events(tmp_path / "e.jsonl", [event("Acme", f"2026-11-0{n}T01:00:00Z") for n in range(1, 4)])
    rolled_up(accounts, path)
    with accounts.edit("by hand") as edit:
        (acme,) = accounts.reader().execute("SELECT id FROM account WHERE name = 'Acme'").fetchone()
        edit.usage_rows(edit.usage_batch("csv"), [(acme, None, None, "logins", "day", "2026-11-02", 4)])
    before = figures(accounts)
    write_events(path, [event("Acme", "2026-11-02T01:00:00Z"), event("Acme", "2026-11-02T01:30:00Z")])
    rolled_up(accounts, path, "02", "02", metrics=("events",))
    assert figures(accounts) == before | {("Acme", "2026-11-02", "events"): 2}


def test_undo_brings_back_exactly_what_was_there(accounts: Book, tmp_path: Path) -> None:
    states = [figures(accounts)]
    path = tmp_path / "e.jsonl"
    for count in (1, 2, 3):
        write_events(
            path,
            [event("Acme", "2026-11-01T01:00:00Z") for _ in range(count)]
            + [event(str(77), f"2026-11-0{count}T01:00:00Z")],
        )
        rolled_up(accounts, path, "01", "04")
        states.append(figures(accounts))
    for state in reversed(states[:-1]):
        assert accounts.undo().skipped == []
        assert figures(accounts) == state
    for state in states[1:]:
        accounts.redo()
        assert figures(accounts) == state
    assert plan(accounts, path, "01", "04").landing.changes == 0


def test_undoing_an_older_roll_up_leaves_what_a_newer_one_replaced(accounts: Book, tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    steps: list[str] = []
    for count in (1, 2, 3):
        write_events(path, [event("Acme", "2026-11-01T01:00:00Z") for _ in range(count)])
        steps.append(str(apply(accounts, plan(accounts, path))))
    undone = accounts.undo(steps[1])
    assert [(table, why) for table, _, why in undone.skipped] == [("account", "changed")]
    assert events_of(accounts) == {("Acme", "2026-11-01"): 3}
    accounts.undo(steps[2])
    assert events_of(accounts) == {("Acme", "2026-11-01"): 1}


def copy_of(empty: Path, path: Path, clock: Clock | None = None) -> Book:
    """An empty book signed `ando`; to copy one is much quicker than to make one."""
    shutil.copyfile(empty, path)
    path.chmod(0o600)
    return Book.open(path, "ando", clock)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=4), st.lists(st.integers(0, 9), max_size=12))
def test_edits_undone_in_any_order_never_leave_a_figure_twice_or_lose_one(
    empty_book: Path, counts: list[int], acts: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, copy_of(empty_book, Path(folder) / "b.db") as book:
        with book.edit("accounts") as edit:
            edit.insert("account", {"name": "Acme"})
        path, steps = Path(folder) / "e.jsonl", []
        for count in counts:
            write_events(path, [event("Acme", "2026-11-01T01:00:00Z")] * count + [event("X", "2026-11-01T01:00:00Z")])
            steps.append(apply(book, plan(book, path, metrics=("events",))))
        done = [(step, count) for step, count in zip(steps, counts, strict=True) if step]
        force = dict.fromkeys((step for step, _ in done), "")
        for act in acts if done else ():
            step = done[act % len(done)][0]
            # An edit in force is undone; one that is undone comes back by undoing its undo.
            back = book.undo(force[step] or step).edit
            force[step] = "" if force[step] else back
            wanted = [count for one, count in done if not force[one]]
            expected = {("Acme", "2026-11-01"): float(wanted[-1])} if wanted and wanted[-1] else {}
            assert events_of(book) == expected


def test_a_roll_up_in_between_refuses_the_older_plan(accounts: Book, tmp_path: Path) -> None:
    path = write_events(tmp_path / "e.jsonl", [event("Acme", "2026-11-01T01:00:00Z")])
    first, second = plan(accounts, path), plan(accounts, path)
    apply(accounts, first)
    with pytest.raises(RollupError) as refused, accounts.edit("late") as edit:
        write(edit, second.landing)
    assert refused.value.key == "moved_on"
    assert events_of(accounts) == {("Acme", "2026-11-01"): 1}


def test_the_panel_follows_a_roll_up_a_correction_and_its_undo(accounts: Book, tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"

    def shown() -> float | None:
        panel.catch_up(accounts)
        sql = "SELECT usage_28d FROM panel JOIN account AS a ON a.id = account_id WHERE a.name = 'Acme' AND as_of = ?"
        return accounts.reader().execute(sql, [accounts.clock.today().isoformat()]).fetchone()[0]

    assert shown() is None
    for count in (2, 5):
        write_events(path, [event("Acme", "2026-11-19T01:00:00Z") for _ in range(count)])
        rolled_up(accounts, path, metrics=("events",))
        assert shown() == count
    write_events(path, [event("77", "2026-11-19T01:00:00Z")])
    rolled_up(accounts, path, metrics=("events",))
    assert shown() in (None, 0)
    accounts.undo()
    assert shown() == 5


def test_sessions_without_a_column_end_with_half_an_hour_of_silence(accounts: Book, tmp_path: Path) -> None:
    minutes = [0, 10, 40, 71, 71, 200]
    start = dt.datetime(2026, 11, 1, 8)
    events = [event("Acme", (start + dt.timedelta(minutes=m)).isoformat() + "Z", "a") for m in minutes]
    events += [event("Acme", "2026-11-01T08:05:00Z", "b"), event("Acme", "2026-11-01T08:05:00Z", None)]  # type: ignore[arg-type]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", events), metrics=("sessions", "events"))
    assert figures(accounts) == {("Acme", "2026-11-01", "sessions"): 4, ("Acme", "2026-11-01", "events"): 8}
    assert made.counted == 8


def test_events_are_split_by_contact_and_product_and_still_add_up(accounts: Book, tmp_path: Path) -> None:
    with accounts.edit("people") as edit:
        (mirai,) = accounts.reader().execute("SELECT id FROM account WHERE name = 'ミライ商事'").fetchone()
        shop = edit.insert("product", {"name": "Shop", "code": "S"})
        hana = edit.insert("contact", {"account_id": mirai, "name": "花", "mail": "hana@mirai.example"})
        taro = edit.insert("contact", {"account_id": mirai, "name": "太郎"})
        edit.insert("identity", {"contact_id": taro, "product_id": shop, "user_key": "t-1"})
    at = "2026-11-01T01:00:00Z"
    told = [("Hana@mirai.example", "S"), ("t-1", "Shop"), ("t-1", "Shop"), ("t-1", "?"), ("x", "Shop"), (None, None)]
    events = [event("M-1", at, user, product=product) for user, product in told]  # type: ignore[arg-type]
    path = write_events(tmp_path / "e.jsonl", [*events, event("77", at, "t-1", product="S")])
    rolled_up(accounts, path, metrics=("events", "users"))
    made = rolled_up(accounts, path, metrics=("events", "users"), by=("contact", "product"))
    rows = accounts.reader().execute(
        "SELECT contact_id, product_id, metric, value FROM usage ORDER BY metric, value, contact_id, product_id"
    )
    found = set(rows.fetchall())
    assert found == {
        (None, None, "active_users", 3.0),
        (hana, shop, "events", 1.0),
        (taro, shop, "events", 3.0),
        (taro, None, "events", 1.0),
        (None, shop, "events", 1.0),
        (None, None, "events", 1.0),
    }
    assert sum(value for *_, metric, value in found if metric == "events") == made.counted == 7
    assert (made.unknown, made.landing.same) == ({"contact": 2, "product": 2}, 1)
    assert plan(accounts, path, metrics=("events", "users"), by=("product", "contact")).landing.changes == 0


moments = st.datetimes(dt.datetime(2026, 3, 5), dt.datetime(2026, 3, 13)).map(lambda m: m.isoformat() + "Z")
some_events = st.lists(
    st.tuples(st.sampled_from(["Acme", "77", "M-1", "Nobody"]), moments, st.sampled_from("ab"), st.sampled_from("xyz")),
    min_size=1,
    max_size=25,
)


@settings(max_examples=8, deadline=None)
@given(some_events, st.lists(st.integers(1, 8), unique=True, max_size=3), st.randoms(use_true_random=False))
def test_a_roll_up_in_parts_is_the_roll_up_at_once(
    empty_book: Path, events: list[tuple[str, ...]], cuts: list[int], order: object
) -> None:
    first, length = dt.date(2026, 3, 4), 10
    # New York's clocks go forward on 8 March.
    said = {"zone": "America/New_York", "metrics": ("events", "users", "features", "sessions")}
    edges = [0, *sorted(cuts), length]
    parts = [
        ((first + dt.timedelta(days=a)).isoformat(), (first + dt.timedelta(days=b - 1)).isoformat())
        for a, b in pairwise(edges)
    ]
    order.shuffle(parts)
    with tempfile.TemporaryDirectory() as folder:
        path = write_events(Path(folder) / "e.jsonl", [event(*one) for one in events])
        found = []
        for name, windows in (("whole", [(parts_all := (first.isoformat(), "2026-03-13"))]), ("parts", parts)):
            with copy_of(empty_book, Path(folder) / f"{name}.db", Clock(today=dt.date(2026, 11, 21))) as book:
                with book.edit("accounts") as edit:
                    mirai = edit.insert("account", {"name": "Mirai"})
                    edit.insert("account", {"name": "Acme"})
                    for key in ("77", "M-1"):
                        edit.insert("external_ref", {"entity": "account", "row_id": mirai, "system": "crm", "key": key})
                for window in windows:
                    rolled_up(book, path, *window, **said)
                found.append(figures(book))
                assert plan(book, path, *parts_all, **said).landing.changes == 0
        assert found[0] == found[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_events_come_in_the_encodings_of_japanese_programs(accounts: Book, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "e.csv"
    path.write_text(
        "会社名,利用者,機能,日時\nﾐﾗｲ商事㈱,u1,検索,2026/11/01 10:00\n".replace("㈱", ""), encoding=encoding
    )
    rolled_up(accounts, path)
    assert events_of(accounts) == {("ミライ商事", "2026-11-01"): 1}


def test_keys_keep_their_zeros_and_a_bad_time_is_counted_and_ends_nothing(accounts: Book, tmp_path: Path) -> None:
    with accounts.edit("keys") as edit:
        (acme,) = edit.conn.execute("SELECT id FROM account WHERE name = 'Acme'").fetchone()
        edit.insert("external_ref", {"entity": "account", "row_id": acme, "system": "crm", "key": "00042"})
    path = tmp_path / "e.csv"
    path.write_text("account_id,ts\n" + "00042,2026-11-01 10:00:00\n" * 300 + "00042,yesterday\n")
    made = rolled_up(accounts, path)
    assert events_of(accounts) == {("Acme", "2026-11-01"): 300}
    assert made.extent is not None
    assert made.extent.no_time == 1


@pytest.mark.parametrize(
    ("times", "kind"),
    [(("1793458799", "1793458800"), "epoch_s"), (("2026-10-31", "2026-11-01"), "date"), (("2026/10/31", ""), "date")],
)
def test_texts_of_a_file_that_are_numbers_or_days_are_read_as_such(
    accounts: Book, tmp_path: Path, times: tuple[str, ...], kind: str
) -> None:
    path = tmp_path / "e.csv"
    path.write_text("account_id,ts\n" + "".join(f"Acme,{time}\n" for time in times))
    made = rolled_up(accounts, path, zone="Asia/Tokyo")
    assert made.source.time_is == kind
    days = ("2026-10-31", "2026-11-01")[: len([*filter(None, times)])]
    assert events_of(accounts) == {("Acme", one): 1 for one in days}


@pytest.mark.parametrize("users", ["''", "'a', ''", "NULL"])
def test_empty_texts_of_parquet_files_are_nobody(accounts: Book, tmp_path: Path, users: str) -> None:
    import duckdb

    path = tmp_path / "e.parquet"
    rows = f"SELECT 'Acme' AS account_id, unnest([{users}, 'b']) AS user_id, TIMESTAMP '2026-11-01 08:00:00' AS ts"
    duckdb.sql(rows).write_parquet(str(path))
    rolled_up(accounts, path)
    assert figures(accounts)["Acme", "2026-11-01", "active_users"] == 1 + users.count("a")


def test_empty_texts_are_nobody_and_what_has_no_id_is_an_event_of_its_own(accounts: Book, tmp_path: Path) -> None:
    at = "2026-11-01T08:00:00Z"
    events = [event("Acme", at, "", "", key=key) for key in ("1", "1", None, "")]
    made = rolled_up(accounts, write_events(tmp_path / "e.jsonl", [*events, event("Acme", at, "a")]), id="key")
    assert figures(accounts) == {
        ("Acme", "2026-11-01", "events"): 4,
        ("Acme", "2026-11-01", "active_users"): 1,
        ("Acme", "2026-11-01", "features"): 1,
    }
    assert (made.events, made.counted, made.repeated) == (5, 4, 1)
