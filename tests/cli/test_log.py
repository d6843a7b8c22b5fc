"""A touch is one line in the shell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from csops_tui.store import sqlite, touch
from csops_tui.store.drafts import Drafts
from csops_tui.store.errors import BookBusy, DiskFull
from tests.cli.conftest import Shell

LINE = "ミライ 電話 30分 @田中 更新の相談、予算縮小の懸念 #更新 !3 >見積送付 金曜 ?帳票の追加"


def test_one_line_becomes_touch_concern_task_and_request_in_one_step(shell: Shell, query) -> None:
    """A2-01, A2-02, A2-03."""
    done = shell("log", LINE)
    assert done.code == 0
    assert query("SELECT day, channel, reach, direction, minutes, tags, note FROM touchpoint") == [
        ("2026-11-21", "call", "1:1", "two_way", 30, "更新", "更新の相談、予算縮小の懸念")
    ]
    assert query("SELECT level, expires, touchpoint_id IS NOT NULL FROM concern") == [(3, "2027-02-19", 1)]
    assert query("SELECT title, due, state FROM task") == [("見積送付", "2026-11-27", "open")]
    assert query(
        "SELECT v.title, c.name FROM voice v JOIN contact c ON c.id = v.contact_id WHERE v.day = '2026-11-21'"
    ) == [("帳票の追加", "田中 花")]
    assert shell("undo").code == 0
    assert query("SELECT (SELECT count(*) FROM touchpoint), (SELECT count(*) FROM task)") == [(0, 0)]


def test_the_parsed_day_is_said_in_full(shell: Shell, book: Path) -> None:
    assert "2026-11-20" in shell("log", "acme call 30m yesterday asked about SSO").out
    assert "2026/11/20(金)" in shell("--lang", "ja", "log", "acme 電話 昨日 SSOの質問").out


def test_unquoted_words_are_one_line(shell: Shell, query) -> None:
    assert shell("log", "acme", "call", "30m", "asked", "about", "SSO").code == 0
    assert query("SELECT note, minutes FROM touchpoint") == [("asked about SSO", 30)]


def test_options_lead_through_click_to_the_same_result(shell: Shell, query) -> None:
    assert shell("log", "--member", "佐藤", "call 15m", "--account", "mirai.example").code == 0
    assert query("SELECT m.name, t.minutes FROM touchpoint t JOIN member m ON m.id = t.member_id") == [("佐藤", 15)]


def test_the_line_comes_from_a_pipe_too(shell: Shell, query) -> None:
    assert shell("log", "--json", stdin="acme call 5m\n").code == 0
    assert query("SELECT minutes FROM touchpoint") == [(5,)]


def test_an_hour_yet_to_come_is_taken_as_today_and_that_is_said(
    shell: Shell, query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSOPS_TODAY", "2026-11-21T09:00:00+09:00")
    done = shell("log", "acme call 23:30 asked")
    assert done.code == 0
    assert "“23:30” is later than now" in done.err
    assert query("SELECT day, at FROM touchpoint") == [("2026-11-21", "2026-11-21T14:30:00Z")]
    assert "later than now" in shell("log", "-n", "acme call 23:30 asked").err
    assert "later" not in shell("log", "acme call yesterday 23:30 asked").err
    assert "later" not in shell("log", "acme call 8:30 asked").err


def test_a_batch_is_one_entry_a_line_and_one_step(shell: Shell, query) -> None:
    done = shell("log", "--batch", stdin="acme call 5m\n\nミライ メール 資料送付\n")
    assert done.code == 0
    assert query("SELECT channel FROM touchpoint ORDER BY id") == [("call",), ("email",)]
    assert query("SELECT label FROM _edit ORDER BY n DESC LIMIT 1") == [("2 touches",)]
    assert shell("undo").code == 0
    assert query("SELECT channel FROM touchpoint") == []


def test_a_person_named_in_two_lines_of_a_batch_is_added_once(shell: Shell, query) -> None:
    lines = "acme call @新人 first\nacme mail @新人 second\nミライ 電話 @新人 同じ名前\n"
    assert shell("log", "--batch", "--new-contacts", stdin=lines).code == 0
    assert query("SELECT count(*) FROM contact WHERE name = '新人'") == [(2,)], "one at each account"
    assert query("SELECT count(*) FROM touchpoint_contact") == [(3,)]


def test_a_line_without_a_channel_goes_on_with_that_of_the_line_before(shell: Shell, query) -> None:
    assert shell("log", "--batch", stdin="acme visit first\nacme second\n").code == 0
    assert query("SELECT channel FROM touchpoint") == [("visit",), ("visit",)]


def test_a_batch_that_fails_while_it_is_written_leaves_nothing(
    shell: Shell, book: Path, query, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = touch.write

    def full(step: object, of: object, entry: touch.QuickLog, **how: object) -> object:
        if entry.note == "second":
            raise DiskFull()
        return write(step, of, entry, **how)

    monkeypatch.setattr(touch, "write", full)
    assert shell("log", "--batch", stdin="acme mail first\nacme mail second\n").code == 1
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]
    assert kept(book) == {"acme mail first", "acme mail second"}


def test_a_batch_with_a_wrong_line_writes_none(shell: Shell, query) -> None:
    done = shell("log", "--batch", stdin="acme call 5m\nnobody call 5m\nacme call 2/30\n")
    assert done.code == 3
    assert "Line 2" in done.err
    assert "Line 3" in done.err
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def test_an_unknown_account_offers_the_nearest_and_keeps_the_line(shell: Shell, book: Path, query) -> None:
    done = shell("log", "Acnee call 30m asked")
    assert (done.code, done.out) == (3, "")
    assert "Acme Inc." in done.err
    assert "Acnee call 30m asked" in done.err
    assert kept(book) == {"Acnee call 30m asked"}
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def kept(book: Path) -> set[str]:
    return {draft.data["line"] for draft in Drafts(book).lines()}


def test_refused_lines_are_kept_beside_each_other_until_they_are_written(shell: Shell, book: Path) -> None:
    assert shell("log", "Zenith call first").code == 3
    assert shell("log", "--account", "acme", "call 2/30 second").code == 5
    assert kept(book) == {"Zenith call first", "Acme Inc. call 2/30 second"}
    assert shell("add", "account", "name=Zenith").code == 0
    assert shell("log", "Zenith call first").code == 0
    assert kept(book) == {"Acme Inc. call 2/30 second"}


@pytest.mark.parametrize(("error", "code"), [(BookBusy, 4), (DiskFull, 1)])
def test_what_the_book_does_not_take_is_kept_and_it_is_said_where(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error()

    monkeypatch.setattr(touch, "record_all", fail)
    done = shell("log", "acme call 5m")
    assert (done.code, kept(book)) == (code, {"acme call 5m"})
    assert str(Drafts(book).folder) in done.err
    assert shell("log", "--batch", stdin="acme mail one\n\nacme mail two\n").code == code
    assert kept(book) == {"acme call 5m", "acme mail one", "acme mail two"}


def test_a_line_no_disk_takes_goes_back_to_the_terminal(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(Drafts, "save", full)
    done = shell("log", "Zenith call first")
    assert "Your line: Zenith call first" in done.err
    assert "kept" not in done.err


def test_a_wrong_path_to_the_book_is_not_littered_with_drafts(shell: Shell, tmp_path: Path) -> None:
    assert shell("--db", str(tmp_path / "typo.db"), "log", "acme call").code == 3
    assert list(tmp_path.glob("typo*")) == []


@pytest.mark.parametrize("line", ["acme call 2/30 asked", "acme call asked !7", "acme 電話 11月32日 相談"])
def test_what_cannot_be_is_refused_and_the_line_kept(shell: Shell, book: Path, query, line: str) -> None:
    done = shell("log", line)
    assert done.code == 5
    assert line in done.err
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def test_a_dry_run_shows_the_parse_and_writes_nothing(shell: Shell, query) -> None:
    done = shell("log", "--dry-run", LINE)
    assert done.code == 0
    assert "account: ミライ" in done.out
    assert "channel: 電話" in done.out
    assert shell("log", "-n", "--json", LINE).json["tasks"] == [{"title": "見積送付", "due": "2026-11-27"}]
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def test_many_accounts_are_one_bulk_touch_counted_apart(shell: Shell, query, tmp_path: Path) -> None:
    """A2-08."""
    names = tmp_path / "names.txt"
    names.write_text("ミライ商事\n北斗\n\n", encoding="utf-8")
    done = shell("log", "--bulk", str(names), "--account", "Acme Inc.", "mail newsletter sent", "--json")
    assert done.code == 0
    assert len(done.json["touchpoint"]) == 3
    assert query("SELECT reach, count(*), count(DISTINCT bulk) FROM touchpoint GROUP BY reach") == [("1:n", 3, 1)]
    assert shell("undo").code == 0
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def test_unknown_people_stay_in_the_note_unless_they_are_to_be_added(shell: Shell, query) -> None:
    first = shell("log", "ミライ 電話 @山田 相談")
    assert "山田" in first.err
    assert query("SELECT note FROM touchpoint") == [("@山田 相談",)]
    assert shell("log", "--new-contacts", "ミライ 電話 @山田 相談").code == 0
    assert query("SELECT name, state FROM contact WHERE name = '山田'") == [("山田", "unknown")]


def test_other_teams_nearby_and_open_requests_are_said_before(shell: Shell, book: Path) -> None:
    """A1-07, A2-06."""
    assert shell("--member", "鈴木", "log", "ミライ 電話 昨日 見積の話").code == 0
    done = shell("--member", "佐藤", "log", "ミライ 電話 更新の相談")
    assert "Sales 鈴木" in done.err
    assert "SSO" in done.err
    own_team = shell("--member", "鈴木", "log", "ミライ 電話 続き")
    assert "CS 佐藤" in own_team.err
    assert "Sales 鈴木" not in own_team.err


def test_a_member_nobody_knows_is_refused_when_named(shell: Shell, query) -> None:
    assert shell("--member", "誰か", "log", "ミライ 電話").code == 3
    assert query("SELECT count(*) FROM touchpoint") == [(0,)]


def test_without_a_line_nothing_is_guessed(shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    assert shell("log").code == 2


def test_the_day_can_be_set(shell: Shell, query) -> None:
    assert shell("--as-of", "2026-10-01", "log", "acme call").code == 0
    assert query("SELECT day FROM touchpoint") == [("2026-10-01",)]


def test_logging_loads_nothing_heavy(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = {"pydantic", "pandas", "numpy", "sqlite_utils", "textual", "rich", "rapidfuzz", "plotext", "click"}
    # Each of these takes as long to load as several of our own modules.
    light = {"dataclasses", "inspect", "decimal", "calendar", "locale", "secrets", "getpass", "hashlib", "platformdirs"}
    script = (
        "import sys; from csops_tui.cli.run import run; code = run(['log', 'ミライ 電話 30分 >見積 金曜']); "
        f"print(sorted({heavy | light!r} & set(sys.modules))); sys.exit(code)"
    )
    monkeypatch.delenv("CSOPS_HOME")
    monkeypatch.setenv("CSOPS_DB", str(book))
    monkeypatch.setenv("HOME", str(book.parent))
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]")


def test_one_logged_line_opens_one_connection_beside_the_look_at_the_header(
    shell: Shell, query, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []

    def counted(path: Path, *, readonly: bool = False, create: bool = False) -> sqlite.Connection:
        opened.append(readonly)
        return connect(path, readonly=readonly, create=create)

    connect = sqlite.connect
    monkeypatch.setattr(sqlite, "connect", counted)
    assert shell("log", LINE).code == 0
    assert opened == [True, False]


def test_control_characters_in_a_line_never_reach_the_terminal(shell: Shell, query) -> None:
    done = shell("log", "acme call \x1b]52;c;aGk=\x07hello")
    assert "\x1b" not in done.out + done.err
    assert "\x1b" not in query("SELECT note FROM touchpoint")[0][0]
