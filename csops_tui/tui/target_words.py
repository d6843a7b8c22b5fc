"""What the targets of an import are called, so that a person can find the one they mean."""

from __future__ import annotations

from csops_tui.exchange.headers import names
from csops_tui.exchange.targets import USAGE, Target, targets
from csops_tui.locale import has, t
from csops_tui.tui.forms.suggest import Suggestion

# Targets of these roles are no field as it stands: they are called by what the column holds.
_BY_NAME = ("flag", "yearly", "billed", "billed_seat", "drop", "part", "until")


def target_word(entity: str, name: str) -> str:
    """What a target is called: the field's label, and for a reference by what it is given."""
    target = targets(entity).get(name)
    return _word(entity, target) if target else name


def target_choices(entity: str, taken: dict[str, str]) -> list[Suggestion]:
    """All targets of an entity to choose from, "nothing" first; `taken` says by which column one is filled now."""
    found = [Suggestion("", t("importing.ignore"))]
    for name, target in targets(entity).items():
        if target.role == "own":
            continue
        parts = [t("importing.required") if target.required else "", name]
        if name in taken:
            parts.append(t("importing.taken_by", column=taken[name]))
        found.append(Suggestion(name, _word(entity, target), "  ".join(filter(None, parts)), _word(entity, target)))
    return found


def other_words(entity: str) -> dict[object, str]:
    """What else targets are called in the files that people have, to find them by."""
    found: dict[object, str] = {}
    for word, name in names(entity).items():
        found[name] = f"{found.get(name, '')} {word}"
    return found


def missing_word(entity: str, field: str) -> str:
    """What a required field that no column fills is called; references come without their `_id`."""
    every = targets(entity)
    if field in every:
        return _word(entity, every[field])
    return _field(entity, f"{field}_id" if has(f"field.{entity}.{field}_id") else field)


def missing_target(entity: str, field: str) -> str:
    """The target that fills a required field: itself, or the reference by name."""
    every = targets(entity)
    if field in every:
        return field
    return next((name for name in (f"{field}.name", f"{field}.title", f"{field}.external_id") if name in every), field)


def _word(entity: str, target: Target) -> str:
    if target.role == "external":
        return t("importing.target.external")
    if target.role == "own":
        return t("importing.target.own")
    if target.role in _BY_NAME:
        return t(f"importing.target.{target.name}")
    label = _field(entity, target.field)
    if target.role != "ref":
        return label
    plain = {"external_id": "id", "name": "name", "title": "name"}
    by = t(f"importing.target.{plain[target.by]}") if target.by in plain else _field(target.spec.target, target.by)
    return f"{label} ▸ {by}"


def _field(entity: str, name: str) -> str:
    keys = (f"field.{entity}.{name}", f"field.{name}")
    if entity == USAGE:
        keys = (f"importing.usage.{name}", *keys)
    return next((t(key) for key in keys if has(key)), name)
