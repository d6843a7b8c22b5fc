"""The first page of a dry run: the figures, what comes along with them, and what stands in the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from rich.text import Text

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.fold import fold
from csops_tui.tui.intake import Intake

if TYPE_CHECKING:
    from csops_tui.exchange.plan import Plan
    from csops_tui.tui.intake_reading import Foreseen

ROLES = {
    "created": "accent",
    "updated": "primary",
    "skipped": "text-muted",
    "conflicts": "warning",
    "rejected": "error",
}
_REASONS, _WARNINGS = 6, 2
_LABEL = 16
_QUOTED = re.compile(r"「[^」]*」|“[^”]*”")


def overview(intake: Intake, colours: Mapping[str, str], width: int) -> Text:
    """The page for a planned import."""
    foreseen = intake.foreseen
    assert foreseen is not None
    page = _Page(colours, width)
    seen = foreseen.looked
    for plan in foreseen.plans:
        page.figures(plan)
    page.gap()
    if seen.profile:
        page.row("profile", seen.profile.words())
    if len(seen.table.sheets) > 1:
        page.row("sheet", seen.table.sheet)
    mapping = foreseen.plans[0].mapping
    used = {source.header for plan in foreseen.plans for source in plan.mapping.sources if source.constant is None}
    page.row("columns", t("importing.recognised", n=len(used), total=len(seen.table.header)))
    if left := [name for name in seen.table.header if name not in used and name in mapping.ignored]:
        page.note(t("importing.ignored", names=", ".join(left)))
    for plan in foreseen.plans:
        for line in _additions(plan):
            page.note(line)
    for remark in seen.table.remarks:
        page.note(remark)
    _append_hints(page, foreseen, forgiving=intake.asked.forgiving)
    _append_warnings(page, foreseen)
    append_rejected(page, foreseen)
    if seen.contracts:
        words = "contracts" if "subscription" in seen.kinds else "contracts_no_start"
        page.note(t(f"importing.{words}", names=", ".join(seen.contracts)), indent=0)
    page.ending(t("importing.ready" if foreseen.writes else "importing.nothing"))
    return page.text


class _Page:
    """Lines with a label at their left, folded to the width."""

    def __init__(self, colours: Mapping[str, str], width: int) -> None:
        self.text = Text()
        self.colours = colours
        self.room = max(20, width - 8)

    def row(self, label: str, value: str) -> None:
        """A labelled line."""
        self.label(t(f"importing.{label}"), self.colours["text-muted"])
        for number, part in enumerate(fold(clean(value), max(12, self.room - _LABEL))):
            self.text.append(f"{' ' * _LABEL if number else ''}{part}\n", self.colours["foreground"])

    def label(self, words: str, style: str) -> None:
        """The beginning of a labelled line."""
        line = Text(words, style)
        line.pad_right(max(1, _LABEL - line.cell_len))
        self.text.append_text(line)

    def figures(self, plan: Plan) -> None:
        """What becomes of the records of one kind; where there is nothing it is not said."""
        self.label(t(f"entity.{plan.entity}"), f"bold {self.colours['foreground']}")
        for name, role in ROLES.items():
            if count := getattr(plan, name):
                words = f"{t(f'importing.part.{name}')} {count:,}   "
                self.text.append(words, f"bold {self.colours[role]}" if name != "skipped" else self.colours[role])
        self.text.append(t("importing.no_rows") if not plan.total else "", self.colours["text-muted"])
        self.text.append("\n")

    def note(self, words: str, role: str = "warning", indent: int = _LABEL) -> None:
        """A line of something to be noticed."""
        for part in fold(clean(words), self.room - indent):
            self.text.append(f"{' ' * indent}{part}\n", self.colours[role])

    def gap(self) -> None:
        """An empty line."""
        self.text.append("\n")

    def ending(self, words: str) -> None:
        """What to press now."""
        self.text.append(f"\n{words}", f"bold {self.colours['foreground']}")


def _additions(plan: Plan) -> list[str]:
    """What an import adds besides the records of the file."""
    lines: list[str] = []
    if yearly := plan.mapping.by_role("yearly"):
        lines.append(t("importing.yearly", names=", ".join(source.header for source in yearly)))
    return lines + [t(f"importing.{key}", n=count, names=names) for key, (count, names) in plan.additions().items()]


def _append_hints(page: _Page, foreseen: Foreseen, *, forgiving: bool) -> None:
    """What would let rejected rows in."""
    if forgiving:
        page.note(t("importing.forgiving"), "text-muted")
    lacking = {
        "code" if key == "unknown_code" else source.target.spec.target
        for plan in foreseen.plans
        for column, key in plan.reasons
        for source in plan.mapping.sources
        if key in ("unknown_ref", "unknown_code") and source.header == column
    }
    if lacking - {"account"} and not forgiving:
        page.note(t("importing.forgive_hint"))
    if "account" in lacking:
        page.note(t("importing.accounts_first"))


def _append_warnings(page: _Page, foreseen: Foreseen) -> None:
    total = sum(len(plan.warned_rows) for plan in foreseen.plans)
    first = [row for plan in foreseen.plans for row in islice(plan.warnings(), _WARNINGS)][:_WARNINGS]
    if not first:
        return
    page.gap()
    page.note(t("importing.warnings", n=f"{total:,}"), "text-muted", indent=0)
    for row in first:
        page.note(f"{t('importing.line', n=f'{row.line:,}')}  {row.column}  {row.reason}", "text-muted", indent=2)


def append_rejected(page: _Page, foreseen: Foreseen) -> None:
    """The first records that cannot be taken, one for each reason, with how many it holds for."""
    total = foreseen.count("rejected")
    if not total:
        return
    page.gap()
    shown: dict[tuple[str, str], str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for plan in foreseen.plans:
        for row in islice(plan.rejects(), 5_000):
            # Reasons that differ only in what stood in the cell are one.
            key = (row.column, _QUOTED.sub("", row.reason))
            counts[key] += 1
            if key not in shown and len(shown) < _REASONS:
                shown[key] = f"{t('importing.line', n=f'{row.line:,}')}  {row.column}  {row.reason}"
    for key, words in shown.items():
        more = t("importing.same_reason", n=f"{counts[key] - 1:,}") if counts[key] > 1 else ""
        page.note(words + more, "foreground", indent=0)
    if (left := total - sum(counts[key] for key in shown)) > 0:
        page.note(t("importing.more", n=f"{left:,}"), "text-muted", indent=0)


def page_of(colours: Mapping[str, str], width: int) -> _Page:
    """An empty page of this width."""
    return _Page(colours, width)
