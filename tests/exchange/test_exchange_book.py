"""The whole book out and in again: every value in every format; whatever was changed on the way is noticed."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from exchange_support import hostile_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.exchange import book_in
from csops_tui.exchange.book_form import from_cell, from_json, tables, to_cell
from csops_tui.exchange.book_in import import_book, read_manifest
from csops_tui.exchange.book_out import write_book
from csops_tui.exchange.book_sheets import SheetsIn, write_sheets
from csops_tui.exchange.errors import ExchangeError
from csops_tui.store.book import Book
from csops_tui.store.edit import MULTILINE
from csops_tui.text.clean import clean

KINDS = ("csv", "jsonl", "xlsx")


def dump(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Every value of every table of the book."""
    found = {}
    for form in tables():
        listed = ", ".join(f'"{name}"' for name in form.columns)
        found[form.name] = book.reader().execute(f'SELECT {listed} FROM "{form.name}" ORDER BY 1').fetchall()
    return found


@pytest.fixture
def full(book: Book) -> Book:
    """A row of every entity with every column filled, hostile texts, and batches of usage, one of them taken back."""
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    plain = {
        "day": "2026-11-20",
        "moment": "2026-11-20T05:30:00Z",
        "month": "2026-11",
        "money": -9_007_199_254_740_993,
        "count": 7,
        "number": 0.1 + 0.2,
        "flag": 1,
        "code": "x",
        "note": "",
    }
    special = {
        **{(table, "currency"): "USD" for table in ("churn", "subscription", "exchange_rate")},
        ("account_calendar", "month"): 3,
        ("concern", "level"): 4,
        ("survey", "scale_max"): 10,
        ("score_override", "expires"): "2026-12-20",
    }
    with book.edit("one of each") as e:
        for table, entity in ENTITIES.items():
            values: dict[str, Any] = {"id": f"{table}-1"}
            for column in columns(entity):
                spec = column.spec
                values[column.name] = (
                    f"{spec.target}-1"
                    if spec.kind == "ref"
                    else spec.closed[0]
                    if spec.closed
                    else special.get((table, column.name), plain.get(spec.kind, f"={column.name}"))
                )
            e.insert(table, {**values, "parent_id": None} if table == "kpi" else values)
        for number, text in enumerate(hostile_texts()):
            e.insert("account", {"id": f"a{number}", "name": clean(text) or "-", "note": text})
            e.insert("contact", {"id": f"c{number}", "account_id": f"a{number}", "name": clean(text) or "-"})
        e.insert("account", {"id": "long", "name": "長" * 40_000, "note": "'@long 0\n" * 30_000})
        e.insert("account", {"id": "empty", "name": "NULL", "note": ""})
        e.insert("account", {"id": "old", "name": "old", "since": "0001-01-01"})
    for source in ("first", "second"):
        with book.edit(source) as e:
            batch = e.usage_batch(source)
            e.usage_rows(batch, [("account-1", None, None, "m", "day", "2026-11-01", 1 / 3), *_facts()])
    book.undo()
    book.set_meta("demo", "1")
    return book


