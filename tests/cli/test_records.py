"""Records are added, changed, listed, shown and taken back in words that people use."""

from __future__ import annotations

import json

import pytest

from csops_tui.measures.sheet import SCOPES
from tests.cli.conftest import Shell


def test_adding_reads_dates_amounts_choices_and_names_as_people_write_them(shell: Shell, query) -> None:
    done = shell("add", "task", "account=ミライ", "title=見積送付", "due=金曜", "member=佐藤", "promise=はい")
    assert done.code == 0
    assert query(
        "SELECT t.title, t.due, t.promise, m.name, t.id = ? FROM task t JOIN member m ON m.id = t.member_id",
        done.out.strip(),
    ) == [("見積送付", "2026-11-27", 1, "佐藤", 1)]
    assert shell("add", "契約", "顧客=Acme Inc.", "mrr=48万", "starts=2026-12-01", "自動更新=yes").code == 0
    assert query("SELECT mrr, starts, auto_renew FROM subscription WHERE starts = '2026-12-01'") == [
        (480000, "2026-12-01", 1)
    ]


def test_a_touch_added_field_by_field_gets_what_its_channel_and_the_day_imply(shell: Shell, query) -> None:
    row = shell("--member", "佐藤", "add", "touchpoint", "account=ミライ", "channel=メール", "day=昨日").out.strip()
    kept = "SELECT t.day, substr(t.at, 1, 10), direction, m.name FROM touchpoint t JOIN member m ON m.id = t.member_id"
    ((day, at, direction, member),) = query(kept)
    assert (day, direction, member) == ("2026-11-20", "one_way", "佐藤")
    assert at <= day
    assert shell("edit", "touchpoint", row, "day=2026-11-10").code == 0
    assert query("SELECT day, substr(at, 1, 9) FROM touchpoint") == [("2026-11-10", "2026-11-1")]


def test_editing_changes_only_what_is_said_and_an_empty_value_clears(shell: Shell, query) -> None:
    assert shell("edit", "account", "ミライ", "tier=低", "owner=鈴木", "domain=").code == 0
    changed = """SELECT a.tier, m.name, a.domain, a.kana FROM account a JOIN member m ON m.id = a.owner_id
                 WHERE a.name = 'ミライ商事'"""
    assert query(changed) == [("low", "鈴木", None, "ミライショウジ")]
    again = shell("edit", "account", "ミライ", "tier=low", "--json")
    assert again.json["edit"] is None


def test_amounts_are_in_the_currency_of_their_row(shell: Shell, query) -> None:
    row = shell(
        "add", "subscription", "account=Acme Inc.", "mrr=12.50", "currency=usd", "starts=2026-12-01"
    ).out.strip()
    assert query("SELECT mrr, currency FROM subscription WHERE id = ?", row) == [(1250, "USD")]
    assert shell("edit", "subscription", row, "mrr=$20", "note=a\\nb").code == 0
    assert query("SELECT mrr, note FROM subscription WHERE id = ?", row) == [(2000, "a\nb")]


def test_a_wrong_value_names_the_field_and_its_choices(shell: Shell, book) -> None:
    done = shell("edit", "account", "ミライ", "tier=giant")
    assert done.code == 5
    assert "tier=giant" in done.err
    assert "High" in done.err
    assert "ティア" in shell("--lang", "ja", "edit", "account", "ミライ", "tier=giant").err
    for pair, said in (("due=2/30", "due"), ("state=later", "state")):
        refused = shell("add", "task", "title=x", pair)
        assert (refused.code, said in refused.err) == (5, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("edit", "account", "どこにもない", "tier=low"), 3, "どこにもない"),
        (("edit", "account", "ミライ", "colour=red"), 2, "colour"),
        (("add", "acount", "name=x"), 2, "account"),
        (("add", "task", "due=today"), 5, "title"),
        (("add", "task", "title"), 2, "FIELD=VALUE"),
        (("add", "task", "title=x", "account=誰も"), 3, "誰も"),
        (("list", "task", "--columns", "colour"), 2, "colour"),
        (("show", "member", "nobody"), 3, "nobody"),
    ],
)
def test_what_is_not_there_is_said_with_its_exit_code(shell: Shell, book, arguments, code: int, said: str) -> None:
    done = shell(*arguments)
    assert done.code == code
    assert said in done.err
    assert done.out == ""


