"""The shell keeps its promises: help in two languages, exit codes, pipes, no traceback."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from csops_tui.cli.everywhere import Option
from csops_tui.cli.root import COMMANDS, root
from csops_tui.locale import LANGUAGES, set_language, words
from tests.cli.conftest import Shell


def commands() -> dict[str, click.Command]:
    found = {}
    for name, place in COMMANDS.items():
        module, _, attribute = place.partition(":")
        found[name] = getattr(import_module(module), attribute)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_is_documented_and_every_option_has_help(lang: str) -> None:
    known = words("cli", lang)
    for name, command in commands().items():
        assert command.name == name
        assert f"cli.{name}.short" in known
        assert f"cli.{name}.help" in known
        set_language(lang)
        bare = [p.name for p in command.params if isinstance(p, Option) and not p.words(name)]
        assert (name, bare) == (name, [])


def test_both_catalogues_say_the_same_things() -> None:
    ja, en = words("cli", "ja"), words("cli", "en")
    assert set(ja) == set(en)
    assert [key for key in ja if not ja[key] or not en[key]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_shown_for_every_command(shell: Shell, lang: str, name: str) -> None:
    done = shell("--lang", lang, *([name] if name else []), "--help")
    assert done.code == 0
    assert "cli." not in done.out.replace("csops_tui.cli.", "")
    assert words("cli", lang)["cli.usage"] in done.out


def test_the_first_help_page_imports_no_command(tmp_path: Path) -> None:
    script = (
        "import sys; from csops_tui.cli.run import run; run(['--help']); "
        "sys.exit(any(m in sys.modules for m in ('csops_tui.cli.records', 'pydantic', 'textual', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lgo",), "log"),
        (("show",), "ENTITY"),
        (("list", "account", "--limt", "3"), "--limit"),
        (("list", "account", "--limit", "many"), "--limit"),
        (("sheet", "--scope", "some"), "current"),
        (("undo", "a", "b"), "b"),
        (("list", "account", "--json", "--csv"), "--json"),
        (("--lang", "fr", "list", "account"), "ja, en"),
    ],
)
def test_a_wrong_command_line_is_explained_with_exit_code_2(shell: Shell, book, arguments, said: str) -> None:
    done = shell(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_wrong_command_line_is_explained_in_japanese_too(shell: Shell, book) -> None:
    assert "オプションはありません" in shell("list", "account", "--limt", "3", "--lang=ja").err


@pytest.mark.parametrize(
    ("text", "code"), [(None, 3), ("not a book at all, just text" * 40, 5), ("", 5)], ids=["missing", "text", "empty"]
)
def test_a_book_that_is_none_is_named_and_left_alone(shell: Shell, home: Path, text: str | None, code: int) -> None:
    path = home / "other.db"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = shell("--db", str(path), "sheet")
    assert (done.code, done.out) == (code, "")
    assert str(path) in done.err
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == text


def test_an_error_nobody_foresaw_says_kind_and_place_but_no_data(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        secret = "顧客の秘密"
        raise RuntimeError(secret)

    monkeypatch.setattr("csops_tui.cli.sheet.rows", broken)
    done = shell("sheet")
    assert done.code == 1
    assert "RuntimeError" in done.err
    assert "Traceback" not in done.err
    log = book.with_name("errors.log")
    assert "秘密" not in done.err + log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_settings_are_shown_and_written(shell: Shell, home: Path) -> None:
    assert shell("config", "member", "佐藤").code == 0
    assert shell("config", "member").out == "佐藤\n"
    assert shell("config", "colour").code == 3
    assert shell("config", "fiscal_start", "13").code == 5
    assert [row["name"] for row in shell("config", "--json").json][:2] == ["language", "theme"]


def test_a_broken_setting_is_said_and_does_not_stop_anything(shell: Shell, book: Path) -> None:
    book.with_name("config.toml").write_text('colour = "red"\nlanguage = "ja"\n', encoding="utf-8")
    done = shell("list", "account")
    assert done.code == 0
    assert "colour" in done.err
    assert shell("list", "account", "--quiet").err.count("colour") <= 1


def test_the_language_follows_option_then_variable_then_setting(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.with_name("config.toml").write_text('language = "ja"\n', encoding="utf-8")
    assert "Account" in shell("list", "account").out
    monkeypatch.delenv("CSOPS_LANG")
    assert "顧客" in shell("list", "account").out
    assert "Account" in shell("list", "account", "--lang", "en").out


def test_an_as_of_that_is_no_date_is_refused(shell: Shell, book) -> None:
    assert shell("--as-of", "2026-02-30", "sheet").code == 5
    assert shell("--as-of", "yesterday", "sheet", "-q").code == 0


def test_figures_and_keys_are_explained(shell: Shell, home: Path) -> None:
    assert shell("define", "concern").code == 0
    assert shell("define", "nothing-like-it").code == 3
    assert len(shell("define", "--json").json) > 5
    assert any(row["verb"] == "csops log" for row in shell("keys", "--json").json)
    assert "csops" in shell("completion", "bash").out


def test_a_figure_of_an_account_comes_with_the_facts_that_were_counted(shell: Shell, book) -> None:
    shell("log", "acme call 30m asked about SSO", "-q")
    said = shell("define", "touches_90d", "--account", "acme").out
    assert "Read from: Touch / Attendance" in said and "asked about SSO" in said
    found = shell("define", "touches_90d", "--account", "acme", "--json").json
    assert found["value"] == found["total"] == len(found["rows"]) >= 1
    assert found["rows"][0]["day"] == "2026-11-21"
    before = shell("define", "touches_90d", "--account", "acme", "--as-of", "2026-11-20", "--json").json
    assert before["as_of"] == "2026-11-20" and before["total"] == found["total"] - 1
    assert "touchpoint" in shell("define", "touches_90d", "--account", "acme", "--csv").out


def test_what_stands_behind_no_single_figure_of_an_account_is_refused(shell: Shell, book) -> None:
    assert shell("define", "--account", "acme").code == 2
    assert shell("define", "touch_mean", "--account", "acme").code == 2
    assert "touches_365d" in shell("define", "365", "--account", "acme").err
    assert shell("define", "mrr", "--account", "nobody-like-it").code == 3


def test_columns_of_the_sheet_are_called_as_in_the_ledger(shell: Shell, book) -> None:
    said = shell("sheet", "--columns", "account,owner,ops_owner,touches_365d,open_tickets,id").out
    assert all(title in said for title in ("Account", "CS Ops owner", "Touches in 365 days", "Open tickets", "Id"))


def test_completion_offers_commands_without_importing_them(home: Path) -> None:
    done = program(_CSOPS_COMPLETE="bash_complete", COMP_WORDS="csops un", COMP_CWORD="1")
    assert done.stdout.decode().split() == ["plain,undo"]


def test_listing_keys_does_not_load_the_screen(home: Path) -> None:
    script = (
        "import sys; from csops_tui.cli.run import run; code = run(['keys']); "
        "sys.exit(code or 'textual' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0


def program(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, "-m", "csops_tui", *arguments], check=False, capture_output=True, env=environment
    )


def test_a_reader_that_leaves_early_is_no_error(book: Path) -> None:
    line = f"{sys.executable} -m csops_tui define --json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_files_made_by_the_program_are_private(home: Path) -> None:
    assert program("add", "account", "name=x").returncode == 0
    for path in home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_terminal_without_utf8_gets_escapes_instead_of_an_error(book: Path) -> None:
    done = program("list", "account", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_the_version_is_said(home: Path) -> None:
    done = program("--version")
    assert (done.returncode, done.stdout.startswith(b"csops ")) == (0, True)


def test_nothing_is_coloured_in_a_pipe(shell: Shell, book) -> None:
    assert "\x1b" not in shell("list", "account").out


def test_the_screen_is_what_no_command_means(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert root.callback is not None
    assert program().returncode == 2  # no terminal here
