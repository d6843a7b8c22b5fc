"""The panel follows the change log: catching up gives what computing anew gives, whoever wrote and whatever."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from measures_support import TODAY, Small, computed_rows, held_days, panel_rows, wall

from csops_tui.measures import concerned, panel
from csops_tui.store import sqlite
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.errors import BookBusy, NothingToUndo, Refused

FIRST = dt.date(2026, 11, 1)
DAYS = st.integers(-420, 40).map(lambda days: (FIRST + dt.timedelta(days=days)).isoformat())
NEAR = st.integers(-40, 40).map(lambda days: (FIRST + dt.timedelta(days=days)).isoformat())
MAYBE_DAY = st.none() | DAYS
CLOSE = st.integers(0, 3)
FACTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "touchpoint": {
        "day": NEAR,
        "reach": st.sampled_from(["1:1", "1:n", "tech", "none"]),
        "direction": st.sampled_from(["one_way", "two_way"]),
    },
    "attendance": {"day": NEAR, "state": st.sampled_from(["attended", "registered"])},
    "subscription": {
        "mrr": st.integers(0, 9),
        "starts": DAYS,
        "currency": st.sampled_from(["JPY", "USD"]),
        "trial": st.integers(0, 1),
    },
    "renewal": {"due": NEAR, "decided": MAYBE_DAY, "decision": st.sampled_from([None, "renewed"])},
    "concern": {"day": NEAR, "level": st.integers(0, 4), "expires": MAYBE_DAY},
    "task": {"due": MAYBE_DAY, "state": st.sampled_from(["open", "done"]), "done_on": MAYBE_DAY},
    "contact": {
        "key_contact": st.integers(0, 1),
        "state": st.sampled_from(["active", "left", "unknown"]),
        "left_on": MAYBE_DAY,
        "verified": MAYBE_DAY,
    },
    "cadence": {"days": st.integers(1, 60), "tier": st.sampled_from([None, "high", "low"])},
    "blackout": {"starts": st.just("2026-11-05"), "ends": st.just("2026-12-20")},
    "account_calendar": {"month": st.integers(1, 12), "kind": st.sampled_from(["budget", "fiscal_year_end"])},
    "appointment": {"asked": NEAR, "state": st.sampled_from(["booked", "declined"])},
    "milestone": {"expected": MAYBE_DAY, "reached": MAYBE_DAY},
    "ticket": {"opened": NEAR, "closed": MAYBE_DAY, "state": st.sampled_from(["open", "closed"])},
    "survey_response": {"day": NEAR, "score": st.none() | st.integers(0, 10), "followed_up": MAYBE_DAY},
    "voice": {"day": NEAR, "told": MAYBE_DAY},
    "segment": {"name": st.sampled_from(["EP", "SMB"]), "runway_days": st.none() | st.integers(30, 300)},
    "account": {
        "tier": st.sampled_from(["high", "low"]),
        "cadence_days": st.none() | st.integers(1, 60),
        "cadence_paused": st.integers(0, 1),
        "segment": st.none() | st.sampled_from(["EP", "SMB"]),
        "seats": st.none() | st.integers(0, 9),
    },
}
REST: dict[str, dict[str, Any]] = {
    "touchpoint": {"at": "2026-11-01T00:00:00Z", "channel": "call"},
    "attendance": {"event_id": "seminar"},
    "task": {"title": "電話する"},
    "contact": {"name": "佐藤"},
    "account": {"name": "ミライ商事"},
    "appointment": {"meeting": "2026-11-10T03:00:00Z"},
    "milestone": {"title": "初回ログイン"},
    "survey_response": {"survey_id": "nps"},
    "voice": {"title": "SSO"},
    "segment": {"where_text": "tier = 'high'"},
}
HAS_ACCOUNT = tuple(table for table in FACTS if table not in ("cadence", "account", "segment"))
MAY_BE_NOBODYS = ("task", "blackout")


class Follow(RuleBasedStateMachine):
    """A team at work on one book: this process, another one, undo and redo, days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="follow"))

    @initialize()
    def start(self) -> None:
        self.book = Book.create(self.folder / "team.db", actor="tester", clock=wall(FIRST))
        self.other = sqlite.connect(self.book.path)
        self.numbers = itertools.count()
        self.batches: list[str] = []
        # Written from elsewhere, so that no undo takes the ground away.
        for account in "abc":
            self.other.execute("INSERT INTO account (id, name) VALUES (?, ?)", [account, account])
        self.other.execute("INSERT INTO event (id, title, day) VALUES ('seminar', 'セミナー', '2026-11-01')")
        self.other.execute("INSERT INTO survey (id, name, day) VALUES ('nps', 'NPS', '2026-11-01')")
        self.past = {FIRST - dt.timedelta(days=20), FIRST - dt.timedelta(days=200)}

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.other.close()
            self.book.close()
        shutil.rmtree(self.folder)

    @rule(data=st.data(), elsewhere=st.booleans(), count=st.integers(1, 3))
    def write(self, data: st.DataObject, elsewhere: bool, count: int) -> None:
        """Some rows appear, change, move to another account or go, all in one act."""
        with self._hand(elsewhere) as act:
            for _ in range(count):
                table = data.draw(st.sampled_from(list(FACTS)))
                rows = [row[0] for row in act(f"SELECT id FROM {table} ORDER BY id", [])]
                if rows and data.draw(st.integers(0, 2)):
                    row = data.draw(st.sampled_from(rows))
                    if data.draw(st.integers(0, 3)) == 0:
                        self._remove(act, table, row)
                    else:
                        names = data.draw(st.sets(st.sampled_from(self._names(table)), min_size=1))
                        values = {name: data.draw(self._field(table, name)) for name in sorted(names)}
                        sets = ", ".join(f"{name} = ?" for name in values)
                        act(f"UPDATE {table} SET {sets} WHERE id = ?", [*values.values(), row])
                else:
                    values = {name: data.draw(self._field(table, name)) for name in self._names(table)}
                    values = {"id": f"{table}{next(self.numbers)}", **REST.get(table, {}), **values}
                    holes = ", ".join("?" * len(values))
                    act(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({holes})", list(values.values()))

    @rule(
        value=st.integers(0, 9),
        days=st.lists(NEAR, min_size=1, max_size=3),
        account=st.sampled_from("abc"),
        metric=st.sampled_from(["sessions", "active_users", "feature:search"]),
    )
    def usage(self, value: int, days: list[str], account: str, metric: str) -> None:
        with self.book.edit("usage") as edit:
            batch = edit.usage_batch("test")
            edit.usage_rows(batch, [(account, None, None, metric, "week", day, value) for day in days])
        self.batches.append(edit.id)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        try:
            self.book.undo(data.draw(st.sampled_from([None, *self.batches])))
        except (NothingToUndo, Refused):
            pass

    @rule()
    def redo(self) -> None:
        try:
            self.book.redo()
        except (NothingToUndo, Refused):
            pass

    @rule(days=st.integers(-3, 30))
    def wait(self, days: int) -> None:
        self.book.clock = wall(self.book.clock.real_now().date() + dt.timedelta(days=days))

    @rule(days=st.integers(-60, 60))
    def set_the_day_by_hand(self, days: int) -> None:
        real = self.book.clock.real_now()
        self.book.clock = Clock(today=real.date() + dt.timedelta(days=days), now=real)

    @rule(metric=st.sampled_from([None, "sessions", "active_users"]))
    def choose_metric(self, metric: str | None) -> None:
        self.book.set_meta("usage_metric", metric)

    @rule(days=st.integers(-60, 60))
    def look_back(self, days: int) -> None:
        self.past.add(FIRST + dt.timedelta(days=days))

    @invariant()
    def the_panel_is_what_the_facts_give(self) -> None:
        if not hasattr(self, "book"):
            return
        panel.catch_up(self.book)
        today = self.book.clock.today()
        assert panel_rows(self.book, today.isoformat()) == computed_rows(self.book, today.isoformat())
        # Whoever followed last, and on whatever day, the sheet of the newest real day stays whole.
        live = self.book.meta("panel").split(" ")[1]
        assert panel_rows(self.book, live) == computed_rows(self.book, live)
        # What is kept of past days may lack rows until they are wanted, but none of them is wrong.
        for day in held_days(self.book):
            assert set(panel_rows(self.book, day)) <= set(computed_rows(self.book, day))
        for past in self.past:
            panel.ensure_day(self.book, past)
            assert panel_rows(self.book, past.isoformat()) == computed_rows(self.book, past.isoformat())
        assert panel.catch_up(self.book) == frozenset()

    def _names(self, table: str) -> list[str]:
        return [*FACTS[table], *(["account_id"] if table in HAS_ACCOUNT else [])]

    def _field(self, table: str, name: str) -> st.SearchStrategy[Any]:
        if name == "account_id":
            known = [row[0] for row in self.book.reader().execute("SELECT id FROM account ORDER BY id")]
            return st.sampled_from([*known[:4], *([None] if table in MAY_BE_NOBODYS else [])])
        return FACTS[table][name]

    def _remove(self, act: Any, table: str, row: str) -> None:
        if table != "account":
            act(f"DELETE FROM {table} WHERE id = ?", [row])
        elif row not in "abc":
            for child in HAS_ACCOUNT:
                act(f"DELETE FROM {child} WHERE account_id = ?", [row])
            act("DELETE FROM account WHERE id = ?", [row])

    @contextmanager
    def _hand(self, elsewhere: bool) -> Iterator[Any]:
        """Who writes: this book in one edit, or another connection that knows nothing of books."""
        if not elsewhere:
            with self.book.edit("write") as edit:
                yield edit.conn.execute
            return
        self.other.execute("BEGIN IMMEDIATE")
        try:
            yield self.other.execute
        except BaseException:
            self.other.execute("ROLLBACK")
            raise
        self.other.execute("COMMIT")


Follow.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_catching_up_gives_what_computing_anew_gives_whatever_happened = Follow.TestCase


class FollowInSteps(Follow):
    """The same with a book too large for one transaction: one account at a time."""

    @initialize()
    def start(self) -> None:
        super().start()
        self.before = panel._STEP
        panel._STEP = 1

    def teardown(self) -> None:
        panel._STEP = getattr(self, "before", panel._STEP)
        super().teardown()


FollowInSteps.TestCase.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_a_book_computed_in_steps_is_the_same = FollowInSteps.TestCase


def test_computing_anew_fills_the_panel_again(small: Small) -> None:
    small.touch(TODAY)
    before = small.measures()
    panel.rebuild(small.book)
    assert held_days(small.book) == [TODAY] and small.measures() == before


def test_catching_up_says_whose_rows_were_computed_again(small: Small) -> None:
    other = small.add("account", name="Acme")
    assert panel.catch_up(small.book) is None
    assert panel.catch_up(small.book) == frozenset()
    touch = small.touch(TODAY)
    assert panel.catch_up(small.book) == {small.a}
    with small.book.edit("move") as edit:
        edit.update("touchpoint", touch, {"account_id": other})
    assert panel.catch_up(small.book) == {small.a, other}
    small.add("note", title="議事録")
    assert panel.catch_up(small.book) == frozenset()
    small.add("cadence", days=30)
    assert panel.catch_up(small.book) is None


def test_a_past_day_stays_until_a_fact_of_its_time_changes(small: Small) -> None:
    small.touch("2026-06-01")
    small.measures("2026-05-31"), small.measures("2026-06-30")
    assert held_days(small.book) == ["2026-05-31", "2026-06-30", TODAY]
    small.touch(TODAY)
    panel.catch_up(small.book)
    assert held_days(small.book) == ["2026-05-31", "2026-06-30", TODAY]
    small.touch("2026-06-15")
    panel.catch_up(small.book)
    assert held_days(small.book) == ["2026-05-31", TODAY]
    assert small.measures("2026-06-30")["last_1to1"] == "2026-06-15"


def test_a_past_day_survives_midnight_and_yesterday_does_not_pile_up(small: Small) -> None:
    small.measures("2026-06-30")
    small.book.clock = wall(dt.date(2026, 11, 22))
    assert panel.catch_up(small.book) is None
    assert held_days(small.book) == ["2026-06-30", "2026-11-22"]


@pytest.mark.parametrize("day", ["2026-10-01", "2027-01-01"])
def test_a_process_on_a_day_set_by_hand_leaves_the_rows_of_today_alone(small: Small, day: str) -> None:
    small.add("account", name="Acme")
    panel.catch_up(small.book)
    with Book.open(small.book.path, clock=Clock(dt.date.fromisoformat(day), small.book.clock.real_now())) as other:
        assert panel.catch_up(other) is None
        assert held_days(other) == sorted([day, TODAY])
        version, mark = other.data_version(), small.book.meta("panel")
        assert panel.catch_up(other) == frozenset() == panel.catch_up(small.book)
        assert (other.data_version(), small.book.meta("panel")) == (version, mark)
        small.touch("2026-09-30")
        assert panel.catch_up(other) == {small.a}
        assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)
        assert panel_rows(other, day) == computed_rows(other, day)