def _facts() -> Iterator[tuple[Any, ...]]:
    for number in range(30):
        yield ("account-1", "contact-1", "product-1", "m", "week", f"2026-10-{number % 28 + 1:02}", 1e300 * number)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Callable[[], Book]]:
    """Makes empty books, and closes them."""
    made: list[Book] = []

    def make() -> Book:
        made.append(Book.create(tmp_path / f"empty{len(made)}.db"))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("target", ["out", "out.zip"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_book_comes_back_equal(full: Book, empty: Callable[[], Book], tmp_path: Path, kind: Any, target: str) -> None:
    counts = write_book(full, tmp_path / target, kind)
    back = empty()
    assert import_book(back, tmp_path / target) == counts
    assert dump(back) == dump(full)
    assert back.meta("demo") == "1"
    assert back.reader().execute("SELECT count(*) FROM usage").fetchone() == (31,), "the batch taken back stays so"
    assert not back.undo().skipped
    assert not any(rows for name, rows in dump(back).items() if not name.startswith("_"))
    assert back.reader().execute("SELECT count(*) FROM usage").fetchone() == (0,)
    back.redo()
    assert back.reader().execute("SELECT count(*) FROM usage").fetchone() == (31,)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_book_makes_the_same_files(full: Book, tmp_path: Path, kind: Any) -> None:
    for name in ("a.zip", "b.zip"):
        write_book(full, tmp_path / name, kind)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_written_is_private_and_nothing_else_is_left(full: Book, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    write_book(full, tmp_path / "out")
    write_book(full, tmp_path / "out.zip")
    assert set(tmp_path.iterdir()) - before == {tmp_path / "out", tmp_path / "out.zip"}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "out.zip").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_an_earlier_export_is_replaced_only_when_asked_and_nothing_else_ever(full: Book, tmp_path: Path) -> None:
    for name in ("out", "out.zip"):
        write_book(full, tmp_path / name)
        with pytest.raises(ExchangeError) as caught:
            write_book(full, tmp_path / name)
        assert caught.value.key == "book_taken"
        write_book(full, tmp_path / name, "jsonl", force=True)
        assert read_manifest(tmp_path / name).kind == "jsonl"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("x")
    with pytest.raises(ExchangeError) as caught:
        write_book(full, tmp_path / "mine", force=True)
    assert caught.value.key == "book_foreign"
    assert (tmp_path / "mine" / "x").read_text() == "x"


def test_a_failure_leaves_nothing_behind(full: Book, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())

    def fails(table: str, done: int) -> None:
        if table == "contact":
            raise KeyboardInterrupt

    for name in ("out", "out.zip"):
        with pytest.raises(KeyboardInterrupt):
            write_book(full, tmp_path / name, progress=fails)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_or_cut_file_is_noticed_before_anything_is_written(
    full: Book, empty: Callable[[], Book], tmp_path: Path, kind: Any
) -> None:
    write_book(full, tmp_path / "out", kind)
    victim = tmp_path / "out" / ("book.xlsx" if kind == "xlsx" else f"contact.{kind}")
    whole = victim.read_bytes()
    back = empty()
    for data in (whole[:-1], whole.replace(b"contact", b"contacs", 1) + b" ", None):
        victim.unlink() if data is None else victim.write_bytes(data)
        with pytest.raises(ExchangeError) as caught:
            import_book(back, tmp_path / "out")
        assert caught.value.key == "book_damaged"
    assert not back.edits()


def proven(folder: Path, name: str, data: bytes) -> None:
    """Put other content into a file of an export, and its hash into the manifest."""
    import hashlib

    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_rows_that_are_no_rows_are_refused_with_their_place(
    full: Book, empty: Callable[[], Book], tmp_path: Path
) -> None:
    back = empty()
    for kind, data in (
        ("csv", b"id,name,seats\r\na,b,many\r\n"),
        ("csv", b"id,name\r\na,b,c\r\n"),
        ("jsonl", b'{"id": "a", "name": 5}\n'),
        ("jsonl", b"[1]\n"),
        ("jsonl", b"{\n"),
    ):
        folder = tmp_path / f"x{len(data)}"
        write_book(full, folder, kind)
        proven(folder, f"account.{kind}", data)
        with pytest.raises(ExchangeError) as caught:
            import_book(back, folder)
        assert (caught.value.key, caught.value.values["line"]) == ("book_row", 1)
    for data in (b"id,name,evil\r\n", b"id,id\r\n", b"\xff\xfe", b'id,name\r\n"a,b\r\n'):
        folder = tmp_path / f"y{len(data)}{data[:1].hex()}"
        write_book(full, folder)
        proven(folder, "account.csv", data)
        with pytest.raises(ExchangeError) as caught:
            import_book(back, folder)
        assert caught.value.key == "book_damaged"
    assert not back.edits()


def test_a_row_too_few_is_noticed(full: Book, empty: Callable[[], Book], tmp_path: Path) -> None:
    write_book(full, tmp_path / "out", "jsonl")
    lines = (tmp_path / "out" / "voice.jsonl").read_bytes().splitlines(keepends=True)
    proven(tmp_path / "out", "voice.jsonl", b"".join(lines[1:]))
    with pytest.raises(ExchangeError) as caught:
        import_book(empty(), tmp_path / "out")
    assert caught.value.key == "book_damaged"


def test_a_manifest_names_files_of_its_own_folder_only(full: Book, empty: Callable[[], Book], tmp_path: Path) -> None:
    write_book(full, tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    good = json.loads(path.read_text())
    for change in (
        {"files": {"../book.db": "0"}},
        {"files": {"/etc/passwd": "0"}},
        {"files": [1]},
        {"format": "other"},
        {"kind": "exe"},
        {"rows": {"account": "x"}},
    ):
        path.write_text(json.dumps(good | change))
        with pytest.raises(ExchangeError) as caught:
            import_book(empty(), tmp_path / "out")
        assert caught.value.key == "book_none"
    for change in ({"schema": 99}, {"version": 2}):
        path.write_text(json.dumps(good | change))
        with pytest.raises(ExchangeError) as caught:
            read_manifest(tmp_path / "out")
        assert caught.value.key == "book_newer"


def test_other_files_are_no_book(empty: Callable[[], Book], tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("x", "x")
    with zipfile.ZipFile(tmp_path / "huge.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", " " * (2 << 20))
    for name in ("text.zip", "folder", "other.zip", "huge.zip"):
        with pytest.raises(ExchangeError) as caught:
            import_book(empty(), tmp_path / name)
        assert caught.value.key == "book_none"


def test_only_an_empty_book_takes_a_whole_one(full: Book, tmp_path: Path) -> None:
    write_book(full, tmp_path / "out")
    with pytest.raises(ExchangeError) as caught:
        import_book(full, tmp_path / "out")
    assert caught.value.key == "book_filled"


def test_an_export_of_an_older_schema_lacks_columns_and_still_comes_in(
    full: Book, empty: Callable[[], Book], tmp_path: Path
) -> None:
    write_book(full, tmp_path / "out")
    data = b"id,name\r\naccount-1,old\r\n" + b"".join(
        f"{name},x\r\n".encode() for (name,) in full.reader().execute("SELECT id FROM account WHERE id <> 'account-1'")
    )
    proven(tmp_path / "out", "account.csv", data)
    back = empty()
    import_book(back, tmp_path / "out")
    assert back.reader().execute("SELECT name, state FROM account WHERE id = 'account-1'").fetchone() == (
        "old",
        "active",
    )


# Any text, with all that a file or a reader of files could stumble over.
ANY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="'\"=+-@\t\r\n,;\x00\x1b\ufffe_x000D\\ あ", max_size=30),
    st.sampled_from(hostile_texts()),
).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))


