"""Help: every command of the registry can be reached by keys, is explained, and runs from there (A13-12)."""

from typing import Any

import pytest
from screen_text import lines, shows, type_in, until
from words import said

from csops_tui.locale import LANGUAGES, set_language, t
from csops_tui.model.definitions import definition
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.churn_entry import ChurnEntryScreen
from csops_tui.tui.commands import COMMANDS, of_scopes
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.reach import matching, reachable
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.screens.cadences import CadencesScreen
from csops_tui.tui.screens.campaigns import CampaignScreen, CampaignsScreen
from csops_tui.tui.screens.capacity import CapacityScreen
from csops_tui.tui.screens.capture_file import CaptureScreen
from csops_tui.tui.screens.captured import CapturedScreen
from csops_tui.tui.screens.changed import ChangedScreen
from csops_tui.tui.screens.churn import ChurnScreen
from csops_tui.tui.screens.churn_analysis import ChurnAnalysisScreen
from csops_tui.tui.screens.churn_review import ChurnReviewScreen
from csops_tui.tui.screens.churn_reviews import ChurnReviewsScreen
from csops_tui.tui.screens.codes import CodeListsScreen, CodesScreen
from csops_tui.tui.screens.complaints import ComplaintsScreen
from csops_tui.tui.screens.definition import FIGURES, DefinitionScreen, meaning_of
from csops_tui.tui.screens.episodes import EpisodesScreen
from csops_tui.tui.screens.find import FindScreen
from csops_tui.tui.screens.group import GroupScreen
from csops_tui.tui.screens.growth import GrowthScreen
from csops_tui.tui.screens.help import HelpScreen
from csops_tui.tui.screens.history import HistoryScreen
from csops_tui.tui.screens.import_apply import ApplyScreen
from csops_tui.tui.screens.import_done import DoneScreen
from csops_tui.tui.screens.import_dry_run import DryRunScreen
from csops_tui.tui.screens.import_file import ImportScreen
from csops_tui.tui.screens.import_mapping import MappingScreen
from csops_tui.tui.screens.import_preview import PreviewScreen
from csops_tui.tui.screens.lookalikes import LookalikesScreen
from csops_tui.tui.screens.moves import MovesScreen
from csops_tui.tui.screens.opportunities import OpportunitiesScreen
from csops_tui.tui.screens.people import PeopleScreen
from csops_tui.tui.screens.renewals import RenewalsScreen
from csops_tui.tui.screens.reports import ReportsScreen
from csops_tui.tui.screens.revenue import RevenueScreen
from csops_tui.tui.screens.revenue_accounts import RevenueAccountsScreen
from csops_tui.tui.screens.review import ReviewScreen
from csops_tui.tui.screens.risks import RisksScreen
from csops_tui.tui.screens.rounds import RoundScreen, RoundsScreen
from csops_tui.tui.screens.routing import RoutingScreen
from csops_tui.tui.screens.segments import SegmentsScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.side_by_side import SideBySideScreen
from csops_tui.tui.screens.signal_edit import SignalEditScreen
from csops_tui.tui.screens.signals import SignalsScreen
from csops_tui.tui.screens.sql import SqlScreen
from csops_tui.tui.screens.survival import SurvivalScreen
from csops_tui.tui.screens.today import TodayScreen
from csops_tui.tui.screens.touches import TouchesScreen
from csops_tui.tui.screens.welcome import WelcomeScreen

SCREENS: tuple[type[BaseScreen], ...] = (
    SheetScreen,
    RenewalsScreen,
    TodayScreen,
    TouchesScreen,
    ChurnScreen,
    PeopleScreen,
    AccountScreen,
    HistoryScreen,
    FindScreen,
    ImportScreen,
    PreviewScreen,
    MappingScreen,
    DryRunScreen,
    ApplyScreen,
    DoneScreen,
    WelcomeScreen,
    FormScreen,
    ChurnEntryScreen,
    ChangedScreen,
    ReviewScreen,
    RoundScreen,
    RoundsScreen,
    RoutingScreen,
    CapacityScreen,
    GroupScreen,
    SignalsScreen,
    EpisodesScreen,
    SignalEditScreen,
    CampaignsScreen,
    CampaignScreen,
    SegmentsScreen,
    CadencesScreen,
    MovesScreen,
    ReportsScreen,
    SqlScreen,
    ChurnReviewsScreen,
    ChurnReviewScreen,
    GrowthScreen,
    OpportunitiesScreen,
    ComplaintsScreen,
    RisksScreen,
    CapturedScreen,
    CaptureScreen,
    ChurnAnalysisScreen,
    SurvivalScreen,
    RevenueScreen,
    RevenueAccountsScreen,
    LookalikesScreen,
    SideBySideScreen,
    CodeListsScreen,
    CodesScreen,
)


