"""Importing files: every record lands somewhere, nothing twice, and all of it can be taken back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from pathlib import Path

import pytest
from exchange_support import Import, contents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.export import export_entity, import_order
from csops_tui.exchange.ids import made_id
from csops_tui.exchange.importer import apply, plan
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.rejects import write_all_rejects, write_rejects
from csops_tui.exchange.table import open_table
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.backup import list_backups
from csops_tui.store.book import Book
from csops_tui.store.errors import Refused
from csops_tui.tui.file_names import free_name

pytestmark = pytest.mark.usefixtures("english")


def rows(book: Book, sql: str) -> list[tuple]:
    return book.reader().execute(sql).fetchall()


def test_a_customer_list_from_a_japanese_windows_machine_is_read(book: Book, load: Import) -> None:
    made, result = load("account", "crm_accounts_cp932.csv", source="crm")
    assert (result.created, result.skipped, result.rejected) == (3, 1, 3)
    assert rows(book, "SELECT name, corporate_number, domain, since, seats FROM account ORDER BY name DESC") == [
        ("株式会社髙橋商店", "1234567890123", "https://www.takahashi.example/", "2023-04-01", 25),
        ("有限会社さくら物産", None, None, "2019-02-28", 1200),
        ("㈱ミライ商事", None, "mirai.example", "2024-10-15", 120),
    ]
    assert [(skip.line, skip.reason, skip.first) for skip in made.skips()] == [(7, "repeated", 4)]
    assert [(reject.line, reject.column) for reject in made.rejects()] == [(6, "利用開始日"), (8, ""), (9, "顧客名")]
    assert made.mapping.ignored == ()


def test_contracts_find_their_account_and_their_money(book: Book, load: Import) -> None:
    load("account", "crm_accounts_cp932.csv", source="crm")
    made, result = load("subscription", "crm_contracts_cp932.csv", source="crm")
    assert (result.created, result.rejected) == (2, 4)
    assert rows(
        book, "SELECT plan, mrr, currency, starts, ends, auto_renew, billing FROM subscription ORDER BY mrr"
    ) == [
        ("標準", 120_000, "JPY", "2023-04-01", "2026-04-01", 1, "monthly"),
        ("上位", 480_000, "JPY", "2024-10-15", None, 0, "yearly"),
    ]
    assert [(reject.line, reject.column) for reject in made.rejects()] == [
        (4, ""),
        (5, "顧客コード"),
        (6, "月額料金(円)"),
        (7, "支払"),
    ]


def test_the_last_day_of_a_contract_becomes_the_day_after(book: Book, load: Import) -> None:
    load("account", "account_id,name\nA1,Mirai\n")
    text = "id,account_id,mrr,starts,ends\n1,A1,1,2024-01-01,2024-12-31\n"
    load("subscription", text, last_day=True)
    assert rows(book, "SELECT ends FROM subscription") == [("2025-01-01",)]


def test_a_second_run_of_the_same_file_changes_nothing(book: Book, load: Import) -> None:
    load("account", "crm_accounts_cp932.csv", source="crm")
    load("subscription", "crm_contracts_cp932.csv", source="crm")
    before = contents(book)
    for entity, file in (("account", "crm_accounts_cp932.csv"), ("subscription", "crm_contracts_cp932.csv")):
        _, result = load(entity, file, source="crm")
        assert (result.created, result.updated, result.edit) == (0, 0, None)
    assert contents(book) == before


def test_one_undo_takes_an_import_back(book: Book, load: Import) -> None:
    before = contents(book)
    load("account", "crm_accounts_cp932.csv")
    assert contents(book) != before
    book.undo()
    assert contents(book) == before


def test_a_plan_writes_nothing(mirai: Book) -> None:
    before = contents(mirai)
    table = open_table(Path(__file__).parents[2] / "fixtures" / "touches_dmy.csv")
    plan(mirai, table, resolve("touchpoint", table.header))
    assert contents(mirai) == before


def test_day_and_month_are_told_apart_by_the_whole_column(mirai: Book, load: Import) -> None:
    made, result = load("touchpoint", "touches_dmy.csv")
    assert {(reject.line, reject.column) for reject in made.rejects()} == {
        (5, "date"),
        (6, "type"),
        (7, ""),
        (8, "company"),
        (9, ""),
        (10, ""),
    }
    assert rows(mirai, "SELECT day, minutes, note FROM touchpoint ORDER BY day") == [
        ("2020-04-01", 15, "before the customer was one"),
        ("2026-04-03", 30, "the third of April"),
        ("2026-04-25", 90, 'a note of\ntwo lines, with "quotes"'),
        ("2026-04-30", 15, "=1+1"),
    ]
    assert [(warning.line, warning.column) for warning in made.warnings()] == [(11, "date")]
    assert result.created == 4


def test_a_column_that_leaves_day_and_month_open_is_asked_about(mirai: Book, load: Import) -> None:
    made, result = load("touchpoint", "touches_ambiguous.csv")
    assert result.rejected == 2
    assert all("--date-order" in reject.reason for reject in made.rejects())
    _, result = load("touchpoint", "touches_ambiguous.csv", date_order="mdy")
    assert rows(mirai, "SELECT day FROM touchpoint ORDER BY day") == [("2026-03-04",), ("2026-05-06",)]


def test_a_touch_takes_its_moment_reach_and_direction_from_what_the_file_says(mirai: Book, load: Import) -> None:
    load("touchpoint", "id,company,date,type\n1,Mirai,25/04/2026 14:30,newsletter\n2,Mirai,26/04/2026,call\n")
    found = rows(mirai, "SELECT at, reach, direction FROM touchpoint ORDER BY day")
    local = [dt.datetime.fromisoformat(at).astimezone().strftime("%H:%M") for at, *_ in found]
    assert local == ["14:30", "12:00"]
    assert found[1][1:] == ("1:1", "two_way")
    assert found[0][1:] != found[1][1:]


def test_a_channel_of_the_books_own_implies_its_reach_in_a_file_too(mirai: Book, load: Import) -> None:
    with mirai.edit("code") as e:
        e.insert("code", {"list": "channel", "code": "portal", "ja": "ポータル", "en": "Portal", "reach": "tech"})
    load("touchpoint", "id,company,date,type\n1,Mirai,25/04/2026,portal\n")
    assert rows(mirai, "SELECT channel, reach FROM touchpoint") == [("portal", "tech")]


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("25/04/2026 2:05 PM", "14:05"),
        ("2026/4/25 9:05:59", "09:05"),
        ("令和8年4月25日 午後3時半", "15:30"),
        ("2026-04-25T05:30:00Z", "14:30"),
        ("2026-04-25 23:30+00:00", "08:30"),
        ("2026年4月25日", "12:00"),
    ],
)
def test_moments_are_read_as_people_and_programs_write_them(mirai: Book, load: Import, text: str, local: str) -> None:
    load("touchpoint", f"id,company,日時,type\n1,Mirai,{text},call\n")
    ((at, day),) = rows(mirai, "SELECT at, day FROM touchpoint")
    found = dt.datetime.fromisoformat(at).astimezone()
    assert (found.strftime("%H:%M"), found.date().isoformat()) == (local, day)


def test_an_unknown_name_is_answered_with_the_nearest(mirai: Book, load: Import) -> None:
    made, _ = load("touchpoint", "id,company,date,type\n1,Miria,2026-04-25,call\n2,Mirai,2026-04-25,cal\n")
    reasons = [reject.reason for reject in made.rejects()]
    assert "Mirai" in reasons[0]
    assert "call" in reasons[1]


def test_new_words_are_added_to_a_code_list_on_request(mirai: Book, load: Import) -> None:
    _, result = load("churn", "churns.csv", new_codes="add", currency="USD")
    assert result.created == 5
    assert rows(mirai, "SELECT list, code, en FROM code") == [("churn_reason", "weather", "weather")]
    mirai.undo()
    assert rows(mirai, "SELECT * FROM code") == []


def test_a_churn_with_its_reason_is_closed_and_one_without_stays_open(mirai: Book, load: Import) -> None:
    _, result = load("churn", "churns.csv")
    assert (result.created, result.rejected) == (4, 2)
    sql = """SELECT r.key, c.state, c.reason_judged, c.refund, c.currency FROM churn AS c
             JOIN external_ref AS r ON r.row_id = c.id ORDER BY r.key"""
    assert rows(mirai, sql) == [
        ("X1", "closed", "price", 1050, "USD"),
        ("X2", "open", "unknown", None, "JPY"),
        ("X3", "closed", "unknown", None, "JPY"),
        ("X4", "open", None, None, "JPY"),
    ]


def test_words_of_another_system_can_be_translated(mirai: Book, load: Import) -> None:
    text = "id,company,churn_date,reason\n1,Mirai,2026-05-31,weather\n"
    load("churn", text, words={"Weather": "corporate_decision"})
    assert rows(mirai, "SELECT reason_judged FROM churn") == [("corporate_decision",)]


def test_a_ticket_with_a_closing_day_is_closed(mirai: Book, load: Import) -> None:
    text = (
        "ticket_id,company,opened,closed,resolution_hours\n"
        "1,Mirai,2026-04-01,2026-04-02 03:00:00,27.0\n"
        "2,Mirai,2026-04-01,,\n"
    )
    load("ticket", text)
    assert rows(mirai, "SELECT state, closed, resolution FROM ticket ORDER BY state") == [
        ("closed", "2026-04-02", 1620),
        ("open", None, None),
    ]


def test_a_later_file_updates_what_it_says_and_leaves_the_rest(book: Book, load: Import) -> None:
    load("account", "id,name,seats,note\nA1,Mirai,5,first\n", source="crm")
    with book.edit("by hand") as edit:
        (row,) = rows(book, "SELECT id FROM account")
        edit.update("account", row[0], {"tier": "high"})
    made, result = load("account", "id,name,seats,note\nA1,Mirai Inc,7,\n", source="crm")
    assert [update.changes for update in made.updates()] == [{"name": ("Mirai", "Mirai Inc"), "seats": (5, 7)}]
    assert rows(book, "SELECT name, seats, note, tier FROM account") == [("Mirai Inc", 7, "first", "high")]
    assert result.updated == 1


def test_a_figure_can_name_its_file_and_row(book: Book, load: Import) -> None:
    load("account", "crm_accounts_cp932.csv", source="crm")
    sql = "SELECT system, key, file, line FROM external_ref WHERE key = 'C-002'"
    assert rows(book, sql) == [("crm", "C-002", "crm_accounts_cp932.csv", 4)]


def test_accounts_are_recognised_by_number_domain_and_name_in_this_order(book: Book, load: Import) -> None:
    with book.edit("by hand") as edit:
        edit.insert("account", {"id": "n", "name": "A", "corporate_number": "1234567890123"})
        edit.insert("account", {"id": "d", "name": "B", "domain": "b.example"})
        edit.insert("account", {"id": "k", "name": "株式会社ミライ商事"})
        edit.insert("account", {"id": "x", "name": "Twin"})
        edit.insert("account", {"id": "y", "name": "Twin"})
    text = (
        "customer id,company,domain,法人番号\n"
        "1,A renamed,,1234-5678-90123\n"
        "2,B renamed,https://www.b.example/top,\n"
        "3,（株）ミライ商事,,\n"
        "4,株式会社ミライ商事,,9999999999999\n"
        "5,Twin,,\n"
    )
    _, result = load("account", text, source="crm")
    found = dict(rows(book, "SELECT key, row_id FROM external_ref"))
    assert [found["1"], found["2"], found["3"]] == ["n", "d", "k"]
    assert found["5"] not in ("x", "y")
    assert found["4"] != "k", "line 4 has named that row already"
    assert (result.created, result.updated) == (2, 3)
    _, again = load("account", text, source="crm")
    assert (again.created, again.updated) == (0, 0)


def test_a_name_that_several_accounts_share_is_refused_without_a_key(book: Book, load: Import) -> None:
    with book.edit("by hand") as edit:
        edit.insert("account", {"name": "Twin"})
        edit.insert("account", {"name": "Twin"})
    made, result = load("account", "company,seats\nTwin,3\n")
    assert result.rejected == 1
    assert "2 rows" in next(made.rejects()).reason


def test_two_people_importing_one_system_get_the_same_rows(tmp_path: Path) -> None:
    ids = []
    for name in ("a.db", "b.db"):
        book = Book.create(tmp_path / name)
        table = open_table(Path(__file__).parents[2] / "fixtures" / "crm_accounts_cp932.csv")
        apply(book, plan(book, table, resolve("account", table.header), Options(source="crm")))
        ids.append(rows(book, "SELECT id FROM account ORDER BY id"))
        book.close()
    assert ids[0] == ids[1]


@given(st.text(), st.text())
def test_made_ids_are_uuids_by_name(source: str, key: str) -> None:
    made = uuid.UUID(made_id(source, "account", key))
    assert (made.version, made.variant) == (5, uuid.RFC_4122)
    assert made_id(source, "account", key) == str(made) != made_id(source, "contact", key)


def test_a_webinar_list_finds_people_by_mail_and_accounts_by_domain(mirai: Book, load: Import) -> None:
    made, result = load("attendance", "webinar.csv", ["Event title=event.title", "Event date=event.day"])
    assert (result.created, result.rejected) == (1, 2)
    made, result = load(
        "attendance", "webinar.csv", ["Event title=event.title", "Event date=event.day"], unknown_refs="empty"
    )
    assert (result.created, result.skipped, result.rejected) == (1, 1, 1)
    assert [warning.column for warning in made.warnings()] == ["Email"]
    assert rows(mirai, "SELECT state, day FROM attendance ORDER BY state") == [
        ("absent", "2026-04-10"),
        ("attended", "2026-04-10"),
    ]


def test_rows_without_a_key_are_not_taken_twice(mirai: Book, load: Import) -> None:
    text = "company,date,type,note\nMirai,2026-04-25,call,x\nMirai,2026-04-25,call,y\nMirai,2026-04-25,call,x\n"
    made, result = load("touchpoint", text)
    assert (result.created, result.skipped) == (2, 1)
    with mirai.edit("by hand") as edit:
        edit.update("touchpoint", next(made.creations()).id, {"note": "better words"})
    _, result = load("touchpoint", text)
    assert (result.created, result.updated, result.skipped) == (0, 0, 3)


def test_rejected_rows_can_be_corrected_and_imported_again(mirai: Book, load: Import, tmp_path: Path) -> None:
    made, _ = load("touchpoint", "id,company,date,type\n1,Mirai,2026-04-25,call\n2,Miria,2026-04-25,call\n")
    path = tmp_path / "rejects.csv"
    assert write_rejects(made, path) == 1
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "id,company,date,type,_row,_column,_reason"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(text.replace("2,Miria", "2,Mirai"), encoding="utf-8")
    _, result = load("touchpoint", path)
    assert (result.created, result.rejected) == (1, 0)
    assert rows(mirai, "SELECT count(*) FROM touchpoint") == [(2,)]


def test_rejected_rows_of_every_kind_are_written_each_to_a_file_of_its_own(
    mirai: Book, load: Import, tmp_path: Path
) -> None:
    touches, _ = load("touchpoint", "id,company,date,type\n2,Miria,2026-04-25,call\n")
    fine, _ = load("account", "name\nFine\n")
    people, _ = load("contact", "company,name\nMiria,Hanako\nMirra,Jiro\n")
    taken = tmp_path / "r-contact.csv"
    taken.touch()
    written = write_all_rejects([touches, fine, people], tmp_path / "r.csv", free_name)
    assert [(plan.entity, path.name) for plan, path in written] == [
        ("touchpoint", "r-touchpoint.csv"),
        ("contact", "r-contact-2.csv"),
    ]
    assert [len(path.read_text(encoding="utf-8-sig").splitlines()) for _, path in written] == [2, 3]
    assert [path.name for _, path in write_all_rejects([fine, people], tmp_path / "r.csv")] == ["r.csv"]
    assert write_all_rejects([fine], tmp_path / "none.csv") == ()


def test_a_book_that_moved_on_since_the_plan_is_left_alone(book: Book) -> None:
    table = open_table(Path(__file__).parents[2] / "fixtures" / "crm_accounts_cp932.csv")
    made = plan(book, table, resolve("account", table.header))
    apply(book, made)
    before = contents(book)
    with pytest.raises(Refused):
        apply(book, made)
    assert contents(book) == before


def test_every_planned_row_is_one_that_the_model_accepts(mirai: Book, load: Import) -> None:
    for entity, file in (("touchpoint", "touches_dmy.csv"), ("churn", "churns.csv")):
        made, _ = load(entity, file)
        kind = ENTITIES[entity]
        flags = {column.name for column in columns(kind) if column.spec.kind == "flag"}
        for row in made.creations():
            values = dict(zip(made.columns, row.values, strict=True))
            kind(**{name: bool(v) if name in flags and v is not None else v for name, v in values.items()})


def test_wide_usage_becomes_one_fact_per_figure(book: Book, load: Import) -> None:
    load("account", "customer_id,name\nA1,Mirai\nA2,Aozora\n")
    columns = ["logins=value.logins", "reports=value.reports"]
    _, result = load("usage", "usage_wide.csv", columns)
    assert (result.created, result.rejected) == (3, 2)
    assert rows(book, "SELECT metric, day, value FROM usage ORDER BY day, metric") == [
        ("logins", "2026-04-01", 12.0),
        ("logins", "2026-04-01", 12.0),
        ("reports", "2026-04-01", 3.0),
        ("reports", "2026-04-01", 3.0),
        ("reports", "2026-04-02", 1.0),
    ]
    _, again = load("usage", "usage_wide.csv", columns)
    assert (again.created, again.skipped, again.edit) == (0, 3, None)
    book.undo()
    assert rows(book, "SELECT * FROM usage") == []
    _, again = load("usage", "usage_wide.csv", columns)
    assert again.created == 3


def test_an_export_imports_into_an_empty_book_as_it_was(mirai: Book, load: Import, tmp_path: Path) -> None:
    load("churn", "churns.csv")
    load("touchpoint", "touches_dmy.csv")
    with mirai.edit("by hand") as edit:
        (account,) = rows(mirai, "SELECT id FROM account")
        edit.usage_rows(edit.usage_batch("x"), [(account[0], None, None, "logins", "day", "2026-04-01", 1e-7 / 3)] * 2)
        edit.insert("kpi", {"id": "a", "name": "child", "parent_id": edit.insert("kpi", {"name": "parent"})})
        edit.insert("subscription", {"account_id": account[0], "mrr": 12345, "currency": "USD", "starts": "2026-04-01"})
    hostile = ["=1+1", "'=1+1", " spaces ", "-5", "+81-3", "@a", 'quo"te', "a,b;c\td", "a\nb", "''x", "١٢", "1e5"]
    with mirai.edit("by hand") as edit:
        for text in hostile:
            edit.insert("note", {"account_id": account[0], "title": text, "body": text})
    other = Book.create(tmp_path / "other.db")
    for entity in import_order():
        path = tmp_path / f"{entity}.csv"
        count = export_entity(mirai, entity, path)
        table = open_table(path)
        made = plan(other, table, resolve(entity, table.header))
        assert (made.created, made.rejected) == (count, 0), [reject.reason for reject in made.rejects()]
        apply(other, made)
    assert contents(other) == contents(mirai)
    other.close()


def test_an_edited_export_changes_and_clears_what_was_edited(mirai: Book, load: Import, tmp_path: Path) -> None:
    path = tmp_path / "account.csv"
    export_entity(mirai, "account", path)
    text = path.read_text(encoding="utf-8-sig").replace("mirai.example", "").replace("Mirai", "Mirai Inc")
    path.write_text(text, encoding="utf-8")
    made, _ = load("account", path)
    assert [update.changes for update in made.updates()] == [
        {"name": ("Mirai", "Mirai Inc"), "domain": ("mirai.example", None)}
    ]


def test_accounts_that_the_book_lacks_are_added_on_request(book: Book, load: Import) -> None:
    text = "company,date,type\n株式会社ミライ,2026-04-25,call\n（株）ミライ,2026-04-26,call\nAozora,2026-04-26,call\n"
    _, result = load("touchpoint", text)
    assert result.rejected == 3
    _, result = load("touchpoint", text, new_accounts="add")
    assert result.created == 3
    assert rows(book, "SELECT name FROM account ORDER BY name") == [("Aozora",), ("株式会社ミライ",)]
    _, again = load("touchpoint", text, new_accounts="add")
    assert (again.skipped, again.edit) == (3, None)
    book.undo()
    assert rows(book, "SELECT * FROM account") == []


def test_members_that_the_book_lacks_are_added_on_request(book: Book, load: Import) -> None:
    text = "会社名,担当CSM\nミライ,佐藤 花\n北斗,鈴木\n青空,佐藤　花\n"
    _, refused = load("account", text)
    assert refused.rejected == 3
    made, result = load("account", text, new_members="add", unknown_refs="empty")
    assert (result.created, made.additions()) == (3, {"new_members": (2, "佐藤 花, 鈴木")})
    owners = "SELECT a.name, m.name FROM account AS a JOIN member AS m ON m.id = a.owner_id ORDER BY 1"
    assert rows(book, owners) == [("ミライ", "佐藤 花"), ("北斗", "鈴木"), ("青空", "佐藤 花")]
    book.undo()
    assert rows(book, "SELECT * FROM member") == []


def test_only_rows_that_are_taken_bring_codes_and_members_along(book: Book, load: Import) -> None:
    text = "会社名,ティア,担当CSM,席数\nミライ,宇宙,佐藤,3\n北斗,深海,鈴木,たくさん\n"
    made, result = load("account", text, new_members="add", new_codes="add")
    assert (result.created, result.rejected) == (1, 1)
    assert made.new_codes == {("tier", "宇宙"): "宇宙"}
    assert rows(book, "SELECT name FROM member") == [("佐藤",)]
    assert rows(book, "SELECT ja FROM code") == [("宇宙",)]


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(mirai: Book, load: Import) -> None:
    made, _ = load(
        "touchpoint",
        "id,company,date,type\x1b]52;c;ZQ==\n1\x1b[31m,Mir\x1bai,2026-04-25,call\n",
        ["type\x1b]52;c;ZQ===channel"],
    )
    said = [reject.reason + reject.column for reject in made.rejects()] + list(made.table.header)
    assert said and not [text for text in said if "\x1b" in text]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=5))
def test_any_cells_are_taken_or_rejected(mirai: Book, load: Import, cells: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "company", "date", "note"], ["1", "Mirai", "2026-04-25", "x"], *cells])
    load("touchpoint", out.getvalue(), constants={"channel": "call"})


def test_a_listing_is_written_in_every_format(book: Book, load: Import, tmp_path: Path) -> None:
    load("account", "id,name,seats\n1,=Mirai,5\n")
    paths = {kind: tmp_path / f"a.{kind}" for kind in ("csv", "tsv", "json", "jsonl")}
    for path in paths.values():
        assert export_entity(book, "account", path) == 1
        assert path.stat().st_mode & 0o777 == 0o600
    assert "'=Mirai" in paths["csv"].read_text(encoding="utf-8")
    assert "'=Mirai" in paths["tsv"].read_text(encoding="utf-8")
    assert json.loads(paths["json"].read_text(encoding="utf-8"))[0]["name"] == "=Mirai"
    assert json.loads(paths["jsonl"].read_text(encoding="utf-8"))["seats"] == 5
    export_entity(book, "account", paths["csv"], raw=True)
    assert paths["csv"].read_bytes().startswith(b"id,name")
    assert "'=" not in paths["csv"].read_text(encoding="utf-8")


def test_an_export_that_fails_leaves_the_file_before_it(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("kept", encoding="utf-8")
    with pytest.raises(ExchangeError, match="account"):
        export_entity(book, "acount", path)
    assert path.read_text(encoding="utf-8") == "kept"
    assert [child.name for child in tmp_path.iterdir() if ".part" in child.name] == []


def test_a_large_import_is_preceded_by_a_backup_and_a_small_one_is_not(book: Book, load: Import) -> None:
    load("account", "name\n" + "".join(f"Company {n}\n" for n in range(1000)))
    assert list_backups(book.path) == []
    load("account", "name\n" + "".join(f"Firm {n}\n" for n in range(1001)))
    [made] = list_backups(book.path)
    assert (made.reason, made.counts["account"]) == ("before-import", 1000)
