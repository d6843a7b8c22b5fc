"""What becomes of a proposal when somebody has decided, and the process that reads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from csops_tui.exchange.capture import deciding
from csops_tui.store.book import Book
from csops_tui.store.errors import Refused
from tests.exchange.capture.conftest import FIXTURES, Capture, confirm, proposals


def test_confirming_a_touch_is_one_edit_with_its_people(ours: Book, take: Capture) -> None:
    take()
    steps = len(ours.edits(1_000))
    (touch,) = confirm(ours, "kind = 'touchpoint' AND day = '2026-11-05'")
    assert len(ours.edits(1_000)) == steps + 1
    reader = ours.reader()
    assert reader.execute(
        "SELECT account_id, day, at, utc_offset, channel, reach, direction, minutes, member_id, note FROM touchpoint"
    ).fetchall() == [
        (
            *("mirai", "2026-11-05", "2026-11-05T01:00:00Z", 540, "online_meeting", "1:1", "two_way", 60, "sato"),
            "@森 一郎 ミライ商事 定例",
        )
    ]
    assert reader.execute("SELECT contact_id FROM touchpoint_contact").fetchall() == [("hana",)]
    assert proposals(ours, f"row_id = '{touch}'", "state") == [("confirmed",)]
    ours.undo()
    assert reader.execute("SELECT count(*) FROM touchpoint").fetchone() == (0,)
    assert proposals(ours, "state <> 'proposed'") == []


def test_whoever_becomes_a_contact_later_was_part_of_the_touches_before(ours: Book, take: Capture) -> None:
    take()
    (touch,) = confirm(ours, "kind = 'touchpoint' AND day = '2026-11-05'")
    (mori,) = confirm(ours, "title = '森 一郎'")
    found = ours.reader().execute("SELECT touchpoint_id FROM touchpoint_contact WHERE contact_id = ?", [mori])
    assert found.fetchall() == [(touch,)]
    contact = ours.reader().execute("SELECT account_id, mail, state, verified FROM contact WHERE id = ?", [mori])
    assert contact.fetchone() == ("mirai", "mori@mirai.example", "active", "2026-11-05")


def test_a_meeting_ahead_becomes_an_appointment_and_a_card_a_contact(ours: Book, take: Capture) -> None:
    take()
    confirm(ours, "kind = 'appointment'")
    row = ours.reader().execute("SELECT account_id, contact_id, asked, state, meeting, member_id FROM appointment")
    assert row.fetchone() == ("mirai", "hana", "2026-11-21", "booked", "2026-12-03T01:00:00Z", "sato")
    (takahashi,) = confirm(ours, "title = '髙橋 誠'")
    row = ours.reader().execute(
        "SELECT name, kana, title, department, mail, phone, state FROM contact WHERE id = ?", [takahashi]
    )
    assert row.fetchone() == (
        *(
            "髙橋 誠",
            "タカハシ マコト",
            "部長",
            "情報システム部",
            "takahashi@mirai.example",
            "090-0000-0001",
            "unknown",
        ),
    )


def test_what_belongs_to_nobody_cannot_be_confirmed(ours: Book, take: Capture) -> None:
    take()
    with pytest.raises(Refused):
        confirm(ours, "title = '相談'")
    assert ours.reader().execute("SELECT count(*) FROM touchpoint").fetchone() == (0,)


def test_an_assigned_domain_teaches_the_account_and_all_its_other_proposals(ours: Book, take: Capture) -> None:
    take()
    (first, *_) = [row_id for (row_id,) in proposals(ours, "title = '質問'", "id")]
    one = deciding.proposal(ours.reader(), first, ours.clock)
    domain = deciding.teaches(ours.reader(), one, "hokuto")
    assert domain == "hokuto.example"
    assert deciding.teaches(ours.reader(), one, "acme") == ""
    with ours.edit("assign") as edit:
        deciding.assign(edit, [first], "hokuto", domain)
    assert ours.reader().execute("SELECT domain FROM account WHERE id = 'hokuto'").fetchone() == ("hokuto.example",)
    assert len(proposals(ours, "account_id = 'hokuto'")) == 3
    done = take()
    assert [(draft.kind, draft.account_id, draft.title) for draft in done.plan.new] == [("contact", "hokuto", "Abe")]


# The process that reads


def test_a_file_its_reader_dies_of_is_named_and_the_others_are_read(
    ours: Book, take: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    shutil.copytree(FIXTURES, folder)
    (folder / "bomb.vcf").write_text("BEGIN:VCARD\nFN:x\nEND:VCARD\n", encoding="utf-8")
    reader = tmp_path / "reader"
    reader.write_text(
        f"""#!{sys.executable}
import json, subprocess, sys
request = json.loads(sys.stdin.read())
before = [path for path in request["paths"] if "bomb" in path][:1]
whole = request["paths"]
request["paths"] = whole[: whole.index(before[0])] if before else whole
subprocess.run([{sys.executable!r}, *sys.argv[1:]], input=json.dumps(request).encode())
sys.exit(137 if before else 0)
""",
        encoding="utf-8",
    )
    reader.chmod(0o700)
    monkeypatch.setattr("csops_tui.exchange.capture.apart.sys.executable", str(reader))
    done = take(folder)
    assert len(done.plan.new) == 19
    assert [(Path(one.file).name, one.reason) for one in done.passed if one.reason == "took_too_much"] == [
        ("bomb.vcf", "took_too_much")
    ]


def test_a_reader_may_not_have_more_memory_or_time_than_it_is_given(tmp_path: Path) -> None:
    program = (
        "import csops_tui.exchange.capture.child as child, csops_tui.exchange.capture.reading as reading, sys\n"
        "def hungry(path, window):\n"
        "    if 'hungry' in str(path): bytearray(2 ** 30)\n"
        "    while True: pass\n"
        "    yield\n"
        "reading._read = hungry\n"
        "child.SECONDS = 0.2\n"
        "child.main()\n"
    )
    paths = [str(tmp_path / "hungry.ics"), str(tmp_path / "slow.ics")]
    request = {"since": "2026-01-01", "until": "2026-12-31", "bodies": False, "paths": paths}
    said = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line.get("reason") or line["behind"] for line in lines] == ["too_large", 1, "took_too_long", 2]


def test_a_path_that_is_gone_is_a_reason_and_no_error(take: Capture, tmp_path: Path) -> None:
    done = take(tmp_path / "missing.ics")
    assert [one.reason for one in done.passed] == ["unreadable"]
