"""What columns are by their cells, and what they are proposed to become."""

from __future__ import annotations

from pathlib import Path

import pytest

from csops_tui.exchange.column_types import ColumnType, column_types, is_corporate_number
from csops_tui.exchange.kinds import IMPORTABLE, kinds_of, likely
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.profiles import find, profile_of, save
from csops_tui.exchange.proposing import Guess, accepted, propose, questions
from csops_tui.exchange.table import Table, open_table
from csops_tui.locale import has
from csops_tui.model.registry import ENTITIES

pytestmark = pytest.mark.usefixtures("english", "own_home")


def table_of(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return open_table(path)


def types_of(tmp_path: Path, *cells: str) -> ColumnType:
    quoted = "\n".join('"' + cell.replace('"', '""') + '",x' for cell in cells)
    return column_types(table_of(tmp_path, f"a,b\n{quoted}\n"))[0]


def by_header(guesses: tuple[Guess, ...]) -> dict[str, Guess]:
    return {guess.header: guess for guess in guesses}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("2026-04-01", "令和8年4月1日", "R8.4.1"), "day"),
        (("2026-04-01 3:15:52", "2026/04/02 14:30", "令和8年4月3日 14時半"), "moment"),
        (("2026年4月", "2026-05"), "month"),
        (("1735689600", "1767225600"), "unix"),
        (("¥1,200,000", "￥48万", "△5000円", "▲1億"), "money"),
        (("12.5%", "８％"), "percent"),
        (("１２０", "1,200", "(30)"), "count"),
        (("0.5", "1.25"), "number"),
        (("はい", "いいえ", "○", "×"), "flag"),
        (("TRUE", "FALSE"), "flag"),
        (("a@mirai.example", "b@hokuto.co.jp"), "mail"),
        (("https://www.mirai.example/x", "hokuto.co.jp"), "domain"),
        (("7000012050002", "T7-0000-1210-2001"), "corporate_number"),
        (("電話", "訪問", "オンライン会議"), "code"),
        (("30分", "1時間半"), "duration"),
        (("C-001", "C-002"), "id"),
        (("", " "), "empty"),
        (("いろは", "にほへ"), "text"),
    ],
)
def test_a_column_is_what_nearly_all_its_cells_are(tmp_path: Path, cells: tuple[str, ...], kind: str) -> None:
    found = types_of(tmp_path, *cells)
    assert found.kind == kind, found.shares
    assert has(f"mapping.kind.{kind}")


def test_the_order_of_day_and_month_is_that_of_the_whole_column(tmp_path: Path) -> None:
    open_days = [f"{day:02d}/04/2026" for day in range(1, 13)] * 300
    assert types_of(tmp_path, *open_days).order == "ambiguous"
    assert types_of(tmp_path, *open_days, "13/04/2026").order == "dmy"
    assert types_of(tmp_path, *open_days, "04/13/2026").order == "mdy"
    guesses = propose(table_of(tmp_path, "会社名,日付,種別\nミライ,03/04/2026,電話\n"), "touchpoint")
    assert [guess.header for guess in questions(guesses)] == ["日付"]


def test_a_corporate_number_is_told_by_its_check_digit() -> None:
    assert is_corporate_number("7000012050002")
    assert not is_corporate_number("7000012050003")
    assert not is_corporate_number("1234567890123")


def test_names_and_cells_together_say_how_sure_a_guess_is(tmp_path: Path) -> None:
    text = (
        "得意先,アドレス,契約開始日,席数,ランク付け,連絡用,謎\n"
        "ミライ,https://mirai.example,令和5年4月1日,25,A,x@mirai.example,zz\n"
        "北斗,hokuto.example,2024-01-01,多い,B,y@hokuto.example,\n"
    )
    guesses = by_header(propose(table_of(tmp_path, text), "account"))
    assert (guesses["契約開始日"].target, guesses["契約開始日"].confidence) == ("since", 95)
    assert "dates" in guesses["契約開始日"].why
    assert guesses["アドレス"].target == "domain" and 60 <= guesses["アドレス"].confidence < 80
    assert guesses["席数"].confidence < guesses["契約開始日"].confidence
    assert (guesses["謎"].target, guesses["謎"].confidence) == ("", 0)
    assert guesses["謎"].samples == ("zz",)


def test_cells_that_differ_from_the_name_make_a_guess_doubtful(tmp_path: Path) -> None:
    guesses = by_header(propose(table_of(tmp_path, "name,seats\nMirai,many\nHokuto,few\n"), "account"))
    assert guesses["seats"].confidence < 60
    assert "differ" in guesses["seats"].why


def test_an_earlier_import_and_a_profile_are_remembered(tmp_path: Path) -> None:
    table = table_of(tmp_path, "客先,X1\nミライ,10\n")
    mapping = resolve("account", table.header, ["客先=name", "X1=seats"])
    save(profile_of("mine", [mapping], table.header))
    other = table_of(tmp_path, "X1,Y,Z,W,客先\n10,a,b,c,ミライ\n")
    guesses = by_header(propose(other, "account"))
    assert (guesses["客先"].target, guesses["客先"].confidence, guesses["客先"].why) == (
        "name",
        95,
        "as in an earlier import",
    )
    known = by_header(propose(table, "account", find(table.header)))
    assert (known["X1"].target, known["X1"].confidence) == ("seats", 100)
    assert {s.header: s.target.name for s in accepted("account", table.header, tuple(known.values())).sources} == {
        "客先": "name",
        "X1": "seats",
    }


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("会社名,アンケート名,回答日,スコア,コメント", "survey_response"),
        ("Account,Due,Forecast", "renewal"),
        ("Company,Deal name,Amount,Close date,Create date", "opportunity"),
        ("event name,date,capacity", "event"),
        ("Email,Event title,Event date,Status", "attendance"),
        ("Account,Risk category,Level,Opened", "risk"),
        ("name,email,role,team", "member"),
        ("product name,code", "product"),
        ("account,title,severity,received at", "complaint"),
        ("account,asked,state,meeting", "appointment"),
        ("product,email,user_key,last_active", "identity"),
        ("施策名,会社名,配信日,開封", "exposure"),
        ("会社名,日付,種別,内容", "touchpoint"),
    ],
)
def test_a_file_says_by_its_header_what_it_holds(header: str, kind: str) -> None:
    assert kinds_of(tuple(header.split(",")))[0][0] == kind


def test_every_kind_that_can_be_proposed_is_one_of_the_book() -> None:
    assert set(IMPORTABLE) - {"usage"} <= ENTITIES.keys()
    assert len(set(IMPORTABLE)) == len(IMPORTABLE)


def test_cells_help_to_tell_what_a_file_holds(tmp_path: Path) -> None:
    text = "氏名,会社,アドレス\n山田,ミライ,y@mirai.example\n田中,北斗,t@hokuto.example\n"
    kinds = dict(likely(table_of(tmp_path, text)))
    assert next(iter(kinds)) == "contact"
    assert kinds["contact"] > kinds.get("account", 0)
