"""Which column becomes what."""

from __future__ import annotations

import pytest

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.kinds import contract_columns, kinds_of
from csops_tui.exchange.mapping import Mapping, resolve
from csops_tui.exchange.rows import month_of_year
from csops_tui.exchange.targets import targets
from csops_tui.locale import LANGUAGES, words
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES

pytestmark = pytest.mark.usefixtures("english")


def found(mapping: Mapping) -> dict[str, str]:
    return {source.header: source.target.name for source in mapping.sources}


def test_columns_of_a_crm_in_english_are_recognised() -> None:
    header = ("account_id", "account_name", "industry", "signup_date", "seats", "is_trial", "favourite colour")
    mapping = resolve("account", header)
    assert found(mapping) == {
        "account_id": "external_id",
        "account_name": "name",
        "industry": "industry",
        "signup_date": "since",
        "seats": "seats",
        "is_trial": "trial",
    }
    assert mapping.ignored == ("favourite colour",)


def test_columns_in_japanese_are_recognised() -> None:
    mapping = resolve("touchpoint", ("会社名", "日付", "種別", "所要時間（分）", "感触", "内容", "対応者"))
    assert found(mapping) == {
        "会社名": "account.name",
        "日付": "day",
        "種別": "channel",
        "所要時間（分）": "minutes",
        "感触": "sentiment",
        "内容": "note",
        "対応者": "member.name",
    }


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_label_of_a_field_is_a_name_for_it(entity: str, lang: str) -> None:
    from csops_tui.exchange.headers import names, plain

    known, area = names(entity), words("field", lang)
    for column in columns(ENTITIES[entity]):
        label = area.get(f"field.{entity}.{column.name}")
        if label and column.spec.kind != "ref":
            assert plain(label) in known, label


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_columns_of_our_own_export_map_to_themselves(entity: str) -> None:
    header = ("id", *(column.name for column in columns(ENTITIES[entity])))
    mapping = resolve(entity, header)
    assert mapping.own
    assert mapping.ignored == ()
    assert {source.target.field for source in mapping.sources} == set(header)


def test_a_list_of_customers_is_one_whatever_their_column_is_called() -> None:
    for name in ("顧客", "顧客名", "会社名"):
        assert kinds_of((name, "契約状態", "ティア"))[0][0] == "account"
    assert kinds_of(("顧客", "解約日"))[0][0] == "churn"
    assert kinds_of(("会社名", "日付", "種別", "内容"))[0][0] == "touchpoint"
    assert contract_columns(resolve("account", ("会社名", "契約終了日", "年間契約額"))) == ("契約終了日", "年間契約額")


def test_a_contract_begins_when_the_customer_did_and_a_year_is_twelve_months() -> None:
    mapping = resolve("subscription", ("顧客", "登録日", "年間契約額"))
    assert found(mapping) == {"顧客": "account.name", "登録日": "starts", "年間契約額": "arr"}
    assert [month_of_year(amount) for amount in (0, 5, 6, 1_000_000, 1_200_000)] == [0, 0, 1, 83_333, 100_000]


def test_units_and_currencies_in_a_header_are_read_off() -> None:
    mapping = resolve("ticket", ("ticket_id", "account_id", "submitted_at", "resolution_time_hours"))
    assert [source.minutes for source in mapping.sources if source.target.name == "resolution"] == [60.0]
    mapping = resolve("churn", ("account_id", "churn_date", "refund_amount_usd"))
    assert [source.currency for source in mapping.sources if source.target.name == "refund"] == ["USD"]


def test_the_user_decides_and_may_leave_a_column_out() -> None:
    mapping = resolve("account", ("会社", "id", "tier"), ["会社=alias", "id=name", "tier="])
    assert found(mapping) == {"会社": "alias", "id": "name"}
    assert mapping.ignored == ("tier",)


def test_a_constant_fills_a_column_that_the_file_lacks() -> None:
    mapping = resolve("touchpoint", ("account_id", "day"), constants={"channel": "call"})
    assert [source.constant for source in mapping.sources] == [None, None, "call"]


@pytest.mark.parametrize(
    ("overrides", "key", "hint"),
    [
        (["seets=seats"], "unknown_source", "seats"),
        (["seats=seets"], "unknown_target", "seats"),
        (["seats"], "bad_override", "seats"),
        (["seats=tier", "name=tier"], "target_twice", "tier"),
    ],
)
def test_a_wrong_mapping_names_what_is_near(overrides: list[str], key: str, hint: str) -> None:
    with pytest.raises(ExchangeError, match=hint) as error:
        resolve("account", ("name", "seats"), overrides)
    assert error.value.key == key


def test_required_fields_without_a_column_are_named_at_once() -> None:
    with pytest.raises(ExchangeError, match="mrr"):
        resolve("subscription", ("account_id", "start_date"))


def test_an_unknown_entity_names_the_nearest() -> None:
    with pytest.raises(ExchangeError, match="touchpoint"):
        resolve("touchpoints", ("a", "b"))


def test_both_languages_have_the_same_words() -> None:
    ja, en = words("exchange", "ja"), words("exchange", "en")
    assert ja.keys() == en.keys()


def test_every_reference_can_be_given_by_its_key_elsewhere() -> None:
    for entity, kind in ENTITIES.items():
        for column in columns(kind):
            if column.spec.kind == "ref":
                assert f"{column.name.removesuffix('_id')}.external_id" in targets(entity)
