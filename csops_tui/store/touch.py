"""Touches: from a line that was read to the rows of one edit, and what the account's past says about the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from csops_tui.locale import language, t
from csops_tui.model.codes import CODES, find, fold, names_of
from csops_tui.model.codeword import CodeWord
from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.store.code_words import mapping, retired
from csops_tui.store.edit import Edit
from csops_tui.store.errors import Refused
from csops_tui.store.sqlite import Connection
from csops_tui.text.ids import uuid7
from csops_tui.text.likely import ODD_NAME, name_pattern
from csops_tui.text.names import NameIndex, norm
from csops_tui.text.quicklog import AccountMatch, ContactMatch, Mention, QuickLog, Task, Vocabulary

_SENTIMENT = {"+": "positive", "-": "negative"}

# Accounts that a name can mean, by what they are called; the limit is where an index of all is as good.
_FEW = 200
_LIKELY = f"""
SELECT id, name, kana, alias, domain FROM (
  SELECT *, name || ' ' || coalesce(kana, '') || ' ' || coalesce(alias, '') AS said FROM account
) WHERE said GLOB :name OR said GLOB :odd OR domain GLOB '*[^ -~]*' LIMIT {_FEW}
"""
_NAMED = "SELECT rowid, id, name, kana, alias, domain FROM account WHERE rowid > ? ORDER BY rowid LIMIT 1000"


class Recorded(NamedTuple):
    """What one entry became: the step that undoes it all, and the ids of the rows; `bulk` names a bulk act."""

    edit: str
    label: str
    channel: str
    topics: frozenset[str]
    touchpoint_ids: tuple[str, ...]
    task_ids: tuple[str, ...] = ()
    concern_ids: tuple[str, ...] = ()
    voice_ids: tuple[str, ...] = ()
    contact_ids: tuple[str, ...] = ()
    bulk: str | None = None


class Written:
    """The channel that an entry was written with and the ids of its rows; `bulk` names a bulk act."""

    def __init__(self, channel: str, bulk: str | None) -> None:
        self.channel = channel
        self.touches: list[str] = []
        self.tasks: list[str] = []
        self.concerns: list[str] = []
        self.voices: list[str] = []
        self.contacts: list[str] = []
        self.bulk = bulk


def record(
    book: Book,
    entry: QuickLog,
    *,
    member_id: str | None = None,
    accounts: Sequence[str] | None = None,
    new_contacts: bool = False,
    concern_days: int = 90,
) -> Recorded:
    """Write everything an entry says in one edit; raises Refused when it names no account.

    `accounts` makes it one bulk act: a touch per account, counted 1:n. People the account does not know yet become
    contacts with `new_contacts`, else they stay in the note.
    """
    return record_all(
        book,
        [entry],
        member_id=member_id,
        accounts=accounts,
        new_contacts=new_contacts,
        concern_days=concern_days,
    )[0]


def record_all(
    book: Book,
    entries: Sequence[QuickLog],
    *,
    member_id: str | None = None,
    accounts: Sequence[str] | None = None,
    new_contacts: bool = False,
    concern_days: int = 90,
) -> list[Recorded]:
    """Write several entries in one edit, all or none; the parameters are those of `record`."""
    label = label_of(book, entries[0], accounts) if len(entries) == 1 else t("touch.label.several", count=len(entries))
    if accounts is not None:
        from csops_tui.store.backup import before_large

        before_large(book.path, len(accounts), "before-bulk")
    with book.edit(label) as step:
        written = [
            write(
                step,
                book,
                entry,
                member_id=member_id,
                accounts=accounts,
                new_contacts=new_contacts,
                concern_days=concern_days,
            )
            for entry in entries
        ]
    return [
        Recorded(
            step.id,
            label,
            each.channel,
            step.topics,
            tuple(each.touches),
            tuple(each.tasks),
            tuple(each.concerns),
            tuple(each.voices),
            tuple(each.contacts),
            each.bulk,
        )
        for each in written
    ]


def channel_of(book: Book, entry: QuickLog, accounts: Sequence[str] | None = None) -> str:
    """The channel an entry is written with: its own, the account's last one, or the one for many."""
    return _channel_of(book.reader(), entry, _accounts_of(entry, accounts), bulk=accounts is not None)


