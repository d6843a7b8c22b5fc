"""The records of any entity, as the generic list."""

from __future__ import annotations

from csops_tui.locale import t
from csops_tui.store.listing import Listing
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_WIDTH = {"long_day": 10, "moment": 12, "flag": 5, "count": 8, "number": 9, "amount": 12, "note": 30, "ref": 20}


def records_screen(table: str) -> ListScreen:
    """The list of one entity: its own screen where it has one."""
    match table:
        case "signal":
            from csops_tui.tui.screens.signals import SignalsScreen

            return SignalsScreen()
        case "signal_episode":
            from csops_tui.tui.screens.episodes import EpisodesScreen

            return EpisodesScreen()
        case "campaign_list":
            from csops_tui.tui.screens.campaigns import CampaignsScreen

            return CampaignsScreen()
        case "segment":
            from csops_tui.tui.screens.segments import SegmentsScreen

            return SegmentsScreen()
        case "cadence":
            from csops_tui.tui.screens.cadences import CadencesScreen

            return CadencesScreen()
        case "code":
            from csops_tui.tui.screens.codes import CodeListsScreen

            return CodeListsScreen()
        case "proposal":
            from csops_tui.tui.screens.captured import CapturedScreen

            return CapturedScreen()
        case "risk":
            from csops_tui.tui.screens.risks import RisksScreen

            return RisksScreen()
        case "complaint":
            from csops_tui.tui.screens.complaints import ComplaintsScreen

            return ComplaintsScreen()
        case "opportunity":
            from csops_tui.tui.screens.opportunities import OpportunitiesScreen

            return OpportunitiesScreen()
        case "review_session":
            from csops_tui.tui.screens.churn_reviews import ChurnReviewsScreen

            return ChurnReviewsScreen()
        case _:
            return RecordsScreen(table)


class RecordsScreen(ListScreen):
    """All rows of one table of the book."""

    def __init__(self, table: str) -> None:
        self.table = table  # type: ignore[misc]
        super().__init__()

    def listing(self) -> Listing:
        from csops_tui.store.records import listing_of

        return listing_of(self.table)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        made: list[Column] = []
        for number, field in enumerate(listing.fields):
            kind = field.kind.partition(":")[0]
            title = t(f"field.{self.table}.{field.key}")
            width = _WIDTH.get(kind, 14)
            made.append(
                Column(
                    field.key,
                    title,
                    width,
                    align="right" if kind in ("count", "number", "amount") else "left",
                    kind=field.kind,
                    frozen=number == 0,
                    min_width=min(width, 8),
                    hide_below=number,
                    elastic=kind == "note",
                )
            )
        return tuple(made)

    def where(self) -> str:
        return t(f"entity.{self.table}.many")

    def empty_text(self) -> str:
        return f"{t(f'entity.{self.table}.help')}\n\n{t('empty.new')}"
