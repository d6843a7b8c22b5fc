"""Files for people: workbooks with typed cells, calendars, redaction, and texts that leave and come back unchanged."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import stat
from pathlib import Path
from typing import Any

import icalendar
import pytest
import python_calamine
from exchange_support import Import, hostile_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.exchange.calendar_out import calendar, dues, write_calendar
from csops_tui.exchange.export import export_entity
from csops_tui.exchange.listing import ENDINGS, FORMATS, guard, write_file
from csops_tui.exchange.redaction import MAIL_SIGN, PHONE_SIGN, Redaction, pseudonym
from csops_tui.exchange.table import unguard
from csops_tui.exchange.workbook_out import LONGEST, SheetOut, write_workbook
from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.text.clean import clean


def sheet(path: Path, name: str | int = 0) -> list[list[Any]]:
    """The cells of a sheet as a spreadsheet holds them."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    found = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return found.to_python(skip_empty_area=False)


# Workbooks


def test_the_cells_of_a_workbook_are_what_they_mean(tmp_path: Path) -> None:
    headers = ("顧客", "MRR", "通貨", "更新日", "変化", "接点", "メモ", "時刻")
    rows = [
        ("=1+1", 480_000, "JPY", "2027-02-10", -38.2, 12, "a\nb", "2026-11-21 10:00"),
        ("@x", 1234.5, "USD", "2026-02-30", None, None, None, None),
    ]
    kinds = ("text", "money", "text", "day", "percent", "count", "note", "moment")
    path = tmp_path / "a.xlsx"
    assert write_workbook(path, [SheetOut("シート/1", headers, rows, kinds)]) == 2
    head, first, second = sheet(path, "シート 1")
    assert tuple(head) == headers
    day, moment = dt.date(2027, 2, 10), dt.datetime(2026, 11, 21, 10, 0)
    assert first == ["=1+1", 480_000.0, "JPY", day, -38.2, 12.0, "a\nb", moment]
    assert second == ["@x", 1234.5, "USD", "2026-02-30", "", "", "", ""], "what is no day stays text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_workbook_has_a_header_that_stays_filters_widths_and_formats(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "a.xlsx"
    write_workbook(
        path, [SheetOut("a", ("a", "b", "c"), [("x" * 30, 5, "JPY"), ("y", 5, "KWD")], ("text", "money", ""))]
    )
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in xml
    assert '<autoFilter ref="A1:C3"/>' in xml
    widths = [float(width) for width in re.findall(r'<col min="\d+" max="\d+" width="([\d.]+)"', xml)]
    assert widths[0] > 30 > widths[1]
    assert "&quot;¥&quot;#,##0" in styles
    assert "#,##0.000 &quot;KWD&quot;" in styles


def test_texts_of_a_workbook_stay_texts(tmp_path: Path) -> None:
    texts = [t for t in hostile_texts() if len(t) < LONGEST and "\ufffe" not in t and "_x" not in t]
    path = tmp_path / "a.xlsx"
    write_workbook(path, [SheetOut("a", ("text", "end"), [(clean(text), "x") for text in texts], ("text", "text"))])
    assert [row[0] for row in sheet(path)[1:]] == [clean(text) for text in texts]


def test_too_long_a_text_says_how_much_is_missing_and_a_huge_number_is_not_rounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, [SheetOut("a", ("a", "b"), [("x" * 40_000, 12_345_678_901_234_567)])])
    text, number = sheet(path)[1]
    assert len(text) <= LONGEST
    assert re.search(r"… \(\+7,\d\d\d\)$", text)
    assert number == "12345678901234567"


