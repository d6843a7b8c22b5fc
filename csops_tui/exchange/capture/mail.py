"""Mail: single messages, mbox files and Maildir folders, read by their headers; texts only where they are asked for."""

from __future__ import annotations

import codecs
import datetime as dt
import html
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from csops_tui.exchange.capture.addresses import people, words
from csops_tui.exchange.capture.decoding import decoded
from csops_tui.exchange.capture.found import Found, Passed, Person, Reading, Window

LARGEST = 50 * 1024 * 1024
"""Bytes of one message that is looked at."""

LONGEST_HEADER = 64 * 1024
MOST_PARTS = 200
DEEPEST = 20
_HEAD = 4 * 1024 * 1024
_READ = ("from", "sender", "reply-to", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references")
_SIGNS = ("auto-submitted", "precedence", "list-id", "list-unsubscribe", "x-auto-response-suppress", "received")
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*)$", re.DOTALL)
_ID = re.compile(r"<([^<>\s]{1,500})>")
# A mailbox separates messages by such a line; the word alone begins sentences as well.
_FROM = re.compile(rb"^From \S*.*\d{2}:\d{2}")
_NOTE = 4_000
_LONGEST_PAGE = 200_000
# Names of zones that mail readers do not know, and days as no mail should write them.
_ASIAN = {"JST": "+0900", "KST": "+0900", "SGT": "+0800", "HKT": "+0800", "IST": "+0530"}
_ASIAN_ZONE = re.compile(rf"(?<=\d )(?:{'|'.join(_ASIAN)})\b(?!\))", re.IGNORECASE)
_ISO = re.compile(
    r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(\s*(?:Z|[+-]\d\d:?\d\d))?"
)


def read_message(data: bytes, window: Window, when: dt.datetime | None = None) -> Found | Passed:
    """One message; `when` is its moment where it names none."""
    if len(data) > LARGEST:
        return Passed("too_large")
    data = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n") + data[_HEAD:]
    if re.match(rb">?From [^:]", data):
        data = data.partition(b"\n")[2]
    headers, body = _split(data)
    if not ({"from", "to", "subject", "message-id", "date"} & headers.keys()):
        return Passed("no_mail")
    senders = people(headers.get("from", "")) or people(headers.get("sender", ""))
    at = _moment(headers) or when
    if at is None:
        return Passed("no_date", words(headers.get("subject", ""))[:100])
    local = at.astimezone()
    if not window.holds(local.date()):
        return Passed("outside")
    if not senders:
        return Passed("no_sender", words(headers.get("subject", ""))[:100])
    subject = words(headers.get("subject", ""))[:500]
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Found(
        "mail",
        _first_id(headers.get("message-id", "")) or f"{senders[0].mail}:{stamp}:{subject}"[:500],
        subject,
        day=local.date().isoformat(),
        at=stamp,
        sender=senders[0],
        people=tuple(people(headers.get("to", ""))),
        copied=tuple(people(headers.get("cc", ""))),
        automatic=_automatic(headers, senders[0]),
        references=_references(headers),
        channel="email",
        note=_text(data, body) if window.bodies else "",
    )


def read_mailbox(stream: BinaryIO, window: Window) -> Reading:
    """The messages of an mbox file, one after the other; memory does not grow with the file."""
    outside = 0
    some = False
    for data, when in _messages(stream):
        some = True
        found = Passed("too_large") if data is None else read_message(data, window, when)
        if isinstance(found, Passed) and found.reason == "outside":
            outside += 1
        else:
            yield found
    if outside:
        yield Passed("outside", str(outside))
    if not some:
        yield Passed("no_mail")


def _messages(stream: BinaryIO) -> Iterator[tuple[bytes | None, dt.datetime | None]]:
    """(bytes, moment in the line before it) of each message; None for one that is too large."""
    held: list[bytes] = []
    size = 0
    when: dt.datetime | None = None
    begun, blank = False, True
    while line := stream.readline(LONGEST_HEADER):
        if blank and _FROM.match(line):
            if begun:
                yield (None if size > LARGEST else b"".join(held)), when
            held, size, begun, when = [], 0, True, _separator_moment(line)
        elif begun:
            size += len(line)
            if size <= LARGEST:
                held.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line.strip(b"\r\n")
    if begun:
        yield (None if size > LARGEST else b"".join(held)), when