def test_a_book_that_only_knows_a_day_set_by_hand_computes_it_once(tmp_path: Path) -> None:
    clock = Clock(today=dt.date(2026, 10, 1))
    with Book.create(tmp_path / "team.db", clock=clock) as book, book.edit("x") as edit:
        edit.insert("account", {"name": "Acme"})
    with Book.open(tmp_path / "team.db", clock=clock) as book:
        assert panel.catch_up(book) is None
        assert held_days(book) == ["2026-10-01"]
    with Book.open(tmp_path / "team.db", clock=clock) as book:
        assert panel.catch_up(book) == frozenset()


def test_only_so_many_days_are_kept(small: Small) -> None:
    for back in range(1, 60):
        panel.ensure_day(small.book, dt.date(2026, 11, 21) - dt.timedelta(days=back))
    assert TODAY in held_days(small.book) and len(held_days(small.book)) <= 40


def test_a_panel_of_another_shape_is_made_anew(small: Small) -> None:
    panel.catch_up(small.book)
    with small.book.derived() as conn:
        conn.execute("DROP TABLE panel")
        conn.execute("CREATE TABLE panel (as_of TEXT, account_id TEXT)")
        conn.execute("UPDATE _meta SET v = 'old' || v WHERE k = 'panel'")
    assert panel.catch_up(small.book) is None
    assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)


