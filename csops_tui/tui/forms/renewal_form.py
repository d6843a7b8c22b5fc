"""The form of a renewal: a decision written here changes no contract line, and the form says where it would."""

from __future__ import annotations

from csops_tui.locale import t
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import Values


class RenewalJob(RecordJob):
    """One renewal."""

    def follow(self, key: str, values: Values) -> Values:
        """A decision has a day; taking it back takes the day away."""
        if key == "decision":
            decided = values.get("decided") or self._book.clock.today().isoformat()
            return {"decided": decided if values.get("decision") else None}
        return super().follow(key, values)

    def remark(self, values: Values) -> str:
        """That contract lines stay as they are, as soon as the decision is another."""
        if values.get("decision") == self._before.get("decision"):
            return ""
        return t("renewals.form.lines") if values.get("decision") else t("renewals.form.undecided")
