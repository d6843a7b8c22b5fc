"""What all accounts of the sample share: the days, our people, products, events, surveys and programmes."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from csops_tui.exchange.sample import names
from csops_tui.exchange.sample.days import add_months, week_factor
from csops_tui.exchange.sample.phrases_en import EN
from csops_tui.exchange.sample.phrases_ja import JA
from csops_tui.exchange.sample.rows import Ids, Rows
from csops_tui.measures.holidays import business_day

MONTHS = 36
ACCOUNTS_PER_CSM = 130
PRODUCTS = (
    ("ナビゲート", "NAV", 24, 1900),
    ("レポートワン", "RPT", 14, 1100),
    ("コネクト", "CON", 18, 2600),
    ("まなび", "LRN", 9, 700),
)
# Target days between 1:1 touches by touch model.
CADENCE = {"high": 30, "low": 75, "tech": 180}
OUR_DOMAIN = "nagare.example"


@dataclass(frozen=True)
class Member:
    """One of our people; `diligence` stretches the time between touches, `gloom` colours what they fear."""

    id: str
    name: str
    diligence: float
    gloom: float


@dataclass(frozen=True)
class Product:
    """Something we sell; `price` is yen per seat and month."""

    id: str
    code: str
    price: int


@dataclass(frozen=True)
class Happening:
    """An event, a survey or a mailing on a day; `lang` says whom it is for (empty: everybody)."""

    id: str
    day: dt.date
    kind: str
    title: str
    lang: str = ""


@dataclass
class Frame:
    """The shared part of the book; `asked` counts how many people each survey went to."""

    seed: int
    today: dt.date
    start: dt.date
    last_day: dt.date
    weeks: list[dt.date]
    week_texts: list[str]
    factors: list[float]
    price_day: dt.date
    csms: list[Member] = field(default_factory=list)
    ops: list[Member] = field(default_factory=list)
    pool: Member = Member("", "", 1.0, 0.0)
    products: list[Product] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    surveys: list[Happening] = field(default_factory=list)
    mailings: list[Happening] = field(default_factory=list)
    guide: str = ""
    asked: dict[str, int] = field(default_factory=dict)


def make_frame(seed: int, today: dt.date, accounts: int, rows: Rows) -> Frame:
    """The shared part for a book of `accounts` accounts, its rows added to `rows`."""
    rng = random.Random(f"frame:{seed}")
    start = add_months(today, -MONTHS)
    first_monday = start + dt.timedelta(days=-start.weekday() % 7)
    # A week counts once it is over; the day before today is the last one with facts.
    weeks = [first_monday + dt.timedelta(days=7 * n) for n in range((today - first_monday).days // 7)]
    last_day = business_day(today - dt.timedelta(days=1), -1)
    frame = Frame(
        seed=seed,
        today=today,
        start=start,
        last_day=last_day,
        weeks=weeks,
        week_texts=[week.isoformat() for week in weeks],
        factors=[week_factor(week) for week in weeks],
        price_day=add_months(today, -17),
    )
    _people(frame, rng, accounts, rows)
    for model, target in CADENCE.items():
        rows.add("cadence", touch_model=model, reach="1:1", days=target)
    for name, code, features, price in PRODUCTS:
        frame.products.append(Product(rows.add("product", name=name, code=code, features=features), code, price))
    _events(frame, rng, rows)
    _surveys(frame, rows)
    _mailings(frame, rng, rows)
    return frame


def _people(frame: Frame, rng: random.Random, accounts: int, rows: Rows) -> None:
    for number in range(max(10, accounts // ACCOUNTS_PER_CSM) + 2):
        surname = number % names.SURNAME_COUNT
        person = names.japanese_person(rng, surname)
        # Colleagues go by their surname while it is the only one in the team.
        name = person.surname if number < names.SURNAME_COUNT else person.name
        ops = number in (10, 11)
        member = rows.add(
            "member",
            name=name,
            role="cs_ops" if ops else "csm",
            team="CS Ops" if ops else f"CS{number % 2 + 1}",
            mail=f"{person.mailbox}{number if number >= names.SURNAME_COUNT else ''}@{OUR_DOMAIN}",
            capacity_day=8 if ops else rng.choice((10, 12, 12, 14)),
            minutes_week=rng.choice((1200, 1500, 1500, 1800)),
        )
        people = frame.ops if ops else frame.csms
        people.append(Member(member, name, rng.uniform(0.8, 1.35), rng.gauss(0, 0.35)))
    pool = rows.add("member", name="プール", kind="pool", role="csm", team="CS1", capacity_day=20)
    frame.pool = Member(pool, "プール", 1.2, 0.0)


def _events(frame: Frame, rng: random.Random, rows: Rows) -> None:
    for month in range(MONTHS + 3):
        kinds = ["user_group"] if month % 6 == 4 else ["seminar" if month % 2 else "webinar"]
        if month % 4 == 2:
            kinds.append("training")
        for kind in kinds:
            lang = "en" if rng.random() < 0.25 else "ja"
            phrases = EN if lang == "en" else JA
            topic = rng.choice(phrases.topics)[0]
            day = business_day(add_months(frame.start, month) + dt.timedelta(days=rng.randrange(8, 24)))
            title = {
                "user_group": ("User group", "ユーザー会"),
                "training": ("Training: {}", "操作トレーニング：{}"),
            }.get(kind, ("Seminar: {}", "セミナー「{}」"))[lang == "ja"].format(topic)
            held = day <= frame.last_day
            row = rows.add(
                "event",
                title=title,
                kind=kind,
                day=day,
                capacity=rng.choice((30, 50, 100)),
                audience=lang,
                state="held" if held else "planned",
            )
            frame.events.append(Happening(row, day, kind, title, lang))


def _surveys(frame: Frame, rows: Rows) -> None:
    for half in range(MONTHS // 6):
        for kind, months in (("nps", 2), ("csat", 5)):
            day = business_day(add_months(frame.start, half * 6 + months) + dt.timedelta(days=9))
            if day + dt.timedelta(days=15) > frame.last_day:
                continue
            nps = kind == "nps"
            name = f"{'NPS' if nps else 'CSAT'} {day:%Y-%m}"
            row = rows.add(
                "survey",
                name=name,
                kind=kind,
                scale_min=0 if nps else 1,
                scale_max=10 if nps else 5,
                rule="nps" if nps else "top_two",
                day=day,
            )
            frame.surveys.append(Happening(row, day, kind, name))
            frame.asked[row] = 0


def _mailings(frame: Frame, rng: random.Random, rows: Rows) -> None:
    for quarter in range(MONTHS // 3 + 1):
        day = business_day(add_months(frame.start, quarter * 3 + 1) + dt.timedelta(days=rng.randrange(3, 9)))
        if day <= frame.last_day:
            frame.mailings.append(Happening(rows.ids.next(), day, "newsletter", f"{day:%Y-%m}"))
    rows.add("programme", name="お知らせメール", kind="newsletter", starts=frame.start, audience="すべての顧客")
    frame.guide = rows.add("programme", name="はじめてガイド", kind="guide", starts=frame.start, audience="新規顧客")


def new_rows(seed: int, today: dt.date) -> Rows:
    """An empty collection whose ids start at the first day of the history."""
    return Rows(Ids(seed, add_months(today, -MONTHS)))
