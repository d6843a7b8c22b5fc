"""What stands in a filter line once one types into it: the prompt, the line, its mistake and what it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.forms.suggest import Suggestion, Suggestions
from csops_tui.tui.widgets.filter_line import FilterLine
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.measures.expression import ExpressionError
    from csops_tui.measures.proposing import Offer, Offers, Values

# A mistake is pointed at when no key came for so long, in seconds; somebody who types is not interrupted.
_PAUSE = 0.7
_ROWS = 8
# Not wrong, only not written to the end yet; enter says so.
_UNFINISHED = ("unfinished", "open_quote", "empty", "no_condition")


class FilterBox(Vertical):
    """A prompt and a line; with `values` also what the word at the caret can become, and the place of a mistake.

    Says what it hears with the messages of `FilterLine`. `tab` takes the offer under the cursor, the arrows move it.
    """

    DEFAULT_CSS = """
    FilterBox { height: auto; }
    FilterBox > .filter { height: 1; padding: 0 1 0 3; }
    FilterBox .filter Static { width: auto; color: $text-muted; }
    FilterBox .filter ImeInput {
        border: none; height: 1; padding: 0 1; background: $background; color: $primary;
    }
    FilterBox > #filter-says { height: auto; max-height: 3; padding: 0 1 0 0; display: none; }
    FilterBox > Suggestions { overlay: screen; constrain: inside inside; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, values: Values | None) -> None:
        super().__init__()
        self.values = values
        self._box = ImeInput(placeholder=self._hint(), id="filter", compact=True)
        self._offers: Offers | None = None
        self._choices = Suggestions(_ROWS, id="filter-offers")
        self._mistake: ExpressionError | str | None = None
        self._pausing: Timer | None = None
        self._box.highlighter = self._marked  # type: ignore[assignment]

    def _hint(self) -> str:
        return t("filter.hint" if self.values else "list.filter_hint")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="filter"):
            yield Static(t("list.filter_prompt"), id="filter-prompt", markup=False)
            yield self._box
        yield Static("", id="filter-says", markup=False)
        yield self._choices

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._box.value.strip()

    @property
    def in_use(self) -> bool:
        """Whether one is typing into it."""
        return self._box.has_focus

    @property
    def offers_columns(self) -> bool:
        """Whether the word at the caret may become the name of a column."""
        from csops_tui.measures.proposing import propose

        return self.values is not None and bool(propose(self._box.value, len(self._box.value), self.values).items)

    def retell(self) -> None:
        """Say prompt and hint again, after the language changed."""
        self.query_one("#filter-prompt", Static).update(t("list.filter_prompt"))
        self._box.placeholder = self._hint()

    def open(self, text: str | None) -> None:
        """Put the caret at the end of the line, with this text or with the one it has."""
        if text is not None:
            self.put(text)
        self._box.focus()
        self._box.cursor_position = len(self._box.value)

    def put(self, text: str) -> None:
        """Let the line hold this text without telling anybody."""
        with self.prevent(Input.Changed):
            self._box.value = text
        self._say(None)
        self._choices.offer(())

    # Mistakes

    def point_at(self, mistake: ExpressionError | str | None, *, at_once: bool = True) -> None:
        """Say what is wrong, and where; unless `at_once` only when the person pauses. None takes it back."""
        if self._pausing:
            self._pausing.stop()
            self._pausing = None
        if at_once or mistake is None:
            self._say(mistake)
            return
        self._say(None)
        if isinstance(mistake, str) or mistake.key not in _UNFINISHED:
            self._pausing = self.set_timer(_PAUSE, lambda: self._say_unless_offered(mistake))

    def _say_unless_offered(self, mistake: ExpressionError | str) -> None:
        """A word that the offers under it still complete is no mistake yet."""
        at = self._box.cursor_position
        if not isinstance(mistake, str) and mistake.start < at <= mistake.end and self._choices.items:
            return
        self._say(mistake)

    def _say(self, mistake: ExpressionError | str | None) -> None:
        self._mistake = mistake
        self._box.refresh()
        says = self.query_one("#filter-says", Static)
        says.display = mistake is not None
        if mistake is not None:
            says.update(self._words(mistake))

    def on_resize(self) -> None:
        # Only now is it known where the line stands.
        if self._mistake is not None:
            self.query_one("#filter-says", Static).update(self._words(self._mistake))

    def _words(self, mistake: ExpressionError | str) -> Text:
        """The place under the line, and the words beside it or, where they do not fit, below."""
        colour = self.app.theme_variables["error"]
        words = clean(str(mistake))
        box = self._box
        left = box.content_region.x - self.region.x
        if isinstance(mistake, str) or not box.region:
            return Text(f"   ! {words}", colour)
        before = cell_len(box.value[: mistake.start]) - box.scroll_offset.x
        under = max(1, cell_len(box.value[mistake.start : mistake.end]))
        room = self.size.width - 1
        start = max(0, min(left + before, room - 1))
        sign = " " * start + "^" * max(1, min(under, room - start))
        beside = cell_len(sign) + 1 + cell_len(words) <= room
        return Text(f"{sign} {words}" if beside else f"{sign}\n   {words}", colour)

    def _marked(self, text: Text) -> Text:
        """The line with the wrong place underlined."""
        if self._mistake is not None and not isinstance(self._mistake, str):
            text.stylize(f"underline {self.app.theme_variables['error']}", self._mistake.start, self._mistake.end)
        return text

    # Offers

    def look(self) -> None:
        """Offer what the word at the caret can become; asked again when values have come."""
        box = self._box
        if self.values is None or not box.has_focus:
            return
        from csops_tui.measures.proposing import propose

        self._offers = propose(box.value, box.cursor_position, self.values)
        items = [Suggestion(offer, offer.text, _beside(offer)) for offer in self._offers.items]
        self._choices.offer(items, 0 if items else -1)
        self._place()

    def _place(self) -> None:
        """Put the offers under the word that they complete."""
        box = self._box
        if self._offers is not None and self._choices.items:
            wide = min(self._choices.cells_wide, self.size.width)
            before = cell_len(box.value[: self._offers.start]) - box.scroll_offset.x
            # The mark of the cursor stands before the words, so that those are under what is typed.
            left = box.content_region.x - self.region.x + before - 1
            self._choices.styles.width = wide
            self._choices.styles.offset = (max(0, min(left, self.size.width - wide)), 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Without offers the keys do what they do elsewhere; but offers may be on their way for a word under the caret,
        # and where `tab` then left the line, the letters after it were commands of the list.
        if action == "take" and self.values is not None and self.text:
            return self.in_use
        return bool(self._choices.items) and self.in_use if action in ("take", "move") else True

    def action_move(self, lines: int) -> None:
        """Move among the offers."""
        self._choices.move(lines)

    def action_take(self) -> None:
        """Put the offer under the cursor into the line."""
        if chosen := self._choices.current:
            self._take(chosen)

    def _take(self, chosen: Suggestion) -> None:
        if self._offers is None:
            return
        line, caret = self._offers.put(self._box.value, chosen.value)
        self._box.value = line
        self._box.cursor_position = caret
        self._box.focus()

    @on(Suggestions.Taken)
    def _clicked(self, message: Suggestions.Taken) -> None:
        message.stop()
        self._take(message.suggestion)

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self._mistake = None
        self.post_message(FilterLine.Typed(message.value.strip()))
        # At once, as `tab` may follow before anything is drawn; and where it stands once the line is scrolled.
        self.look()
        self.call_after_refresh(self._place)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._choices.offer(())
        self.post_message(FilterLine.Entered(message.value.strip()))

    def on_descendant_focus(self) -> None:
        self.post_message(FilterLine.Attended())

    def on_descendant_blur(self) -> None:
        self._choices.offer(())
        self.post_message(FilterLine.Attended())


def _beside(offer: Offer) -> str:
    """The words beside an offer: what it is called unless it says so itself, and its unit."""
    return "  ".join(part for part in (offer.label if offer.label != offer.text else "", offer.detail) if part)
