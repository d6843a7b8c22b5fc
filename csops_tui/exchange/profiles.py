"""A profile per source: which of its columns become what, kept as TOML that can be shared and found again by columns.

Shipped ones lie in `shipped_profiles/`, a person's own in `profiles/` of the configuration folder; own ones win.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.headers import plain
from csops_tui.exchange.mapping import Mapping as Columns
from csops_tui.exchange.mapping import Rule, nearest, ruled
from csops_tui.exchange.options import Options
from csops_tui.locale import language
from csops_tui.store.config import config_dir, write_private

SHIPPED = Path(__file__).parent / "shipped_profiles"
# Columns that both have, of those that either has, from which on a file is one of the same kind.
_SAME = 0.75
_CHOICES = {
    "date_order": ("", "dmy", "mdy", "ymd"),
    "decimal": ("", "comma", "point"),
    "new_codes": ("reject", "add"),
    "unknown_refs": ("reject", "empty"),
    "new_accounts": ("reject", "add"),
    "new_members": ("reject", "add"),
    "blanks": ("reject", "skip"),
}
_TEXTS = ("currency", "zone", "holding")
_FLAGS = ("last_day", "existing")


@dataclass(frozen=True)
class Part:
    """One kind of record in a file: header → what it becomes, values for every row, choices of its own.

    A constant may name the file: `{file}` is its name without the ending.
    """

    entity: str
    columns: Mapping[str, Rule]
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def mapping(
        self, header: tuple[str, ...], path: Path | None = None, options: Options | None = None, *, guess: bool = False
    ) -> Columns:
        """The mapping of a file with this header; with `guess`, columns the profile does not know go by their names.

        Raises ExchangeError when a required column is missing, unless `options` do without it.
        """
        options = options or Options()
        stem = path.stem if path else ""
        constants = {name: value.replace("{file}", stem) for name, value in self.constants.items()}
        given = ("account_id",) if options.holding else ()
        return ruled(self.entity, header, self.columns, constants, guess=guess, partial=options.existing, given=given)


@dataclass(frozen=True)
class Profile:
    """How files of one source are read; `parts` are planned in order and written as one edit.

    `header` are the columns of the file it was saved from; `marks` are the columns, each with its other names after
    a `|`, by all of which a shipped profile is known. `source` is the name under which keys of records are kept.
    """

    name: str
    parts: tuple[Part, ...]
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = "csv"
    header: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    shipped: bool = False

    @property
    def entity(self) -> str:
        """The first kind of record it holds."""
        return self.parts[0].entity

    def words(self) -> str:
        """What it is called in the language in force."""
        return self.title.get(language()) or self.title.get("en") or self.name

    def choices(self, part: Part, base: Options | None = None) -> Options:
        """The options for one part: those of `base`, changed by the profile's and then by the part's."""
        return replace(base or Options(), source=self.source, **{**self.options, **part.options})

    def mappings(self, header: tuple[str, ...], path: Path | None = None) -> tuple[Columns, ...]:
        """The mapping of every part, in order; raises ExchangeError when a required column is missing."""
        return tuple(part.mapping(header, path, self.choices(part), guess=not self.shipped) for part in self.parts)

    def likeness(self, header: tuple[str, ...]) -> float:
        """How surely a file with this header is one of this profile's: 0 to 1, and 0 for one that is not."""
        there = {plain(name) for name in header}
        if self.header:
            known = {plain(name) for name in self.header}
            shared = len(there & known) / max(1, len(there | known))
            return 1.0 if there == known else shared if shared >= _SAME or len(there ^ known) <= 1 < len(known) else 0.0
        marks = [{plain(name) for name in mark.split("|")} for mark in self.marks]
        if not marks or not all(mark & there for mark in marks):
            return 0.0
        known = {plain(name) for part in self.parts for name in part.columns}
        # Of two that a file has all marks of, the one that knows more of its columns; a person's own beats both.
        return 0.5 * len(there & known) / len(there) + 0.01 * min(len(marks), 10)


def profiles() -> tuple[Profile, ...]:
    """All profiles by name, a person's own in place of shipped ones of the same name; unreadable ones are left out."""
    found: dict[str, Profile] = {}
    for folder in (SHIPPED, own_folder()):
        for path in sorted(folder.glob("*.toml")):
            try:
                profile = read(path)
            except ExchangeError:
                continue
            found[profile.name] = profile
    return tuple(found[name] for name in sorted(found))


def find(header: tuple[str, ...]) -> Profile | None:
    """The profile that knows a file with these columns, also in another order or with one more; None for none."""
    likely = [(profile.likeness(header), not profile.shipped, profile) for profile in profiles()]
    likeness, _, best = max(likely, key=lambda item: item[:2], default=(0.0, False, None))
    return best if likeness else None


