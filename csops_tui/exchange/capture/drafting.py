"""From what was found to what is proposed: touches, meetings and contacts, by whom they concern."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from csops_tui.exchange.capture.domains import is_machine, is_nobody
from csops_tui.exchange.capture.draft import Draft, plain_people
from csops_tui.exchange.capture.found import Found, Person, Window
from csops_tui.exchange.capture.threads import Thread, bare_subject, is_answer, threads
from csops_tui.exchange.capture.versions import is_called_off, standing
from csops_tui.exchange.capture.whom import Side, Whom
from csops_tui.text.names import norm

MANY = 5
"""From so many customers on a mail or meeting is one to many."""

Nature = Callable[[str], tuple[str, str]]
"""Reach and direction that a channel implies."""


@dataclass(frozen=True)
class Drafts:
    """What would be proposed; `whole` names the events of which all instances are among it.

    `gone` are the beginnings of the keys of what was cancelled, each with the writing that says so. `internal` counts
    what concerns only our own people, `automatic` what a machine wrote.
    """

    proposed: tuple[Draft, ...]
    whole: frozenset[str] = frozenset()
    gone: Mapping[str, str] = field(default_factory=dict[str, str])
    internal: int = 0
    automatic: int = 0


def drafts(
    found: Iterable[Found],
    who: Whom,
    window: Window,
    now: dt.datetime,
    nature: Nature,
    member_id: str | None = None,
    seen_before: Mapping[str, str] | None = None,
) -> Drafts:
    """The drafts of everything found, the same in whatever order it was found; `member_id` is who captures it.

    `seen_before` are the writings of events that earlier captures met: an older one is passed over.
    """
    events: list[Found] = []
    mails: list[Found] = []
    cards: list[Found] = []
    for each in found:
        {"event": events, "mail": mails, "card": cards}[each.kind].append(each)
    made: list[Draft] = []
    seen: defaultdict[str, list[_Sighting]] = defaultdict(list)
    held, whole, gone = _latest(events, seen_before or {})
    internal = 0
    for event in held:
        ours = _of_event(event, who, window, now, nature, member_id, seen)
        internal += not ours
        made += ours
    human = [mail for mail in mails if not mail.automatic]
    for thread in threads(human):
        ours = _of_thread(thread, who, seen)
        internal += not ours
        made += ours
    made += _contacts(cards, who, seen)
    ordered = sorted(made, key=lambda draft: (draft.day or "", draft.at or "", draft.system, draft.keys))
    return Drafts(tuple(ordered), whole, gone, internal, len(mails) - len(human))


# Events


def event_name(uid: str, part: str = "") -> str:
    """The name of one event or instance; without a part that of the whole series."""
    return f"{uid}#{part}"


def event_key(uid: str, part: str, party: str = "") -> str:
    """The name of one side's share in one event."""
    return f"{event_name(uid, part)}|{party}"


def _latest(events: Sequence[Found], before: Mapping[str, str]) -> tuple[list[Found], frozenset[str], dict[str, str]]:
    """(events as last written and not cancelled, series that are complete, beginnings of keys that are cancelled)."""
    master: dict[str, str] = {}
    cancelled: dict[str, str] = {}
    for each in events:
        if "master" in each.details:
            master[each.key] = max(master.get(each.key, ""), each.details["master"])
        if each.cancelled and not each.part:
            cancelled[each.key] = max(cancelled.get(each.key, ""), each.version)
    best: dict[tuple[str, str], Found] = {}
    for each in events:
        name = (each.key, each.part)
        if each.day is None or _is_outdated(each, master, before):
            continue
        if name not in best or _order(each) > _order(best[name]):
            best[name] = each
    held: list[Found] = []
    gone: dict[str, str] = {}
    for (uid, part), each in sorted(best.items()):
        if uid in cancelled and cancelled[uid] >= each.version:
            continue
        if each.cancelled:
            gone[f"{uid}#{part}|"] = standing(each.version, cancelled=True)
        else:
            held.append(each)
    alive = {each.key for each in held}
    for uid, version in cancelled.items():
        written = standing(version, cancelled=True)
        if uid not in alive and written >= before.get(event_name(uid), ""):
            gone[event_name(uid)] = written
    whole = frozenset(uid for uid, version in master.items() if version >= before.get(event_name(uid), ""))
    return held, whole, gone


