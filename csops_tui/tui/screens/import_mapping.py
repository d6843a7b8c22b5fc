"""What each column of a file becomes: proposed, with how sure and why, and changed with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.intake import Asked
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.import_step import StepScreen, facts_text
from csops_tui.tui.screens.listing import SummaryLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Cell, Column, Row

if TYPE_CHECKING:
    from csops_tui.exchange.proposing import Guess
    from csops_tui.tui.intake_reading import Looked, Part

# Ids of rows: columns by their place, fixed values and missing fields by their name.
_FIXED, _MISSING = "=", "!"


class ColumnSheet(Sheet):
    """A sheet whose `space` does not mark."""

    def action_mark(self) -> None:
        """Leave the column out, or take it in again."""
        self.run_command("mapping.ignore")

    def run_command(self, command: str) -> None:
        """Let the screen run one of its commands."""
        screen = self.screen
        if isinstance(screen, StepScreen):
            screen.action_command(command)


class MappingScreen(StepScreen):
    """The columns with what they become; below them fields that must be filled, and values for all rows."""

    scopes: ClassVar[tuple[str, ...]] = ("import_mapping",)
    step = "mapping"
    DEFAULT_CSS = """
    MappingScreen #about { padding: 1 1 1 3; height: auto; color: $text-muted; }
    """

    def compose_step(self) -> ComposeResult:
        yield Static("", id="about", markup=False)
        yield ColumnSheet(self._source(), id="rows")
        yield SummaryLine()

    def on_mount(self) -> None:
        self.sheet.focus()
        self._show()

    @property
    def sheet(self) -> Sheet:
        """The columns."""
        return self.query_one("#rows", Sheet)

    def _source(self) -> RowsSource:
        return mapping_source(self.intake.seen, self.intake.asked)

    def _again(self) -> None:
        self.sheet.set_source(self._source())
        self._show()

    def _show(self) -> None:
        seen = self.intake.seen
        facts = t("importing.recognised", n=seen.used, total=len(seen.table.header))
        self.title_bar.show(left=self.where(), facts=facts)
        self.query_one("#about", Static).update(self._about(seen))
        self.show_undo()

    def _about(self, seen: Looked) -> Text:
        colours = self.app.theme_variables
        said = [(t("importing.kind"), t("importing.and").join(t(f"entity.{part.entity}") for part in seen.parts))]
        if seen.profile:
            said.append((t("importing.profile"), seen.profile.words()))
        text = facts_text(said, colours, self.size.width)
        if reason := self.why_not_next_step():
            text.append(f"\n{clean(t(reason, names=self._missing_names()))}", colours["warning"])
        return text

    def _missing_names(self) -> str:
        from csops_tui.tui.target_words import missing_word

        part = self.intake.seen.part
        return ", ".join(missing_word(part.entity, name) for name in part.missing)

    # The column one is on

    def _here(self) -> Guess | None:
        row = self.sheet.current_id or ""
        return self.intake.seen.part.guesses[int(row)] if row.isdigit() else None

    @on(Sheet.Highlighted)
    def _highlighted(self, message: Sheet.Highlighted) -> None:
        message.stop()
        guess = self._here()
        self.query_one(SummaryLine).show("   ".join(clean(s) for s in guess.samples) if guess else "")
        self.show_undo()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        message.stop()
        self.action_command("mapping.target")

    # Commands

    def why_not_target(self) -> str | None:
        """There must be a row, and the profile must leave the columns to the person."""
        if not self.sheet.row_count:
            return "why.no_row"
        return "importing.why.several_parts" if len(self.intake.seen.parts) > 1 else None

    def why_not_ignore(self) -> str | None:
        """A column, or a value for all rows, must be under the cursor."""
        if reason := self.why_not_target():
            return reason
        return "importing.why.must_be_filled" if (self.sheet.current_id or "").startswith(_MISSING) else None

    def why_not_order(self) -> str | None:
        """Some dates must leave open which number is the day."""
        seen = self.intake.seen
        return None if seen.unclear or self.intake.asked.date_order else "importing.why.clear_dates"

    def why_not_next_step(self) -> str | None:
        """Every required field must be filled, and the order of dates be known."""
        seen = self.intake.seen
        if seen.part.missing:
            return "importing.why.missing"
        if seen.problem:
            return "importing.why.problem"
        return "importing.why.unclear" if seen.unclear else None

    def why_not_profile(self) -> str | None:
        """Only what can be imported is worth remembering."""
        return "importing.why.problem" if self.intake.seen.problem else None

    def why_not(self, command: object) -> str | None:
        """Reasons here name the fields they are about."""
        reason = super().why_not(command)  # type: ignore[arg-type]
        return reason.replace("{names}", self._missing_names()) if reason and "{names}" in reason else reason

    def do_target(self) -> None:
        """Choose what the column becomes; for a field without a column, the value that all rows get."""
        from csops_tui.tui.ask_import import choose
        from csops_tui.tui.target_words import other_words, target_choices

        row, seen, asked = self.sheet.current_id or "", self.intake.seen, self.intake.asked
        guess = self._here()
        if guess is None:
            self._ask_value(row[1:])
            return
        taken = {other.target: other.header for other in seen.part.guesses if other.target and other is not guess}
        items = target_choices(seen.part.entity, taken)
        title = t("importing.becomes", name=guess.header)
        choose(
            self.csops,
            title,
            items,
            lambda name: self._change(asked.mapped(guess.header, name)),
            guess.target,
            also=other_words(seen.part.entity),
        )

    def _ask_value(self, name: str) -> None:
        from csops_tui.tui.ask_import import ask_text
        from csops_tui.tui.target_words import missing_target, target_word

        entity, asked = self.intake.seen.part.entity, self.intake.asked
        target = missing_target(entity, name)
        ask_text(
            self.csops,
            t("importing.value_for_all", name=target_word(entity, target)),
            lambda value: self._change(asked.fixed(target, value)),
            asked.constants.get(target, ""),
            empty=True,
        )

    def do_ignore(self) -> None:
        """Leave the column out, or take it in again; a value for all rows is taken away."""
        row, asked, guess = self.sheet.current_id or "", self.intake.asked, self._here()
        if guess is None:
            self._change(asked.fixed(row[1:], ""))
        elif guess.target:
            self._change(asked.mapped(guess.header, ""))
        else:
            self._change(asked.proposed(guess.header))

    def do_order(self) -> None:
        """Say whether days or months come first."""
        from csops_tui.tui.ask_import import ask_order

        asked, seen = self.intake.asked, self.intake.seen
        guess = next(iter(seen.unclear), None)
        texts = guess.samples if guess else ("03/04/2026",)
        ask_order(self.csops, next(iter(texts), ""), asked.date_order, lambda order: self._change(asked.ordered(order)))

    def do_decimal(self) -> None:
        """Say whether a comma or a point stands before decimals."""
        from csops_tui.tui.ask_import import ask_decimal

        asked = self.intake.asked
        ask_decimal(self.csops, asked.decimal, lambda sign: self._change(asked.pointed(sign)))

    def do_kind(self) -> None:
        """Read the rows as another kind of record."""
        from csops_tui.tui.ask_import import ask_kind

        asked, seen = self.intake.asked, self.intake.seen
        ask_kind(self.csops, seen.kinds, seen.part.entity, lambda name: self._change(asked.read_as(entity=name)))

    def do_profile(self) -> None:
        """Keep what the columns become, for the next file with the same columns."""
        from csops_tui.tui.ask_import import ask_text
        from csops_tui.tui.intake_reading import keep_profile

        seen, asked = self.intake.seen, self.intake.asked

        def take(name: str) -> None:
            self.ask("profile", lambda _: (keep_profile(seen, name),), lambda found: self._kept(name, found))

        start = seen.profile.name if seen.profile and not seen.profile.shipped else asked.path.stem
        ask_text(self.csops, t("importing.profile_name"), take, start)

    def _kept(self, name: str, found: object) -> None:
        if isinstance(found, str):
            self.csops.say(found, "error")
        else:
            self.csops.say(t("importing.profile_kept", name=name))

    def do_next_step(self) -> None:
        """On to what the import would do."""
        self.intake.drop_plan()
        self.go("dry_run")

    def do_preview(self) -> None:
        """Back to the first rows."""
        self.go("preview")

    do_back = do_preview

    def _change(self, asked: Asked) -> None:
        self.look_again(asked, self._again)


def mapping_source(seen: Looked, asked: Asked) -> RowsSource:
    """One row for each column, then those for fields that no column fills."""
    columns = (
        Column("column", t("importing.column"), 20, min_width=12, frozen=True),
        Column("target", t("importing.target"), 26, min_width=18, elastic=True),
        Column("sure", t("importing.sure"), 6, "right"),
        Column("samples", t("importing.samples"), 26, min_width=14, hide_below=2, elastic=True),
        Column("why", t("importing.why"), 30, min_width=18, hide_below=1, elastic=True),
        Column("kind", t("importing.type"), 14, min_width=8, hide_below=3),
    )
    unclear = {guess.header for guess in seen.unclear}
    rows = [_column_row(seen, at, guess, guess.header in unclear) for at, guess in enumerate(seen.part.guesses)]
    return RowsSource(columns, [*rows, *_other_rows(seen.part, asked)])


def _column_row(seen: Looked, at: int, guess: Guess, unclear: bool) -> Row:
    from csops_tui.exchange.proposing import kind_words
    from csops_tui.tui.intake_reading import SURE
    from csops_tui.tui.target_words import target_word

    guess = guess if len(seen.parts) == 1 else seen.surest(at)
    words = [
        target_word(entity, name) if len(seen.parts) == 1 else f"{t(f'entity.{entity}')} ▸ {target_word(entity, name)}"
        for entity, name in seen.becomes(at)
    ]
    kind, samples = kind_words(guess.kind), " · ".join(clean(text) for text in guess.samples)
    why: Cell = (t("importing.unclear"), "warn") if unclear else (clean(guess.why), "dim")
    if not words:
        cells: tuple[Cell, ...] = ((clean(guess.header), "dim"), (t("importing.unused"), "dim"), "", samples, "", kind)
        return Row(str(at), cells)
    sure: Cell = (f"{guess.confidence}%", "good" if guess.confidence >= SURE else "warn")
    target = f"→ {t('importing.and').join(words)}"
    return Row(str(at), (clean(guess.header), target, sure, samples, why, kind))


def _other_rows(part: Part, asked: Asked) -> list[Row]:
    from csops_tui.tui.target_words import missing_word, target_word

    rows = [
        Row(
            f"{_FIXED}{name}",
            ((t("importing.all_rows"), "dim"), f"→ {target_word(part.entity, name)}", "", clean(value), "", ""),
        )
        for name, value in asked.constants.items()
    ]
    for name in part.missing:
        word = f"! {missing_word(part.entity, name)}"
        rows.append(
            Row(
                f"{_MISSING}{name}",
                ((t("importing.no_column"), "bad"), (word, "bad"), "", (t("importing.say_value"), "warn"), "", ""),
            )
        )
    return rows
