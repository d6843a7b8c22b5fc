"""Mail and cards: encodings, malformed headers, threads, limits, phones."""

from __future__ import annotations

import base64
import datetime as dt
import io
import quopri
import time

import pytest

from csops_tui.exchange.capture.addresses import MOST, people
from csops_tui.exchange.capture.cards import read_cards
from csops_tui.exchange.capture.found import Found, Passed, Person, Window
from csops_tui.exchange.capture.mail import read_mailbox, read_message
from csops_tui.exchange.capture.threads import bare_subject, threads

WINDOW = Window(dt.date(2026, 10, 1), dt.date(2027, 3, 31))
WITH_TEXT = Window(WINDOW.since, WINDOW.until, bodies=True)
HEAD = b"From: a@us.example\nTo: b@x.example\nDate: Fri, 20 Nov 2026 10:00:00 +0900\n"


def message(data: bytes, window: Window = WINDOW) -> Found:
    found = read_message(data, window)
    assert isinstance(found, Found), found
    return found


def word(text: str, charset: str) -> bytes:
    return (
        f"=?{charset}?B?".encode() + base64.b64encode(text.encode({"Shift_JIS": "cp932"}.get(charset, charset))) + b"?="
    )


@pytest.mark.parametrize(
    "subject",
    [
        word("お見積の件", "ISO-2022-JP"),
        word("お見積の件", "Shift_JIS"),
        word("お見積の件", "EUC-JP"),
        word("お見積の件", "UTF-8"),
        "お見積の件".encode("iso-2022-jp"),
        "お見積の件".encode("cp932"),
        "お見積の件".encode(),
    ],
)
def test_subjects_are_read_in_the_encodings_of_japan_declared_or_raw(subject: bytes) -> None:
    assert message(HEAD + b"Subject: " + subject + b"\n\n").title == "お見積の件"


def test_names_and_subjects_with_characters_beyond_the_standard_are_read() -> None:
    raw = b"From: " + word("髙橋", "Shift_JIS") + b" <t@x.example>\n" + HEAD.partition(b"\n")[2] + b"Subject: x\n\n"
    assert tuple(message(raw).sender or ()) == ("髙橋", "t@x.example")


def test_a_character_split_between_two_encoded_words_is_whole() -> None:
    data = "見積".encode()
    parts = [base64.b64encode(part).decode() for part in (data[:4], data[4:])]
    raw = HEAD + f"Subject: =?utf-8?B?{parts[0]}?=\n =?utf-8?B?{parts[1]}?=\n\n".encode()
    assert message(raw).title == "見積"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_mail"),
        (b"hello\nworld\n", "no_mail"),
        (b"From: a@us.example\nSubject: x\n\n", "no_date"),
        (b"Date: Fri, 20 Nov 2026 10:00:00 +0900\nSubject: x\n\n", "no_sender"),
        (HEAD.replace(b"2026", b"2020") + b"\n", "outside"),
        (HEAD.replace(b"20 Nov 2026 10:00:00 +0900", b"99 Foo 99999 99:99:99 +9999") + b"\n", "no_date"),
    ],
)
def test_what_is_no_usable_mail_says_why(data: bytes, reason: str) -> None:
    found = read_message(data, WINDOW)
    assert isinstance(found, Passed)
    assert found.reason == reason


def test_a_wrong_date_is_replaced_by_the_day_of_receipt() -> None:
    raw = (
        HEAD.replace(b"Fri, 20 Nov 2026 10:00:00 +0900", b"yesterday")
        + b"Received: by x; Thu, 19 Nov 2026 13:00:00 +0900\n\n"
    )
    assert message(raw).day == "2026-11-19"


def test_sixty_thousand_recipients_and_endless_headers_are_cut() -> None:
    many = b", ".join(b"Person %d <p%d@x.example>" % (n, n) for n in range(60_000))
    raw = HEAD + b"Cc: " + many + b"\nSubject: " + b"x" * 5_000_000 + b"\nReferences: " + b"<a@b> " * 100_000 + b"\n\n"
    began = time.process_time()
    found = message(raw)
    assert time.process_time() - began < 2
    assert len(found.copied) <= MOST
    assert len(found.title) <= 500
    assert len(found.references) <= 21


@pytest.mark.parametrize(
    "text", ["(" * 60_000, '"' * 60_001, "<" * 60_000, "a," * 30_000, "\\" * 60_000, ";:,<@>" * 9_000]
)
def test_addresses_that_are_none_neither_break_nor_delay(text: str) -> None:
    began = time.process_time()
    assert people(text) == []
    assert time.process_time() - began < 2


