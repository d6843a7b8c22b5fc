"""Whom an address means in this book: one of ours, a contact, an account by its domain, or nobody yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from csops_tui.exchange.capture.domains import company_domain, host_of, is_machine, party_of
from csops_tui.exchange.capture.found import Person
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import company_key, norm, same_company


@dataclass(frozen=True)
class Side:
    """The people of one customer in a meeting or mail; `parties` are their domains (or, with providers, addresses)."""

    account_id: str | None
    parties: tuple[str, ...]
    people: tuple[Person, ...]
    contacts: tuple[str, ...] = ()


@dataclass
class Whom:
    """Our members, contacts and accounts by their addresses, read once."""

    members: dict[str, str] = field(default_factory=dict[str, str])
    own: set[str] = field(default_factory=set[str])
    contacts: dict[str, list[tuple[str, str]]] = field(default_factory=dict[str, list[tuple[str, str]]])
    hosts: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    companies: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    names: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    known: dict[tuple[str, str], list[tuple[str, str]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[str, str]]]
    )

    def is_ours(self, mail: str) -> bool:
        """Whether an address belongs to one of our people: registered with them, or of a domain of theirs."""
        return mail in self.members or bool(self.own & {company_domain(mail.rpartition("@")[2])} - {""})

    def member_of(self, people: Iterable[Person | None]) -> str | None:
        """The first of these people who is a member."""
        return next((self.members[one.mail] for one in people if one and one.mail in self.members), None)

    def contact_of(self, mail: str) -> tuple[str, str] | None:
        """(contact, account) of an address; where several accounts know it, the one of its domain, else none."""
        found = self.contacts.get(mail, [])
        if len({account for _, account in found}) > 1:
            account = self._by_domain(mail)
            found = [each for each in found if each[1] == account]
        return found[0] if found else None

    def account_of(self, mail: str) -> str | None:
        """The account of an address: its contact's, else the one whose domain it is; None where that is not certain."""
        contact = self.contact_of(mail)
        if contact or mail in self.contacts:
            return contact and contact[1]
        return self._by_domain(mail)

    def account_named(self, company: str) -> str | None:
        """The only account that answers to a company's name and is no other kind of company."""
        namesakes = self.names.get(company_key(company), {}) if company.strip() else {}
        found = [account for account, name in namesakes.items() if same_company(name, company)]
        return next(iter(found)) if len(found) == 1 else None

    def same_name(self, account_id: str, name: str) -> list[tuple[str, str]]:
        """(contact, address) of the people of an account who are called like that."""
        return self.known.get((account_id, name_key(name)), [])

    def _by_domain(self, mail: str) -> str | None:
        host = mail.rpartition("@")[2]
        company = company_domain(host)
        if not company:
            return None
        while host:
            if found := self.hosts.get(host):
                return next(iter(found)) if len(found) == 1 else None
            if host == company:
                break
            host = host.partition(".")[2]
        found = self.companies.get(company, set())
        return next(iter(found)) if len(found) == 1 else None

    def sides(self, people: Iterable[Person]) -> list[Side]:
        """Those of these people who are not ours, by account, or by party where there is none; in a lasting order."""
        grouped: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        for one in people:
            if one.mail and not self.is_ours(one.mail) and not is_machine(one.mail):
                account = self.account_of(one.mail)
                grouped[(account, "") if account else ("", party_of(one.mail))].append(one)
        found: list[Side] = []
        for (account, _), members in sorted(grouped.items()):
            named = {one.mail: one for one in sorted(members)}
            unique = tuple(named[mail] for mail in sorted(named))
            contacts = tuple(contact[0] for one in unique if (contact := self.contact_of(one.mail)))
            parties = tuple(sorted({party_of(one.mail) for one in unique}))
            found.append(Side(account or None, parties, unique, contacts))
        return found


def name_key(name: str) -> str:
    """The form in which two writings of a person's name meet."""
    return norm(name).replace(" ", "")


def whom(conn: Connection) -> Whom:
    """Everybody in the book, by address."""
    found = Whom()
    for member, mail in conn.execute("SELECT id, mail FROM member WHERE mail IS NOT NULL ORDER BY active, id DESC"):
        address = mail.strip().lower()
        found.members[address] = member
        if own := company_domain(address.rpartition("@")[2]):
            found.own.add(own)
    for account, name, alias, domain in conn.execute("SELECT id, name, alias, domain FROM account ORDER BY id"):
        for known in (*(alias or "").replace("、", ";").split(";"), name):
            if known.strip():
                found.names.setdefault(company_key(known), {})[account] = known
        for each in (domain or "").replace(",", " ").replace(";", " ").split():
            host = host_of(each)
            if company := company_domain(host):
                found.hosts.setdefault(host, set()).add(account)
                found.companies.setdefault(company, set()).add(account)
    # Whoever is there comes before whoever has left.
    for contact, account, name, mail in conn.execute(
        "SELECT id, account_id, name, mail FROM contact ORDER BY state = 'left', id"
    ):
        address = (mail or "").strip().lower()
        if address:
            found.contacts.setdefault(address, []).append((contact, account))
        found.known.setdefault((account, name_key(name)), []).append((contact, address))
    return found