def test_every_command_is_at_home_on_some_screen() -> None:
    homes = {"app", *(scope for screen in SCREENS for scope in screen.scopes)}
    assert [command.id for command in COMMANDS if command.scope not in homes] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_command_of_a_screen_is_answered_by_it_or_by_the_app(screen: type[BaseScreen]) -> None:
    missing = [
        command.id
        for command in of_scopes((*screen.scopes, "app"))
        if not hasattr(screen, f"do_{command.action}") and not hasattr(CsopsApp, f"do_{command.action}")
    ]
    assert missing == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_key_means_one_thing_on_a_screen(screen: type[BaseScreen]) -> None:
    for part in (*screen.part_scopes.values(), ""):
        closed = {*screen.part_scopes.values()} - {part}
        keys: dict[str, str] = {}
        for command in of_scopes((*(scope for scope in screen.scopes if scope not in closed), "app")):
            assert command.keys, f"{command.id} has no key"
            if command.id in screen.not_here:
                continue
            for key in command.keys:
                assert keys.setdefault(key, command.id) == command.id, key


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_called_something_and_says_what_it_does(command: Any, lang: str) -> None:
    for key in (f"command.{command.id}", f"command.{command.id}.help"):
        assert t(key, lang) != key


async def test_help_lists_every_command_that_works_on_the_screen(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 80)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: shows(app, "どの画面でも"))
        text = "\n".join(lines(app))
        for command in of_scopes((*SheetScreen.scopes, "app")):
            assert t(f"command.{command.id}") in text, command.id
        assert shows(app, "j ↓", "上下の行へ")
        assert shows(app, ">", "今日の時点を表示しています"), "what cannot run says why"


@pytest.mark.parametrize(("lang", "words"), [("ja", "先頭の行・最後の行へ"), ("en", "Column left, column right")])
async def test_the_keys_that_move_are_explained_in_whole_words(app: CsopsApp, lang: str, words: str) -> None:
    set_language(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await type_in(pilot, words.split("・")[0].split(",")[0])
        await until(pilot, lambda: shows(app, "▸", words))
        assert len([line for line in lines(app) if words in line]) == 2, "in the list and in the sentence below"


async def test_help_on_what_has_a_list_is_run_from_there(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3", "question_mark")
        await type_in(pilot, "history")
        await until(pilot, lambda: shows(app, "▸", "操作履歴") or shows(app, "▸", "変更履歴"))
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, HelpScreen))


async def test_a_disabled_command_chosen_in_help_says_why(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("question_mark")
        await type_in(pilot, "1週間後")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        await until(pilot, lambda: said(app, "今日の時点を表示しています"))


async def test_a_command_is_found_by_its_name_in_the_other_language(app: CsopsApp) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        found = matching(reachable(app.here), "export")
        assert found[0].command.id == "list.export"


# Definitions


def test_every_figure_of_the_sheet_is_in_the_ledger() -> None:
    assert [name for name in FIGURES.values() if definition(name) is None] == []


@pytest.mark.parametrize(
    "screen", [SheetScreen, TouchesScreen, ChurnScreen, PeopleScreen], ids=lambda screen: screen.place
)
async def test_every_column_of_a_list_says_what_it_means(app: CsopsApp, screen: type[BaseScreen]) -> None:
    async with app.run_test() as pilot:
        if screen is not SheetScreen:
            await pilot.press({TouchesScreen: "3", ChurnScreen: "4", PeopleScreen: "6"}[screen])
        await pilot.pause()
        here: Any = app.here
        for column in here.sheet.source.columns:
            _, parts = meaning_of(column.key, column.title, here.table)
            assert parts[0][0] != t("help.computed"), column.key


async def test_help_explains_the_figure_under_the_cursor_first_and_enter_tells_all(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select_column("one_to_one")  # type: ignore[attr-defined]
        await pilot.press("question_mark")
        await until(pilot, lambda: shows(app, "▸", "直近の1:1接点"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DefinitionScreen))


async def test_a_key_shows_how_the_figure_under_the_cursor_is_computed(app: CsopsApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select_column("one_to_one")  # type: ignore[attr-defined]
        await pilot.press("K")
        await until(pilot, lambda: isinstance(app.screen, DefinitionScreen))
        assert shows(app, "直近の1:1接点")
        assert shows(app, "基準日")
        await pilot.press("escape")
        assert isinstance(app.screen, SheetScreen)


def test_people_in_a_list_are_not_explained_as_the_number_of_them() -> None:
    assert meaning_of("contacts", "", "touchpoint")[0] == t("field.touchpoint_contact.contact_id")
    assert meaning_of("products", "", "contact")[0] == t("field.identity.product_id")
    assert meaning_of("contacts", "", "account")[0] == t("define.contacts.title")


def test_a_field_says_its_kind_and_its_choices(small_book: Book) -> None:
    title, parts = meaning_of("channel", "手段", "touchpoint")
    words = dict(parts)
    assert title == t("field.touchpoint.channel")
    assert "電話" in words[t("help.choices")].splitlines()
    assert words[t("help.needed")] == t("help.required")


async def test_behind_a_figure_stand_its_value_for_the_account_and_the_facts_that_were_counted(
    app: CsopsApp, small_book: Book
) -> None:
    with small_book.edit("ticket") as edit:
        for day in ("2026-11-01", "2026-11-10"):
            edit.insert("ticket", {"account_id": "mirai", "title": f"障害 {day}", "opened": day})
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.push_screen(DefinitionScreen("open_tickets", "", "account", ("mirai", "ミライ商事")))
        await until(pilot, lambda: shows(app, "ミライ商事", "2   もとの記録 2件"))
        assert shows(app, "▸", "障害 2026-11-10") and shows(app, "障害 2026-11-01")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "件名", "障害 2026-11-10"))
