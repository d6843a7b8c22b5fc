"""`csops capture` and `csops captured`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell

FIXTURES = Path(__file__).parents[2] / "fixtures" / "capture"


def test_a_folder_is_captured_listed_confirmed_and_ignored(shell: Shell, book: Path, query) -> None:
    """A2-02."""
    done = shell("capture", str(FIXTURES))
    assert done.code == 0, done.err
    assert "お見積の件" in done.out
    assert "Files read: 13 (events 8, mails 11, cards 5)" in done.err
    assert "among ourselves" in done.err
    listed = shell("captured", "--json").json
    assert {"title", "kind", "account", "day", "people", "id"} <= listed[0].keys()
    one = next(each for each in listed if each["kind"] == "touchpoint" and each["account"] == "ミライ商事")
    done = shell("capture", "confirm", one["id"][-8:], "--json")
    assert done.code == 0, done.err
    ((day, channel),) = query("SELECT day, channel FROM touchpoint WHERE id = ?", done.json["records"][0])
    assert (day, channel) == (one["day"], one["channel"])
    other = next(each for each in listed if each["account"] is None)
    assert shell("capture", "ignore", other["id"]).code == 0
    left = {each["id"] for each in shell("captured", "--json").json}
    assert left == {each["id"] for each in listed} - {one["id"], other["id"]}
    again = shell("capture", str(FIXTURES), "--json")
    assert (again.json["new"], again.json["changed"], again.json["edit"]) == ([], [], None)
    assert again.json["answered"] == 2


def test_a_dry_run_shows_what_would_be_new_and_writes_nothing(shell: Shell, book: Path, query) -> None:
    done = shell("capture", str(FIXTURES / "calendar.ics"), "--dry-run", "--json")
    assert [each["id"] for each in done.json["new"]] == [None] * len(done.json["new"]) != []
    assert query("SELECT count(*) FROM proposal") == [(0,)]


def test_days_can_be_given_in_words_and_not_beyond_two_years(shell: Shell, book: Path) -> None:
    done = shell("capture", str(FIXTURES / "mails"), "--since", "2026-11-17", "--until", "2026-11-17", "--json")
    assert {each["day"] for each in done.json["new"]} == {"2026-11-17"}
    assert done.json["outside"] == 4
    assert shell("capture", str(FIXTURES), "--since", "2020-01-01", "--until", "2026-01-01").code == 5
    assert shell("capture", str(FIXTURES), "--since", "2026-12-01", "--until", "2026-11-01").code == 5
    assert shell("capture", str(FIXTURES), "--since", "2021-01-01", "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 2), (("nowhere",), 3), (("confirm",), 2), (("confirm", "nothing"), 3), (("ignore",), 2)],
)
def test_what_cannot_be_done_is_said(shell: Shell, book: Path, arguments: tuple[str, ...], code: int) -> None:
    done = shell("capture", *arguments)
    assert (done.code, done.out) == (code, "")
    assert done.err


def test_a_file_that_says_nothing_is_named_with_its_reason(shell: Shell, book: Path, home: Path) -> None:
    path = home / "empty.ics"
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")
    done = shell("capture", str(path))
    assert done.code == 5
    assert "empty.ics: no events in it" in done.err


def test_what_belongs_to_no_account_says_how_to_assign_it(shell: Shell, book: Path) -> None:
    shell("capture", str(FIXTURES / "mails" / "05_stranger.eml"))
    (one,) = shell("captured", "--unmatched", "--json").json
    done = shell("capture", "confirm", one["id"])
    assert done.code == 5
    assert f"csops edit proposal {one['id'][-8:]} account=" in done.err
    assert shell("edit", "proposal", one["id"][-8:], "account=ミライ商事").code == 0
    assert shell("capture", "confirm", one["id"]).code == 0
    assert shell("capture", "confirm", one["id"]).code == 4


def test_without_any_address_of_ours_that_is_said(shell: Shell, home: Path) -> None:
    from csops_tui.store.book import Book

    Book.create(home / "book.db", "suzuki").close()
    assert "No member has a mail address" in shell("capture", str(FIXTURES / "mails")).err


def test_a_capture_of_a_book_in_japanese_speaks_japanese(shell: Shell, book: Path) -> None:
    done = shell("--lang", "ja", "capture", str(FIXTURES))
    assert "新しい候補" in done.err
