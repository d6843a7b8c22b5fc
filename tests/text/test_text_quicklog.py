"""One line becomes a touch with everything in it, nothing typed is lost, and what is doubtful is said."""

import time as clock
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.names import NameIndex
from csops_tui.text.quicklog import AccountMatch, ContactMatch, Mention, QuickLog, Task, Vocabulary, parse

NOW = datetime(2026, 11, 21, 10, 0, 42)
TODAY = NOW.date()
FRIDAY = date(2026, 11, 27)
YESTERDAY = date(2026, 11, 20)
ACCOUNTS = NameIndex(
    [
        ("mirai", "株式会社ミライ商事", "ミライショウジ", None, "mirai.example"),
        ("acme", "Acme Inc.", None, None, None),
        ("hold", "Acme Holdings K.K.", None, None, None),
        ("center", "Call Center Inc", None, None, None),
    ]
)
PEOPLE = {"mirai": {"佐藤": "c1", "佐藤 花子": "c2"}, "acme": {"sato": "c3"}}


def account(text: str) -> AccountMatch | None:
    hit = ACCOUNTS.resolve(text)
    return AccountMatch(hit.id, hit.name, hit.exact) if hit else None


def contact(account_id: str, text: str) -> ContactMatch | None:
    found = PEOPLE.get(account_id, {}).get(text)
    return ContactMatch(found, text, True) if found else None


VOCABULARY = Vocabulary(
    channels={"電話": "call", "call": "call", "会議": "meeting", "訪問": "visit", "メール": "email", "mail": "email"}
    | {"qbr": "qbr", "online meeting": "online"},
    account=account,
    contact=contact,
    triggers={"us": "ours", "signal": "signal", "request": "request"},
)


def read(line: str, **more: tuple[str, str]) -> QuickLog:
    return parse(line, NOW, VOCABULARY, **more)


def kinds(log: QuickLog) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in log.tokens]


def test_the_japanese_example_is_read_as_described() -> None:
    log = read("ミライ 電話 30分 @佐藤 更新の相談、予算縮小の懸念 #更新 !3 >見積送付 金曜")
    assert log.account == ("mirai", "株式会社ミライ商事")
    assert (log.channel, log.minutes, log.concern, log.tags) == ("call", 30, 3, ("更新",))
    assert log.contacts == (Mention("c1", "佐藤"),)
    assert log.tasks == (Task("見積送付", FRIDAY),)
    assert log.note == "更新の相談、予算縮小の懸念"
    assert (log.day, log.time, log.dated, log.errors) == (TODAY, time(10, 0), False, ())


def test_the_english_example_is_read_as_described() -> None:
    log = read("acme call 30m @sato asked about SSO ?SSO for all seats !2 >send quote fri yesterday")
    assert log.account == ("acme", "Acme Inc.")
    assert (log.channel, log.minutes, log.concern) == ("call", 30, 2)
    assert log.contacts == (Mention("c3", "sato"),)
    assert log.requests == ("SSO for all seats",)
    assert log.tasks == (Task("send quote", FRIDAY),)
    assert (log.day, log.time, log.dated) == (YESTERDAY, None, True)
    assert (log.note, log.errors) == ("asked about SSO", ())
    assert kinds(log)[-3:] == [("task", ">send quote"), ("due", "fri"), ("date", "yesterday")]


def test_full_width_marks_and_spaces_mean_the_same() -> None:
    log = read("　ミライ　電話　３０分　＠佐藤　＃更新　！３　～signal　＞見積　金曜まで 14:00")
    assert (log.channel, log.minutes, log.concern, log.tags, log.trigger) == ("call", 30, 3, ("更新",), "signal")
    assert log.contacts == (Mention("c1", "佐藤"),)
    assert log.tasks == (Task("見積", FRIDAY, time(14, 0)),)


def test_the_longest_exact_name_wins_then_the_shortest_sure_one() -> None:
    assert read("acme holdings call").account == ("hold", "Acme Holdings K.K.")
    assert read("call center inc 電話").account == ("center", "Call Center Inc")
    assert read("mir call").account == ("mirai", "株式会社ミライ商事")
    assert read('"acme holdings" call').account == ("hold", "Acme Holdings K.K.")


def test_an_unknown_account_is_named_and_the_rest_is_read() -> None:
    log = read("foo bar call 1h went well")
    assert (log.account, log.unknown_account, log.channel, log.minutes, log.note) == (
        None,
        "foo bar",
        "call",
        60,
        "went well",
    )
    assert [(problem.kind, problem.text) for problem in log.errors] == [("unknown_account", "foo bar")]
    assert [problem.kind for problem in read("電話 30分").errors] == ["no_account"]
    assert [problem.kind for problem in read("").errors] == ["no_account"]


def test_the_account_of_the_screen_stands_unless_another_is_named_exactly() -> None:
    here = ("mirai", "株式会社ミライ商事")
    log = read("電話 30分 @佐藤 更新の相談", account=here)
    assert (log.account, log.channel, log.note, log.errors) == (here, "call", "更新の相談", ())
    assert log.contacts == (Mention("c1", "佐藤"),)
    assert read("mir 電話", account=here).note == "mir"
    assert read("acme call", account=here).account == ("acme", "Acme Inc.")


@pytest.mark.parametrize(
    ("words", "day", "at"),
    [
        ("昨日", YESTERDAY, None),
        ("11/19", date(2026, 11, 19), None),
        ("-2d", date(2026, 11, 19), None),
        ("先週金曜", date(2026, 11, 13), None),
        ("last fri", YESTERDAY, None),
        ("14:30", TODAY, time(14, 30)),
        ("昨日 14:30", YESTERDAY, time(14, 30)),
        ("昨日 相談 14時半", YESTERDAY, time(14, 30)),
        ("3 days ago", date(2026, 11, 18), None),
        ("18 nov 2026 3pm", date(2026, 11, 18), time(15, 0)),
    ],
)
def test_the_day_of_the_touch_can_be_said_in_many_ways(words: str, day: date, at: time | None) -> None:
    log = read(f"acme call {words} 更新の相談")
    assert (log.day, log.time, log.dated) == (day, at, True)


