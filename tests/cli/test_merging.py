"""`csops duplicates` and `csops merge`: the pairs, the preview, the merge, its undo, and two that are two."""

from __future__ import annotations

from tests.cli.conftest import Shell


def test_pairs_are_listed_merged_and_taken_back(shell: Shell, book, query) -> None:
    """A1-09."""
    shell("add", "account", "name=㈱ミライ商事", "domain=mirai-shoji.co.jp", "note=二重")
    (pair,) = shell("duplicates", "account", "--json").json
    assert {pair["one_name"], pair["other_name"]} == {"ミライ商事", "㈱ミライ商事"}
    assert "same name" in shell("duplicates").out
    touches = query("SELECT count(*) FROM touchpoint")
    before = query("SELECT * FROM account ORDER BY id")
    seen = shell("merge", "account", "㈱ミライ商事", "ミライ商事", "tier=low", "--dry-run", "--json")
    rows = {row["field"]: row for row in seen.json}
    assert (rows["name"]["merged"], rows["tier"]["merged"]) == ("㈱ミライ商事", "low")
    assert "Would move" in seen.err
    assert query("SELECT * FROM account ORDER BY id") == before
    done = shell("merge", "account", "㈱ミライ商事", "ミライ商事", "tier=low", "--json")
    assert done.code == 0 and sum(done.json["moved"].values()) > 1
    assert query("SELECT name, tier, note FROM account WHERE id = ?", done.json["id"]) == [
        ("㈱ミライ商事", "low", "二重")
    ]
    assert query("SELECT count(*) FROM touchpoint") == touches
    assert shell("undo").code == 0
    assert query("SELECT * FROM account ORDER BY id") == before


def test_two_that_are_two_are_not_listed_again(shell: Shell, book, query) -> None:
    shell("add", "account", "name=㈱ミライ商事")
    done = shell("merge", "account", "㈱ミライ商事", "ミライ商事", "--distinct", "--json")
    assert done.code == 0 and done.json["edit"]
    assert shell("duplicates", "account", "--json").json == []
    again = shell("merge", "account", "㈱ミライ商事", "ミライ商事", "--distinct", "--json")
    assert again.json == {"edit": None}


def test_two_numbers_and_other_kinds_are_refused(shell: Shell, book) -> None:
    shell("edit", "account", "ミライ商事", "corporate_number=1234567890128")
    shell("add", "account", "name=㈱ミライ商事", "corporate_number=9876543210987")
    refused = shell("merge", "account", "㈱ミライ商事", "ミライ商事")
    assert (refused.code, "two companies" in refused.err) == (5, True)
    assert shell("merge", "task", "a", "b").code == 2
    assert shell("merge", "account", "ミライ商事", "nobody here").code == 3


def test_a_login_is_linked_listed_and_unlinked(shell: Shell, book, query) -> None:
    """A1-05."""
    shell("add", "product", "name=Analytics")
    (person,) = query("SELECT id, name FROM contact LIMIT 1")
    done = shell("login", "link", person[0], "Analytics", "u-1", "--evidence", "phone", "--json")
    assert [(row["product"], row["user_key"], row["evidence"]) for row in done.json] == [("Analytics", "u-1", "phone")]
    assert [row["contact"] for row in shell("login", "list", person[0], "--json").json] == [person[0]]
    assert shell("login", "unlink", person[0], "Analytics", "u-9").code == 3
    assert shell("login", "link", person[0]).code == 2
    assert shell("login", "unlink", person[0], "Analytics", "u-1", "--json").json == []
    assert query("SELECT count(*) FROM identity") == [(0,)]