def test_two_batches_of_one_size_and_second_are_told_apart(small: Small) -> None:
    first = small.use((TODAY, 1))
    second = small.use((TODAY, 10))
    small.book.undo(second)
    assert small.measures()["usage_28d"] == 1
    small.book.undo(first)
    small.book.undo(small.book.edits(2)[1].id)
    assert small.measures()["usage_28d"] == 10


@pytest.mark.parametrize("name", ["_SOME", "_CHANGES", "_AS_IT_IS", "_BY_WAY_OF", "_HELD"])
def test_following_one_touch_reads_by_index_and_scans_no_table_of_facts(small: Small, name: str) -> None:
    sql = getattr(panel, name, None) or getattr(concerned, name)
    small.touch(TODAY)
    panel.catch_up(small.book)
    with small.book.derived() as conn:
        tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        statements = (
            [sql.format(table=t, day=d or "''") for t, d in concerned._FACTS.items()] if "{day}" in sql else [sql]
        )
        if name == "_BY_WAY_OF":
            statements = [sql.format(table=t, other=o, reference=r) for t, (o, r) in concerned.BY_WAY_OF.items()]
        conn.execute("CREATE TEMP TABLE IF NOT EXISTS scope (id TEXT PRIMARY KEY) WITHOUT ROWID")
        for statement in statements:
            plan = conn.execute(
                f"EXPLAIN QUERY PLAN {statement}", {"as_of": TODAY, "used": TODAY, "mark": 0}
            ).fetchall()
            scanned = {words[1] for *_, step in plan if (words := step.split())[0] == "SCAN"}
            # The list of batches and the few cadences are read whole; `k` is the latter.
            assert scanned & (tables | {"r", "t", "a", "b"}) <= {"_import"}, plan


