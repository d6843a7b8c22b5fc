"""Whose events of an account they are, and of which product, where the book knows the person and the product."""

from __future__ import annotations

from typing import Any

from csops_tui.exchange.options import Options
from csops_tui.exchange.references import References
from csops_tui.text.names import norm

# How the contacts of an account are known: by their key in a product or in another system, their mail, their own id.
_KNOWN = """
SELECT i.user_key, c.id FROM contact AS c JOIN identity AS i ON i.contact_id = c.id WHERE c.account_id = :account
UNION SELECT r.key, c.id FROM contact AS c JOIN external_ref AS r ON r.entity = 'contact' AND r.row_id = c.id
  WHERE c.account_id = :account
UNION SELECT c.mail, c.id FROM contact AS c WHERE c.account_id = :account AND c.mail IS NOT NULL
UNION SELECT c.id, c.id FROM contact AS c WHERE c.account_id = :account
"""


class Parts:
    """Finds contacts and products by what events call them; None where there is none, or not just one."""

    def __init__(self, reader: Any, name: str) -> None:
        self._reader = reader
        self._references = References(reader, Options(source=name))
        self._account = ""
        self._contacts: dict[str, str | None] = {}
        self._products: dict[str, str | None] = {}

    def contact(self, account: str, user: str | None) -> str | None:
        """The contact of an account that a user is; asked account by account."""
        if account != self._account:
            self._account, self._contacts = account, {}
            for key, contact in self._reader.execute(_KNOWN, {"account": account}):
                known = self._contacts.setdefault(norm(key), contact)
                if known != contact:
                    self._contacts[norm(key)] = None
        return self._contacts.get(norm(user)) if user else None

    def product(self, text: str | None) -> str | None:
        """The product of a key, code or name."""
        if not text:
            return None
        if text not in self._products:
            ways = (self._references.find("product", by, text) for by in ("external_id", "code", "name"))
            found = next((rows for rows in ways if rows), ())
            self._products[text] = found[0] if len(found) == 1 else None
        return self._products[text]
