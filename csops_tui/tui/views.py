"""`v`: the views of the sheet – choose one, save what is shown under a name, update, rename, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from csops_tui.locale import t
from csops_tui.measures import views
from csops_tui.measures.views import View
from csops_tui.text.names import norm
from csops_tui.tui.pick_screen import PickScreen
from csops_tui.tui.sheet_columns import heading
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.tui.screens.sheet import SheetScreen

_EVERYTHING, _OWN, _SHARED = "everything", "save own", "save shared"


class ViewsScreen(PickScreen):
    """A line to find or to name a view, and the views below it."""

    DEFAULT_CSS = """
    ViewsScreen { align: center middle; background: $background 30%; }
    ViewsScreen > Vertical {
        width: 92%; max-width: 100; height: 80%; max-height: 26;
    }
    """
    words = "view"
    columns = (
        Column("name", "", 30, min_width=22, frozen=True),
        Column("detail", "", 30, min_width=10, elastic=True, hide_below=1),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s", "update", show=False, priority=True),
        Binding("ctrl+e", "rename", show=False, priority=True),
        Binding("ctrl+d", "delete", show=False, priority=True),
    ]

    def __init__(self, sheet: SheetScreen) -> None:
        super().__init__(sheet)
        self._views: dict[str, View] = {}

    def look(self) -> None:
        """List what fits the text, and under it how to save what is shown under that name."""
        text = self.box.text.strip()
        member = self.csops.member_id()
        found = [*views.saved(self.csops.book.reader(), member), *views.shipped()]
        self._views = {view.id or view.shipped: view for view in found}
        wanted = norm(text)
        picks = [self._pick(key, view) for key, view in self._views.items() if wanted in norm(view.name)]
        if not text:
            detail = (t("view.everything.detail"), "dim")
            picks.append(Pick(_EVERYTHING, (t("view.everything"), detail), t("view.shipped")))
        elif text not in (view.name for view in self._views.values()):
            now = _described(self._sheet.view_now())
            for key, words in ((_OWN, "view.save_own"), (_SHARED, "view.save_shared")):
                if key == _SHARED or member:
                    picks.append(Pick(key, (t(words, name=text), (now, "dim")), t("view.save")))
        self.box.show(picks, keep=not text)

    def _pick(self, key: str, view: View) -> Pick:
        kind = "shipped" if view.shipped else "own" if view.member_id else "shared"
        here = self._sheet.chosen_view
        name = (view.name, "accent") if (view.id, view.shipped) == (here.id, here.shipped) else view.name
        return Pick(key, (name, (_described(view), "dim")), t(f"view.{kind}"))

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        message.stop()
        key = message.pick.id
        if key in (_OWN, _SHARED):
            member = self.csops.member_id() if key == _OWN else None
            name = self.box.text.strip()
            self._save(replace(self._sheet.view_now(), name=name, member_id=member), "view.label.save")
            return
        self.dismiss()
        self._sheet.show_view(View() if key == _EVERYTHING else self._views[key])

    def _save(self, view: View, label: str) -> None:
        """Write the view and look at the sheet through it."""
        written: list[str] = []
        if self._write(t(label, name=view.name), lambda edit: written.append(views.save(edit, view))):
            self.dismiss()
            self._sheet.follow_view(replace(view, id=written[0]))

    def _write(self, label: str, act: Any) -> bool:
        if not self.csops.write(label, act):
            return False
        self.csops.say(t("app.done_undo", label=label))
        return True

    def _current(self) -> View | None:
        """The saved view under the cursor; says so where it is none of those."""
        pick = self.box.list.current
        view = self._views.get(pick.id) if pick else None
        if view is None or view.shipped:
            self.csops.say(t("view.not_saved_one" if view else "view.name_first"), "warning")
            return None
        return view

    def action_update(self) -> None:
        """Let the view under the cursor be what is shown."""
        if view := self._current():
            now = self._sheet.view_now()
            self._save(replace(now, name=view.name, id=view.id, member_id=view.member_id), "view.label.update")

    def action_rename(self) -> None:
        """Ask for another name of the view under the cursor."""
        if view := self._current():
            self._ask_name(view)

    def _ask_name(self, view: View) -> None:
        from csops_tui.tui.ask import Ask

        def take(text: str, _: object) -> str | None:
            name = text.strip()
            if not name:
                return t("view.name_first")
            label = t("view.label.rename", old=view.name, name=name)
            if self._write(label, lambda edit: edit.update("saved_view", view.id, {"name": name})):
                if self._sheet.chosen_view.id == view.id:
                    self._sheet.follow_view(replace(self._sheet.chosen_view, name=name))
                self.look()
            return None

        self.csops.push_screen(Ask(t("view.rename", name=view.name), take, value=view.name))

    def action_delete(self) -> None:
        """Delete the view under the cursor; `u` brings it back."""
        if (view := self._current()) and self._write(
            t("view.label.delete", name=view.name), lambda edit: edit.delete("saved_view", view.id)
        ):
            self.look()


def _described(view: View) -> str:
    """What a view does, in a few words: its condition, then sort, groups, columns."""
    parts = [view.filter or t("view.every_row")]
    if view.sort:
        parts.append(t("view.sort", column=heading(view.sort) + (" ▼" if view.descending else "")))
    if view.group:
        parts.append(t("view.group", column=heading(view.group)))
    if view.columns:
        parts.append(t("view.columns", n=len(view.columns)))
    return " · ".join(parts)