def test_a_text_is_kept_only_where_it_is_asked_for() -> None:
    raw = HEAD + b"Subject: x\nContent-Type: text/plain; charset=iso-2022-jp\n\n" + "本文です".encode("iso-2022-jp")
    assert message(raw).note == ""
    assert message(raw, WITH_TEXT).note == "本文です"


def test_a_message_of_too_many_or_too_deep_parts_keeps_its_facts_and_loses_its_text() -> None:
    deep = HEAD + b"Subject: x\n"
    for n in range(500):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    wide = (
        HEAD
        + b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: text/plain\n\nx\n" * 9_000
    )
    for raw in (deep, wide):
        began = time.process_time()
        found = message(raw, WITH_TEXT)
        assert (found.title, found.note) == ("x", "")
        assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "line",
    [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"List-Id: <x>", b"List-Unsubscribe: <https://x>"],
)
def test_machines_and_lists_are_known_as_such(line: bytes) -> None:
    assert message(HEAD + line + b"\n\n").automatic
    assert not message(HEAD + b"Auto-Submitted: no\n\n").automatic


def test_a_mailbox_is_split_where_messages_begin_and_nowhere_else() -> None:
    box = (
        b"From a@us.example Fri Nov 20 01:00:00 2026\n" + HEAD + b"Subject: one\n\nFrom here on\n>From there\n\n"
        b"From b Fri Nov 20 02:00:00 2026\nFrom: b@x.example\nSubject: two\n\n"
    )
    found = [each for each in read_mailbox(io.BytesIO(box), WITH_TEXT) if isinstance(each, Found)]
    assert [each.title for each in found] == ["one", "two"]
    assert found[0].note == "From here on\nFrom there"
    assert found[1].at == "2026-11-20T02:00:00Z"


def test_a_message_that_is_too_large_is_named_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csops_tui.exchange.capture.mail.LARGEST", 1_000)
    box = (
        b"From a Fri Nov 20 01:00:00 2026\n"
        + HEAD
        + b"\n"
        + b"x" * 5_000
        + b"\n\nFrom b Fri Nov 20 02:00:00 2026\n"
        + HEAD
    )
    found = list(read_mailbox(io.BytesIO(box), WINDOW))
    assert isinstance(found[0], Passed)
    assert found[0].reason == "too_large"
    assert isinstance(found[1], Found)


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Re[2]: FW: 見積", "見積"),
        ("RE：見積", "見積"),
        ("返信: 転送: 見積", "見積"),
        ("AW: WG: Angebot", "Angebot"),
        ("[list] Re: x", "x"),
        ("Research", "Research"),
        ("", ""),
    ],
)
def test_what_answers_put_before_a_subject_is_taken_away(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


def mail(key: str, sender: str, to: str, at: str, title: str, *references: str) -> Found:
    people_ = (Person("", to),)
    return Found(
        "mail", key, title, day=at[:10], at=at, sender=Person("", sender), people=people_, references=references
    )


def test_mails_belong_together_by_what_they_refer_to_else_by_their_subject() -> None:
    mails = [
        mail("1", "a@us.example", "b@x.example", "2026-11-20T01:00:00Z", "見積"),
        mail("2", "b@x.example", "a@us.example", "2026-11-20T02:00:00Z", "Something else", "1"),
        mail("3", "b@x.example", "a@us.example", "2026-11-20T03:00:00Z", "Re: 見積"),
        mail("4", "b@y.example", "c@us2.example", "2026-11-20T03:00:00Z", "Re: 見積"),
        mail("5", "b@x.example", "a@us.example", "2026-11-20T04:00:00Z", "見積"),
        mail("7", "b@x.example", "a@us.example", "2026-11-20T05:00:00Z", "x", "6"),
        mail("8", "a@us.example", "b@x.example", "2026-11-20T06:00:00Z", "y", "6", "7"),
    ]
    found = [[each.key for each in thread.mails] for thread in threads(mails)]
    assert sorted(found) == [["1", "2", "3"], ["4"], ["5"], ["7", "8"]]
    assert threads(mails) == threads(mails[::-1])
    assert {thread.root for thread in threads(mails)} == {"1", "4", "5", "6"}


# Cards


def card(*lines: str, encoding: str = "utf-8") -> Found:
    (found,) = read_cards("\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD"]).encode(encoding))
    assert isinstance(found, Found), found
    return found


def test_a_card_of_a_phone_is_read_with_its_soft_line_breaks_and_half_width_reading() -> None:
    quoted = quopri.encodestring("髙橋;誠".encode("cp932") * 1, quotetabs=True).decode().strip()
    name = f"N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:{quoted[:9]}=\r\n{quoted[9:]}"
    found = card(
        "VERSION:2.1",
        name,
        "SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:ﾀｶﾊｼ;ﾏｺﾄ;;;",
        "TEL;CELL:1",
        "TEL;PREF:2",
        encoding="cp932",
    )
    assert (found.title, found.details["kana"], found.details["phone"]) == ("髙橋 誠", "タカハシ マコト", "2")