def test_a_new_day_is_made_in_steps_between_which_the_day_before_stays_whole(small: Small) -> None:
    with small.book.edit("more") as edit:
        for number in range(panel._STEP):
            edit.insert("account", {"name": f"{number}"})
    panel.catch_up(small.book)
    small.book.clock = wall(dt.date(2026, 11, 22))
    assert panel.is_far_behind(small.book)
    seen: list[tuple[int, int, str | None, int]] = []

    def look(done: int, total: int) -> None:
        rows = small.book.reader().execute("SELECT count(*) FROM panel WHERE as_of = ?", [TODAY]).fetchone()[0]
        seen.append((done, total, panel.whole_day(small.book), rows))
        small.touch("2026-11-22")

    panel.catch_up(small.book, look)
    count = panel._STEP + 1
    # The account that was touched meanwhile is made once more, in a step of its own.
    assert seen == 2 * [(panel._STEP, count, TODAY, count)]
    assert panel.whole_day(small.book) == "2026-11-22" and not panel.is_far_behind(small.book)
    assert small.measures("2026-11-22")["touches_365d"] == 2
    assert held_days(small.book) == ["2026-11-22"]


def test_work_that_is_broken_off_goes_on_where_it_ended(small: Small) -> None:
    with small.book.edit("more") as edit:
        for number in range(2 * panel._STEP):
            edit.insert("account", {"name": f"{number}"})

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        panel.catch_up(small.book, stop)
    seen: list[int] = []
    panel.catch_up(small.book, lambda done, total: seen.append(done))
    assert seen == [2 * panel._STEP]
    assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)


