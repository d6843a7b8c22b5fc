"""The people of an account: contacts who come and go, their logins, and the account's own calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csops_tui.exchange.sample import names
from csops_tui.exchange.sample.life import DAY, Life
from csops_tui.exchange.sample.rows import Rows
from csops_tui.measures.holidays import business_day

_COUNTS = {"smb": (3, 9), "mm": (6, 16), "ep": (12, 31)}


@dataclass(frozen=True)
class Contact:
    """A person at the account, who can be met until `left`."""

    id: str
    person: names.Person
    called: str
    role: str
    left: dt.date | None

    def there(self, day: dt.date) -> bool:
        """Whether the person still works there on `day`."""
        return self.left is None or day < self.left


def add_people(life: Life, rows: Rows) -> list[Contact]:
    """Add the contacts of an account, the key person first, with logins and calendar; returns the contacts."""
    rng = life.rng
    low, high = _COUNTS[life.size]
    count = 8 if life.known else 1 if life.kind == "prospect" else rng.randrange(low, high + 1)
    gone = next((s.day for s in reversed(life.shocks) if s.kind == "champion_left"), None)
    taken: dict[str, int] = {}
    alone = gone is not None and life.shock_before("champion_left", life.frame.today, 200) is not None
    contacts = [_contact(life, rows, place, gone, alone, taken) for place in range(count)]
    _identities(life, rows, contacts)
    _calendar(life, rows)
    return contacts


def _person(life: Life, place: int) -> names.Person:
    if life.lang == "en":
        return names.english_person(life.rng, "Sato" if life.known and place == 0 else None)
    return names.japanese_person(life.rng, 0 if life.known and place == 0 else None)


def _contact(life: Life, rows: Rows, place: int, gone: dt.date | None, alone: bool, taken: dict[str, int]) -> Contact:
    rng, phrases = life.rng, life.phrases
    person = _person(life, place)
    title, role = phrases.titles[2] if place == 0 else rng.choice(phrases.titles)
    left = None
    # The champion who left stays on the list as the second entry; the first is who there is to talk to now.
    if place == 1 and gone:
        left, role = gone, "champion"
    elif place > 1 and rng.random() < 0.09:
        left = business_day(
            life.first_day + DAY * rng.randrange(30, 31 + max(1, (life.last_day - life.first_day).days))
        )
        left = left if left <= life.frame.last_day else None
    unsure = place > 0 and left is None and rng.random() < 0.07
    again = taken[person.mailbox] = taken.get(person.mailbox, 0) + 1
    age = rng.randrange(250, 700) if unsure else int(400 * rng.random() ** 2.2)
    verified = business_day(max(life.first_day, life.frame.last_day - DAY * age), -1)
    named = rng.random() < 0.12
    row = rows.add(
        "contact",
        account_id=life.id,
        name=person.name,
        kana=person.kana,
        title=title,
        department=rng.choice(phrases.departments),
        mail=f"{person.mailbox}{again if again > 1 else ''}@{life.company.domain}",
        phone=_phone(life) if rng.random() < 0.6 else None,
        role=role,
        # Until a successor is confirmed, the key contact on record is the one who left.
        key_contact=place == (1 if alone else 0),
        state="left" if left else "unknown" if unsure else "active",
        verified=left or max(verified, min(life.first_day, life.frame.last_day)),
        left_on=left,
        community=named and left is None,
        note=phrases.left_note if left else None,
    )
    called = phrases.honorific.format(person.surname if life.lang == "ja" else person.name.partition(" ")[0])
    return Contact(row, person, called, role, left)


def _phone(life: Life) -> str:
    # Numbers of this form are not given to anybody.
    return f"0{life.rng.choice((3, 6, 52, 92))}-0000-{life.rng.randrange(10000):04d}"


def _identities(life: Life, rows: Rows, contacts: list[Contact]) -> None:
    rng = life.rng
    if life.kind == "prospect" or not life.has_usage:
        return
    stop = min(life.frame.last_day, (life.end or life.frame.today) - DAY)
    for contact in contacts:
        if rng.random() > 0.5:
            continue
        products = [life.product]
        if life.second and rng.random() < 0.35:
            products.append(life.second)
        last = min(stop, (contact.left or life.frame.today) - DAY)
        first = min(last, life.first_day + DAY * int(90 * rng.random()))
        for product in products:
            rows.add(
                "identity",
                contact_id=contact.id,
                product_id=product.id,
                user_key=f"{contact.person.mailbox}@{life.company.domain}",
                registered=first,
                last_active=max(first, last - DAY * int(120 * rng.random() ** 2)),
                evidence="mail",
            )


def _calendar(life: Life, rows: Rows) -> None:
    rng = life.rng
    if not life.known and rng.random() < 0.3:
        return
    end = rng.choices((3, 12, 9, 6, 2, 8), (55, 16, 10, 7, 6, 6))[0]
    months = {"fiscal_year_end": end, "budget": (end - 3) % 12 + 1}
    if rng.random() < 0.4:
        months["reorganisation"] = end % 12 + 1
    if rng.random() < 0.3:
        months["busy_season"] = rng.randrange(1, 13)
    for kind, month in months.items():
        rows.add("account_calendar", account_id=life.id, kind=kind, month=month, note=life.phrases.calendar[kind])
