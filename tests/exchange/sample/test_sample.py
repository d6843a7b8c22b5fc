"""The sample book: the same every time, whole, honest about time, and with causes that show but not perfectly."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import pytest

from csops_tui.exchange.sample import names
from csops_tui.exchange.sample.account import add_account
from csops_tui.exchange.sample.frame import make_frame, new_rows
from csops_tui.exchange.sample.life import INTERVALS
from csops_tui.exchange.sample.rows import SHAPES, Rows
from csops_tui.exchange.sample.write import Summary, build, is_sample
from csops_tui.measures import holidays
from csops_tui.model.codes import CODES
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.errors import BookExists
from csops_tui.store.sqlite import Connection

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return build(tmp_path_factory.mktemp("sample") / "demo.db", accounts=60, today=TODAY)


@pytest.fixture
def conn(made: Summary):
    book = Book.open(made.path)
    yield book.reader()
    book.close()


def facts(conn: Connection) -> str:
    digest = hashlib.sha256()
    for table in ENTITIES:
        for row in conn.execute(f'SELECT * FROM "{table}" ORDER BY id'):
            digest.update(repr(row).encode())
    usage = "SELECT account_id, contact_id, product_id, metric, grain, day, value FROM usage ORDER BY id"
    for row in conn.execute(usage):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def number(conn: Connection, sql: str, *values: object) -> int:
    return conn.execute(sql, values).fetchone()[0]


def test_the_same_seed_and_day_give_the_same_facts_and_another_seed_gives_others(tmp_path: Path) -> None:
    seen = []
    for place, seed in enumerate((1, 1, 2)):
        book = Book.open(build(tmp_path / f"{place}.db", accounts=8, seed=seed, today=TODAY).path)
        seen.append(facts(book.reader()))
        book.close()
    assert seen[0] == seen[1] != seen[2]


def test_nothing_is_broken_and_every_reference_has_its_row(conn: Connection) -> None:
    assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert number(conn, "SELECT count(*) FROM usage WHERE account_id NOT IN (SELECT id FROM account)") == 0


def test_all_codes_are_words_of_the_code_lists(conn: Connection) -> None:
    unknown = []
    for table, entity in ENTITIES.items():
        for column in columns(entity):
            if column.spec.kind == "code" and column.spec.target:
                known = {word.code for word in CODES[column.spec.target]}
                used = {v for (v,) in conn.execute(f'SELECT DISTINCT "{column.name}" FROM "{table}"')} - {None}
                unknown += [(table, column.name, word) for word in used - known]
    assert unknown == []


def test_the_parts_of_the_book_have_the_expected_size(made: Summary) -> None:
    ranges = {
        "account": (60, 60),
        "member": (13, 13),
        "product": (4, 4),
        "contact": (400, 800),
        "touchpoint": (1300, 3200),
        "task": (120, 500),
        "concern": (60, 350),
        "ticket": (150, 900),
        "survey": (10, 12),
        "survey_response": (120, 800),
        "attendance": (60, 500),
        "voice": (15, 140),
        "subscription": (120, 500),
        "churn": (2, 20),
        "usage": (12_000, 28_000),
    }
    assert {k: v for k, v in made.counts.items() if k in ranges and not ranges[k][0] <= v <= ranges[k][1]} == {}


def test_no_fact_lies_in_the_future(conn: Connection) -> None:
    today = TODAY.isoformat()
    past = {
        "touchpoint": ["day", "substr(at, 1, 10)"],
        "contact": ["verified", "left_on"],
        "identity": ["registered", "last_active"],
        "concern": ["day"],
        "task": ["done_on"],
        "appointment": ["asked", "decided", "CASE WHEN state IN ('held', 'no_show') THEN substr(meeting, 1, 10) END"],
        "attendance": ["CASE WHEN state IN ('attended', 'absent') THEN day END", "day"],
        "survey_response": ["day", "followed_up"],
        "ticket": ["opened", "closed"],
        "voice": ["day", "told"],
        "note": ["day"],
        "churn": ["notice", "decided"],
        "churn_review": ["day", "first_knowable"],
        "save_attempt": ["day"],
        "risk": ["opened", "closed"],
        "complaint": ["substr(received, 1, 10)", "substr(responded, 1, 10)", "substr(resolved, 1, 10)"],
        "opportunity": ["opened", "closed"],
        "renewal": ["decided"],
        "exposure": ["day"],
        "milestone": ["reached"],
        "usage": ["date(day, '+6 days')"],
        "account": ["since"],
    }
    late = [
        (table, column, found)
        for table, wanted in past.items()
        for column in wanted
        if (found := number(conn, f'SELECT count(*) FROM "{table}" WHERE {column} >= ?', today))
    ]
    assert late == []
    assert number(conn, "SELECT count(*) FROM event WHERE (state = 'held') <> (day < ?)", today) == 0


def test_touches_keep_office_hours_in_japan(conn: Connection) -> None:
    rows = conn.execute("SELECT day, at, utc_offset FROM touchpoint").fetchall()
    for day, at, offset in rows:
        local = dt.datetime.fromisoformat(at) + dt.timedelta(minutes=offset)
        assert local.date().isoformat() == day
        assert 9 <= local.hour < 18
        assert holidays.is_business_day(dt.date.fromisoformat(day))


def test_a_churned_account_ends_with_its_lines_and_is_silent_afterwards(conn: Connection) -> None:
    gone = conn.execute("SELECT account_id, effective, notice FROM churn WHERE kind = 'logo'").fetchall()
    assert gone
    for account, effective, notice in gone:
        assert notice < effective
        for table, column in (("touchpoint", "day"), ("usage", "date(day, '+6 days')"), ("ticket", "opened")):
            assert not number(
                conn, f"SELECT count(*) FROM {table} WHERE account_id = ? AND {column} >= ?", account, effective
            )
        assert not number(
            conn, "SELECT count(*) FROM subscription WHERE account_id = ? AND ends > ?", account, effective
        )
        (state,) = conn.execute("SELECT state FROM account WHERE id = ?", [account]).fetchone()
        assert (state == "churned") == (effective <= TODAY.isoformat())
    without = "SELECT count(*) FROM account WHERE state = 'churned' AND id NOT IN (SELECT account_id FROM churn)"
    assert number(conn, without) == 0


def test_what_churn_entries_say_was_lost_is_what_the_contract_lines_lost(conn: Connection) -> None:
    losses = conn.execute(
        "SELECT account_id, effective, sum(mrr_lost), max(kind = 'logo') FROM churn GROUP BY account_id, effective"
    ).fetchall()
    for account, effective, lost, whole in losses:
        ended = "SELECT coalesce(sum(mrr), 0) FROM subscription WHERE account_id = ? AND {} = ?"
        before = number(conn, ended.format("ends"), account, effective)
        after = number(conn, ended.format("starts"), account, effective)
        if whole:
            assert (before, after) == (lost, 0)
        else:
            # Prices may rise at the same renewal, so the lines that go on can only add.
            assert before - lost <= after <= (before - lost) * 1.07 + 100


def test_contract_lines_of_one_product_do_not_overlap(conn: Connection) -> None:
    lines: dict[tuple[str, str], list[tuple[str, str]]] = {}
    query = "SELECT account_id, product_id, starts, ends FROM subscription ORDER BY starts"
    for account, product, starts, ends in conn.execute(query):
        lines.setdefault((account, product), []).append((starts, ends))
    joints = [(a[1], b[0]) for found in lines.values() for a, b in pairwise(found)]
    assert joints
    assert all(ends <= starts for ends, starts in joints)


def test_the_accounts_of_the_examples_are_there_with_their_people(conn: Connection) -> None:
    found = conn.execute(
        """SELECT a.name, a.kana, a.state, c.name, c.state, m.name
           FROM account AS a JOIN contact AS c ON c.account_id = a.id JOIN member AS m ON m.id = a.owner_id
           WHERE a.domain IN ('mirai-shoji.example', 'acme.example') AND c.key_contact"""
    ).fetchall()
    mirai, acme = sorted(found, reverse=True)
    assert (mirai[0], mirai[1], mirai[2], mirai[4], mirai[5]) == (
        "ミライ商事",
        "ミライショウジ",
        "active",
        "active",
        "佐藤",
    )
    assert mirai[3].startswith("佐藤 ")
    assert acme[0] == "Acme Inc." and acme[2] == "active" and acme[3].endswith(" Sato")


def test_a_book_that_is_not_a_sample_is_never_replaced(tmp_path: Path, made: Summary) -> None:
    own = tmp_path / "own.db"
    Book.create(own).close()
    before = own.read_bytes()
    with pytest.raises(BookExists):
        build(own, accounts=2, today=TODAY)
    assert own.read_bytes() == before
    assert is_sample(made.path)
    assert not build(made.path, accounts=2, today=TODAY, keep=True).made


def test_a_build_that_fails_leaves_neither_a_book_nor_its_parts(tmp_path: Path) -> None:
    def stop(words: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "demo.db", accounts=2, today=TODAY, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_company_names_do_not_repeat() -> None:
    rng = random.Random(1)
    assert len({names.japanese_company(rng, n).kana for n in range(20_000)}) == 20_000
    assert len({names.english_company(rng, n).domain for n in range(20_000)}) == 20_000


def test_public_holidays_follow_the_law() -> None:
    assert sorted(d.isoformat()[5:] for d in holidays.public_holidays(2026)) == [
        *("01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20"),
        *("08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23"),
    ]
    assert dt.date(2024, 8, 12) in holidays.public_holidays(2024)


def test_causes_show_in_the_facts_but_not_perfectly() -> None:
    """Told in memory, because it takes more accounts than a test should write."""
    rows = new_rows(1, TODAY)
    frame = make_frame(1, TODAY, 400, rows)
    left: list[Before] = []
    stayed: list[Before] = []
    for index in range(400):
        add_account(frame, index, rows)
        for decision, decided in fields(rows, "renewal", "decision", "decided"):
            if decision and (found := before(rows, dt.date.fromisoformat(decided))):
                (left if decision == "churned" else stayed).append(found)
        rows.clear()
    assert len(left) >= 20 and len(stayed) >= 300
    assert mean(x.level for x in left) < 0.85 * mean(x.level for x in stayed)
    assert mean(x.trend for x in left) < mean(x.trend for x in stayed) - 0.03
    assert mean(x.touches for x in left) < mean(x.touches for x in stayed)
    # Some go out of the blue, and some look bad and stay.
    assert sum(x.trend > mean(y.trend for y in stayed) for x in left) >= 3
    assert sum(x.trend < mean(y.trend for y in left) for x in stayed) >= 20


class Before(NamedTuple):
    """What was to be seen before a renewal: share of seats in use, its trend, 1:1 touches against the plan."""

    level: float
    trend: float
    touches: float


def before(rows: Rows, day: dt.date) -> Before | None:
    """The facts of the one account in `rows` before `day`, None when its history is too short to say."""
    weeks = [value for *_, metric, _, week, value in rows.usage if metric == "active_users" and week < day.isoformat()]
    if len(weeks) < 30:
        return None
    start = (day - dt.timedelta(days=180)).isoformat()
    touches = fields(rows, "touchpoint", "reach", "day")
    ((seats, model),) = fields(rows, "account", "seats", "touch_model")
    return Before(
        mean(weeks[-8:]) / seats,
        mean(weeks[-8:]) / max(1, mean(weeks[-26:-13])),
        sum(reach == "1:1" and start <= when < day.isoformat() for reach, when in touches) * INTERVALS[model] / 180,
    )


def fields(rows: Rows, table: str, *wanted: str) -> list[tuple]:
    """The named fields of the rows kept for a table."""
    places = [SHAPES[table][0].index(name) for name in wanted]
    return [tuple(row[place] for place in places) for row in rows.tables[table]]