def _split(data: bytes) -> tuple[dict[str, str], int]:
    """(the headers that matter, where the body begins); each header cut to LONGEST_HEADER before it is decoded."""
    found: dict[str, str] = {}
    name, value = "", b""
    place = 0
    head = data[:_HEAD]
    for line in head.splitlines(keepends=True):
        place += len(line)
        bare = line.rstrip(b"\r\n")
        if not bare.strip():
            break
        if bare[:1] in b" \t" and name:
            if len(value) < LONGEST_HEADER:
                value += bare
            continue
        _keep(found, name, value)
        header = _HEADER.match(bare)
        name, value = (header[1].decode("ascii").lower(), header[2]) if header else ("", b"")
    _keep(found, name, value)
    return found, place


def _keep(found: dict[str, str], name: str, value: bytes) -> None:
    """Note a header; of several recipients' lines all count, of others the first."""
    if name not in _READ and name not in _SIGNS and not name.startswith("content-"):
        return
    text = decoded(value[:LONGEST_HEADER].strip())
    if name not in found:
        found[name] = text
    elif name in ("to", "cc") and len(found[name]) < LONGEST_HEADER:
        found[name] += f", {text}"


def _moment(headers: dict[str, str]) -> dt.datetime | None:
    """When a message was written, else when it was received; a time without a zone is that of this computer."""
    for text in (headers.get("date", ""), headers.get("received", "").rpartition(";")[2]):
        found = _parsed(text)
        if found:
            return found
    return None


def _parsed(text: str, zone: dt.tzinfo | None = None) -> dt.datetime | None:
    """A moment; one without a zone is that of `zone`, else that of this computer."""
    text = _ASIAN_ZONE.sub(lambda found: _ASIAN[found[0].upper()], words(text)[:200])
    try:
        written = _ISO.search(text)
        found = dt.datetime.fromisoformat(_iso(written)) if written else parsedate_to_datetime(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=dt.UTC if "-0000" in text else zone)
        # Moments at either end of the calendar cannot be taken to another zone.
        return found.astimezone(dt.UTC) if 1971 <= found.year <= 2200 else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _iso(written: re.Match[str]) -> str:
    year, month, day, time, zone = written.groups()
    return f"{year}-{month:0>2}-{day:0>2}T{time:0>5}{(zone or '').strip()}"


def _separator_moment(line: bytes) -> dt.datetime | None:
    text = line.decode("ascii", "replace").split(None, 2)
    # Mailboxes separate their messages in UTC.
    return _parsed(text[2], dt.UTC) if len(text) > 2 else None


def _first_id(text: str) -> str:
    found = _ID.search(text)
    return found[1] if found else text.strip()[:500]


def _references(headers: dict[str, str]) -> tuple[str, ...]:
    """The messages this one follows, the first of the thread at the beginning."""
    found = _ID.findall(headers.get("references", "")) + _ID.findall(headers.get("in-reply-to", ""))[:1]
    return tuple(dict.fromkeys([*found[:1], *found[-20:]]))


def _automatic(headers: dict[str, str], sender: Person) -> bool:
    """Whether a machine wrote it, or it went to a list: nobody was in touch with anybody."""
    if headers.get("auto-submitted", "no").strip().lower().partition(";")[0] != "no":
        return True
    if headers.get("precedence", "").strip().lower() in ("bulk", "list", "junk", "auto_reply"):
        return True
    if "list-id" in headers or "list-unsubscribe" in headers:
        return True
    local = sender.mail.partition("@")[0]
    return local in ("mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply")


def _text(data: bytes, body: int) -> str:
    """The first plain text of a message, else of its page; none where it has too many parts or they lie too deep."""
    lower = data[body:].lower()
    if lower.count(b"content-type:") > MOST_PARTS or lower.count(b"multipart/") > DEEPEST:
        return ""
    from email.parser import BytesParser
    from email.policy import compat32

    try:
        message = BytesParser(policy=compat32).parsebytes(data)
        for kind in ("text/plain", "text/html"):
            for part in message.walk():
                if part.get_content_type() != kind or part.get_filename():
                    continue
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    most = 4 * _NOTE if kind == "text/plain" else _LONGEST_PAGE
                    text = decoded(content[:most], str(part.get_content_charset() or ""))
                    return (text if kind == "text/plain" else _without_tags(text)).strip()[:_NOTE]
    except Exception:  # noqa: BLE001 -- without its text the message still says who wrote to whom and when
        return ""
    return ""


def _without_tags(page: str) -> str:
    """The words of an HTML text; lines end where it ends blocks."""
    page = re.sub(r"(?is)<!--.*?(?:-->|\Z)|<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)", "", page)
    page = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", "\n", re.sub(r"\s+", " ", page))
    text = html.unescape(re.sub(r"<[^<>]*>", "", page))
    return re.sub(r"\s*\n\s*", "\n", text)