def label_of(book: Book, entry: QuickLog, accounts: Sequence[str] | None = None) -> str:
    """What the edit that writes an entry is called."""
    ids = _accounts_of(entry, accounts)
    channel = _channel_of(book.reader(), entry, ids, bulk=accounts is not None)
    return _label(book.reader(), entry, ids, channel, accounts is not None)


def write(
    step: Edit,
    book: Book,
    entry: QuickLog,
    *,
    member_id: str | None = None,
    accounts: Sequence[str] | None = None,
    new_contacts: bool = False,
    concern_days: int = 90,
    values: Mapping[str, Any] | None = None,
) -> Written:
    """Write everything an entry says as part of the edit `step`; the parameters are those of `record`.

    `values` are further fields of the touch (purpose, …).
    """
    ids = _accounts_of(entry, accounts)
    # What this edit has written so far counts: an earlier entry may have brought a person or the last channel.
    conn = step.conn
    bulk = uuid7() if accounts is not None else None
    channel = _channel_of(conn, entry, ids, bulk=bulk is not None)
    touch = _touch(book, conn, entry, channel, bulk) | {"member_id": member_id} | dict(values or {})
    known = {m.id: _account_of(conn, m.id) for m in entry.contacts if m.id}
    written = Written(channel, bulk)
    for account_id in ids:
        people = [m for m in entry.contacts if (known.get(m.id) == account_id if m.id else bulk is None)]
        _write(step, entry, account_id, touch, people, written, new_contacts, concern_days)
    return written


def _accounts_of(entry: QuickLog, accounts: Sequence[str] | None) -> list[str]:
    ids = list(dict.fromkeys(accounts)) if accounts is not None else [entry.account[0]] if entry.account else []
    if not ids:
        raise Refused(rule="required", table="touchpoint", detail="account_id")
    return ids


def _channel_of(conn: Connection, entry: QuickLog, ids: list[str], *, bulk: bool) -> str:
    return entry.channel or ("email" if bulk else _last_channel(conn, ids[0]) or "call")


def vocabulary(
    book: Book, fiscal_start: int = 4, *, one_line: bool = False, names: Callable[[], NameIndex | None] | None = None
) -> Vocabulary:
    """What the words of a line can mean in this book; names are read when they are first asked for.

    `one_line` looks among the accounts that the words can mean instead of bringing all of them into an index. So does
    `names`, as long as it gives no index of all accounts that somebody else holds.
    """
    conn = book.reader()
    return Vocabulary(
        channels=_spaced(code_index(conn, "channel")),
        account=_accounts(conn, one_line or names is not None, names or (lambda: None)),
        contact=_contacts(conn),
        triggers=_spaced(code_index(conn, "trigger")),
        fiscal_start=fiscal_start,
    )


def account_index(conn: Connection, pause: Callable[[], None] | None = None) -> NameIndex:
    """All accounts by name, reading, alias and domain; `pause` is called now and then, while nothing is being read."""
    return NameIndex(_named(conn, pause))


def _named(conn: Connection, pause: Callable[[], None] | None) -> Iterator[tuple[Any, ...]]:
    last = 0
    while rows := conn.execute(_NAMED, [last]).fetchall():
        yield from (row[1:] for row in rows)
        last = rows[-1][0]
        if pause:
            pause()


def code_index(conn: Connection, name: str) -> dict[str, str]:
    """Folded word → code of one list: codes, Japanese, English and aliases, the book's own words before the shipped.

    The words of a replaced code mean the one that replaced it; those of a code no longer offered mean nothing.
    """
    own = [
        CodeWord(code, ja, en, tuple((aliases or "").replace(",", " ").split()))
        for code, ja, en, aliases in conn.execute(
            "SELECT code, ja, en, aliases FROM code WHERE list = ? ORDER BY active DESC, position, id", [name]
        )
    ]
    gone, today = retired(conn, name), mapping(conn, name)
    words = (*own, *CODES.get(name, ()))
    index: dict[str, str] = {}
    # A stored code always means itself, whatever another word is called.
    for word in words:
        index.setdefault(fold(word.code), word.code)
    for word in (*(w for w in words if w.code not in gone), *(w for w in words if w.code in today)):
        for spoken in names_of(word):
            index.setdefault(fold(spoken), today.get(word.code, word.code))
    return index