def test_raw_shift_jis_without_a_word_about_it_is_read() -> None:
    assert card("VERSION:2.1", "N:名刺;だけ", "EMAIL:a@x.example", encoding="cp932").title == "名刺 だけ"


def test_version_four_is_read_with_its_folds_quotes_and_escapes() -> None:
    found = card(
        "VERSION:4.0",
        "FN:佐々木 直\r\n 子",
        'TEL;VALUE=uri;TYPE="voice,cell":tel:+81-90',
        "ORG:ミライ\\; 商事;情報\\, 企画",
        "item1.EMAIL;PREF=1:S@Mirai.example",
        "PHOTO:data:image/jpeg;base64,AAAA",
    )
    assert (found.title, found.key) == ("佐々木 直子", "s@mirai.example")
    assert found.details == {"company": "ミライ; 商事", "department": "情報, 企画", "phone": "+81-90"}


def test_a_card_without_a_name_says_so_and_an_unended_one_ends_where_the_next_begins() -> None:
    found = list(read_cards(b"BEGIN:VCARD\nTEL:1\nBEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B"))
    assert [each.reason if isinstance(each, Passed) else each.title for each in found] == ["no_name", "A", "B"]


def test_the_card_of_an_assistant_inside_another_is_not_taken_for_its_owner() -> None:
    raw = b"BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Helper\nEND:VCARD\nTEL:1\nEND:VCARD\n"
    assert [each.title for each in read_cards(raw) if isinstance(each, Found)] == ["Boss"]


@pytest.mark.parametrize(
    ("date", "at"),
    [
        (b"Fri, 20 Nov 2026 10:00:00 JST", "2026-11-20T01:00:00Z"),
        (b"Fri, 20 Nov 2026 10:00:00", "2026-11-20T01:00:00Z"),
        (b"Fri, 20 Nov 2026 10:00:00 -0000", "2026-11-20T10:00:00Z"),
        (b"2026/11/20 10:00:00 +0900", "2026-11-20T01:00:00Z"),
        (b"2026-11-20T10:00:00.123+09:00", "2026-11-20T01:00:00Z"),
    ],
)
def test_moments_are_read_as_japanese_programs_write_them(date: bytes, at: str) -> None:
    assert message(HEAD.replace(b"Fri, 20 Nov 2026 10:00:00 +0900", date) + b"\n").at == at


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + HEAD + b"\n",
        b"\r\n\n" + HEAD + b"\n",
        HEAD.replace(b"From:", b"From :") + b"\n",
        b"From a@us.example Fri Nov 20 10:00:00 2026\n" + HEAD + b"\n",
    ],
)
def test_what_stands_before_the_first_header_hides_no_sender(raw: bytes) -> None:
    assert message(raw).sender == Person("", "a@us.example")


def test_a_quoted_address_of_an_old_phone_is_its_owners() -> None:
    assert people('"a..b."@phone.example') == [Person("", "a..b.@phone.example")]


def test_a_subject_cut_in_the_middle_of_a_character_keeps_what_is_before_it() -> None:
    cut = base64.b64encode("見積書".encode()[:-1])
    assert message(HEAD + b"Subject: =?UTF-8?B?" + cut + b"?=\n\n").title == "見積"


def test_a_message_that_is_only_a_page_gives_its_words() -> None:
    page = "<html><head><style>p{}</style></head><body><p>山田&nbsp;様</p><p>見積です<br>以上</p></body></html>"
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode()
    assert message(raw, WITH_TEXT).note.split("\n") == ["山田\xa0様", "見積です", "以上"]


def test_cards_of_one_file_are_read_in_its_encoding_and_the_preferred_address_is_taken() -> None:
    card = "BEGIN:VCARD\nVERSION:4.0\nFN:山田太郎\nEMAIL;PREF=50:b@x.example\nEMAIL;PREF=1:a@x.example\nEND:VCARD\n"
    for encoding in ("euc_jp", "cp932", "utf-16", "utf-16-le"):
        found = list(read_cards(card.encode(encoding)))
        assert [(one.title, one.key) for one in found if isinstance(one, Found)] == [("山田太郎", "a@x.example")]


def test_the_card_of_a_company_is_nobody() -> None:
    card = b"BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Acme\nEMAIL:info@acme.example\nEND:VCARD\n"
    assert [type(one) for one in read_cards(card)] == [Passed]