def load(name: str) -> Profile:
    """The profile of a name, or in the TOML file of that name; raises ExchangeError for none."""
    known = {profile.name: profile for profile in profiles()}
    if name in known:
        return known[name]
    if name.endswith(".toml"):
        return read(Path(name))
    raise ExchangeError("no_profile", name=name, nearest=nearest(name, known))


def save(profile: Profile) -> Path:
    """Write a profile to the configuration folder, in place of one of its name; returns where. Raises OSError."""
    from csops_tui.exchange.profile_text import text_of

    path = own_folder() / f"{_file_name(profile.name)}.toml"
    write_private(path, text_of(profile))
    return path


def own_folder() -> Path:
    """Where a person's own profiles lie."""
    return config_dir() / "profiles"


def profile_of(
    name: str, mappings: Iterable[Columns], header: tuple[str, ...], options: Options | None = None
) -> Profile:
    """A profile from accepted mappings, to be saved: every column, those left out too, and the choices made."""
    options = options or Options()
    parts: list[Part] = []
    for mapping in mappings:
        columns: dict[str, Rule] = {}
        for source in mapping.sources:
            if source.constant is None:
                before = columns.get(source.header)
                to = (*(before.to if before else ()), source.target.name)
                columns[source.header] = Rule(to, dict(source.words), source.minor)
        columns |= {header: Rule(()) for header in mapping.ignored}
        constants = {source.target.name: source.constant for source in mapping.sources if source.constant is not None}
        parts.append(Part(mapping.entity, columns, constants))
    plain_options = Options()
    kept = {
        name: getattr(options, name)
        for name in (*_CHOICES, *_TEXTS, *_FLAGS)
        if getattr(options, name) != getattr(plain_options, name)
    }
    if options.words:
        kept["words"] = dict(options.words)
    return Profile(name, tuple(parts), source=options.source, header=header, options=kept)


def earlier(entity: str) -> dict[str, str]:
    """What columns became in the profiles a person saved: plain header → target, for one entity."""
    found: dict[str, str] = {}
    for profile in profiles():
        if profile.shipped:
            continue
        for part in profile.parts:
            if part.entity == entity:
                found |= {plain(name): rule.to[0] for name, rule in part.columns.items() if rule.to}
    return found


def read(path: Path) -> Profile:
    """The profile in a TOML file; raises ExchangeError naming what is wrong in it."""
    import tomllib

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ExchangeError("no_file", path=str(path)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExchangeError("bad_profile", path=path.name, detail=str(error)) from error
    try:
        parts = tuple(
            Part(
                str(part["entity"]),
                {str(name): _rule(rule) for name, rule in part.get("columns", {}).items()},
                {str(name): str(value) for name, value in part.get("constants", {}).items()},
                _options(part.get("options", {})),
            )
            for part in said["part"]
        )
        if not parts:
            raise KeyError("part")
        title = said.get("title", {})
        return Profile(
            str(said.get("name") or path.stem),
            parts,
            {"en": title} if isinstance(title, str) else {str(k): str(v) for k, v in title.items()},
            str(said.get("source") or "csv"),
            tuple(map(str, said.get("header", ()))),
            tuple(map(str, said.get("marks", ()))),
            _options(said.get("options", {})),
            path.parent == SHIPPED,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ExchangeError("bad_profile", path=path.name, detail=str(error)) from error


def _rule(said: Any) -> Rule:
    if isinstance(said, str):
        return Rule((said,) if said else ())
    if isinstance(said, list):
        return Rule(tuple(map(str, said)))
    to = said["to"]
    words = {str(name): str(value) for name, value in said.get("words", {}).items()}
    return Rule((str(to),) if isinstance(to, str) else tuple(map(str, to)), words, bool(said.get("minor", False)))


def _options(said: Mapping[str, Any]) -> dict[str, Any]:
    """Options that a profile may set; raises ValueError for others, or for a value that one cannot take."""
    taken: dict[str, Any] = {}
    for name, value in said.items():
        kind = str if name in _TEXTS else bool if name in _FLAGS else None
        if value in _CHOICES.get(name, ()) or (kind and isinstance(value, kind)):
            taken[name] = value
        elif name == "words":
            taken[name] = {str(word): str(meaning) for word, meaning in value.items()}
        else:
            raise ValueError(f"options.{name} = {value!r}")
    return taken


def _file_name(name: str) -> str:
    found = re.sub(r"[^\w-]+", "-", name.strip().casefold()).strip("-")
    if not found:
        raise ExchangeError("bad_profile_name", name=name)
    return found
