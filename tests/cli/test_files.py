"""Files go in and out of the book, and copies of it are kept."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_three_files_keyed_differently_make_one_account(shell: Shell, home: Path) -> None:
    """A1-01: every record of the files is imported or rejected, and one page shows all."""
    accounts = write(home / "a.csv", "id,会社名,ドメイン\nC-1,株式会社ミライ,mirai.example\nC-2,北斗,hokuto.example\n")
    people = write(home / "p.csv", "氏名,メール,account.domain\n田中 花,hana@mirai.example,mirai.example\n")
    lines = write(home / "s.csv", "account.external_id,月額,開始日\nC-1,480000,2026-04-01\nC-9,1,2026-04-01\n")
    reject = home / "reject.csv"
    first = shell("import", "account", accounts, "--source", "crm", "--json")
    assert first.code == 0
    assert {k: v for k, v in first.json.items() if k != "edit"} == {
        "created": 2,
        "updated": 0,
        "skipped": 0,
        "conflicts": 0,
        "rejected": 0,
    }
    assert first.json["edit"]
    assert shell("import", "contact", people, "--map", "account.domain=account.domain", "--json").json["created"] == 1
    last = shell("import", "subscription", lines, "--source", "crm", "--reject", str(reject), "--json")
    assert (last.code, last.json["created"], last.json["rejected"]) == (0, 1, 1)
    assert "C-9" in reject.read_text(encoding="utf-8")
    page = shell("show", "account", "ミライ").out
    for said in ("株式会社ミライ", "田中 花", "¥480,000"):
        assert said in page
    again = shell("import", "account", accounts, "--source", "crm", "--json").json
    assert again == {"created": 0, "updated": 0, "skipped": 2, "conflicts": 0, "rejected": 0, "edit": None}


def test_a_dry_run_writes_nothing_and_an_import_is_one_undo(shell: Shell, home: Path, query) -> None:
    accounts = write(home / "a.csv", "会社名\nいろは\nにほへ\n")
    said = shell("import", "account", accounts, "--dry-run", "--json").json
    assert (said["created"], said["rejected"], said["edit"]) == (2, 0, None)
    (plan,) = said["plans"]
    assert (plan["entity"], plan["records"], plan["listed"]) == ("account", 2, 2)
    assert [(row["line"], row["action"], row["diff"]["name"]["to"]) for row in plan["rows"]] == [
        (2, "create", "いろは"),
        (3, "create", "にほへ"),
    ]
    assert query("SELECT count(*) FROM account") == [(3,)]
    assert shell("import", "顧客", accounts).code == 0
    assert query("SELECT count(*) FROM account") == [(5,)]
    assert shell("undo").code == 0
    assert query("SELECT count(*) FROM account") == [(3,)]


def test_a_file_that_cannot_be_taken_at_all_is_refused(shell: Shell, home: Path) -> None:
    assert shell("import", "account", str(home / "none.csv")).code in (3, 5)
    assert shell("import", "account", write(home / "b.csv", "色\n赤\n")).code == 5
    lines = write(home / "s.csv", "account.external_id,月額,開始日\nC-9,1,2026-04-01\n")
    assert shell("import", "subscription", lines).code == 5


def test_a_file_without_a_kind_is_read_as_the_likeliest(shell: Shell, home: Path, query) -> None:
    done = shell("import", write(home / "a.csv", "顧客,ティア\n株式会社ほへと,high\n"))
    assert (done.code, "Read as" in done.err) == (0, True)
    assert query("SELECT tier FROM account WHERE name = '株式会社ほへと'") == [("high",)]
    assert shell("import", "account").code == 2
    assert "csops import account accounts.csv" in shell("import", "account").err
    assert shell("import", "account", "a.csv", "b.csv").code == 2


def test_a_list_of_customers_with_contracts_comes_in_as_both(shell: Shell, home: Path, query) -> None:
    file = write(
        home / "crm.csv",
        "会社名,担当CSM,契約開始日,契約終了日,年間契約額\n"
        '株式会社いろは,山田 太郎,2026-04-01,2027-04-01,"1,000,000"\nにほへ,山田 太郎,いつか,,12\n',
    )
    first = shell("import", "account", file, "--new-members")
    assert first.code == 0
    for said in ("1 of our people added: 山田 太郎", "1 of 2 records", f"csops import subscription {file}"):
        assert said in first.err, said
    second = shell("import", "subscription", file)
    assert "年間契約額: divided by 12" in second.err
    lines = "SELECT mrr, starts, ends FROM subscription AS s JOIN account AS a ON a.id = s.account_id WHERE a.name = ?"
    assert query(lines, "株式会社いろは") == [(83333, "2026-04-01", "2027-04-01")]


def test_what_is_exported_imports_without_a_change(shell: Shell, book: Path, home: Path) -> None:
    assert shell("export", "--all", str(home / "out")).code == 0
    files = sorted(path.name for path in (home / "out").iterdir())
    assert [name for name in files if "account" in name]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (home / "out").iterdir())
    account = next(path for path in (home / "out").iterdir() if path.name.endswith("-account.csv"))
    assert shell("import", "account", str(account), "--json").json == {
        "created": 0,
        "updated": 0,
        "skipped": 3,
        "conflicts": 0,
        "rejected": 0,
        "edit": None,
    }
    out = shell("export", "account").out
    assert [row["name"] for row in csv.DictReader(out.splitlines())] == ["ミライ商事", "Acme Inc.", "北斗システムズ"]
    assert shell("export").code == 2


def test_an_export_overwrites_only_when_told_to(shell: Shell, book: Path, home: Path) -> None:
    file = home / "e.csv"
    assert shell("export", "account", str(file)).code == 0
    file.write_text("mine", encoding="utf-8")
    assert shell("export", "account", str(file)).code == 4
    assert file.read_text(encoding="utf-8") == "mine"
    assert shell("export", "account", str(file), "--force").code == 0
    assert "ミライ商事" in file.read_text(encoding="utf-8")
    assert shell("export", "--all", str(home / "out")).code == 0
    assert shell("export", "--all", str(home / "out")).code == 4


def test_a_backup_brings_back_what_was(shell: Shell, book: Path, query) -> None:
    made = shell("backup")
    assert made.code == 0
    assert Path(made.out.strip()).exists()
    shell("edit", "account", "ミライ", "tier=low")
    assert shell("backup", "--list", "--json").json[0]["path"] == made.out.strip()
    assert shell("restore", made.out.strip()).code == 0
    assert query("SELECT tier FROM account WHERE name = 'ミライ商事'") == [("high",)]
    assert shell("restore", str(book.with_name("none.db"))).code == 3


def test_the_sample_is_built_into_a_file(shell: Shell, home: Path) -> None:
    path = home / "sample.db"
    made = shell("demo", "--accounts", "5", "--build", str(path), "--today", "2026-11-21")
    assert (made.code, made.out.strip()) == (0, str(path))
    assert len(shell("sheet", "--scope", "all", "--db", str(path), "--json").json) == 5
    assert shell("demo", "--build", str(path), "--today", "soon").code == 5


def test_the_doctor_finds_a_sound_book_sound_and_a_damaged_one_not(shell: Shell, book: Path) -> None:
    assert shell("log", "acme call").code == 0
    found = shell("doctor", "--deep", "--json")
    assert (found.code, [one for one in found.json if one["level"] == "fail"]) == (0, [])
    book.chmod(0o644)
    assert "--repair" in shell("doctor").err
    assert shell("doctor", "--repair").code == 0
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    book.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    done = shell("doctor", "--lang", "ja")
    assert (done.code, "Traceback" in done.err) == (1, False)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("restore", "nowhere/copy.db"), 3, ("nowhere/copy.db", "backup --list")),
        (("import", "account", "nowhere/a.csv"), 3, ("nowhere/a.csv",)),
        (("export", "account", "nowhere/a.csv"), 3, ("nowhere",)),
        (("import", "account", "/"), 5, ("/",)),
        (("log", "--bulk", "nowhere/names.txt", "call"), 2, ("nowhere/names.txt",)),
        (("show", "member", "誰か"), 3, ("誰か", "csops list member")),
    ],
)
def test_what_is_not_there_is_named_with_its_place(
    shell: Shell,
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    said: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    done = shell(*words)
    assert (done.code, done.out) == (code, "")
    assert all(part in done.err for part in said), done.err


def test_an_import_that_leaves_records_out_says_how_many(shell: Shell, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "touches.csv"
    file.write_text("account,day,channel\nAcme Inc.,2026-11-20,call\nNobody,2026-11-20,call\n", encoding="utf-8")
    done = shell("import", "touchpoint", str(file))
    assert done.code == 0
    assert "1 of 2 records cannot be taken" in done.err
