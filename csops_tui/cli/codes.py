"""`csops codes`: the code lists, seen and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import LANGUAGES, has, language, t
from csops_tui.store import code_book

if TYPE_CHECKING:
    from csops_tui.store.code_book import Entry
    from csops_tui.store.edit import Edit

# How many words each act takes besides the list: (at least, at most).
_TAKES = {"add": (2, 3), "rename": (2, 3), "retire": (1, 1), "revive": (1, 1), "replace": (2, 2)}
_DONE = {"add": "added", "rename": "renamed", "retire": "retired", "revive": "revived", "replace": "replaced"}


@command("codes")
@click.argument("what", type=click.Choice(["list", *_TAKES]), default="list")
@click.argument("words", nargs=-1, metavar="[LIST [CODE [WORDS…]]]")
@option("--parent", metavar="CODE")
@option("--aliases", metavar="WORDS")
@option("--dry-run", "-n", is_flag=True)
def codes(what: str, words: tuple[str, ...], parent: str | None, aliases: str | None, dry_run: bool) -> None:
    """Show and change code lists."""
    book = session().book()
    if what == "list":
        _lists() if not words else _codes(_list(words[0]))
        return
    least, most = _TAKES[what]
    if not least + 1 <= len(words) <= most + 1:
        raise ShellError("codes_words", USAGE, what=what)
    name, code, *rest = (_list(words[0]), *words[1:])
    known = {entry.code: entry for entry in code_book.entries(book.reader(), name)}
    before = known.get(code)
    uses = code_book.uses(book.reader(), name, code).get(code, 0)
    label = t(f"codes.label.{_DONE[what]}", **_said(what, name, code, rest, known))

    def act(edit: Edit) -> Entry:
        match what:
            case "add":
                return code_book.add(edit, name, code, rest[0], *rest[1:], parent=parent, aliases=aliases or "")
            case "rename":
                en = rest[1] if len(rest) > 1 else before.en if before else ""
                return code_book.rename(edit, name, code, rest[0], en, aliases)
            case "retire":
                return code_book.retire(edit, name, code)
            case "revive":
                return code_book.revive(edit, name, code)
            case _:
                return code_book.supersede(edit, name, code, rest[0])

    after = _tried(label, act) if dry_run else _done(label, act)
    emit(_columns(), [_row(after, uses)])
    session().say(t("cli.said.codes_would" if dry_run else "cli.said.codes", label=label, n=uses))


def _done(label: str, act: Callable[[Edit], Entry]) -> Entry:
    with session().book().edit(label) as edit:
        return act(edit)


class _Enough(Exception):
    """A trial ends here."""


def _tried(label: str, act: Callable[[Edit], Entry]) -> Entry:
    """What an act would do, refused as it would be; nothing of it stays."""
    after: Entry | None = None
    try:
        with session().book().edit(label) as edit:
            after = act(edit)
            raise _Enough
    except _Enough:
        assert after is not None
        return after


def _said(what: str, name: str, code: str, rest: list[str], known: dict[str, Entry]) -> dict[str, str]:
    word = known[code].word(language()) if code in known else code
    given = {"list": _called(name), "word": word}
    if what == "replace":
        given["by"] = known[rest[0]].word(language()) if rest[0] in known else rest[0]
    elif rest:
        given |= {"before": word, "word": rest[0] if language() == "ja" else rest[-1]}
    return given


def _lists() -> None:
    conn = session().book().reader()
    rows: list[tuple[object, ...]] = []
    for name in code_book.lists(conn):
        known = code_book.entries(conn, name)
        offered = sum(entry.active for entry in known)
        rows.append((name, _called(name), offered, len(known) - offered, code_book.version(conn, name)))
    kinds = {"offered": "count", "retired": "count", "version": "count"}
    columns = ("list", "words", "offered", "retired", "version")
    emit([Column(key, t(f"codes.col.{key}"), kinds.get(key, "text")) for key in columns], rows)


def _codes(name: str) -> None:
    conn = session().book().reader()
    uses = code_book.uses(conn, name)
    emit(_columns(), [_row(entry, uses.get(entry.code, 0)) for entry in code_book.entries(conn, name)])


def _columns() -> list[Column]:
    kinds = {"records": "count", "version": "count"}
    names = ("code", "ja", "en", "parent", "state", "records", "replaced_by", "version", "aliases")
    return [Column(name, t(f"codes.col.{name}"), kinds.get(name, "text")) for name in names]


def _row(entry: Entry, uses: int) -> tuple[object, ...]:
    state = "offered" if entry.active else "replaced" if entry.replaced_by else "retired"
    told = t(f"codes.state.{state}") if session().form == "table" else state
    names = (entry.code, entry.ja, entry.en, entry.parent, told)
    return (*names, uses, entry.replaced_by, entry.version, entry.aliases or None)


def _list(word: str) -> str:
    """The list that a word names, by its name or what it is called."""
    known = code_book.lists(session().book().reader())
    spoken = {name: {name, *(t(f"codes.list.{name}", lang).casefold() for lang in LANGUAGES)} for name in known}
    found = next((name for name in known if word.casefold() in spoken[name]), None)
    if found is None:
        from difflib import get_close_matches

        raise ShellError("no_codes", NOT_FOUND, name=word, near=near_words(get_close_matches(word, known, 3, 0.4)))
    return found


def _called(name: str) -> str:
    return t(key) if has(key := f"codes.list.{name}") else name