def test_two_of_one_name_are_a_conflict_settled_by_id(shell: Shell, query) -> None:
    first = shell("add", "task", "title=電話する").out.strip()
    second = shell("add", "task", "title=電話する").out.strip()
    assert shell("edit", "task", "電話する", "state=done").code == 4
    assert shell("edit", "task", second[-8:], "state=完了").code == 0
    assert query("SELECT state FROM task WHERE id = ?", first) == [("open",)]
    assert query("SELECT state FROM task WHERE id = ?", second) == [("done",)]


def test_lists_filter_sort_limit_and_choose_columns(shell: Shell, book) -> None:
    found = shell("list", "account", "tier=low", "--json").json
    assert [row["name"] for row in found] == ["Acme Inc.", "北斗システムズ"]
    assert found[0]["owner"] == "鈴木"
    assert [row["name"] for row in shell("list", "accounts", "owner=", "--json").json] == ["北斗システムズ"]
    lines = shell(
        "list", "account", "--columns", "name,owner", "--sort=-name", "--limit", "1", "--tsv"
    ).out.splitlines()
    assert lines[0].split("\t") == ["id", "name", "owner_id", "owner"]
    assert lines[1].split("\t")[1] == "北斗システムズ"


def test_tables_line_up_with_wide_characters(shell: Shell, book) -> None:
    from csops_tui.text.width import width

    head, *rows = shell("--lang", "ja", "list", "account", "--columns", "name,tier").out.splitlines()
    places = {
        width(row[: row.index(word)]) for row, word in zip(rows, ("ロー", "ロー", "ハイ"), strict=False) if word in row
    }
    assert head.startswith("顧客名")
    assert len(places) <= 1


def test_an_account_is_shown_with_everything_about_it(shell: Shell, book) -> None:
    """A1-08."""
    assert shell("log", "ミライ 電話 @田中 更新の相談 !3 >見積 明日").code == 0
    page = shell("show", "account", "ミライ").out
    for said in ("ミライ商事", "佐藤", "田中 花", "¥400,000", "見積", "SSO", "更新の相談", "Timeline"):
        assert said in page
    known = shell("show", "account", "mirai.example", "--json").json
    assert [row["text"] for row in known["timeline"]].count(
        "更新の相談"
    ) == 2  # the touch, and the concern it is evidence of
    assert known["owner"] == "佐藤"


def test_undo_and_redo_say_what_they_did(shell: Shell, query) -> None:
    shell("edit", "account", "ミライ", "tier=low")
    done = shell("undo")
    assert (done.code, "ミライ商事" in done.err) == (0, True)
    assert query("SELECT tier FROM account WHERE name = 'ミライ商事'") == [("high",)]
    assert shell("redo", "--json").json["restored"] == 1
    assert query("SELECT tier FROM account WHERE name = 'ミライ商事'") == [("low",)]


def test_history_lists_edits_and_the_changes_of_one_record(shell: Shell, book) -> None:
    shell("edit", "account", "ミライ", "tier=low")
    edits = shell("history", "--json").json
    assert "ミライ商事" in edits[0]["label"]
    changes = shell("history", "account", "ミライ", "--json").json
    assert (changes[-1]["old"], changes[-1]["new"]) == ("high", "low")
    assert shell("undo", edits[0]["id"]).code == 0
    assert shell("history", "account").code == 2


def test_history_tells_an_undo_from_what_it_undid(shell: Shell, book) -> None:
    shell("edit", "account", "ミライ", "tier=low")
    shell("undo")
    shell("redo")
    labels = [edit["label"] for edit in shell("history", "--json").json]
    assert labels[0].startswith("Redo: ")
    assert labels[1] == f"Undo: {labels[2]}"
    assert (shell("undo", "cawm").code, "No edit ends in cawm" in shell("undo", "cawm").err) == (3, True)
    for tier in ("high", "low") * 5:
        shell("edit", "account", "ミライ", f"tier={tier}")
    assert shell("undo", ".1").code == 0
    several = shell("undo", "1")
    assert (several.code, "2 edits end in 1" in several.err) == (4, True)


def test_what_is_near_is_named_and_where_nothing_is_the_way_to_the_list(shell: Shell, book) -> None:
    assert "touchpoint" in shell("list", "touchpiont").err
    ways = {"list zzz": "csops list", "zzz": "csops --help", "define zzz": "csops define"}
    for line, way in ways.items():
        said = shell(*line.split()).err
        assert way in said
        assert len(said) < 100, said
    assert "Nearest" not in shell("show", "account", "zzzzzz").err
    assert len(shell("list", "--json").json) > 20
    assert "Last" in shell("define", "接点").out


