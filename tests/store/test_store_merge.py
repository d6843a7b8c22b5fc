"""Two rows become one with all that belongs to both, and one undo makes them two again, byte for byte."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from book_cases import add_account, add_touch, content
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_rows import make, state

from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import doctor
from csops_tui.store.book import Book
from csops_tui.store.errors import NoSuchRow, Refused
from csops_tui.store.merge import children, merge, proposed, referring, row_of


def one(book: Book, sql: str, *values: Any) -> Any:
    found = book.reader().execute(sql, values).fetchone()
    return found[0] if found and len(found) == 1 else found


def pair(book: Book) -> tuple[str, str]:
    return add_account(book, "ミライ商事", seats=5), add_account(
        book, "㈱ミライ商事 東京", seats=7, domain="mirai.co.jp"
    )


@pytest.mark.parametrize("table", ["account", "contact"])
def test_every_table_that_refers_to_a_row_follows_it(book: Book, table: str) -> None:
    chance = random.Random(1)
    with book.edit("set up") as edit:
        kept, gone = make(edit, table, chance), make(edit, table, chance)
        for child, column in referring(table):
            make(edit, child, chance, **{column.name: gone})
    before = state(book)
    tables = {child for child, _ in referring(table)}
    assert set(children(book.reader(), table, gone)) == tables
    merged = merge(book, table, kept, gone)
    assert set(children(book.reader(), table, kept)) >= tables
    assert children(book.reader(), table, gone) == {}
    assert {child for child, _ in referring(table)} <= set(merged.moved)
    assert one(book, f'SELECT count(*) FROM "{table}" WHERE id = ?', gone) == 0
    assert list(doctor.differences(book.reader())) == []
    book.undo()
    assert state(book) == before


def test_what_the_row_lacks_comes_from_the_other_and_its_name_becomes_an_alias(book: Book) -> None:
    kept, gone = pair(book)
    merge(book, "account", kept, gone)
    found = one(book, "SELECT name, seats, domain, alias FROM account WHERE id = ?", kept)
    assert found == ("ミライ商事", 5, "mirai.co.jp", "㈱ミライ商事 東京")


def test_the_fields_chosen_stand(book: Book) -> None:
    kept, gone = pair(book)
    merge(book, "account", kept, gone, {"seats": 7, "name": "ミライ商事株式会社", "alias": None})
    assert one(book, "SELECT name, seats, alias FROM account") == ("ミライ商事株式会社", 7, None)


def test_companies_with_two_numbers_are_never_merged(book: Book) -> None:
    kept = add_account(book, "ミライ商事", corporate_number="1234567890128")
    gone = add_account(book, "ミライ商事", corporate_number="9876543210987")
    same = add_account(book, "ミライ商事", corporate_number="T1234567890128")
    before = state(book)
    with pytest.raises(Refused):
        merge(book, "account", kept, gone)
    with pytest.raises(Refused):
        merge(book, "account", kept, kept)
    with pytest.raises(NoSuchRow):
        merge(book, "account", kept, "nobody")
    assert state(book) == before
    merge(book, "account", kept, same)


def test_a_place_on_a_campaign_that_both_have_is_one_afterwards(book: Book) -> None:
    kept, gone = pair(book)
    with book.edit("list") as edit:
        campaign = edit.insert("campaign_list", {"name": "年末"})
        edit.insert("campaign_member", {"campaign_id": campaign, "account_id": kept})
        done = {"campaign_id": campaign, "account_id": gone, "state": "done", "done_on": "2026-11-20"}
        edit.insert("campaign_member", done)
    before = state(book)
    merged = merge(book, "account", kept, gone)
    assert merged.joined == {"campaign_member": 1}
    rows = book.reader().execute("SELECT account_id, state, done_on FROM campaign_member").fetchall()
    assert rows == [(kept, "done", "2026-11-20")]
    book.undo()
    assert state(book) == before


def test_two_open_episodes_of_a_signal_become_the_older_one_and_what_hangs_on_them_follows(book: Book) -> None:
    kept, gone = pair(book)
    with book.edit("signals") as edit:
        signal = edit.insert("signal", {"name": "静か", "expression": "1"})
        mine = edit.insert("signal_episode", {"signal_id": signal, "account_id": kept, "raised": "2026-11-10"})
        theirs = edit.insert("signal_episode", {"signal_id": signal, "account_id": gone, "raised": "2026-11-03"})
        over = {"signal_id": signal, "account_id": gone, "raised": "2026-01-03", "cleared": "2026-02-01"}
        edit.insert("signal_episode", {**over, "state": "cleared"})
        later = {"kind": "signal", "subject_id": theirs, "day": "2026-11-20", "until": "2026-11-30"}
        edit.insert("deferral", {"account_id": gone, **later})
    merge(book, "account", kept, gone)
    rows = book.reader().execute("SELECT raised FROM signal_episode ORDER BY raised").fetchall()
    assert rows == [("2026-01-03",), ("2026-11-03",)]
    assert one(book, "SELECT subject_id FROM deferral") == mine


def test_what_people_wrote_is_kept_from_both(book: Book) -> None:
    kept = add_account(book, "a", note="左")
    gone = add_account(book, "b", note="右")
    merge(book, "account", kept, gone)
    assert one(book, "SELECT note FROM account") == "左\n右"


def test_pairs_judged_to_be_two_follow_the_row_that_stays(book: Book) -> None:
    kept, gone = pair(book)
    third = add_account(book, "別の会社")
    with book.edit("two") as edit:
        for first, second in ((kept, gone), (gone, third), (kept, third)):
            edit.insert("distinct_pair", {"entity": "account", "one": first, "other": second, "day": "2026-11-20"})
    merge(book, "account", kept, gone)
    rows = book.reader().execute("SELECT one, other FROM distinct_pair").fetchall()
    assert [tuple(sorted(row)) for row in rows] == [tuple(sorted((kept, third)))]


def test_the_names_of_both_in_other_systems_lead_to_the_one_that_stays(book: Book) -> None:
    kept, gone = pair(book)
    with book.edit("keys") as edit:
        for row, key in ((kept, "A1"), (gone, "A2")):
            edit.insert("external_ref", {"entity": "account", "row_id": row, "system": "crm", "key": key})
    merge(book, "account", kept, gone)
    rows = book.reader().execute("SELECT system, key FROM external_ref WHERE row_id = ? ORDER BY 1, 2", [kept])
    assert rows.fetchall() == [("crm", "A1"), ("crm", "A2"), ("csops", gone)]


def usage(book: Book, source: str, *rows: tuple[str, str | None, int]) -> str:
    with book.edit(source) as edit:
        batch = edit.usage_batch(source)
        edit.usage_rows(batch, [(a, c, None, "sessions", "day", f"2026-11-{d:02}", 1.0) for a, c, d in rows])
    return edit.id


def held(book: Book, account: str) -> list[str]:
    rows = book.reader().execute("SELECT day FROM usage WHERE account_id = ? ORDER BY day", [account])
    return [day[-2:] for (day,) in rows]


def test_usage_moves_along_and_comes_back(book: Book) -> None:
    kept, gone = pair(book)
    usage(book, "one", (kept, None, 1), (gone, None, 2))
    usage(book, "two", (gone, None, 3))
    before = state(book)
    merged = merge(book, "account", kept, gone)
    assert (merged.usage, held(book, kept), held(book, gone)) == (2, ["01", "02", "03"], [])
    assert "usage" in merged.topics
    after = state(book)
    assert "usage" in book.undo().topics
    assert state(book) == before
    book.redo()
    assert state(book) == after
    book.undo()
    assert state(book) == before


def test_usage_of_an_import_that_is_taken_back_goes_also_where_it_was_moved(book: Book) -> None:
    kept, gone = pair(book)
    first = usage(book, "one", (kept, None, 1), (gone, None, 2))
    merged = merge(book, "account", kept, gone)
    book.undo(first)
    assert held(book, kept) == []
    book.undo(merged.edit)
    assert (held(book, kept), held(book, gone)) == ([], [])
    book.redo()
    assert held(book, kept) == []


def test_usage_that_came_after_the_merge_stays_where_it_came_to(book: Book) -> None:
    kept, gone = pair(book)
    usage(book, "one", (gone, None, 2))
    merged = merge(book, "account", kept, gone)
    usage(book, "two", (kept, None, 9))
    book.undo(merged.edit)
    assert (held(book, kept), held(book, gone)) == (["09"], ["02"])


def test_usage_merged_twice_comes_back_step_by_step(book: Book) -> None:
    first, second = pair(book)
    third = add_account(book, "三")
    usage(book, "one", (first, None, 1), (second, None, 2), (third, None, 3))
    states = [state(book)]
    merge(book, "account", second, first)
    states.append(state(book))
    merge(book, "account", third, second)
    assert held(book, third) == ["01", "02", "03"]
    for before in reversed(states):
        book.undo()
        assert state(book) == before


def test_the_panel_counts_the_usage_of_both_and_forgets_it_with_the_undo(book: Book) -> None:
    from csops_tui.measures import panel

    kept, gone = pair(book)
    usage(book, "one", (kept, None, 19), (gone, None, 18), (gone, None, 20))
    panel.catch_up(book)

    def counted() -> dict[str, float]:
        return dict(
            book.reader().execute("SELECT account_id, usage_28d FROM panel WHERE as_of = '2026-11-21'").fetchall()
        )

    assert counted() == {kept: 1.0, gone: 2.0}
    merge(book, "account", kept, gone)
    panel.catch_up(book)
    assert counted() == {kept: 3.0}
    book.undo()
    panel.catch_up(book)
    assert counted() == {kept: 1.0, gone: 2.0}


def test_a_touch_logged_after_the_merge_stays_with_the_account_that_stayed(book: Book) -> None:
    kept, gone = pair(book)
    add_touch(book, gone, "前")
    merged = merge(book, "account", kept, gone)
    add_touch(book, kept, "後")
    book.undo(merged.edit)
    rows = book.reader().execute("SELECT account_id, note FROM touchpoint ORDER BY note").fetchall()
    assert sorted(rows) == sorted([(gone, "前"), (kept, "後")])


def test_the_proposal_names_every_field(book: Book) -> None:
    kept, gone = pair(book)
    conn = book.reader()
    made = proposed("account", row_of(conn, "account", kept), row_of(conn, "account", gone))
    assert set(made) == {column.name for column in columns(ENTITIES["account"])}


@given(seed=st.integers(0, 10_000), merges=st.integers(1, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_merges_and_as_many_undos_leave_the_book_as_it_was(empty_book: Path, seed: int, merges: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copyfile(empty_book, Path(folder) / "book.db"))
        path.chmod(0o600)
        with Book.open(path) as book:
            _populate(book, chance)
            states = [state(book)]
            for _ in range(merges):
                table = chance.choice(["account", "account", "contact"])
                ids = [row for (row,) in book.reader().execute(f'SELECT id FROM "{table}" ORDER BY id')]
                if len(ids) < 2:
                    continue
                before = {t: len(rows) for t, rows in content(book.reader()).items()}
                merged = merge(book, table, *chance.sample(ids, 2))
                after = {t: len(rows) for t, rows in content(book.reader()).items()}
                for child, count in before.items():
                    if child not in (table, "external_ref", "distinct_pair"):
                        assert after.get(child, 0) == count - merged.joined.get(child, 0)
                states.append(state(book))
            assert list(doctor.differences(book.reader())) == []
            for expected in reversed(states[:-1]):
                assert book.undo().skipped == []
                assert state(book) == expected


def _populate(book: Book, chance: random.Random) -> None:
    """A few accounts and contacts with children of a dozen kinds, some of them the same for two parents."""
    with book.edit("set up") as edit:
        accounts = [make(edit, "account", chance) for _ in range(4)]
        contacts = [make(edit, "contact", chance, account_id=chance.choice(accounts)) for _ in range(4)]
        shared = {t: make(edit, t, chance) for t in ("campaign_list", "event", "signal", "product", "review_round")}
        for _ in range(30):
            parent, parents = chance.choice([("account", accounts), ("contact", contacts)])
            child, column = chance.choice(referring(parent))
            values = {column.name: chance.choice(parents)}
            for other in columns(ENTITIES[child]):
                if other.spec.target in shared:
                    values[other.name] = shared[other.spec.target]
                elif other.required and other.spec.kind == "ref" and other.name not in values:
                    values[other.name] = chance.choice(
                        {"account": accounts, "contact": contacts}.get(other.spec.target, [""])
                    )
            make(edit, child, chance, **{name: value for name, value in values.items() if value})
        for row in (*accounts, *contacts):
            entity = "account" if row in accounts else "contact"
            edit.insert("external_ref", {"entity": entity, "row_id": row, "system": "crm", "key": row[-4:]})
        for first, second in ((0, 1), (1, 2), (0, 2)):
            pair = {"entity": "account", "one": accounts[first], "other": accounts[second], "day": "2026-11-20"}
            edit.insert("distinct_pair", pair)
    for n in range(2):
        usage(book, str(n), *((chance.choice(accounts), chance.choice([None, *contacts]), d) for d in range(1, 9)))