def acting_member(book: Book, name: str | None = None) -> str | None:
    """The id of the member who acts: the one called `name`, else as the book's edits are signed; None if unknown."""
    wanted = norm(name or book.actor)
    rows = book.reader().execute("SELECT id, name, mail FROM member WHERE kind = 'person' ORDER BY active DESC, id")
    known = [(row_id, norm(called), norm(mail or "")) for row_id, called, mail in rows]
    for matches in (
        [row_id for row_id, called, _ in known if called == wanted],
        [row_id for row_id, _, mail in known if mail and wanted in (mail, mail.partition("@")[0])],
        [row_id for row_id, called, _ in known if called.replace(" ", "").startswith(wanted.replace(" ", ""))],
    ):
        if len(matches) == 1:
            return matches[0]
    return None


def _touch(book: Book, conn: Connection, entry: QuickLog, channel: str, bulk: str | None) -> dict[str, Any]:
    """The fields of the touch that are the same for every account it is written for."""
    reach, direction = nature(conn, channel)
    return {
        **moment_of(book, entry.day, entry.time),
        "channel": channel,
        "reach": "1:n" if bulk and reach == "1:1" else reach,
        "direction": direction,
        "trigger": entry.trigger or "ours",
        "minutes": entry.minutes,
        "sentiment": _SENTIMENT.get(entry.sentiment or ""),
        "tags": " ".join(entry.tags) or None,
        "bulk": bulk,
    }


