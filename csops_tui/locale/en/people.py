"""Words of `people`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "people.name": "Name",
    "people.account_id": "Account",
    "people.title": "Title",
    "people.role": "Role",
    "people.key_contact": "Key",
    "people.state": "State",
    "people.verified": "Verified",
    "people.mail": "Mail",
    "people.phone": "Phone",
    "people.products": "Products",
    "people.owner": "CSM",
    "people.verified_done": "Verified: {name}",
    "people.left_done": "Left: {name}",
    "people.due": "to verify",
}
