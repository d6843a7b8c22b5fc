"""Reading in a process of its own: whatever a file does there, the program gets rows or a reason."""

from __future__ import annotations

import io
import os
import resource
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from csops_tui.exchange import confined, reading_child
from csops_tui.exchange.confined import read_confined, stoppable
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import open_table, table_of_text
from csops_tui.locale import set_language

pytestmark = pytest.mark.usefixtures("english")


def json_file(tmp_path: Path, text: str = '[{"a": 1}]') -> Path:
    path = tmp_path / "a.json"
    path.write_text(text)
    return path


def running(pid: int) -> bool:
    """Whether a process is there and not merely waited for."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def as_child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have the child run `code` instead of reading."""
    start = subprocess.Popen
    monkeypatch.setattr(
        confined.subprocess, "Popen", lambda command, **rest: start([sys.executable, "-c", code], **rest)
    )


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("import os; os.abort()", "takes_too_much"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "takes_too_much"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "takes_too_long"),
        ("raise ValueError", "broken_file"),
        ("print('what')", "broken_file"),
        ("print('[1]')", "broken_file"),
        ("", "broken_file"),
        ("import time; time.sleep(60)", "takes_too_long"),
    ],
)
@pytest.mark.parametrize("spoken", ["en", "ja"])
def test_a_child_that_dies_or_hangs_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, key: str, spoken: str
) -> None:
    as_child(monkeypatch, code)
    set_language(spoken)  # type: ignore[arg-type]
    with pytest.raises(ExchangeError) as found:
        read_confined("records", json_file(tmp_path), wall=1)
    assert found.value.key == key
    assert "a.json" in str(found.value)


def test_more_memory_than_the_child_may_have_is_a_reason(tmp_path: Path) -> None:
    path = json_file(tmp_path, '{"a": [' + ",".join(["[]"] * 2_000_000) + "]}")
    with pytest.raises(ExchangeError) as found:
        read_confined("records", path, memory_mb=64, encoding=None, sheet=None, header_line=None)
    assert found.value.key == "takes_too_much"


def test_a_reading_can_be_stopped_from_another_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "pid"
    as_child(monkeypatch, f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    stop = threading.Event()
    timer = threading.Timer(0.5, stop.set)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(ExchangeError) as found, stoppable(stop):
        read_confined("records", json_file(tmp_path))
    timer.join()
    assert found.value.key == "reading_stopped"
    assert time.monotonic() - begun < 10
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_the_child_goes_with_a_program_that_is_killed(tmp_path: Path) -> None:
    pipe = tmp_path / "slow.json"
    os.mkfifo(pipe)
    # The child waits for a pipe that nobody writes to; its number stands in the process that waits for it.
    code = (
        "import subprocess, sys; from pathlib import Path; from csops_tui.exchange import confined\n"
        "start = subprocess.Popen\n"
        "def popen(*a, **k):\n    child = start(*a, **k); print(child.pid, flush=True); return child\n"
        "confined.subprocess.Popen = popen\n"
        "confined.read_confined('records', Path(sys.argv[1]), encoding='utf-8', sheet=None, header_line=None)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(pipe)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": confined._ROOT},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert running(child)
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    over = time.monotonic() + 10
    while running(child) and time.monotonic() < over:
        time.sleep(0.02)
    assert not running(child)


def test_a_module_beside_the_file_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    assert open_table(json_file(tmp_path)).header == ("a",)
    assert not (tmp_path / "ran").exists()


def test_an_open_file_of_ours_does_not_reach_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "held").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        as_child(monkeypatch, f"import os\ntry: os.fstat({held.fileno()})\nexcept OSError: print('{{}}')")
        assert read_confined("records", json_file(tmp_path)).answer == {}


def test_rows_can_be_read_again_and_side_by_side(tmp_path: Path) -> None:
    table = open_table(json_file(tmp_path, "[" + ",".join(f'{{"n": {n}}}' for n in range(3_000)) + "]"))
    expected = [str(n) for n in range(3_000)]
    assert [row.cells[0] for row in table.rows()] == expected
    assert [(a.cells[0], b.cells[0]) for a, b in zip(table.rows(), table.rows(), strict=True)] == list(
        zip(expected, expected, strict=True)
    )


def test_the_child_is_light() -> None:
    code = "import csops_tui.exchange.reading_child, sys; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    loaded = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert not {"pydantic", "textual", "sqlite3", "pysqlite3", "click", "python_calamine", "pandas"} & {*loaded.split()}


def test_a_limit_that_the_system_does_not_let_be_set_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(kind: int, limits: tuple[int, int]) -> None:
        asked.append(kind)
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    reading_child.limit(memory_mb=512, cpu=60, spool_mb=10)
    assert len(asked) == 4


def test_standard_input_is_a_table_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, header in (("会社名,席数\nミライ,3\n".encode("cp932"), ("会社名", "席数")), (b'[{"a": 1}]', ("a",))):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        table = open_table(Path("-"))
        assert (table.path.name, table.header, len(list(table.rows()))) == ("stdin", header, 1)
        assert stat.S_IMODE(table.path.stat().st_mode) == 0o600
        folder = table.path.parent
        del table
        assert not folder.exists()


def test_a_pipe_is_read_once_and_kept(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("a,b\n1,2\n"))
    writer.start()
    table = open_table(pipe)
    writer.join()
    assert [[row.cells for row in table.rows()] for _ in range(2)] == [[["1", "2"]]] * 2


def test_pasted_cells_are_a_table() -> None:
    table = table_of_text("会社名\t席数\nミライ\t3\n")
    assert (table.path.name, table.header) == ("clipboard", ("会社名", "席数"))
    assert [row.cells for row in table.rows()] == [["ミライ", "3"]]
    assert table_of_text('{"a": "\ud800"}').header == ("a",)
    assert table_of_text("a;b\n1;2", delimiter=";", header_line=0).header == ("#1", "#2")
    with pytest.raises(ExchangeError, match="clipboard is empty"):
        table_of_text(" \n")
