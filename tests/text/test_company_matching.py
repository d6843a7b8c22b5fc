"""Five hundred spellings of made-up companies meet their own company, and hardly ever another one."""

from collections import defaultdict
from itertools import combinations

from company_variants import companies, variants

from csops_tui.text.likely import name_pattern
from csops_tui.text.names import NameIndex, company_key, legal_form, person_key, same_company


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


# Each line one company as forms, bills, banks and other systems write it.
ONE_COMPANY = """
株式会社ミライ商事|【株】ミライ商事|[株]ミライ商事|株)ミライ商事|ミライ商事（株|ミライ商事Co.,Ltd.
株式会社ミライ商事|株 式 会 社 ミライ商事|ミライ商事㍿|ミライ商事
株式会社ミライ商事|株式会社ミライ商事 御中|ミライ商事株式会社様|株式会社ミライ商事殿|株式会社ミライ商事さま
ミライ商事㈱|かぶしきがいしゃミライ商事
株式会社ミライショウジ|ｶ)ﾐﾗｲｼﾖｳｼﾞ|ﾐﾗｲｼﾖｳｼﾞ(ｶ|ﾐﾗｲｼﾖｳｼﾞ ｶﾌﾞｼｷｶﾞｲｼﾔ|ミライショウジ
キヤノン株式会社|㈱キャノン|ｷﾔﾉﾝ(ｶ)
ニッカウヰスキー㈱|ニッカウイスキー株式会社|ﾆﾂｶｳｲｽｷｰ
コンピューターサービス㈱|コンピュータ・サービス株式会社|ｺﾝﾋﾟｭｰﾀｻｰﾋﾞｽ|コンピューター サービス
霞ヶ関開発㈱|霞が関開発㈱|霞ケ関開発
社会福祉法人あおぞら|（社福）あおぞら|社福）あおぞら|(福)あおぞら|ﾌｸ)あおぞら
特定非営利活動法人みどり|認定NPO法人みどり|特非）みどり|NPO法人 みどり|ﾄｸﾋ)みどり
合同会社ネクスト|（合）ネクスト|ネクスト合同会社 御中|ﾄﾞ)ネクスト
Acme Inc.|Acme Sdn. Bhd.|Acme Pvt. Ltd.|Acme Private Limited|Acme GmbH & Co. KG|The Acme Company|Acme Kabushiki-gaisha
Acme Inc.|ACME & Co.|ＡＣＭＥ㈱
Acme (Japan) Inc.|Acme Japan, Inc|ACME JAPAN
Nestlé S.A.|NESTLE SA|Nestle
Smith & Sons Ltd|Smith and Sons Limited|Smith &amp; Sons Ltd.|SMITH&SONS
Sample Sp. z o.o.|SAMPLE SP Z OO|Sample
"""
# Each line different companies under nearly one name.
OTHER_COMPANIES = """
S&B食品株式会社|SB食品株式会社|S+B食品株式会社
C++ Inc.|C# Inc.|C Inc.
24-7 Inc.|247 Inc.
税理士法人さくら|弁護士法人さくら|監査法人さくら|株式会社さくら|学校法人さくら
国立大学法人みらい|独立行政法人みらい|医療法人みらい
アサヒビール|アサヒビル
株式会社ミライ商事|株式会社ミライ商事東京|新ミライ商事|ミライ商事ホールディングス|ミライ商事（大阪）|ミライ商会
日本工業|日本興業|日本鋼業
Acme Inc|Acme Software Inc|Acne Inc|Acme Holdings|Acme Japan K.K.|Acme 2 Inc
株式会社神殿|株式会社神|株式会社王様|株式会社王
"""


def test_one_company_is_met_however_it_is_written() -> None:
    missed = [
        (names[0], other)
        for names in (line.split("|") for line in ONE_COMPANY.strip().splitlines())
        for other in names[1:]
        if not same_company(names[0], other)
    ]
    assert not missed


def test_companies_of_nearly_one_name_stay_apart() -> None:
    lines = [line.split("|") for line in OTHER_COMPANIES.strip().splitlines()]
    assert not [pair for names in lines for pair in combinations(names, 2) if same_company(*pair)]


def test_a_name_is_found_however_a_place_in_it_is_spelled() -> None:
    index = NameIndex([("1", "霞が関開発", None, None, None)])
    assert index.resolve("霞ヶ関開発")
    pattern = name_pattern("霞ヶ関開発")
    assert pattern is not None
    assert all(sign in pattern for sign in "霞が")