def test_words_of_a_sentence_stay_in_the_note() -> None:
    line = "we sat down - and they call yesterday a mess"
    log = read(f"acme mail {line}")
    assert (log.note, log.channel, log.sentiment, log.dated) == (line, "email", None, False)
    assert read("ミライ 電話 昨日の件で11/19に30分話した").note == "昨日の件で11/19に30分話した"
    assert read("ミライ 電話 明日 訪問予定").note == "明日 訪問予定"


def test_doubtful_pieces_are_reported_and_kept() -> None:
    log = read("acme call !9 ~foo 2/30 12/24")
    assert [problem.kind for problem in log.errors] == [
        "concern_range",
        "unknown_trigger",
        "impossible_date",
        "unclear_date",
    ]
    assert (log.note, log.concern, log.day) == ("!9 ~foo 2/30 12/24", None, TODAY)
    assert [problem.kind for problem in read("acme >send quote 2/30").errors] == ["impossible_date"]


def test_sentiment_stands_at_an_edge() -> None:
    assert read("acme call + went well").sentiment == "+"
    assert read("acme call went badly -").sentiment == "-"
    assert read("acme call >send quote fri -").tasks == (Task("send quote", FRIDAY),)


def test_people_are_known_unknown_or_several() -> None:
    assert read("ミライ @佐藤、@田中").contacts == (Mention("c1", "佐藤"), Mention(None, "田中"))
    assert read("ミライ @佐藤様 電話").contacts == (Mention("c1", "佐藤"),)
    assert read("ミライ @佐藤 花子 電話").contacts == (Mention("c2", "佐藤 花子"),)
    log = read("ミライ @佐藤さんと面談")
    assert (log.contacts, log.note) == ((Mention("c1", "佐藤"),), "と面談")
    assert read("ミライ @x@mirai.example").contacts == (Mention(None, "x@mirai.example"),)


def test_a_task_takes_its_date_at_either_end_and_keeps_what_is_none() -> None:
    assert read("acme >11/27 見積送付").tasks == (Task("見積送付", FRIDAY),)
    assert read("acme >call back 30m").tasks == (Task("call back 30m", None),)
    assert read("acme >fri").tasks == (Task("fri", None),)
    assert read("acme > send quote nov 27 >book room").tasks == (Task("send quote", FRIDAY), Task("book room", None))
    log = read("acme 11/19 >report yesterday")
    assert (log.day, log.tasks) == (date(2026, 11, 19), (Task("report yesterday", None),))


def test_a_backslash_or_quotes_keep_a_mark_literal() -> None:
    log = read('acme call \\#1 ">no task" 「!3 とのこと」 #tag')
    assert (log.note, log.tags, log.tasks, log.concern) == ('#1 ">no task" 「!3 とのこと」', ("tag",), (), None)
    assert read("acme >ask about \\?SSO").tasks == (Task("ask about ?SSO", None),)
    assert read("acme #4999 >= 5 a@b.example C# ?").note == "#4999 >= 5 a@b.example C# ?"


pieces = st.sampled_from(
    [
        "ミライ",
        "acme",
        "acme holdings",
        "foo",
        "電話",
        "call",
        "online meeting",
        "30分",
        "1h",
        "90 min",
        "@佐藤",
        "@sato,",
        "@",
        "更新の相談、予算",
        "asked about",
        "#更新",
        "#a#b、",
        "!3",
        "!9",
        "!",
        "+",
        "-",
        ">見積 金曜",
        "> send",
        ">",
        "?SSO",
        "?",
        "yesterday",
        "last fri",
        "11/19 14:30",
        "2/30",
        "明日",
        "~us",
        "～まで",
        '"quoted #x',
        '"a b"',
        "「 」",
        "\\@x",
        "\\",
        "\u3000",
        "@佐藤さんと",
        "2026/11/01",
    ]
)
lines = st.lists(pieces, max_size=12).map(" ".join) | st.lists(pieces, max_size=8).map("".join) | st.text(max_size=60)


@given(lines, st.booleans())
def test_every_sign_of_the_line_is_in_exactly_one_token(line: str, placed: bool) -> None:
    log = parse(line, NOW, VOCABULARY, account=("mirai", "株式会社ミライ商事") if placed else None)
    place = 0
    for token in log.tokens:
        assert token.start >= place and token.end > token.start
        assert token.text == line[token.start : token.end]
        assert not line[place : token.start].strip()
        place = token.end
    assert not line[place:].strip()
    for problem in log.errors:
        assert problem.text == line[problem.start : problem.end]


@given(lines)
def test_the_note_is_what_no_piece_took(line: str) -> None:
    log = read(line)
    assert log.note == " ".join(str(token.value) for token in log.tokens if token.kind == "note")
    assert log.day <= TODAY


def test_a_long_line_is_read_between_two_keystrokes() -> None:
    bare = Vocabulary(VOCABULARY.channels, lambda text: None, lambda owner, text: None, VOCABULARY.triggers)
    line = ("acme call 30m @sato asked about SSO ?SSO for all seats !2 >send quote fri yesterday " * 3)[:200]
    taken = []
    for _ in range(20):
        start = clock.perf_counter()
        parse(line, NOW, bare)
        taken.append(clock.perf_counter() - start)
    assert min(taken) < 0.004
