"""Damaged files of every format: rows or a reason, within seconds and within memory, and never anything else."""

from __future__ import annotations

import io
import json
import random
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from exchange_support import DATA

from csops_tui.exchange.confined import MEMORY_MB
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import open_table

pytestmark = pytest.mark.usefixtures("english")
_SECONDS = 5.0
_OLD = DATA / "excel_readxl" / "tests" / "testthat" / "sheets"
_TOKENS = (
    b'"', b'""', b",", b"\r\n", b"\n", b"\r", b"\0", b";", b"\t", b"\x1b$B", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe3\x81",
    b"\x82", b"\x8f", b"[", b"]", b"{", b"}", b":", b"null", b"NaN", b"1e999", b"-", b"9" * 400, b"[" * 3_000,
    b'{"a":' * 2_000, b"\\ud800", b"PK\x03\x04", b"<c r=\"XFD1048576\"><v>1</v></c>", b"&#x0;", b"<", b">", b"&amp;",
    b"=cmd|' /C calc'!A0", b"A1:XFD1048576", b'r="', b'count="4294967295"', b"\xff\xff\xff\xff", b"\x00\x00\x00\x80",
)  # fmt: skip


def csv_seeds() -> list[bytes]:
    text = '会社名,席数,メモ\r\n"ミライ",12,"一行目\r\n二行目"\r\nｶﾌﾞｼｷ,3,"a ""b"" c"\r\n' * 20
    return [text.encode(encoding) for encoding in ("utf-8", "cp932", "utf-16", "euc_jp", "iso2022_jp_ext")]


def json_seeds() -> list[bytes]:
    records = [{"id": n, "name": "ミライ", "owner": {"mail": "a@b.example"}, "tags": ["x", 1, None]} for n in range(30)]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return [json.dumps(records).encode(), json.dumps({"data": records}).encode(), lines.encode()]


def xlsx_seeds() -> list[bytes]:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("顧客")
    sheet.merge_range("A1:C1", "顧客一覧")
    for n in range(30):
        sheet.write_row(n + 1, 0, ["会社名", "席数", "開始"] if n == 0 else [f"会社{n}", n, n * 1.5])
    sheet.write_formula("D3", "=SUM(B3:B9)", None, 3)
    book.add_worksheet("other")
    book.close()
    return [held.getvalue()]


def xls_seeds() -> list[bytes]:
    return [path.read_bytes() for path in sorted(_OLD.glob("*.xls"))]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to eight things done to them that happen, or are done on purpose."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at:]
            case 2:
                del changed[at : at + chance.randint(1, 200)]
            case 3:
                changed[at:at] = changed[at : at + chance.randint(1, 400)] * chance.randint(1, 20)
            case _:
                changed[at:at] = chance.choice(_TOKENS)
    return bytes(changed)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A workbook whose archive is whole and one of whose parts is damaged, or one that is damaged as a whole."""
    if chance.random() < 0.3:
        return damaged(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    telling = [name for name in parts if name.startswith("xl/")]
    part = chance.choice(telling)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, damaged(content, chance) if name == part else content)
    return held.getvalue()


FORMATS: dict[str, tuple[Callable[[], list[bytes]], Callable[[bytes, random.Random], bytes]]] = {
    "csv": (csv_seeds, damaged),
    "json": (json_seeds, damaged),
    "xlsx": (xlsx_seeds, damaged_inside),
    "xls": (xls_seeds, damaged),
}


def processor_time() -> float:
    """Seconds that this process and its children that have ended worked; how busy the machine is does not count."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def read_damaged(folder: Path, form: str, count: int, seed: int) -> None:
    """Read `count` damaged files; fails on anything but rows or a reason, on slowness, and on memory."""
    seeds, damage = FORMATS[form]
    whole = seeds()
    if not whole:
        pytest.skip("the data set is not here")
    path = folder / f"a.{form}"
    slowest = 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    for n in range(count):
        chance = random.Random(seed * 1_000_000 + n)
        path.write_bytes(damage(chance.choice(whole), chance))
        begun = processor_time()
        try:
            table = open_table(path)
            for row in table.rows():
                assert row.fault or len(row.cells) == len(table.header), (form, n)
        except ExchangeError as error:
            assert str(error)
        slowest = max(slowest, processor_time() - begun)
    assert slowest <= _SECONDS
    # A child counts what this process holds when it is made; what other tests left here is not the reader's.
    if before <= MEMORY_MB << 10:
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(children, MEMORY_MB << 10)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= MEMORY_MB << 10
    print(f"{form}: {count} files, slowest {slowest:.2f} s")


@pytest.mark.parametrize("form", FORMATS)
def test_a_few_damaged_files_give_rows_or_a_reason(tmp_path: Path, form: str) -> None:
    read_damaged(tmp_path, form, 200 if form == "csv" else 15, seed=1)


@pytest.mark.nightly
@pytest.mark.parametrize("form", FORMATS)
def test_a_thousand_damaged_files_give_rows_or_a_reason(tmp_path: Path, form: str) -> None:
    read_damaged(tmp_path, form, 1_000, seed=2)
