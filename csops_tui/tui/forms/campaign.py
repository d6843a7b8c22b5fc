"""The form of a new campaign list, with the accounts that it will hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.measures import campaigns
from csops_tui.store.book import Book
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import Values

if TYPE_CHECKING:
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit

# Where the accounts came from is not asked: they were chosen before the form was opened.
_HIDDEN = frozenset({"where_text"})


class CampaignJob(RecordJob):
    """A new list of these accounts, which `condition` chose (empty: a person did)."""

    def __init__(self, book: Book, config: Config, accounts: Sequence[str], condition: str, values: Values) -> None:
        super().__init__(book, config, "campaign_list", None, values)
        self.accounts = accounts
        self.condition = condition
        self.fields = [field for field in self.fields if field.key not in _HIDDEN]

    def remark(self, values: Values) -> str:
        """How many accounts the list will hold, and what its goal leaves out."""
        return t("campaign.form", n=f"{len(self.accounts):,}")

    def problems(self, values: Values) -> dict[str, str]:
        found = super().problems(values)
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts and "ends" not in found:
            found["ends"] = t("campaign.ends_first")
        return found

    def write(self, edit: Edit, values: Values) -> str:
        campaign_id = super().write(edit, {**values, "where_text": self.condition or None})
        campaigns.add(edit, campaign_id, self.accounts)
        return campaign_id