def moment_of(book: Book, day: dt.date, time: dt.time | None = None) -> dict[str, Any]:
    """`day`, `at` and `utc_offset` of a touch; without a time it was now, or at noon of another day than today."""
    now = book.clock.now()
    at = dt.datetime.combine(day, time or (now.time() if day == now.date() else dt.time(12))).astimezone()
    offset = at.utcoffset() or dt.timedelta()
    return {"day": day.isoformat(), "at": utc_text(at), "utc_offset": int(offset.total_seconds() // 60)}


def _write(
    step: Edit,
    entry: QuickLog,
    account_id: str,
    touch: dict[str, Any],
    people: list[Mention],
    written: Written,
    new_contacts: bool,
    concern_days: int,
) -> None:
    present = [m.id for m in people if m.id]
    unknown = [m.name for m in people if not m.id]
    if new_contacts:
        known = _contacts(step.conn)
        for name in unknown:
            if match := known(account_id, name):
                present.append(match.id)
                continue
            contact = {"account_id": account_id, "name": name, "state": "unknown"}
            written.contacts.append(step.insert("contact", contact))
            present.append(written.contacts[-1])
        unknown = []
    note = " ".join([*(f"@{name}" for name in unknown), entry.note]).strip() or None
    touch_id = step.insert("touchpoint", {"account_id": account_id, "note": note, **touch})
    written.touches.append(touch_id)
    for contact_id in present:
        step.insert("touchpoint_contact", {"touchpoint_id": touch_id, "contact_id": contact_id})
    same = {"account_id": account_id, "touchpoint_id": touch_id}
    member = {"member_id": touch["member_id"]}
    for task in entry.tasks:
        due = task.due.isoformat() if task.due else None
        written.tasks.append(step.insert("task", {**same, **member, "title": task_title(task), "due": due}))
    if entry.concern is not None:
        concern = {
            "day": touch["day"],
            "level": entry.concern,
            # Who only says how worried they are has not changed their mind about why.
            "reason": _reason(step.conn, account_id, str(touch["day"])) if entry.concern else None,
            "evidence": entry.note or None,
            "expires": (entry.day + dt.timedelta(days=concern_days)).isoformat(),
        }
        written.concerns.append(step.insert("concern", {**same, **member, **concern}))
    asked_by = present[0] if len(present) == 1 else None
    for request in entry.requests:
        voice = {"title": request, "day": touch["day"], "contact_id": asked_by}
        written.voices.append(step.insert("voice", {**same, **voice}))


def _reason(conn: Connection, account_id: str, day: str) -> str | None:
    """The reason of the concern that holds on a day."""
    found = conn.execute(
        """SELECT reason FROM concern
           WHERE account_id = :account AND level > 0
             AND :day BETWEEN day AND coalesce(expires, date(day, '+90 days'))
           ORDER BY day DESC, rowid DESC LIMIT 1""",
        {"account": account_id, "day": day},
    ).fetchone()
    return found[0] if found else None


def task_title(task: Task) -> str:
    """What a task is called: the book knows only the day it is due, so an hour stands in its title."""
    return f"{task.text} {task.at:%H:%M}" if task.at else task.text


def _label(conn: Connection, entry: QuickLog, ids: list[str], channel: str, bulk: bool) -> str:
    spoken = channel_name(conn, channel)
    if bulk:
        return t("touch.label.bulk", count=len(ids), channel=spoken)
    found = conn.execute("SELECT name FROM account WHERE id = ?", [ids[0]]).fetchone()
    return t("touch.label.one", account=found[0] if found else "", channel=spoken)


def channel_name(conn: Connection, code: str) -> str:
    """What people read for a channel, in the language in force."""
    column = "ja" if language() == "ja" else "en"
    own = conn.execute(f"SELECT {column} FROM code WHERE list = 'channel' AND code = ?", [code]).fetchone()
    if own:
        return own[0]
    shipped = next((word for word in CODES["channel"] if word.code == code), None)
    return getattr(shipped, column) if shipped else code


def nature(conn: Connection, channel: str) -> tuple[str, str]:
    """Reach and direction that a channel implies, one no longer offered too; an unknown one is a talk of two."""
    shipped = find("channel", channel)
    own = conn.execute("SELECT reach FROM code WHERE list = 'channel' AND code = ?", [channel]).fetchone()
    reach = (own and own[0]) or (shipped and shipped.reach) or "1:1"
    return reach, (shipped and shipped.direction) or "two_way"


def _last_channel(conn: Connection, account_id: str) -> str | None:
    found = conn.execute(
        """SELECT channel FROM touchpoint
           WHERE account_id = ? AND reach = '1:1' AND bulk IS NULL ORDER BY day DESC, at DESC, rowid DESC LIMIT 1""",
        [account_id],
    ).fetchone()
    return found[0] if found else None


def _account_of(conn: Connection, contact_id: str) -> str | None:
    found = conn.execute("SELECT account_id FROM contact WHERE id = ?", [contact_id]).fetchone()
    return found[0] if found else None


def _spaced(index: Mapping[str, str]) -> dict[str, str]:
    """The index with runs of spaces in its words as one, as the reader of lines compares them."""
    return {" ".join(word.split()): code for word, code in index.items()}


def _accounts(
    conn: Connection, one_line: bool, names: Callable[[], NameIndex | None]
) -> Callable[[str], AccountMatch | None]:
    held: dict[str | None, NameIndex] = {}
    answers: dict[str, AccountMatch | None] = {}

    def index(name: str) -> NameIndex:
        if (every := names()) is not None:
            return every
        pattern = name_pattern(name) if one_line and None not in held else None
        if pattern not in held:
            few = conn.execute(_LIKELY, {"name": pattern, "odd": ODD_NAME}).fetchall() if pattern else []
            held[pattern] = NameIndex(few) if pattern and len(few) < _FEW else account_index(conn)
        return held[pattern]

    def resolve(name: str) -> AccountMatch | None:
        if name not in answers:
            hit = index(name).resolve(name)
            answers[name] = AccountMatch(hit.id, hit.name, hit.exact) if hit else None
        return answers[name]

    return resolve


def _contacts(conn: Connection) -> Callable[[str, str], ContactMatch | None]:
    held: dict[str, list[NameIndex]] = {}

    def resolve(account_id: str, name: str) -> ContactMatch | None:
        if account_id not in held:
            rows = conn.execute(
                "SELECT id, name, kana, NULL, mail, state FROM contact WHERE account_id = ?", [account_id]
            ).fetchall()
            # Who has left is meant only when nobody who is there answers to the name.
            here = [row[:5] for row in rows if row[5] != "left"]
            left = [row[:5] for row in rows if row[5] == "left"]
            held[account_id] = [NameIndex(group) for group in (here, left) if group]
        for index in held[account_id]:
            hit = index.resolve(name)
            if hit:
                return ContactMatch(hit.id, hit.name, hit.exact)
            called = index.search(name, 2)
            # Among the few people of one account the only one with that surname is beyond doubt.
            if len(called) == 1 and norm(name) in norm(called[0].name):
                return ContactMatch(called[0].id, called[0].name, called[0].exact)
            if called:
                return None
        return None

    return resolve
