"""Quick-log lines in the shell: read, shown, written; a line that cannot be written is kept and said why."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from csops_tui.cli.errors import NOT_FOUND, OK, REFUSED, ShellError
from csops_tui.cli.session import Session
from csops_tui.locale import language, t
from csops_tui.store import past, touch
from csops_tui.store.book import Book
from csops_tui.store.errors import BookError, NoBook, NotABook, UnsafePlace
from csops_tui.text.clean import clean
from csops_tui.text.dates import format_day, format_moment
from csops_tui.text.quicklog import HARMLESS, Problem, QuickLog, Vocabulary, parse

# Beside a file that is no book of ours nothing is put down.
_NO_BOOK = (NoBook, NotABook, UnsafePlace)


class Choices(NamedTuple):
    """How lines are to be taken: for which accounts, whether people may be added, whether anything is written."""

    account: tuple[str, str] | None = None
    accounts: tuple[str, ...] | None = None
    new_contacts: bool = False
    dry_run: bool = False


def log_line(held: Session, line: str, choices: Choices | None = None) -> int:
    """Record one line, or show what it would become; returns the exit code."""
    choices = choices or Choices()
    with _kept(held, [line], choices):
        book = held.book()
        words = touch.vocabulary(book, held.config.fiscal_start, one_line=True)
        entry = _read(book, line, words, choices)
        if choices.dry_run:
            _show(held, entry)
        if problem := _problem(entry, choices):
            _complain(held, words, problem)
            if not choices.dry_run:
                _keep(held, [line], choices)
            return NOT_FOUND if problem.kind in ("no_account", "unknown_account") else REFUSED
        if not choices.dry_run:
            _record(held, book, [entry], choices)
            _drop(held, [line], choices)
    return OK


def log_batch(held: Session, lines: Sequence[str], choices: Choices) -> int:
    """Record many lines in one step to undo; none is written while one of them cannot be."""
    lines = [line.rstrip() for line in lines]
    with _kept(held, lines, choices):
        return _log_batch(held, lines, choices)


def _log_batch(held: Session, lines: Sequence[str], choices: Choices) -> int:
    book = held.book()
    words = touch.vocabulary(book, held.config.fiscal_start)
    entries: list[QuickLog] = []
    code = OK
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        entry = _read(book, line, words, choices)
        if problem := _problem(entry, choices):
            held.say(t("cli.log.at_line", line=number))
            _complain(held, words, problem)
            code = code or (NOT_FOUND if problem.kind in ("no_account", "unknown_account") else REFUSED)
        entries.append(entry)
        if choices.dry_run:
            _show(held, entry)
    if code != OK:
        held.say(t("cli.log.none_written", count=len(entries)))
        return code
    if entries and not choices.dry_run:
        _record(held, book, entries, choices)
        _drop(held, lines, choices)
        held.say(t("cli.log.written", count=len(entries)))
    return OK


def told(entry: QuickLog, channel: str) -> str:
    """An entry in one line, as it was understood; the day is written in full."""
    lang = language()
    day = format_day(entry.day, lang, full=True)
    tasks = entry.tasks
    parts = [
        entry.account[1] if entry.account else "",
        channel,
        t("cli.log.minutes", count=entry.minutes) if entry.minutes else "",
        f"{day} {entry.time:%H:%M}" if entry.time else day,
        *(f"@{mention.name}" for mention in entry.contacts),
        *(f"#{tag}" for tag in entry.tags),
        f"!{entry.concern}" if entry.concern is not None else "",
        entry.sentiment or "",
        *(f">{task.text}" + (f" ({format_day(task.due, lang, full=True)})" if task.due else "") for task in tasks),
        *(f"?{request}" for request in entry.requests),
        entry.note,
    ]
    return clean("  ".join(part for part in parts if part))


def _read(book: Book, line: str, words: Vocabulary, choices: Choices) -> QuickLog:
    return parse(clean(line).strip(), book.clock.now(), words, account=choices.account)


def _problem(entry: QuickLog, choices: Choices) -> Problem | None:
    """What stops an entry from being written: the account first, for without it nothing else matters."""
    wrong = [p for p in entry.errors if p.kind not in HARMLESS]
    if choices.accounts is not None:
        wrong = [p for p in wrong if p.kind not in ("no_account", "unknown_account")]
    wrong.sort(key=lambda p: p.kind not in ("no_account", "unknown_account"))
    return wrong[0] if wrong else None


def _record(held: Session, book: Book, entries: Sequence[QuickLog], choices: Choices) -> None:
    member = touch.acting_member(book)
    if member is None and held.member:
        raise ShellError("no_member", NOT_FOUND, name=held.member)
    for entry in entries:
        _warn(held, book, entry, member, choices)
    done = touch.record_all(
        book,
        entries,
        member_id=member,
        accounts=choices.accounts,
        new_contacts=choices.new_contacts,
        concern_days=held.config.concern_days,
    )
    for entry, recorded in zip(entries, done, strict=True):
        _tell(held, book, entry, recorded)


def _tell(held: Session, book: Book, entry: QuickLog, recorded: touch.Recorded) -> None:
    """What an entry became, on stdout."""
    if held.form == "json":
        import json

        answer = {
            "edit": recorded.edit,
            "touchpoint": list(recorded.touchpoint_ids),
            "task": list(recorded.task_ids),
            "concern": list(recorded.concern_ids),
            "voice": list(recorded.voice_ids),
            "contact": list(recorded.contact_ids),
            "bulk": recorded.bulk,
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    spoken = touch.channel_name(book.reader(), recorded.channel)
    print(f"{recorded.label}  {told(entry, spoken)}" if recorded.bulk else told(entry, spoken))


def _warn(held: Session, book: Book, entry: QuickLog, member: str | None, choices: Choices) -> None:
    """What a person should know beside the entry: who else is in touch, the open request, people not known yet."""
    _doubt(held, entry)
    strangers = [mention.name for mention in entry.contacts if mention.id is None]
    if strangers and not choices.new_contacts:
        held.say(t("cli.log.strangers", names="、".join(strangers) if language() == "ja" else ", ".join(strangers)))
    if entry.account is None or choices.accounts is not None:
        return
    for other in past.collisions(book, entry.account[0], entry.day, member, held.config.collision_days):
        who = " ".join(part for part in (other.team, other.member) if part)
        what = touch.channel_name(book.reader(), other.what) if other.kind == "touch" else other.what
        held.say(t(f"cli.log.collision.{other.kind}", day=format_day(other.day, language()), who=who, what=what))
    asked = past.last_request(book, entry.account[0])
    if asked and asked.state in ("open", "planned") and asked.title not in entry.requests:
        held.say(t("cli.log.request", title=asked.title, day=format_day(asked.day, language(), full=True)))


def _doubt(held: Session, entry: QuickLog) -> None:
    """What stops nothing but may not be what was meant."""
    for problem in entry.errors:
        if problem.kind in HARMLESS:
            held.say(t(f"cli.log.problem.{problem.kind}", text=problem.text))


def _complain(held: Session, words: Vocabulary, problem: Problem) -> None:
    held.say(t(f"cli.log.problem.{problem.kind}", text=problem.text))
    if problem.kind != "unknown_account":
        return
    index = touch.account_index(held.book().reader())
    near = [hit.name for hit in index.search(problem.text, 3)]
    near += [hit.name for hit in index.nearest(problem.text, 3) if hit.name not in near]
    if near:
        held.say(t("cli.log.nearest", names=" / ".join(near[:3])))


@contextmanager
def _kept(held: Session, lines: Sequence[str], choices: Choices) -> Generator[None]:
    """Whatever the book refuses while lines are logged, they are kept before that is said."""
    try:
        yield
    except (BookError, ShellError) as error:
        if not choices.dry_run and not isinstance(error, _NO_BOOK):
            _keep(held, lines, choices)
        raise


def _keep(held: Session, lines: Sequence[str], choices: Choices) -> None:
    """Nothing typed is lost: the lines go into the drafts, where the quick log offers them, else to the terminal."""
    from csops_tui.store.drafts import LINE, Drafts

    drafts = Drafts(held.path)
    lost: list[str] = []
    for line in _whole(lines, choices):
        try:
            drafts.save((LINE, line), {"line": line})
        except OSError:
            lost.append(line)
        else:
            held.say(t("cli.log.drafted", line=line, path=drafts.folder))
    for line in lost:
        held.say(t("cli.log.kept", line=line))


def _drop(held: Session, lines: Sequence[str], choices: Choices) -> None:
    """What is written now needs no draft from an earlier attempt."""
    from csops_tui.store.drafts import LINE, Drafts

    drafts = Drafts(held.path)
    for line in _whole(lines, choices):
        drafts.drop((LINE, line))


def _whole(lines: Sequence[str], choices: Choices) -> list[str]:
    """The lines as they say everything by themselves: with the account that an option named, without blank ones."""
    begin = f"{choices.account[1]} " if choices.account else ""
    return [begin + line.strip() for line in lines if line.strip()]


def _show(held: Session, entry: QuickLog) -> None:
    """What a line would become, piece by piece."""
    _doubt(held, entry)
    pieces = [(token.kind, token.text) for token in entry.tokens]
    day = format_moment_of(entry)
    if held.form == "json":
        import json

        print(
            json.dumps(
                {
                    "account": entry.account[1] if entry.account else None,
                    "channel": entry.channel,
                    "minutes": entry.minutes,
                    "day": entry.day.isoformat(),
                    "time": f"{entry.time:%H:%M}" if entry.time else None,
                    "contacts": [mention.name for mention in entry.contacts],
                    "tags": list(entry.tags),
                    "concern": entry.concern,
                    "sentiment": entry.sentiment,
                    "tasks": [{"title": x.text, "due": x.due.isoformat() if x.due else None} for x in entry.tasks],
                    "requests": list(entry.requests),
                    "trigger": entry.trigger,
                    "note": entry.note,
                    "problems": [{"kind": p.kind, "text": p.text} for p in entry.errors],
                },
                ensure_ascii=False,
            )
        )
        return
    for kind, text in pieces:
        print(f"{t(f'cli.log.piece.{kind}')}: {clean(text)}")
    print(f"{t('cli.log.piece.date')}: {day}")


def format_moment_of(entry: QuickLog) -> str:
    """The day of an entry in full, with its time where it has one."""
    import datetime as dt

    if entry.time:
        return format_moment(dt.datetime.combine(entry.day, entry.time), language(), full=True)
    return format_day(entry.day, language(), full=True)
