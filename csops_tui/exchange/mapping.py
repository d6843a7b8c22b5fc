"""Which column of a file becomes what: by its name, or as the user says with `source=target`."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.headers import currency_of, minutes_of, names, plain, without_unit
from csops_tui.exchange.targets import USAGE, Target, columns_of, targets
from csops_tui.model.entity import Spec
from csops_tui.model.registry import ENTITIES
from csops_tui.text.clean import clean

# From this similarity in percent on a name is worth proposing for another.
_ALIKE = 60
# What a file of rejected records says about them; never data.
REMARKS = ("_row", "_column", "_reason")


@dataclass(frozen=True)
class Source:
    """A column of the file with its target; `constant` is the value of all rows when the file has no such column.

    `words` translate cells of this column before they are read; `minor` says that amounts are in minor units.
    Of several columns with one target the first that says something counts.
    """

    at: int
    header: str
    target: Target
    currency: str = ""
    minutes: float = 1.0
    constant: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    minor: bool = False


@dataclass(frozen=True)
class Rule:
    """What a column becomes by a profile: its targets, none to leave it out; `words` and `minor` as in Source."""

    to: tuple[str, ...]
    words: Pairs[str, str] = field(default_factory=dict)
    minor: bool = False


@dataclass(frozen=True)
class Mapping:
    """All mapped columns in file order, and the headers that become nothing.

    `own` says that the file is an export of ours, taken as it is: our ids are kept, text is not trimmed.
    """

    entity: str
    sources: tuple[Source, ...]
    ignored: tuple[str, ...]
    own: bool = False

    def by_role(self, role: str) -> tuple[Source, ...]:
        """The sources of one role."""
        return tuple(source for source in self.sources if source.target.role == role)


def nearest(word: str, choices: Iterable[str]) -> str:
    """The three choices most like a word, as one text; empty when nothing is like it."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        plain(word), list(choices), scorer=fuzz.WRatio, processor=plain, limit=3, score_cutoff=_ALIKE
    )
    return ", ".join(choice for choice, _, _ in found)


def resolve(
    entity: str,
    header: tuple[str, ...],
    overrides: Iterable[str] = (),
    constants: Pairs[str, str] | None = None,
    *,
    partial: bool = False,
    given: Iterable[str] = (),
) -> Mapping:
    """Map the columns of a file; `overrides` are `source=target`, an empty target ignores the column.

    Raises ExchangeError for an unknown entity, source or target (naming the nearest three), for two columns with
    one target, and when a required field has neither column, constant nor a way to be worked out (unless `partial`,
    for files that only say something of records that the book has). `given` are fields that are filled otherwise.
    """
    _known_entity(entity)
    said = _overrides(entity, header, overrides)
    own = "id" in header and set(header) == {"id", *(column.name for column in columns_of(entity))}
    known = names(entity)
    taken = {target.name for target in said.values() if target}
    sources: list[Source] = []
    ignored: list[str] = []
    # An exact name beats one that needed its unit taken off, wherever it stands in the file.
    guesses = {name: known.get(plain(name)) for name in header}
    for name in header:
        if name not in said and guesses[name] is None:
            guesses[name] = known.get(plain(without_unit(name)[0]))
    for at, name in enumerate(header):
        if name in REMARKS and name not in said:
            continue
        target = said.get(name)
        if name not in said:
            guess = _own_name(entity, name) if own else guesses[name]
            if guess and guess not in taken:
                target = targets(entity)[guess]
                taken.add(guess)
        if target is None:
            ignored.append(name)
        else:
            sources.append(_source(at, name, target))
    if not own:
        _stand_in(entity, sources, ignored, header)
    for n, (name, value) in enumerate((constants or {}).items()):
        target = _target(entity, name)
        sources = [source for source in sources if source.target.name != target.name]
        sources.append(Source(len(header) + n, name, target, constant=value))
    mapping = Mapping(entity, tuple(sources), tuple(ignored), own)
    if not partial:
        _complete(mapping, given)
    return mapping


def ruled(
    entity: str,
    header: tuple[str, ...],
    rules: Pairs[str, Rule],
    constants: Pairs[str, str] | None = None,
    *,
    guess: bool = False,
    partial: bool = False,
    given: Iterable[str] = (),
) -> Mapping:
    """Map the columns of a file by rules per column; `constants` stand in where no column says something.

    Columns without a rule are ignored, or with `guess` go by their names. Rules for columns that the file lacks do
    nothing. Raises ExchangeError for an unknown entity or target, and for a required field with nothing to fill it.
    """
    _known_entity(entity)
    places = {plain(name): (at, name) for at, name in reversed(list(enumerate(header)))}
    ruled_names = {plain(name) for name in rules}
    sources: list[Source] = []
    for name, rule in rules.items():
        found = places.get(plain(name))
        if found is not None:
            sources += [_source(*found, _target(entity, to), rule) for to in rule.to]
    taken = {source.target.name for source in sources}
    known = names(entity)
    ignored: list[str] = []
    for at, name in enumerate(header):
        if plain(name) not in ruled_names and name not in REMARKS:
            target = (known.get(plain(name)) or known.get(plain(without_unit(name)[0]))) if guess else None
            if target and target not in taken:
                taken.add(target)
                sources.append(_source(at, name, targets(entity)[target]))
            else:
                ignored.append(name)
        elif plain(name) in ruled_names and all(source.at != at for source in sources):
            ignored.append(name)
    for n, (name, value) in enumerate((constants or {}).items()):
        sources.append(Source(len(header) + n, name, _target(entity, name), constant=value))
    mapping = Mapping(entity, tuple(sources), tuple(ignored))
    if not partial:
        _complete(mapping, given)
    return mapping


