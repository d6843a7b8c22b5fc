"""One import on the screen: what a person said about its file, handed on from step to step."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.plan import Result
    from csops_tui.tui.intake_reading import Foreseen, Looked

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Files with these endings hold tables, hardly anything else."""
READABLE = (*TABLES, ".txt", ".json", ".jsonl", ".ndjson")
"""The endings of files that can be imported; a test keeps them those of `exchange.table`."""


@dataclass(frozen=True)
class Asked:
    """What a person said about a file; what is empty is found out. `targets` is column → target, "" for none."""

    path: Path
    pasted: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    entity: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal: str = ""
    forgiving: bool = False

    def read_as(self, **values: Any) -> Asked:
        """The same file read in another way: what was said about its columns is forgotten."""
        return replace(self, targets={}, constants={}, **values)

    def mapped(self, column: str, target: str) -> Asked:
        """One column becomes something else; a column that became that before becomes nothing."""
        freed = {name: "" for name, other in self.targets.items() if target and other == target}
        return replace(self, targets={**self.targets, **freed, column: target})

    def proposed(self, column: str) -> Asked:
        """One column becomes again what is proposed for it."""
        return replace(self, targets={name: other for name, other in self.targets.items() if name != column})

    def ordered(self, order: str) -> Asked:
        """Dates are read in this order."""
        return replace(self, date_order=order)

    def pointed(self, decimal: str) -> Asked:
        """Numbers are written with this sign before their decimals; an empty one is found out by column."""
        return replace(self, decimal=decimal)

    def fixed(self, target: str, value: str) -> Asked:
        """Every row gets this value; an empty one takes it away."""
        constants = {name: other for name, other in self.constants.items() if name != target}
        return replace(self, constants={**constants, target: value} if value else constants)


class Intake:
    """One import from the file's name to its end, as its screens hand it on to each other."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.looked: Looked | None = None
        self.foreseen: Foreseen | None = None
        self.results: tuple[Result, ...] = ()
        self.names: dict[tuple[str, str], str] = {}
        """What planned rows are called that others refer to: (table, id) → name."""
        self.quick = False
        """Whether it went from the name straight to the dry run."""

    @property
    def name(self) -> str:
        """What the file is called."""
        return t("importing.clipboard") if self.asked.pasted else self.asked.path.name

    @property
    def seen(self) -> Looked:
        """What was seen in the file, which has been looked at by now."""
        assert self.looked is not None
        return self.looked

    def take(self, asked: Asked, looked: Looked) -> None:
        """Go on with what was said last; a plan made before holds no more."""
        self.drop_plan()
        self.asked, self.looked = asked, looked

    def drop_plan(self) -> None:
        """Forget what the import would do."""
        if self.foreseen is not None:
            self.foreseen.close()
            self.foreseen = None

    def close(self) -> None:
        """Forget everything, a pasted text too."""
        self.drop_plan()
        if self.asked.pasted:
            self.asked.path.unlink(missing_ok=True)
            self.asked.path.parent.rmdir()


def pasted(text: str) -> Path:
    """Keep a pasted text as a file in a folder of its own, both readable by their owner only; raises OSError."""
    path = Path(tempfile.mkdtemp(prefix="csops-")) / f"{t('importing.clipboard')}.txt"
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path
