"""Settings: one TOML file that a person edits or `csops config` writes; nothing in it can stop the program."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from csops_tui.locale import t

LANGUAGES = ("", "ja", "en")
HOMES = ("", "today", "sheet")
_YES_NO = dict.fromkeys(["true", "on", "yes", "1"], True) | dict.fromkeys(["false", "off", "no", "0"], False)


class Config(NamedTuple):
    """What a person may set; what each setting is for stands in the catalogue under `config.<name>`."""

    language: str = ""
    theme: str = ""
    member: str = ""
    book: str = ""
    fiscal_start: int = 4
    mouse: bool = True
    collision_days: int = 7
    concern_days: int = 90
    home: str = ""
    keys: dict[str, str] = {}


_CHOICES: dict[str, tuple[Any, ...]] = {"language": LANGUAGES, "home": HOMES}
_BOUNDS = {"fiscal_start": (1, 12), "collision_days": (0, 365), "concern_days": (1, 730)}


class ConfigError(Exception):
    """A setting that does not exist or a value it cannot take; `exit_code` is the shell's answer."""

    def __init__(self, key: str, *, exit_code: int = 5, **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values
        self.exit_code = exit_code

    def __str__(self) -> str:
        return t(f"config.error.{self.key}", **self.values)


def config_dir() -> Path:
    """The folder of the settings file: `CSOPS_HOME`, else where this system keeps configuration."""
    if found := _folder("XDG_CONFIG_HOME", ".config"):
        return found
    from platformdirs import user_config_path

    return user_config_path("csops", appauthor=False)


def data_dir() -> Path:
    """The folder of the book, its backups and drafts: `CSOPS_HOME`, else where this system keeps data."""
    if found := _folder("XDG_DATA_HOME", ".local/share"):
        return found
    from platformdirs import user_data_path

    return user_data_path("csops", appauthor=False)


def _folder(variable: str, usual: str) -> Path | None:
    """`CSOPS_HOME`, or on Linux what the XDG rule says; None where the question needs platformdirs.

    It says the same there, but importing it takes as long as logging a line.
    """
    if home := os.environ.get("CSOPS_HOME"):
        return Path(home)
    said, home = Path(os.environ.get(variable, "")), Path(os.environ.get("HOME", ""))
    if sys.platform != "linux" or hasattr(sys, "getandroidapilevel") or not home.is_absolute():
        return None
    return (said if said.is_absolute() else home / usual) / "csops"


def config_path() -> Path:
    """The settings file: `CSOPS_CONFIG`, else `config.toml` in the configuration folder."""
    named = os.environ.get("CSOPS_CONFIG")
    return Path(named) if named else config_dir() / "config.toml"


def book_path(config: Config) -> Path:
    """The book to open when no `--db` says otherwise: `CSOPS_DB`, else the setting `book`, else `book.db`."""
    named = os.environ.get("CSOPS_DB") or config.book
    return Path(named).expanduser() if named else data_dir() / "book.db"


def settings() -> dict[str, Any]:
    """All settings by name with the value of one that nobody set, in the order in which they are documented."""
    return Config()._asdict()


def load(path: Path | None = None) -> tuple[Config, list[str]]:
    """The settings of a file, with a warning for everything in it that had to be left out; never raises."""
    path = path or config_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config(), []
    except (OSError, UnicodeDecodeError) as error:
        return Config(), [t("config.warning.unreadable", path=path, detail=type(error).__name__)]
    import tomllib

    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(), [t("config.warning.not_toml", path=path, detail=error)]
    known = settings()
    taken: dict[str, Any] = {}
    warnings: list[str] = []
    for name, value in read.items():
        try:
            if name not in known:
                raise ConfigError("unknown", name=name, nearest=", ".join(known))
            taken[name] = _checked(name, known[name], value)
        except ConfigError as error:
            warnings.append(t("config.warning.ignored", path=path, name=name, why=error))
    return Config(**taken), warnings


def set_value(name: str, text: str, path: Path | None = None) -> Any:
    """Write one setting (`keys.<command>` for a key), keeping the rest of the file as it is; returns the value.

    Raises ConfigError for an unknown name, a wrong value, or a file that is not TOML.
    """
    import tomllib

    path = path or config_path()
    table, leaf = ("keys", name[5:]) if name.startswith("keys.") else ("", name)
    known = settings()
    if table:
        if not leaf:
            raise ConfigError("unknown", exit_code=3, name=name, nearest=", ".join(known))
        value: Any = text
    elif name not in known or name == "keys":
        raise ConfigError("unknown", exit_code=3, name=name, nearest=", ".join(known))
    else:
        value = _checked(name, known[name], _from_text(known[name], text))
    try:
        before = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        before = ""
    after = _with_line(before, table, leaf, _toml(value))
    try:
        read = tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("not_toml", path=path, detail=error) from error
    held = read.get(table, {}) if table else read
    if held.get(leaf) != value:
        raise ConfigError("not_written", path=path, name=name)
    write_private(path, after)
    return value


def _checked(name: str, default: Any, value: Any) -> Any:
    # Exactly the type: True is no number.
    if value.__class__ is not default.__class__:
        raise ConfigError("type", name=name, kind=t(f"config.kind.{default.__class__.__name__}"))
    if isinstance(default, dict) and not all(isinstance(v, str) for v in value.values()):
        raise ConfigError("type", name=name, kind=t("config.kind.dict"))
    choices = _CHOICES.get(name)
    if choices and value not in choices:
        raise ConfigError("choice", name=name, choices=", ".join(str(c) for c in choices if c != ""))
    if name in _BOUNDS:
        low, high = _BOUNDS[name]
        if not low <= value <= high:
            raise ConfigError("range", name=name, low=low, high=high)
    return value


def _from_text(default: Any, text: str) -> Any:
    if isinstance(default, bool):
        return _YES_NO.get(text.strip().lower(), text)
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            return text
    return text


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _with_line(text: str, table: str, name: str, value: str) -> str:
    """The file's text with `name = value` in its table: the old line replaced, its comment kept, or a new line."""
    lines = text.splitlines()
    start, stop = _span(lines, table)
    shown = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)
    spelled = re.compile(rf"\s*(?:{re.escape(shown)}|{re.escape(_toml(name))}|'{re.escape(name)}')\s*=")
    for at in range(start, stop):
        if spelled.match(lines[at]):
            comment = re.search(r"\s+#[^\"']*$", lines[at])
            lines[at] = f"{shown} = {value}{comment[0] if comment else ''}"
            break
    else:
        while stop > start and not lines[stop - 1].strip():
            stop -= 1
        if table and start == 0:
            lines += ["", f"[{table}]"] if lines else [f"[{table}]"]
            stop = len(lines)
        lines.insert(stop, f"{shown} = {value}")
    return "\n".join(lines) + "\n"


def _span(lines: list[str], table: str) -> tuple[int, int]:
    """The lines that belong to a table ("" is what stands before the first); (0, 0) where there is no such table."""
    heads = [(at, line.strip()) for at, line in enumerate(lines) if re.match(r"\s*\[", line)]
    ends = [at for at, _ in heads] + [len(lines)]
    if not table:
        return 0, ends[0]
    for n, (at, head) in enumerate(heads):
        if head.partition("#")[0].strip() == f"[{table}]":
            return at + 1, ends[n + 1]
    return 0, 0


def write_private(path: Path, text: str) -> None:
    """Replace the file in one go, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A file that is a link (into a folder of dot files) stays one.
        draft.replace(path.resolve())
    finally:
        draft.unlink(missing_ok=True)