def overridden(
    mapping: Mapping, header: tuple[str, ...], overrides: Iterable[str], constants: Pairs[str, str] | None = None
) -> Mapping:
    """A mapping with some columns said to be something else, and values for every row; raises as `resolve` does."""
    entity = mapping.entity
    said = _overrides(entity, header, overrides)
    fixed = {_target(entity, name).name: value for name, value in (constants or {}).items()}
    given = {target.name for target in said.values() if target} | fixed.keys()
    sources = [s for s in mapping.sources if s.header not in said and s.target.name not in given]
    sources += [_source(header.index(name), name, target) for name, target in said.items() if target]
    kept = sum(source.constant is not None for source in sources)
    # Constants stand behind the cells of a row, each in its place.
    for n, source in enumerate(source for source in sources if source.constant is not None):
        sources[sources.index(source)] = replace(source, at=len(header) + n)
    for n, (name, value) in enumerate(fixed.items(), kept):
        sources.append(Source(len(header) + n, name, targets(entity)[name], constant=value))
    ignored = [name for name in header if name not in REMARKS and all(s.header != name for s in sources)]
    return Mapping(entity, tuple(sources), tuple(ignored), mapping.own)


def _source(at: int, name: str, target: Target, rule: Rule | None = None) -> Source:
    unit = without_unit(name)[1]
    minutes = minutes_of(unit) if target.spec.unit == "min" else 1.0
    words = tuple(rule.words.items()) if rule else ()
    return Source(at, name, target, currency_of(unit), minutes, words=words, minor=bool(rule and rule.minor))


def _known_entity(entity: str) -> None:
    if entity != USAGE and entity not in ENTITIES:
        raise ExchangeError("unknown_entity", name=entity, nearest=nearest(entity, [*ENTITIES, USAGE]))


# Where a file has no column for a field, a column that is known by another name of another entity stands in for it:
# in a list of customers the contract began when the customer did.
_STANDS_IN = {("subscription", "starts"): ("account", "since")}


def _stand_in(entity: str, sources: list[Source], ignored: list[str], header: tuple[str, ...]) -> None:
    filled = {source.target.field for source in sources}
    for (wanting, wanted), (other, name) in _STANDS_IN.items():
        if wanting != entity or wanted in filled:
            continue
        column = next((column for column in ignored if names(other).get(plain(column)) == name), None)
        if column is not None:
            ignored.remove(column)
            sources.append(Source(header.index(column), column, targets(entity)[wanted]))
            sources.sort(key=lambda source: source.at)


def _own_name(entity: str, column: str) -> str | None:
    if column == "id":
        return "id"
    every = targets(entity)
    return column if column in every else f"{column.removesuffix('_id')}.external_id"


def _target(entity: str, name: str) -> Target:
    every = targets(entity)
    if name in every:
        return every[name]
    if entity == USAGE and name.startswith("value.") and len(name) > 6:
        return Target(name, "metric", name[6:], Spec("number"))
    found = names(entity).get(plain(name))
    if found:
        return every[found]
    raise ExchangeError("unknown_target", name=name, nearest=nearest(name, every))


def _overrides(entity: str, header: tuple[str, ...], overrides: Iterable[str]) -> dict[str, Target | None]:
    said: dict[str, Target | None] = {}
    by_plain = {plain(name): name for name in reversed(header)}
    for text in overrides:
        source, sign, name = clean(text).rpartition("=")
        if not sign:
            raise ExchangeError("bad_override", text=text)
        column = source if source in header else by_plain.get(plain(source))
        if column is None:
            raise ExchangeError("unknown_source", name=source, nearest=nearest(source, header))
        target = _target(entity, name.strip()) if name.strip() else None
        if target and any(target == other for key, other in said.items() if key != column):
            raise ExchangeError("target_twice", name=name)
        said[column] = target
    return said


# Required fields that a row can be given from its other values, and what each needs.
_WORKED_OUT = {
    ("touchpoint", "at"): ("day",),
    ("touchpoint", "day"): ("at",),
    ("attendance", "day"): ("event_id",),
    ("survey_response", "day"): ("survey_id",),
}


def _complete(mapping: Mapping, given: Iterable[str]) -> None:
    filled = {source.target.field for source in mapping.sources} | set(given)
    if filled & {"subscription_id", "contact_id"}:
        filled.add("account_id")
    missing = [
        column.name.removesuffix("_id")
        for column in columns_of(mapping.entity)
        if column.required and column.default is None and column.name not in filled
        if not any(need in filled for need in _WORKED_OUT.get((mapping.entity, column.name), ()))
    ]
    if mapping.entity == USAGE and "value" not in filled and not mapping.by_role("metric"):
        missing.append("value")
    if missing:
        raise ExchangeError("missing_columns", names=", ".join(missing), ignored=", ".join(mapping.ignored) or "–")