def test_sheets_of_one_name_are_numbered_and_the_same_data_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [SheetOut("x", ("a",), [(1,)]), SheetOut("X", ("a",), [])])
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["x", "X (2)"]
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failure_on_the_way_leaves_no_file(tmp_path: Path) -> None:
    def rows() -> Any:
        yield (1,)
        raise KeyboardInterrupt

    for ending in FORMATS:
        with pytest.raises(KeyboardInterrupt):
            write_file(("a",), rows(), tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_every_format_holds_the_rows(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    assert write_file(("a", "a"), [("x|y", 1), (None, 2.5)], path) == 2
    if ending == ".xlsx":
        assert sheet(path) == [["a", "a"], ["x|y", 1.0], ["", 2.5]]
    else:
        text = path.read_text(encoding="utf-8-sig")
        assert all(part in text for part in ("2.5", "x\\|y" if ENDINGS[ending] == "md" else "x|y"))
    if ending == ".json":
        assert json.loads(text) == [{"a": "x|y", "a (2)": 1}, {"a": None, "a (2)": 2.5}], "no value is lost"


# Out and in again


@pytest.mark.parametrize(
    "text", ["=1", "+A1", "-1+2", "@x", "\tx", "\rx", "\n=1", "＝1", "＋A1", "－A1", "＠SUM(1)", "'=1"]
)
def test_what_a_spreadsheet_would_run_has_a_quote_before_it(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@given(st.text(max_size=80))
@settings(max_examples=1_000, deadline=None)
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguard(str(guard(text))) == text or guard(text) == text


def test_hostile_texts_survive_import_export_and_import(load: Import, book: Book, tmp_path: Path) -> None:
    texts = [text for text in hostile_texts() if text.strip() and clean(text).strip()]
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "name", "note"))
        writer.writerows((f"a{n}", guard(f"n{n}"), guard(text)) for n, text in enumerate(texts))
    load("account", path)
    notes = "SELECT note FROM account ORDER BY CAST(substr(name, 2) AS INTEGER)"
    stored = [note for (note,) in book.reader().execute(notes)]
    expected = [clean(text, multiline=True) for text in texts]
    assert [s for s, e in zip(stored, expected, strict=True) if s.strip() != e.strip()] == []
    out = tmp_path / "out.csv"
    export_entity(book, "account", out)
    _, result = load("account", out)
    assert (result.created, result.updated, result.rejected) == (0, 0, 0), "what left is what came"


# Redaction


@pytest.fixture
def people(book: Book) -> Book:
    with book.edit("people") as e:
        e.insert("member", {"id": "sato", "name": "佐藤", "mail": "sato@us.example"})
        e.insert(
            "account",
            {"id": "m", "name": "ミライ商事", "owner_id": "sato", "note": "窓口 03-1234-5678、hana@m.example"},
        )
        for row, name, mail in (("hana", "田中 花", "hana@m.example"), ("jo", "Jo Reed", "jo@m.example")):
            values = {"account_id": "m", "name": name, "mail": mail, "phone": "+81 90-1234-5678", "note": "左利き"}
            e.insert("contact", {"id": row, **values, "kana": f"カナ{row}", "title": "部長"})
        e.insert("task", {"account_id": "m", "title": "田中花さんに電話 (090-1111-2222)", "due": "2026-12-01"})
        e.insert(
            "voice", {"account_id": "m", "title": "Jo Reed asks; Joanna too", "day": "2026-11-01", "body": "secret"}
        )
        e.insert("external_ref", {"entity": "contact", "row_id": "hana", "system": "csv", "key": "=hana@m.example"})
    return book


def test_people_get_pseudonyms_that_stay_and_what_only_they_have_is_left_out(people: Book, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    export_entity(people, "contact", path, redacted=True)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["name"] for row in rows] == [pseudonym("contact", "hana"), pseudonym("contact", "jo")]
    assert {row[key] for row in rows for key in ("kana", "title", "mail", "phone", "note")} == {None}
    assert {row["account_id"] for row in rows} == {"m"}


def test_names_mails_and_phones_in_other_texts_are_replaced(people: Book) -> None:
    redaction = Redaction(people.reader())
    hana, jo = pseudonym("contact", "hana"), pseudonym("contact", "jo")
    assert redaction.text("田中花さんに電話 (090-1111-2222)") == f"{hana}さんに電話 {PHONE_SIGN})"
    assert redaction.text("田中　花、Jo Reed; Jo Reeds") == f"{hana}、{jo}; Jo Reeds"
    assert redaction.text("ask hana@m.example or ｈａｎａ＠ｍ．ｅｘａｍｐｌｅ") == f"ask {MAIL_SIGN} or {MAIL_SIGN}"
    for kept in ("2026-11-20 と 480,000円", "0193a5b2-1111-7222-8333-123456789012", "v1.2.3", "契約 12 か月", "1:1"):
        assert redaction.text(kept) == kept


def test_two_people_of_one_name_are_not_told_apart_in_texts(people: Book) -> None:
    with people.edit("x") as e:
        e.insert("contact", {"id": "hana2", "account_id": "m", "name": "田中 花"})
    assert Redaction(people.reader()).text("田中花へ") == "[name]へ"


@pytest.mark.parametrize(
    "text",
    [
        *("田中様に電話", "@田中 と面談", "花さん", "田中・花", "花 田中", "カナhana様"),
        *("JO REED", "Reed, Jo", "Ms Reed", "Dr. REED", "Reed-san", "山口様 来社", "@山口 次郎"),
        *("jo [at] m.example", "TEL09012345678", "(555) 123-4567", "1-800-123-4567", "FAX0312345678"),
    ],
)
def test_half_names_strangers_and_odd_numbers_do_not_leave(people: Book, text: str) -> None:
    with people.edit("met") as e:
        proposed = {"kind": "touchpoint", "state": "confirmed", "system": "calendar", "key": "k", "title": "x"}
        e.insert("proposal", {**proposed, "people": '[{"name": "山口 次郎", "mail": "j@n.example"}]'})
    left = Redaction(people.reader()).text(text)
    for secret in ("田中", "花", "カナ", "reed", "山口", "次郎", "jo", "0901", "4567", "0312"):
        assert secret not in left.lower()


def test_words_that_hold_a_name_and_days_stay(people: Book) -> None:
    redaction = Redaction(people.reader())
    for kept in ("花火大会", "田中工業", "お客様", "Reedy Joe", "21-11-2026", "注文 A-03-1234-5678"):
        assert redaction.text(kept) == kept


MAILS = st.emails()
PHONES = st.sampled_from(
    (
        *("03-1234-5678", "03(1234)5678", "(03)1234-5678", "０３－１２３４－５６７８", "+81 3 1234 5678", "0312345678"),
        *("090 1234 5678", "0120-444-444", "+1 (555) 010-9999", "+442079460958", "555-010-9999", "06.1234.5678"),
    )
)
WORDS = st.text(alphabet="あ漢字a b、。:/()「」\n", max_size=12)


@given(st.lists(st.tuples(WORDS, st.one_of(MAILS, PHONES)), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mail_address_and_no_phone_number_leaves(people: Book, pieces: list[tuple[str, str]]) -> None:
    text = "".join(f"{words} {secret} " for words, secret in pieces)
    redacted = Redaction(people.reader()).text(text)
    assert not [secret for _, secret in pieces if secret in redacted]
    assert "@" not in redacted


def test_a_whole_redacted_book_names_nobody(people: Book, tmp_path: Path) -> None:
    from csops_tui.exchange.book_in import import_book
    from csops_tui.exchange.book_out import write_book

    write_book(people, tmp_path / "out", "jsonl", redacted=True)
    text = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    for secret in ("田中", "Jo Reed", "@", "1234-5678", "1111-2222", "左利き", "部長", "カナ", "secret"):
        assert secret not in text
    assert "Joanna" in text
    with Book.create(tmp_path / "back.db") as back:
        import_book(back, tmp_path / "out")
        assert back.reader().execute("SELECT count(*) FROM contact").fetchone() == (2,)


# Calendar


@pytest.fixture
def dated(people: Book) -> Book:
    set_language("en")
    with people.edit("days") as e:
        e.insert("account", {"id": "n", "name": "北斗; システムズ, " + "長い名前" * 12})
        line = {"mrr": 400_000, "starts": "2026-02-10"}
        e.insert("subscription", {"id": "s1", "account_id": "m", **line, "ends": "2027-02-10"})
        e.insert("subscription", {"id": "s2", "account_id": "n", **line, "ends": "2027-03-31"})
        e.insert("renewal", {"id": "r1", "account_id": "m", "subscription_id": "s1", "due": "2027-03-10"})
        e.insert("renewal", {"account_id": "n", "due": "2026-10-10", "decision": "renewed"})
        e.insert(
            "task", {"id": "k1", "account_id": "n", "title": "a\nb", "due": "2026-11-25", "promise": 1, "note": "x"}
        )
        e.insert("task", {"account_id": "n", "title": "done", "due": "2026-11-25", "state": "done"})
        met = {"account_id": "m", "contact_id": "hana", "asked": "2026-11-01", "state": "booked", "member_id": "sato"}
        e.insert("appointment", {"id": "p1", **met, "meeting": "2026-11-30T05:30:00Z"})
    return people


def test_what_is_due_is_in_the_calendar(dated: Book) -> None:
    found = [(due.kind, due.row_id, due.day.isoformat()) for due in dues(dated)]
    assert ("renewal", "r1", "2027-03-10") in found
    assert ("contract", "s2", "2027-03-31") in found
    assert ("runway", "n", "2026-10-02") in found
    assert ("task", "k1", "2026-11-25") in found
    assert ("appointment", "p1", "2026-11-30") in found
    assert len(found) == 7, "the done task and the renewal that was decided are not"


def test_the_calendar_reads_with_whole_days_stable_ids_and_short_lines(dated: Book, tmp_path: Path) -> None:
    path = tmp_path / "due.ics"
    write_calendar(dated, dues(dated), path)
    data = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    events = {str(event["uid"]): event for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}
    renewal = events["renewal-r1@csops"]
    assert (renewal["dtstart"].dt, renewal["dtend"].dt) == (dt.date(2027, 3, 10), dt.date(2027, 3, 11))
    assert str(events["contract-s2@csops"]["summary"]).endswith("北斗; システムズ, " + "長い名前" * 12)
    assert events["appointment-p1@csops"]["dtstart"].dt == dt.datetime(2026, 11, 30, 5, 30, tzinfo=dt.UTC)
    with dated.edit("moved") as e:
        e.update("renewal", "r1", {"due": "2027-05-01"})
    again = icalendar.Calendar.from_ical(calendar(dated, dues(dated)))
    assert {str(event["uid"]) for event in again.walk("VEVENT")} == set(events)


def test_a_calendar_can_be_one_members_and_without_names(dated: Book) -> None:
    mine = dues(dated, "sato")
    assert {due.account_id for due in mine} == {"m"}
    assert {due.kind for due in mine} == {"renewal", "runway", "appointment"}
    text = calendar(dated, dues(dated), redacted=True).decode().replace("\r\n ", "")
    assert "田中" not in text
    assert pseudonym("contact", "hana") in text


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "json", "jsonl"])
def test_records_that_left_come_in_again_without_a_change(
    dated: Book, load: Import, tmp_path: Path, ending: str
) -> None:
    with dated.edit("more") as e:
        dollars = {"account_id": "m", "mrr": 123_450, "currency": "USD", "starts": "2026-01-31", "auto_renew": 1}
        e.insert("subscription", {"id": "s3", **dollars, "note": "=1+1\n'x"})
        touch = {"account_id": "m", "day": "2026-11-20", "at": "2026-11-19T23:30:00Z", "channel": "call", "minutes": 30}
        e.insert("touchpoint", {"id": "t1", **touch, "note": "-38% 0012"})
    before = dated.last_change()
    for entity in ("member", "account", "contact", "subscription", "renewal", "touchpoint", "task", "appointment"):
        path = tmp_path / f"{entity}.{ending}"
        count = export_entity(dated, entity, path)
        _, result = load(entity, path)
        assert (entity, result.skipped, result.rejected) == (entity, count, 0)
    assert dated.last_change() == before
