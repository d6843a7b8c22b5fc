"""Which column of a file is likely what: by earlier mappings, by its name, by what its cells look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csops_tui.exchange.column_types import ColumnType, column_types
from csops_tui.exchange.headers import names, plain, without_unit
from csops_tui.exchange.mapping import REMARKS, Mapping, Rule, ruled
from csops_tui.exchange.profiles import Profile, earlier
from csops_tui.exchange.table import Table
from csops_tui.exchange.targets import Target, targets
from csops_tui.locale import t
from csops_tui.model.codes import list_of

# From this confidence on a proposal is taken without a person's word.
SURE = 60
_PROFILE, _EARLIER, _NAME, _UNIT, _ALIKE = 100, 95, 88, 84, 62
_FITS, _DIFFERS = 7, -45
_SIMILAR = 88

# By which kinds of cells a target of a kind can be filled; kinds that are not listed take anything.
_FITTING: dict[str, tuple[str, ...]] = {
    "day": ("day", "moment", "unix", "serial", "month"),
    "moment": ("moment", "day", "unix"),
    "month": ("month", "day", "moment"),
    "money": ("money", "number", "count"),
    "number": ("number", "count", "percent"),
    "count": ("count", "number", "duration"),
    "flag": ("flag",),
}
# Cells that say what they are, whatever their column is called: kind → targets, the first that the entity has counts.
_SPEAKING: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("corporate_number", 90, ("corporate_number", "account.corporate_number")),
    ("mail", 72, ("mail", "contact.mail", "user_key", "account.domain")),
    ("domain", 66, ("domain", "account.domain")),
)
# Questions that stand as headers in answers to a survey.
_ASKED: dict[str, tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]] = {
    "survey_response": (
        (
            re.compile(r"how likely|recommend|scale of|rate|勧め|薦め|推奨|満足|評価", re.I),
            "score",
            ("count", "number"),
        ),
        (re.compile(r"\bwhy\b|reason|comment|feedback|理由|なぜ|感想|意見", re.I), "comment", ("text", "note", "code")),
    ),
}
_QUESTION = 76
_CODED = 64
_ONLY_DAY = 58


@dataclass(frozen=True)
class Guess:
    """What one column probably becomes: `target` (empty: nothing), how sure (0–100) and `why` in words.

    `kind` is what its cells are (see column_types), `order` that of day and month; `ambiguous` has to be asked.
    """

    at: int
    header: str
    target: str
    confidence: int
    why: str
    kind: str
    samples: tuple[str, ...]
    order: str = ""


def propose(
    table: Table,
    entity: str,
    profile: Profile | None = None,
    types: tuple[ColumnType, ...] | None = None,
) -> tuple[Guess, ...]:
    """A guess for every column of the file as records of `entity`, in order; no target is proposed twice.

    Reads the whole file unless its column `types` are given. A profile's word is certain.
    """
    types = types or column_types(table)
    said = _said_by(profile, entity)
    remembered = earlier(entity)
    known = names(entity)
    every = targets(entity)
    offers: list[tuple[int, int, str, str]] = []
    certain: dict[int, tuple[str, int, str]] = {}
    for at, (header, found) in enumerate(zip(table.header, types, strict=True)):
        word = plain(header)
        if header in REMARKS:
            continue
        if profile and word in said:
            name = said[word]
            certain[at] = name, _PROFILE, t("mapping.why.profile", name=profile.words())
        elif (name := remembered.get(word)) and name in every:
            certain[at] = name, _EARLIER, t("mapping.why.earlier")
        else:
            offers += [(confidence, at, name, why) for name, confidence, why in _offers(entity, header, found, known)]
    taken = {name for name, _, _ in certain.values()}
    for confidence, at, name, why in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if at not in certain and name not in taken:
            certain[at] = name, confidence, why
            taken.add(name)
    nothing = t("mapping.why.nothing")
    return tuple(
        Guess(at, header, *certain.get(at, ("", 0, nothing)), found.kind, found.samples, found.order)
        for at, (header, found) in enumerate(zip(table.header, types, strict=True))
    )


def accepted(entity: str, header: tuple[str, ...], guesses: tuple[Guess, ...], least: int = SURE) -> Mapping:
    """The mapping that guesses of at least a confidence make; raises ExchangeError for a required column missing."""
    chosen = {guess.header: Rule((guess.target,)) for guess in guesses if guess.target and guess.confidence >= least}
    return ruled(entity, header, chosen)


def questions(guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    """The guesses about days whose order of day and month the whole column leaves open."""
    return tuple(guess for guess in guesses if guess.target and guess.order == "ambiguous")


def _said_by(profile: Profile | None, entity: str) -> dict[str, str]:
    part = next((part for part in profile.parts if part.entity == entity), None) if profile else None
    if part is None:
        return {}
    return {plain(name): rule.to[0] if rule.to else "" for name, rule in part.columns.items()}


def _offers(entity: str, header: str, found: ColumnType, known: dict[str, str]) -> list[tuple[str, int, str]]:
    """What one column could become, each with how sure that is and why."""
    every = targets(entity)
    offers: dict[str, tuple[int, str]] = {}

    def offer(name: str, confidence: int, why: str) -> None:
        fit = _fit(entity, every[name], found)
        if fit < 0:
            why += t("mapping.why.differs", kind=kind_words(found.kind))
        elif fit > 0:
            why += t("mapping.why.fits", kind=kind_words(found.kind))
        confidence = max(1, min(99, confidence + fit))
        if confidence > offers.get(name, (0, ""))[0]:
            offers[name] = confidence, why

    if name := known.get(plain(header)):
        offer(name, _NAME, t("mapping.why.name"))
    bare = without_unit(header)[0]
    if bare != header and (name := known.get(plain(bare))):
        offer(name, _UNIT, t("mapping.why.unit"))
    for pattern, name, kinds in _ASKED.get(entity, ()):
        if not offers and pattern.search(header) and found.kind in kinds:
            offer(name, _QUESTION, t("mapping.why.question"))
    if not offers and (found_name := _alike(header, known)):
        word, name = found_name
        offer(name, _ALIKE, t("mapping.why.alike", word=word))
    for kind, confidence, wanted in _SPEAKING:
        name = next((name for name in wanted if name in every), "")
        if found.kind == kind and name:
            offer(name, confidence - _FITS, t("mapping.why.cells"))
    for name, target in every.items():
        listed = list_of(entity, target.field, target.spec.target) if target.role == "field" else ""
        if target.spec.kind == "code" and found.kind == "code" and listed in found.lists and found.distinct > 1:
            offer(name, _CODED - _FITS, t("mapping.why.words"))
    days = [name for name, target in every.items() if target.required and target.spec.kind in ("day", "moment")]
    if len(days) == 1 and found.kind in ("day", "moment") and not offers:
        offer(days[0], _ONLY_DAY - _FITS, t("mapping.why.only_day"))
    return [(name, confidence, why) for name, (confidence, why) in offers.items()]


def _fit(entity: str, target: Target, found: ColumnType) -> int:
    """How the cells speak for (above 0) or against a target."""
    if found.kind == "empty":
        return 0
    if target.name == "mail" or target.name.endswith(".mail"):
        return _FITS if found.share("mail") > 0.8 else 0
    for name in ("corporate_number", "domain"):
        if target.name == name or target.name.endswith(f".{name}"):
            return _FITS if found.share(name) > 0.8 else 0
    if target.role == "ref" or target.role == "external":
        return 0
    if target.spec.kind == "code":
        known = list_of(entity, target.field, target.spec.target) in found.lists
        return _FITS if known else -10 if target.spec.closed and not found.lists else 0
    kinds = ("flag",) if target.role == "flag" else _FITTING.get(target.spec.kind)
    if kinds is None:
        return 0
    share = found.share(*kinds)
    return _FITS if share >= 0.9 else 0 if share >= 0.5 else _DIFFERS


def _alike(header: str, known: dict[str, str]) -> tuple[str, str] | None:
    """The known name most like a header, with its target; short names are too easily like another."""
    word = plain(header)
    if len(word) < 5:
        return None
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word, [name for name in known if len(name) >= 5], scorer=fuzz.ratio, score_cutoff=_SIMILAR
    )
    return (found[0], known[found[0]]) if found else None


def kind_words(kind: str) -> str:
    """What a kind of cells is called in the language in force."""
    return t(f"mapping.kind.{kind}")
