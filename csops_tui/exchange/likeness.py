"""How much two companies or two people look like one: points for what agrees, and the reasons in words.

Every comparison of a field that both have adds or takes points; a field that one of them lacks says nothing. The
points were set by hand and are the same for every book: nothing is trained.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from csops_tui.text.domains import company_host, registered
from csops_tui.text.kana import katakana, romaji
from csops_tui.text.names import company_key, company_letters, latin_key, legal_form, norm, number_key, person_key

FLOOR = 50
"""Pairs with fewer points are not worth a person's look."""

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_ABROAD = re.compile(r"^(?:\+|00)?81(?=[1-9])")
# Mailboxes that several people read.
_SHARED_NAMES = (
    "info contact support sales office admin webmaster postmaster mail inquiry hello team hr soumu eigyo jimu"
)
_SHARED = frozenset(_SHARED_NAMES.split())


class Likeness(NamedTuple):
    """Points from 0 to 100 and why: keys of words under `lookalikes.because`."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """What of an account is compared, each in the form in which it is."""

    id: str
    key: str
    form: str
    number: str
    host: str
    reading: str
    aliases: frozenset[str]

    @classmethod
    def of(
        cls, row: str, name: str, kana: str | None, alias: str | None, domain: str | None, number: str | None
    ) -> Company:
        """From the fields of an account."""
        key = company_key(name)
        names = (alias or "").replace("、", ";").split(";")
        return cls(
            row,
            key,
            legal_form(name),
            number_key(number or ""),
            company_host(domain or ""),
            _reading(company_letters(kana or name)),
            frozenset(filter(None, map(company_key, names))),
        )


@dataclass(frozen=True, slots=True)
class Person:
    """What of a contact is compared; `group` is the account, `further` are facts that say little each."""

    id: str
    group: str
    key: str
    words: tuple[str, ...]
    kana: str
    mail: str
    phone: str
    further: tuple[str, ...]

    @classmethod
    def of(
        cls,
        row: str,
        group: str,
        name: str,
        kana: str | None = None,
        mail: str | None = None,
        phone: str | None = None,
        further: tuple[str | None, ...] = (),
    ) -> Person:
        """From the fields of a contact."""
        key = person_key(name)
        words = tuple(sorted(filter(None, _BETWEEN_WORDS.split(norm(name))))) if " " in name else (key,)
        reading = katakana(person_key(kana)) if kana else ""
        return cls(
            row,
            group,
            key,
            words,
            reading,
            norm(mail or ""),
            phone_key(phone or ""),
            tuple(norm(f or "") for f in further),
        )


def company_likeness(one: Company, other: Company) -> Likeness | None:
    """How much two accounts look like one company; None where they cannot be: two corporate numbers."""
    reasons: list[str] = []
    points = 0.0
    if one.number and other.number:
        if one.number != other.number:
            return None
        points, reasons = 100.0, ["number"]
    if one.key == other.key:
        points += 75
        reasons.append("name")
    elif other.key in one.aliases or one.key in other.aliases or one.aliases & other.aliases:
        points += 65
        reasons.append("alias")
    elif one.reading and one.reading == other.reading:
        points += 60
        reasons.append("reading")
    else:
        near = _ratio(letters(one.key), letters(other.key))
        if near >= _near_enough(one.key, other.key):
            points += near * 0.65
            reasons.append("spelling")
        elif near < 50:
            points -= 15
    if one.host and other.host:
        if one.host == other.host:
            points += 40
            reasons.append("domain")
        elif registered(one.host) == registered(other.host):
            points += 25
            reasons.append("domain")
        elif points < 100:
            points -= 20
            reasons.append("two_domains")
    if one.form and other.form and one.form != other.form:
        points -= 25
        reasons.append("two_forms")
    return Likeness(max(0, min(100, round(points))), tuple(reasons))


def person_likeness(one: Person, other: Person, common: frozenset[str] = frozenset()) -> Likeness:
    """How much two contacts look like one person; `common` mails and telephones say little."""
    reasons: list[str] = []
    points = 0.0
    if one.key and other.key:
        gained, reason = _names(one, other)
        points += gained
        reasons += reason
    if one.mail and other.mail:
        if one.mail == other.mail:
            shared = one.mail in common or one.mail.partition("@")[0] in _SHARED
            points += 10 if shared else 60
            reasons += [] if shared else ["mail"]
        else:
            points -= 8
            reasons.append("two_mails")
    if one.phone and other.phone:
        if one.phone == other.phone:
            points += 5 if one.phone in common else 35
            reasons += [] if one.phone in common else ["phone"]
        else:
            points += 15 if _ratio(one.phone, other.phone) >= 85 else -8
    if one.group and other.group:
        points += 20 if one.group == other.group else -15
        reasons += ["same_account"] if one.group == other.group else []
    for mine, theirs in zip(one.further, other.further, strict=False):
        if mine and theirs:
            near = _ratio(mine, theirs)
            points += 10 if near == 100 else 6 if near >= 80 else -4
    return Likeness(max(0, min(100, round(points))), tuple(reasons))


def phone_key(text: str) -> str:
    """The digits of a telephone number as they are dialled in the country."""
    return _ABROAD.sub("0", _NOT_DIGITS.sub("", norm(text)))


def letters(key: str) -> str:
    """A key in which ズ and ス differ by their mark alone."""
    return unicodedata.normalize("NFD", key)


def _names(one: Person, other: Person) -> tuple[float, list[str]]:
    if one.key == other.key:
        return 40, ["name"]
    if one.words == other.words and len(one.words) > 1:
        return 36, ["order"]
    if one.kana and one.kana == other.kana:
        return 34, ["reading"]
    near = max(_ratio(one.key, other.key), _ratio("".join(one.words), "".join(other.words)))
    if near >= 85:
        return 26, ["spelling"]
    if near >= 70:
        return 12, ["spelling"]
    return -30 if near < 50 else -10, []


def _near_enough(one: str, other: str) -> float:
    # In a short name one other letter makes another name; so do other digits.
    if [*filter(str.isdigit, one)] != [*filter(str.isdigit, other)]:
        return 101
    return 88 if min(len(one), len(other)) >= 5 else 101


@lru_cache(maxsize=4096)
def _reading(key: str) -> str:
    reading = latin_key(romaji(katakana(key)))
    return reading if reading.isascii() and len(reading) > 3 else ""


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other)
