"""One person across products: which login in which product is whose, linked by evidence and unlinked again."""

from __future__ import annotations

from typing import NamedTuple

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.errors import NoSuchRow
from csops_tui.store.sqlite import Connection


class Login(NamedTuple):
    """A login of a person in a product; days are ISO dates."""

    id: str
    contact: str
    person: str
    account: str
    product: str
    user_key: str
    registered: str | None
    last_active: str | None
    evidence: str | None


_LOGINS = """
SELECT i.id, c.id, c.name, a.name, p.name, i.user_key, i.registered, i.last_active, i.evidence
FROM identity AS i JOIN contact AS c ON c.id = i.contact_id JOIN account AS a ON a.id = c.account_id
JOIN product AS p ON p.id = i.product_id
WHERE :contact IN ('', i.contact_id) ORDER BY a.name, c.name, c.id, p.name, i.user_key
"""

# Everybody whose a login was, in order; a row that went and came back begins anew.
_HANDS = """
SELECT substr(json_extract(new, '$.contact_id'), 3), op FROM _change
WHERE tbl = 'identity' AND pk = ? AND (op <> 'U' OR json_extract(new, '$.contact_id') IS NOT NULL) ORDER BY n
"""


def logins(conn: Connection, contact_id: str = "") -> list[Login]:
    """The logins of one person, or of everybody."""
    return [Login(*row) for row in conn.execute(_LOGINS, {"contact": contact_id})]


def find(conn: Connection, product_id: str, user_key: str) -> str | None:
    """The identity of a login; None when nobody has it."""
    found = conn.execute("SELECT id FROM identity WHERE product_id = ? AND user_key = ?", [product_id, user_key])
    row = found.fetchone()
    return row[0] if row else None


def link(book: Book, contact_id: str, product_id: str, user_key: str, evidence: str) -> frozenset[str]:
    """Say that a login is this person's, whosever it was; returns the tables touched. Raises NoSuchRow, Refused."""
    conn = book.reader()
    person, product = _name(conn, "contact", contact_id), _name(conn, "product", product_id)
    known = find(conn, product_id, user_key)
    with book.edit(t("merge.label.link", person=person, product=product, key=user_key)) as edit:
        if known:
            edit.update("identity", known, {"contact_id": contact_id, "evidence": evidence})
        else:
            values = {"contact_id": contact_id, "product_id": product_id, "user_key": user_key, "evidence": evidence}
            edit.insert("identity", values)
    return edit.topics


def unlink(book: Book, identity_id: str) -> str | None:
    """Take a login from its person: it goes back to whom it was taken from, else it is nobody's; returns that person.

    Raises NoSuchRow.
    """
    conn = book.reader()
    row = conn.execute("SELECT contact_id, product_id, user_key FROM identity WHERE id = ?", [identity_id]).fetchone()
    if row is None:
        raise NoSuchRow(table="identity", id=identity_id)
    contact, product, key = row
    before = _taken_from(conn, identity_id)
    back = conn.execute("SELECT id FROM contact WHERE id = ?", [before]).fetchone()
    names = {"person": _name(conn, "contact", contact), "product": _name(conn, "product", product)}
    with book.edit(t("merge.label.unlink", key=key, **names)) as edit:
        if back:
            edit.update("identity", identity_id, {"contact_id": back[0]})
        else:
            edit.delete("identity", identity_id)
    return back[0] if back else None


def _taken_from(conn: Connection, identity_id: str) -> str | None:
    """Whose a login was before it was linked to whom it is now; a link that was taken back leaves no trace."""
    hands: list[str] = []
    for contact, op in conn.execute(_HANDS, [identity_id]):
        if op != "U":
            hands = [contact] if contact else []
        elif contact in hands:
            del hands[hands.index(contact) + 1 :]
        else:
            hands.append(contact)
    return hands[-2] if len(hands) > 1 else None


def _name(conn: Connection, table: str, row_id: str) -> str:
    found = conn.execute(f'SELECT name FROM "{table}" WHERE id = ?', [row_id]).fetchone()
    if found is None:
        raise NoSuchRow(table=table, id=row_id)
    return found[0]