def _is_outdated(event: Found, master: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether a later writing of an event, or of the series it belongs to, is known."""
    written = standing(event.version, cancelled=event.cancelled)
    if written < before.get(event_name(event.key, event.part), ""):
        return True
    series = before.get(event_name(event.key), "")
    if "master" in event.details:
        stands = standing(event.details["master"], cancelled=event.cancelled and not event.part)
        return event.details["master"] != master[event.key] or stands < series
    return is_called_off(series) and written < series


def _order(event: Found) -> tuple[str, bool, str]:
    return event.version, event.cancelled, repr(replace(event, file=""))


def _of_event(
    event: Found,
    who: Whom,
    window: Window,
    now: dt.datetime,
    nature: Nature,
    member_id: str | None,
    seen: defaultdict[str, list[_Sighting]],
) -> list[Draft]:
    taking_part = [one for one in (event.sender, *event.people) if one]
    declined = set(event.details.get("declined", "").split())
    ours = [one for one in taking_part if who.is_ours(one.mail)]
    if not ours and any(who.is_ours(mail) for mail in declined):
        return []
    sides = who.sides(one for one in taking_part if one.mail not in declined)
    if not sides:
        return []
    assert event.day is not None
    past = _is_past(event, now)
    channel = event.channel or "online_meeting"
    reach, direction = nature(channel)
    if len(sides) >= MANY and reach == "1:1":
        reach = "1:n"
    outside = not window.holds(dt.date.fromisoformat(event.day))
    asked_by = event.sender.mail if event.sender else None
    versions = {event_name(event.key, event.part): event.version}
    if "master" in event.details:
        versions[event_name(event.key)] = event.details["master"]
    found: list[Draft] = []
    for side in sides:
        if not outside:
            _sight(seen, side, event.day if past else None)
        found.append(
            Draft(
                "touchpoint" if past else "appointment",
                "calendar",
                tuple(event_key(event.key, event.part, party) for party in side.parties),
                event.title,
                side.account_id,
                side.contacts[0] if side.contacts else None,
                who.member_of(ours) or member_id,
                event.day,
                event.at,
                event.minutes,
                channel,
                reach,
                direction,
                plain_people(side.people, theirs=asked_by in {one.mail for one in side.people}),
                event.note if window.bodies else None,
                outside=outside,
                versions=tuple(versions.items()),
            )
        )
    return found


def _is_past(event: Found, now: dt.datetime) -> bool:
    if event.at is None:
        return (event.day or "") < now.date().isoformat()
    return dt.datetime.fromisoformat(event.at) + dt.timedelta(minutes=event.minutes or 0) <= now


# Mail


def _of_thread(thread: Thread, who: Whom, seen: defaultdict[str, list[_Sighting]]) -> list[Draft]:
    """One touch a day with each customer of the conversation."""
    days: defaultdict[str, list[Found]] = defaultdict(list)
    for mail in thread.mails:
        days[mail.day or ""].append(mail)
    found: list[Draft] = []
    for day, mails in sorted(days.items()):
        sides = who.sides(one for mail in mails for one in _concerned(mail, who))
        for side in sides:
            draft = _touch(thread, day, mails, side, who)
            found.append(replace(draft, reach="1:n") if len(sides) >= MANY else draft)
        for mail in mails:
            if mail.sender and not who.is_ours(mail.sender.mail):
                for side in who.sides([mail.sender]):
                    _sight(seen, side, day)
    return found


def _concerned(mail: Found, who: Whom) -> list[Person]:
    """Who was in touch with us: whoever wrote, or those whom one of us wrote to."""
    assert mail.sender is not None
    if not who.is_ours(mail.sender.mail):
        return [mail.sender]
    addressed = [one for one in mail.people if not who.is_ours(one.mail)]
    return addressed or list(mail.copied)


def _touch(thread: Thread, day: str, mails: Sequence[Found], side: Side, who: Whom) -> Draft:
    members = {one.mail for one in side.people}
    theirs = [mail for mail in mails if mail.sender and mail.sender.mail in members]
    ours = [mail for mail in mails if mail not in theirs and members & {one.mail for one in _concerned(mail, who)}]
    concerned = sorted([*theirs, *ours], key=lambda mail: (mail.at or "", mail.key))
    first = concerned[0]
    # Whoever answers took part; a first letter of either side is a try.
    both = bool(theirs) and (bool(ours) or any(is_answer(mail) for mail in theirs))
    writers = [mail.sender for mail in ours]
    readers = [one for mail in theirs for one in (*mail.people, *mail.copied)]
    texts = list(dict.fromkeys(mail.note for mail in concerned if mail.note))
    beginning = thread.mails[0]
    began = beginning.sender is not None and not is_answer(beginning) and _is_of(side, beginning.sender, who)
    return Draft(
        "touchpoint",
        "mail",
        tuple(f"{thread.root}|{day}|{party}" for party in side.parties),
        bare_subject(first.title) or first.title,
        side.account_id,
        side.contacts[0] if side.contacts else None,
        who.member_of(writers) or who.member_of(readers),
        day,
        first.at,
        None,
        "email",
        "1:1",
        "two_way" if both else "one_way",
        plain_people(side.people, theirs=began),
        "\n\n".join(texts)[:4_000] or None,
        merges=True,
    )


def _is_of(side: Side, person: Person, who: Whom) -> bool:
    """Whether somebody is of a side, though perhaps not among those of it who wrote on that day."""
    return not who.is_ours(person.mail) and any(
        set(other.parties) & set(side.parties) or (side.account_id and other.account_id == side.account_id)
        for other in who.sides([person])
    )


# Contacts


@dataclass(frozen=True)
class _Sighting:
    """Somebody of an account who took part in something."""

    account_id: str
    person: Person
    day: str | None


def _sight(seen: defaultdict[str, list[_Sighting]], side: Side, day: str | None) -> None:
    for one in side.people:
        if side.account_id and not is_nobody(one.mail):
            seen[one.mail].append(_Sighting(side.account_id, one, day))


def _contacts(cards: Sequence[Found], who: Whom, seen: defaultdict[str, list[_Sighting]]) -> list[Draft]:
    """The people nobody knows yet: those of accounts who took part, and those on cards."""
    made: dict[str, Draft] = {}
    for mail, sightings in sorted(seen.items()):
        if mail in who.contacts:
            continue
        named = max((one.person.name for one in sightings), key=lambda name: (len(name), name))
        account = min(one.account_id for one in sightings)
        days = [one.day for one in sightings if one.day]
        name = named or mail.partition("@")[0]
        if not any(not known for _, known in who.same_name(account, name)):
            made[mail] = _contact(mail, name, account, {"mail": mail}, max(days, default=None))
    for card in sorted(cards, key=lambda card: (card.version, repr(replace(card, file="")))):
        mail = card.sender.mail if card.sender else ""
        if mail and (who.is_ours(mail) or is_machine(mail) or mail in who.contacts):
            continue
        account = (who.account_of(mail) if mail else None) or who.account_named(card.details.get("company", ""))
        if account and who.same_name(account, card.title):
            made.pop(card.key, None)
            continue
        before = made.get(card.key)
        known = before.people[0] if before else {}
        details = {**known, **({"mail": mail} if mail else {}), **card.details}
        account = account or (before.account_id if before else None)
        made[card.key] = _contact(card.key, card.title, account, details, before.day if before else None, card.note)
    return list(made.values())


def _contact(
    key: str, name: str, account: str | None, details: dict[str, str], day: str | None, note: str = ""
) -> Draft:
    people = ({**details, "name": name, "mail": details.get("mail", "")},)
    return Draft(
        "contact",
        "contact",
        (key,),
        name,
        account,
        day=day,
        people=people,
        note=note or None,
        merges=True,
    )


def same_title(one: str, other: str) -> bool:
    """Whether two subjects are one, whatever answers put before them."""
    return norm(bare_subject(one)) == norm(bare_subject(other))