def test_many_days_are_as_each_by_itself_and_told_one_by_one(small: Small) -> None:
    for number in range(20):
        small.touch(f"2026-{number % 9 + 1:02d}-10")
    days = [dt.date(2026, month, 15) for month in range(1, 12)]
    told: list[tuple[int, int]] = []
    panel.ensure_days(small.book, days, lambda done, total: told.append((done, total)))
    for day in days:
        assert panel_rows(small.book, day.isoformat()) == computed_rows(small.book, day.isoformat())
    assert told == [(done, 11) for done in range(1, 12)]


def test_the_patient_do_not_wait_for_a_long_step_of_another_thread(small: Small) -> None:
    """A signal that is raised for thousands of accounts in a thread must not hold up the next key."""
    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        with small.book.edit("long"):
            inside.set()
            done.wait(5)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(5)
    begun = time.perf_counter()
    with pytest.raises(BookBusy), small.book.patience(50):
        pass
    assert time.perf_counter() - begun < 2
    done.set()
    thread.join()
    with small.book.patience(50):
        assert panel.catch_up(small.book) is None


def test_after_one_touch_only_its_account_is_looked_at(small: Small) -> None:
    """Not the usage of all accounts, and not all of them for one without a row."""
    small.use(("2026-11-15", 3.0))
    panel.catch_up(small.book)
    asked: list[str] = []
    with Book.open(small.book.path, clock=small.book.clock) as other:
        other._conn.set_trace_callback(asked.append)
        with other.edit("touch") as edit:
            touch = {"account_id": small.a, "day": TODAY, "at": f"{TODAY}T03:00:00Z", "channel": "call"}
            edit.insert("touchpoint", {**touch, "reach": "1:1"})
        panel.catch_up(other)
    assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)
    assert any("INSERT INTO panel" in statement for statement in asked)
    assert not [
        statement for statement in asked if "max(newest)" in statement or "NOT IN (SELECT account_id" in statement
    ]


def test_usage_ends_where_that_of_the_accounts_still_there_does(small: Small) -> None:
    small.use(("2026-10-10", 3.0))
    second = small.add("account", name="second")
    with small.book.edit("usage") as edit:
        edit.usage_rows(edit.usage_batch("other"), [(second, None, None, "sessions", "day", "2026-11-15", 1.0)])
    panel.catch_up(small.book)
    assert panel.used_until(small.book.reader(), TODAY)[0] == "2026-11-15"
    with small.book.edit("gone") as edit:
        edit.delete("account", second)
    panel.catch_up(small.book)
    assert panel.used_until(small.book.reader(), TODAY)[0] is None
    assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)
    small.book.undo()
    panel.catch_up(small.book)
    assert panel.used_until(small.book.reader(), TODAY)[0] == "2026-11-15"
    assert panel_rows(small.book, TODAY) == computed_rows(small.book, TODAY)