def test_a_listing_leaves_out_columns_that_say_nothing(shell: Shell, book) -> None:
    head = shell("list", "account").out.splitlines()[0]
    assert "Tier" in head
    assert "Alias" not in head
    assert "Stage" not in head


def test_a_wrong_field_makes_no_book(shell: Shell, home) -> None:
    assert shell("--db", str(home / "new.db"), "add", "account", "nmae=x").code == 2
    assert not (home / "new.db").exists()


def test_nothing_to_undo_is_a_conflict(shell: Shell, home) -> None:
    assert shell("add", "member", "name=佐藤").code == 0
    assert shell("undo").code == 0
    assert shell("undo").code == 4


def test_adding_to_no_book_makes_one_and_says_so(shell: Shell, home) -> None:
    done = shell("add", "account", "name=一社")
    assert done.code == 0
    assert str(home / "book.db") in done.err
    assert shell("list", "account", "--db", str(home / "typo.db")).code == 3
    assert not (home / "typo.db").exists()


def test_words_are_found(shell: Shell, book) -> None:
    """A2-07."""
    shell("log", "ミライ 電話 予算縮小の懸念")
    found = shell("search", "予算", "--json").json
    assert [(row["entity"], row["account"]) for row in found] == [("touchpoint", "ミライ商事")]
    assert shell("search", "SSO", "--in", "voice", "--json").json[0]["entity"] == "voice"


def test_the_sheet_shows_every_account_as_of_a_day(shell: Shell, book) -> None:
    """A3-01."""
    rows = shell("sheet", "--json").json
    assert [row["account"] for row in rows] == ["ミライ商事", "北斗システムズ"]
    assert rows[0]["renewal_on"] == "2027-02-10"
    assert [row["account"] for row in shell("sheet", "--scope", "churned", "--json").json] == ["Acme Inc."]
    shell("log", "ミライ 電話 昨日 相談")
    assert shell("sheet", "--json").json[0]["last_1to1"] == "2026-11-20"
    assert shell("sheet", "--json", "--as-of", "2026-11-19").json[0]["last_1to1"] is None
    assert "¥400,000" in shell("sheet", "ミライ").out
    assert shell("sheet", "--columns", "colour").code == 2


def test_the_sheet_has_every_scope_of_the_screen(shell: Shell, book) -> None:
    counts = {scope: len(shell("sheet", "--scope", scope, "--json").json) for scope in SCOPES}
    assert counts == {"current": 2, "churned": 1, "all": 3, "unassigned": 1, "no_contact": 1}


def test_amounts_of_several_currencies_are_sorted_by_whole_units(shell: Shell, book) -> None:
    for mrr in (399_999, 400_001):
        pairs = ("account=Acme", f"mrr={mrr}", "currency=USD", "starts=2026-02-10")
        assert shell("add", "subscription", *pairs).code == 0
    order = [row["mrr"] for row in shell("list", "subscription", "--sort", "mrr", "--json").json]
    assert order == [39_999_900, 400_000, 40_000_100]
    sheet = [row["currency"] for row in shell("sheet", "--scope", "all", "--sort", "-mrr", "--json").json]
    assert sheet == ["USD", "JPY", None]


def test_csv_is_safe_for_spreadsheets_and_json_is_not_touched(shell: Shell, book) -> None:
    shell("add", "task", "title==1+1")
    assert "'=1+1" in shell("list", "task", "--csv").out
    assert json.loads(shell("list", "task", "--json").out)[0]["title"] == "=1+1"


def test_touches_are_counted_by_any_attribute_with_untouched_accounts_in_the_mean(shell: Shell) -> None:
    """A2-04, A2-05: mean and median divide by all accounts; who has no touch is counted beside them."""
    for number, tier in enumerate(("high", "high", "low")):
        assert shell("add", "account", f"name=会社{number}", f"tier={tier}", "state=active").code == 0
    for _ in range(3):
        assert shell("log", "会社0", "電話").code == 0
    rows = shell("stats", "touches", "--by", "tier", "--json").json
    figures = ("accounts", "touches", "mean", "median", "zero_touch")
    by_tier = {row["tier"]: tuple(row[name] for name in figures) for row in rows}
    assert by_tier == {"high": (2, 3, 1.5, 1.5, 1), "low": (1, 0, 0.0, 0.0, 1)}
    assert shell("stats", "--by", "weather").code == 2
