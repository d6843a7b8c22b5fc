"""Where events are and how they are told: a definition that can be kept, shared and used again.

It lies as TOML in the folder `usage` of the settings. It needs no secret: a value `{ env = "NAME" }` among the
arguments of a connection is taken from the environment when it is used.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csops_tui.exchange.files import replacing
from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.store.config import config_dir

# What is asked for → how the book calls it; the book's measures know these names.
METRICS = {"events": "events", "users": "active_users", "sessions": "sessions", "features": "features"}
TIMES = ("timestamp", "timestamptz", "date", "epoch_s", "epoch_ms", "epoch_us", "text", "texttz")
KEYS = ("key", "mail")
PARTS = ("contact", "product")
_NAME = re.compile(r"\w[\w.-]{0,63}")
# What a definition may run besides the roll-up: settings of the session, and nothing that writes.
_SETUP = re.compile(r"(?:SET|USE|ALTER\s+SESSION\s+SET)\s[^;]+", re.I)


@dataclass(frozen=True)
class Source:
    """Events in files or in a table, and which column is what; an empty name is a column that there is not.

    `account_is` "mail" takes the domain of the column's addresses. `time_is` is one of TIMES: a time without zone is
    UTC, with `local_times` it is that of `zone`. Sessions are the values of `session`, else events of one user with at
    most half an hour between them. `id` tells events that came twice. `by` splits the events, which add up, by what is
    in PARTS; what counts different things stays whole. `driver` is the module of a DB-API driver, `arguments` those of
    its `connect`, `setup` statements to run first.
    """

    name: str
    files: tuple[str, ...] = ()
    table: str = ""
    dialect: str = ""
    account: str = ""
    account_is: str = ""
    user: str = ""
    event: str = ""
    session: str = ""
    time: str = ""
    time_is: str = ""
    product: str = ""
    id: str = ""
    by: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    zone: str = ""
    local_times: bool = False
    driver: str = ""
    setup: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise RollupError("name", name=self.name)
        for value, allowed in ((self.time_is, TIMES), (self.account_is, KEYS)):
            if value and value not in allowed:
                raise RollupError("choice", value=value, choices=", ".join(allowed))
        if unknown := [name for name in self.metrics if name not in METRICS]:
            raise RollupError("choice", value=unknown[0], choices=", ".join(METRICS))
        if odd := [name for name in self.by if name not in PARTS]:
            raise RollupError("choice", value=odd[0], choices=", ".join(PARTS))
        for statement in self.setup:
            if not _SETUP.fullmatch(statement):
                raise RollupError("setup", text=statement)


def folder() -> Path:
    """Where definitions are kept."""
    return config_dir() / "usage"


def names() -> list[str]:
    """The names of the definitions there are."""
    return sorted(path.stem for path in folder().glob("*.toml") if _NAME.fullmatch(path.stem))


def load(name: str) -> Source:
    """The definition called `name`; raises RollupError where there is none or it says what no definition can say."""
    if not _NAME.fullmatch(name):
        raise RollupError("name", name=name)
    path = folder() / f"{name}.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RollupError("no_source", 3, name=name, names=", ".join(names()) or "–") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RollupError("toml", path=str(path), detail=str(error)) from error
    return read(name, said, path)


def read(name: str, said: Mapping[str, Any], path: Path) -> Source:
    """A definition from what its file says; raises RollupError for an unknown name or a value of the wrong kind."""
    kinds = {f.name: f.default for f in dataclasses.fields(Source) if f.name not in ("name", "arguments")}
    taken: dict[str, Any] = {}
    for key, value in said.items():
        if key == "arguments" and isinstance(value, dict):
            taken[key] = value
        elif key not in kinds:
            near = difflib.get_close_matches(key, [*kinds, "arguments"], 1)
            raise RollupError("toml_key", path=str(path), name=key, near=near[0] if near else "–")
        elif isinstance(kinds[key], tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
            taken[key] = tuple(value)
        elif value.__class__ is kinds[key].__class__:
            taken[key] = value
        else:
            raise RollupError("toml_value", path=str(path), name=key)
    return Source(name, **taken)


def save(source: Source) -> Path:
    """Keep a definition in the place of the one of its name; returns the file."""
    path = folder() / f"{source.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(path) as file:
        file.write(as_toml(source))
    return path


def as_toml(source: Source) -> str:
    """The text of a definition, without what is not said."""
    said = [
        (f.name, getattr(source, f.name)) for f in dataclasses.fields(source) if f.name not in ("name", "arguments")
    ]
    text = "".join(f"{name} = {_toml(value)}\n" for name, value in said if value)
    if source.arguments:
        text += "\n[arguments]\n" + "".join(f"{_toml(k)} = {_toml(v)}\n" for k, v in source.arguments.items())
    return text


def arguments(source: Source) -> dict[str, Any]:
    """What a driver's `connect` gets, with values of the environment in their places."""
    found: dict[str, Any] = {}
    for name, value in source.arguments.items():
        if isinstance(value, dict) and set(value) == {"env"}:
            variable = str(value["env"])
            if variable not in os.environ:
                raise RollupError("environment", name=variable)
            found[name] = os.environ[variable]
        else:
            found[name] = value
    return found


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
