"""vCards 2.1, 3.0 and 4.0, as phones and address books export them."""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from csops_tui.exchange.capture.addresses import person, tidy
from csops_tui.exchange.capture.decoding import decoded, japanese
from csops_tui.exchange.capture.found import Found, Passed, Reading

MOST_CARDS = 20_000
_LONGEST = 64 * 1024
_SKIPPED = frozenset(("photo", "logo", "sound", "key", "agent"))
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class _Line:
    """One property: its name, its parameters and what it says."""

    name: str
    params: dict[str, str]
    text: str

    @property
    def rank(self) -> int:
        """1 for the most preferred of several, 101 where nothing is said of it."""
        if "pref" in self.params.get("type", "").lower().split(","):
            return 1
        said = self.params.get("pref", "101")
        return int(said) if said.isdecimal() and len(said) < 4 else 1

    def parts(self) -> list[str]:
        """The fields of a structured value."""
        fields = re.split(r"(?<!\\);", self.text)
        return [tidy(_plain(each)) for each in fields]


def read_cards(data: bytes) -> Reading:
    """The people of a file; a card without a name and an address is passed over."""
    some = 0
    for lines in _cards(_plainly(data)):
        some += 1
        if some > MOST_CARDS:
            yield Passed("too_many")
            return
        yield _person(lines)
    if not some:
        yield Passed("no_cards")


def _plainly(data: bytes) -> bytes:
    """The bytes in UTF-8 where the whole file tells its encoding better than one line could."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    if data[:2] in (b"B\x00", b"\x00B"):
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace").encode()
    if b"CHARSET" in data.upper() or b"\x1b" in data:
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        text = japanese(data)
        return data if text is None else text.encode()
    return data


def _cards(data: bytes) -> Iterator[list[_Line]]:
    """The properties of each card; one that is not ended ends where the next begins."""
    card: list[_Line] | None = None
    inside = 0
    for raw in _unfolded(data):
        word = raw.strip().upper()
        if word == b"BEGIN:VCARD":
            if card is not None and not inside:
                # A card within AGENT belongs to somebody else.
                last = card[-1].name if card else ""
                if last == "agent":
                    inside += 1
                    continue
                yield card
            if not inside:
                card = []
        elif word == b"END:VCARD":
            if inside:
                inside -= 1
            elif card is not None:
                yield card
                card = None
        elif card is not None and not inside and (line := _line(raw)):
            card.append(line)
    if card:
        yield card


def _unfolded(data: bytes) -> Iterator[bytes]:
    """Whole lines: folded ones joined (3.0 and 4.0), quoted-printable ones continued after `=` (2.1)."""
    held = b""
    quoted = False
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        if quoted:
            held = (held.rstrip()[:-1] + line)[:_LONGEST]
        elif line[:1] in (b" ", b"\t") and held:
            held = (held + line[1:])[:_LONGEST]
        else:
            if held:
                yield held
            held = line[:_LONGEST]
        head = held.partition(b":")[0].upper()
        quoted = b"QUOTED-PRINTABLE" in head and held.rstrip().endswith(b"=")
    if held:
        yield held


def _line(raw: bytes) -> _Line | None:
    head, colon, value = _parted(raw)
    if not colon:
        return None
    name, *given = head.decode("utf-8", "replace").split(";")
    name = name.rpartition(".")[2].strip().lower()
    if name in _SKIPPED and name != "agent":
        return None if name != "sound" else _Line(name, _params(given), _decoded(value, _params(given)))
    params = _params(given)
    return _Line(name, params, _decoded(value, params))


def _parted(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Split at the first colon outside quotes."""
    inside = False
    for place, sign in enumerate(raw[:2000]):
        if sign == 0x22:
            inside = not inside
        elif sign == 0x3A and not inside:
            return raw[:place], b":", raw[place + 1 :]
    return raw.partition(b":")


def _params(given: list[str]) -> dict[str, str]:
    """Parameters by their names; those that stand alone (2.1) are encodings or types."""
    found: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        key, value = (name.strip().lower(), value.strip().strip('"')) if equals else ("", name.strip())
        if not equals:
            key = "encoding" if value.upper() in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "type"
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def _decoded(value: bytes, params: dict[str, str]) -> str:
    encoding = params.get("encoding", "").upper()
    if encoding == "QUOTED-PRINTABLE":
        value = binascii.a2b_qp(value)
    elif encoding in ("B", "BASE64"):
        return ""
    return decoded(value, params.get("charset", ""))


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _person(lines: list[_Line]) -> Found | Passed:
    def best(name: str) -> str:
        of = [line for line in lines if line.name == name and line.text.strip()]
        return tidy(_plain(min(of, key=lambda line: line.rank).text)) if of else ""

    mail_text = best("email").removeprefix("mailto:")
    one = person("", mail_text)
    company, *units = next((line.parts() for line in lines if line.name == "org"), [""])
    name = _name(lines, best("fn")) or best("nickname") or (one.mail if one else "")
    nobody = best("kind").lower() in ("org", "group", "location") or best("x-abshowas").lower() == "company"
    if not name or nobody or (name == company and one is None):
        return Passed("no_name", (company or name)[:100])
    details = {
        "company": company,
        "department": " ".join(filter(None, units)),
        "title": best("title") or best("role"),
        "phone": best("tel").removeprefix("tel:"),
        "kana": _reading(lines),
    }
    uid = best("uid") or best("x-irmc-luid")
    text = "\x1f".join((name, company, details["phone"]))
    key = one.mail if one else f"card:{uid or hashlib.sha256(text.encode()).hexdigest()[:24]}"
    return Found(
        "card",
        key,
        name[:200],
        sender=one and one._replace(name=name[:200]),
        version=best("rev")[:40],
        note=best("note")[:2000],
        details={key: value[:500] for key, value in details.items() if value},
    )


def _name(lines: list[_Line], full: str) -> str:
    """The name as it is shown, else put together: family name first where it is written in Japanese."""
    if full:
        return full
    parts = next((line.parts() for line in lines if line.name == "n"), [])
    family, given, *rest = (*parts, "", "")
    middle = rest[0] if rest else ""
    if any("\u3040" <= sign <= "\u9fff" for sign in family + given):
        return " ".join(filter(None, (family, given)))
    return " ".join(filter(None, (given, middle, family)))


def _reading(lines: list[_Line]) -> str:
    """How the name is read: phones write it under SOUND (half-width kana), address books in fields of their own."""
    by = {line.name: line for line in lines}
    apart = [by[name] for name in ("x-phonetic-last-name", "x-phonetic-first-name") if name in by]
    if apart:
        return unicodedata.normalize("NFKC", " ".join(tidy(_plain(line.text)) for line in apart)).strip()
    sound = by.get("sound")
    if sound and "x-irmc-n" in sound.params.get("type", "").lower():
        return unicodedata.normalize("NFKC", " ".join(filter(None, sound.parts()))).strip()
    for name in ("sort-string", "n", "fn"):
        if name in by and (said := by[name].params.get("sort-as") or (by[name].text if name == "sort-string" else "")):
            read = unicodedata.normalize("NFKC", tidy(said.replace(",", " ")))
            return read if re.search("[ぁ-ヿ]", read) else ""
    return ""
