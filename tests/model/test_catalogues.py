"""The catalogues of both languages: complete, alike, and covering everything that the model declares."""

from __future__ import annotations

import pkgutil
import re
import string
from importlib import import_module

import pytest

from csops_tui.locale import LANGUAGES, set_language, t
from csops_tui.locale import ja as ja_package
from csops_tui.model.entity import Entity, columns
from csops_tui.model.registry import ENTITIES

AREAS = sorted(module.name for module in pkgutil.iter_modules(ja_package.__path__))
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Words that a Japanese team reads in Latin letters as well.
LATIN = re.compile(r"[A-Z][A-Za-z. ]*")
KINDS = {"text", "note", "day", "moment", "month", "count", "money", "number", "flag", "code", "ref"}
GENERAL_CHECKS = KINDS | {"required", "low", "high", "one_of"}


def catalogue(area: str, lang: str) -> dict[str, str]:
    return import_module(f"csops_tui.locale.{lang}.{area}").WORDS


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys(area: str) -> None:
    assert catalogue(area, "ja").keys() == catalogue(area, "en").keys()


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_fill_in_the_same_values(area: str) -> None:
    ja, en = catalogue(area, "ja"), catalogue(area, "en")
    assert [key for key in ja if placeholders(ja[key]) != placeholders(en[key])] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_key_belongs_to_its_area_and_says_something(area: str, lang: str) -> None:
    words = catalogue(area, lang)
    # `field_rules` is the second file of `field`.
    first = area.partition("_")[0]
    assert [key for key, text in words.items() if not key.startswith(f"{first}.") or not text.strip()] == []


def test_there_is_no_area_in_one_language_only() -> None:
    en_package = import_module("csops_tui.locale.en")
    assert sorted(module.name for module in pkgutil.iter_modules(en_package.__path__)) == AREAS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entity_is_called_something_and_says_what_it_is_for(lang: str) -> None:
    wanted = {f"entity.{table}{end}" for table in ENTITIES for end in ("", ".many", ".help")}
    assert catalogue("entity", lang).keys() == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_a_label_and_no_label_is_left_over(lang: str) -> None:
    labels = {f"field.{table}.{column.name}" for table, entity in ENTITIES.items() for column in columns(entity)}
    words = catalogue("field", lang).keys()
    assert labels - words == set()
    assert words - labels - {f"{label}.help" for label in labels} == set()


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))
def test_columns_of_one_record_can_be_told_apart(entity: type[Entity]) -> None:
    for lang in LANGUAGES:
        labels = [t(f"field.{entity.table()}.{column.name}", lang) for column in columns(entity)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_of_a_record_says_what_to_do_when_it_is_broken(lang: str) -> None:
    rules = {f"check.{table}.{rule}" for table, entity in ENTITIES.items() for rule in entity.checks}
    assert rules - catalogue("check", lang).keys() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_value_has_a_general_message(lang: str) -> None:
    assert {f"check.{name}" for name in GENERAL_CHECKS} - catalogue("check", lang).keys() == set()
    kinds = {column.spec.kind for entity in ENTITIES.values() for column in columns(entity)}
    assert kinds == KINDS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_messages_read_well_when_the_database_cannot_say_which_value_it_refused(lang: str) -> None:
    for kind in KINDS | {"required"}:
        assert placeholders(catalogue("check", lang)[f"check.{kind}"]) == {"field"}


def test_a_message_for_one_column_names_a_column_that_exists() -> None:
    # What merging refuses is no rule of a row but of two.
    known = {"two_numbers", "same_row"} | {
        f"{column.name}_{column.spec.kind}" for entity in ENTITIES.values() for column in columns(entity)
    }
    for key in catalogue("check", "en"):
        _, table, *rule = key.split(".")
        if rule:
            assert rule[0] in ENTITIES[table].checks or rule[0] in known


@pytest.mark.parametrize("area", ["entity", "field", "check", "define"])
def test_japanese_words_are_japanese(area: str) -> None:
    stray = {
        key: text
        for key, text in catalogue(area, "ja").items()
        if not JAPANESE.search(text) and not LATIN.fullmatch(text)
    }
    assert stray == ({"define.unit.percent": "%"} if area == "define" else {})


@pytest.mark.parametrize("area", ["entity", "field", "check", "define"])
def test_english_words_are_not_japanese(area: str) -> None:
    assert [key for key, text in catalogue(area, "en").items() if JAPANESE.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_are_nouns_and_explanations_are_sentences(lang: str) -> None:
    stop = "。" if lang == "ja" else "."
    for area in ("entity", "field"):
        for key, text in catalogue(area, lang).items():
            explains = key.endswith(".help") and key not in {"field.playbook.help", "field.play_step.help"}
            assert text.endswith(stop) == explains, key
    for key, text in catalogue("define", lang).items():
        assert text.endswith(stop) == key.endswith((".edge", ".missing")), key


def test_a_label_changes_with_the_language_in_force() -> None:
    try:
        set_language("ja")
        assert t("field.account.owner_id") == "担当CSM"
        set_language("en")
        assert t("field.account.owner_id") == "CSM"
    finally:
        set_language("en")