@given(st.lists(ANY, min_size=1, max_size=50))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_stands_in_every_format_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """About 5,000 texts a run."""
    import csv
    import io

    account = next(form for form in tables() if form.name == "contact")
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows([to_cell(text), "end"] for text in texts)
    stream.seek(0)
    assert [from_cell(row[0], "TEXT") for row in csv.reader(stream, strict=True)] == texts
    assert [from_json(json.loads(json.dumps({"id": t})), ["id"], ["TEXT"]) for t in texts] == [[t] for t in texts]
    path = tmp_path_factory.mktemp("sheets") / "book.xlsx"
    blank = [None] * (len(account.columns) - 1)
    write_sheets(path, [(account, [[text, *blank] for text in texts])])
    with path.open("rb") as file:
        rows = list(SheetsIn(file).rows(account, account.columns))
    assert [from_cell(row[0], "TEXT") for row in rows] == texts
    shutil.rmtree(path.parent)


@given(st.one_of(st.floats(allow_nan=False), st.integers(-(1 << 63), (1 << 63) - 1), st.none()))
@settings(max_examples=500, deadline=None)
def test_any_number_comes_back_from_a_cell(value: float | None) -> None:
    kind = "REAL" if isinstance(value, float) else "INTEGER"
    assert from_cell(to_cell(value), kind) == value


def test_the_columns_of_several_lines_keep_them(full: Book, empty: Callable[[], Book], tmp_path: Path) -> None:
    assert "note" in MULTILINE
    with full.edit("x") as e:
        e.insert("account", {"id": "lines", "name": "n", "note": "a\r\nb\n\tc\x07"})
    write_book(full, tmp_path / "out.zip", "xlsx")
    back = empty()
    import_book(back, tmp_path / "out.zip")
    assert back.reader().execute("SELECT note FROM account WHERE id = 'lines'").fetchone() == ("a\nb\n\tc␇",)


def test_reading_is_bounded(full: Book, empty: Callable[[], Book], tmp_path: Path, monkeypatch: Any) -> None:
    write_book(full, tmp_path / "out")
    monkeypatch.setattr(book_in, "_MOST_BYTES", 1000)
    with pytest.raises(ExchangeError):
        import_book(empty(), tmp_path / "out")
