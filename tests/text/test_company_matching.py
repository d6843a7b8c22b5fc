"""Five hundred spellings of made-up companies meet their own company, and hardly ever another one."""

from collections import defaultdict
from itertools import combinations

from company_variants import companies, variants

from csops_tui.text.names import company_key, legal_form, person_key, same_company


def measured(seed: int, count: int = 500) -> tuple[float, float, list[tuple[str, str]]]:
    """Precision and recall over all pairs of spellings, and the pairs that were judged wrongly."""
    made = variants(seed, count)
    right = wrong = missed = 0
    errors: list[tuple[str, str]] = []
    for (one, name), (other, spelling) in combinations(made, 2):
        found = same_company(name, spelling)
        right += found and one == other
        wrong += found and one != other
        missed += not found and one == other
        if found != (one == other):
            errors.append((name, spelling))
    return right / max(right + wrong, 1), right / max(right + missed, 1), errors


def test_spellings_of_500_made_up_names_meet() -> None:
    for seed in (1, 2, 3):
        precision, recall, errors = measured(seed)
        print(f"company names, seed {seed}: precision {precision:.4f}, recall {recall:.4f}, e.g. {errors[:3]}")
        assert precision >= 0.99, errors
        assert recall >= 0.95, errors


def test_companies_of_one_name_and_two_kinds_are_two() -> None:
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for name, kind in companies(1, 125):
        by_name[name].add(kind)
    assert any(len(kinds) > 1 for kinds in by_name.values())
    assert not same_company("株式会社さくら", "有限会社さくら")
    assert not same_company("㈱さくら", "さくら合同会社")
    assert same_company("さくら", "有限会社さくら")
    assert same_company("ミライ商事 Co., Ltd.", "ミライ商事（株）")
    assert legal_form("Acme Inc.") == ""
    assert legal_form("Acme K.K.") == legal_form("㍿アクメ") == legal_form("カ)アクメ") == "株"


def test_long_vowels_meet_only_at_the_end_of_long_words() -> None:
    assert company_key("コンピューター") == company_key("コンピュータ")
    assert company_key("データ－センター") == company_key("データーセンター")
    assert company_key("ミラー") != company_key("ミラ")
    assert company_key("ﾃﾞ-ﾀｾﾝﾀ-") == company_key("データセンター")


def test_a_branch_or_department_is_not_its_company() -> None:
    assert not same_company("株式会社ミライ商事", "株式会社ミライ商事 大阪支店")
    assert not same_company("ミライ商事 営業部", "ミライ商事")


def test_names_of_people_meet_without_honorific_and_spaces() -> None:
    assert person_key("佐藤　花子様") == person_key("佐藤花子") == person_key("佐藤 花子 さん")
    assert person_key("髙橋 一郎") == person_key("高橋一郎")
    assert person_key("Ms. Hanako Sato") == person_key("HANAKO SATO")
    assert person_key("様") == "様"
    assert person_key("斎藤") != person_key("斉藤")
