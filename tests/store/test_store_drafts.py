"""What was typed is kept beside the book until it is saved, and a bad draft never stands in the way."""

import stat
import time
from pathlib import Path

from csops_tui.store.drafts import Drafts


def test_a_draft_comes_back_until_it_is_dropped(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "book.db")
    data = {"note": "電話\n二行目 \ud800", "minutes": 5, "tags": ["a"]}
    drafts.save(("touchpoint", "a1"), data)
    assert Drafts(tmp_path / "book.db").load(("touchpoint", "a1")) == data | {"note": "電話\n二行目 ?"}
    assert drafts.load(("touchpoint", "a2")) is None
    drafts.drop(("touchpoint", "a1"))
    drafts.drop(("touchpoint", "a1"))
    assert drafts.load(("touchpoint", "a1")) is None
    assert drafts.all() == []


def test_every_draft_is_listed_and_private(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "book.db")
    drafts.save(("touchpoint", "a1"), {"x": 1})
    drafts.save(("touchpoint", "a1"), {"x": 2})
    drafts.save(("Churn Review/../x", ""), {"y": 1})
    assert {(d.key, d.data.popitem()) for d in drafts.all()} == {
        (("touchpoint", "a1"), ("x", 2)),
        (("Churn Review/../x", ""), ("y", 1)),
    }
    files = list(tmp_path.rglob("*.json"))
    assert {f.parent for f in files} == {tmp_path / "book.db.drafts"}
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "book.db.drafts").stat().st_mode) == 0o700


def test_a_draft_that_cannot_be_read_is_put_aside(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "book.db")
    drafts.save(("touchpoint", "a1"), {"x": 1})
    [file] = (tmp_path / "book.db.drafts").iterdir()
    for wreck in (b"", b"{", b"[]", b"\xff\xfe", b'{"key": 1}', b'{"key":["a","b"],"at":"","data":"text"}'):
        file.write_bytes(wreck)
        assert drafts.load(("touchpoint", "a1")) is None
        assert drafts.all() == []
        assert not file.exists()
    assert [f.suffix for f in file.parent.iterdir()] == [".unreadable"]
    drafts.save(("touchpoint", "a1"), {"x": 2})
    assert drafts.load(("touchpoint", "a1")) == {"x": 2}


def test_a_draft_is_written_fast_enough_to_follow_typing(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "book.db")
    start = time.perf_counter()
    for number in range(20):
        drafts.save(("touchpoint", "a1"), {"note": "あ" * 1000, "n": number})
    assert (time.perf_counter() - start) / 20 < 0.1
