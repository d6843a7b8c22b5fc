"""Settings are read forgivingly and written carefully."""

from __future__ import annotations

import stat
import sys
import tomllib
from pathlib import Path

import pytest

from csops_tui.locale import LANGUAGES, words
from csops_tui.store import config
from csops_tui.store.config import Config, ConfigError, load, set_value


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold_and_nothing_is_said(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == (Config(), [])


def test_unknown_keys_and_wrong_values_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.toml",
        'colour = "red"\nfiscal_start = "four"\nlanguage = "ja"\nmouse = 1\n[keys]\n"touch.log" = "L"\n',
    )
    found, warnings = load(path)
    assert found == Config(language="ja", keys={"touch.log": "L"})
    assert [name for name in ("colour", "fiscal_start", "mouse") if any(name in w for w in warnings)] == [
        "colour",
        "fiscal_start",
        "mouse",
    ]


def test_a_value_out_of_range_or_of_no_choice_is_left_out(tmp_path: Path) -> None:
    found, warnings = load(write(tmp_path / "c.toml", 'fiscal_start = 13\nlanguage = "fr"\ncollision_days = 3\n'))
    assert found == Config(collision_days=3)
    assert len(warnings) == 2


@pytest.mark.parametrize("text", ["language = ", "\x00", "[keys\n", "a = 1\na = 2"])
def test_a_file_that_is_not_toml_leaves_the_defaults(tmp_path: Path, text: str) -> None:
    found, warnings = load(write(tmp_path / "c.toml", text))
    assert found == Config()
    assert len(warnings) == 1


def test_a_file_of_other_bytes_leaves_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xff\xfe\x00member")
    assert load(path)[0] == Config()
    assert load(tmp_path)[0] == Config()


def test_setting_a_value_keeps_comments_and_order(tmp_path: Path) -> None:
    path = write(tmp_path / "c.toml", '# mine\nlanguage = "ja"  # for reports\n\n[keys]\n"touch.log" = "l"\n')
    set_value("language", "en", path)
    set_value("fiscal_start", "1", path)
    set_value("keys.undo", "U", path)
    text = path.read_text(encoding="utf-8")
    assert text == (
        '# mine\nlanguage = "en"  # for reports\nfiscal_start = 1\n\n[keys]\n"touch.log" = "l"\nundo = "U"\n'
    )
    assert load(path) == (Config(language="en", fiscal_start=1, keys={"touch.log": "l", "undo": "U"}), [])


def test_a_new_file_is_private_and_holds_exactly_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    assert set_value("member", '佐藤 "さと" \\ 花子\n', path) == '佐藤 "さと" \\ 花子\n'
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {"member": '佐藤 "さと" \\ 花子\n'}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_with_dots_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    set_value("keys.touch.log", "L", path)
    set_value("keys.touch.log", "l", path)
    assert load(path)[0].keys == {"touch.log": "l"}


@pytest.mark.parametrize(
    ("name", "text", "code"), [("colour", "red", 3), ("fiscal_start", "0", 5), ("mouse", "maybe", 5), ("keys", "x", 3)]
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(tmp_path: Path, name: str, text: str, code: int) -> None:
    with pytest.raises(ConfigError) as refused:
        set_value(name, text, tmp_path / "c.toml")
    assert refused.value.exit_code == code
    assert not (tmp_path / "c.toml").exists()


def test_a_broken_file_is_not_written_to(tmp_path: Path) -> None:
    path = write(tmp_path / "c.toml", "language = \n")
    with pytest.raises(ConfigError):
        set_value("mouse", "off", path)
    assert path.read_text(encoding="utf-8") == "language = \n"


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CSOPS_CONFIG", "CSOPS_DB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path))
    assert config.config_path() == tmp_path / "config.toml"
    assert config.book_path(Config()) == tmp_path / "book.db"
    assert config.book_path(Config(book="/x/y.db")) == Path("/x/y.db")
    monkeypatch.setenv("CSOPS_DB", "/z.db")
    assert config.book_path(Config(book="/x/y.db")) == Path("/z.db")


def test_every_setting_is_explained_in_both_languages() -> None:
    for lang in LANGUAGES:
        known = words("config", lang)
        assert [name for name in config.settings() if f"config.{name}" not in known] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only there we answer without platformdirs")
@pytest.mark.parametrize("home", ["/home/somebody", "/home/somebody/", "relative", ""])
@pytest.mark.parametrize("said", [None, "", " ", "/else/where", "not/absolute", "~/config"])
def test_folders_are_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, home: str, said: str | None) -> None:
    import platformdirs

    monkeypatch.delenv("CSOPS_HOME", raising=False)
    monkeypatch.setenv("HOME", home)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
        if said is not None:
            monkeypatch.setenv(variable, said)
    assert config.config_dir() == platformdirs.user_config_path("csops", appauthor=False)
    assert config.data_dir() == platformdirs.user_data_path("csops", appauthor=False)
