"""What a quick-log line leaves open before it is saved: which account, which person, which date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.text.quicklog import HARMLESS, Problem, QuickLog, Token
from csops_tui.tui.complete import Completion, people_called

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_ABOUT_THE_ACCOUNT = ("unknown_account", "no_account")
_MOST = 6


@dataclass(frozen=True)
class Doubt:
    """What is asked, what `tab` would put in, and whether a second `enter` saves the line as it is."""

    words: str
    completion: Completion | None = None
    may_go_on: bool = False


def problem_words(problem: Problem) -> str:
    """What is wrong with one piece, in words."""
    return t(f"quick.problem.{problem.kind}", text=clean(problem.text))


def doubt(app: CsopsApp, line: str, entry: QuickLog, account: tuple[str, str] | None, marked: bool) -> Doubt | None:
    """The first thing to settle before `entry`, read from `line`, is saved; `account` is the one filled in."""
    for problem in entry.errors:
        if problem.kind not in _ABOUT_THE_ACCOUNT and problem.kind not in HARMLESS:
            return Doubt(problem_words(problem))
    if not marked and entry.account is None:
        return _which_account(app, line, entry)
    return _another_account(app, line, entry, account) or _which_person(app, line, entry, account)


def meant(app: CsopsApp, entry: QuickLog) -> list[str]:
    """The accounts that the unknown words could mean, best first."""
    typed = entry.unknown_account
    return [hit.name for hit in app.names().search(typed, _MOST)] if typed else []


def _which_account(app: CsopsApp, line: str, entry: QuickLog) -> Doubt:
    typed = entry.unknown_account
    if not typed:
        return Doubt(t("quick.no_account"))
    several = meant(app, entry)
    names = several or [hit.name for hit in app.names().nearest(typed, 3)]
    if not names:
        return Doubt(t("quick.no_such_account", text=clean(typed)))
    words = "quick.several_accounts" if several else "quick.unknown_account"
    shown = "   ".join(map(clean, names))
    return Doubt(t(words, text=clean(typed), nearest=shown), Completion.of_account(line, entry, names))


def _another_account(app: CsopsApp, line: str, entry: QuickLog, account: tuple[str, str] | None) -> Doubt | None:
    """Behind the name that was filled in, the first words may name another account: then one has to say which."""
    first = entry.tokens[0] if entry.tokens else None
    if account is None or first is None or first.kind != "note" or not line.startswith(account[1]):
        return None
    word = first.text.split()[0]
    match = app.vocabulary().account(word)
    if match is None or match.id == account[0]:
        return None
    end = line.index(word, len(account[1])) + len(word)
    words = t("quick.another_account", other=clean(match.name), here=account[1])
    return Doubt(words, Completion(line, 0, end, [match.name]), may_go_on=True)


def _which_person(app: CsopsApp, line: str, entry: QuickLog, account: tuple[str, str] | None) -> Doubt | None:
    """A name that several people of the account answer to is nobody new."""
    if entry.account is None:
        return None
    offset = len(account[1]) if account and line.startswith(account[1]) else 0
    for person in entry.contacts:
        if person.id is not None:
            continue
        called = [name for name in people_called(app, entry.account[0], person.name) if norm(person.name) in norm(name)]
        token = _token_of(entry, person.name)
        if len(called) > 1 and token:
            names = [f"@{name}" for name in called]
            completion = Completion(line, offset + token.start, offset + token.end, names)
            shown = "   ".join(map(clean, called))
            return Doubt(t("quick.which_person", name=clean(person.name), names=shown), completion)
    return None


def _token_of(entry: QuickLog, name: str) -> Token | None:
    return next((token for token in entry.tokens if token.kind == "contact" and name in token.text), None)
