"""Which account a person means, without the model: names are enough."""

from __future__ import annotations

from csops_tui.cli.errors import CONFLICT, NOT_FOUND, ShellError, near_words
from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.store.touch import account_index
from csops_tui.text.names import company_key

# So many letters of the end of an id may stand for it.
_FEWEST = 4


def account_of(conn: Connection, word: str) -> str:
    """The account that a name, reading, alias or domain names; raises ShellError with the nearest three."""
    if conn.execute("SELECT 1 FROM account WHERE id = ?", [word]).fetchone():
        return word
    index = account_index(conn)
    hit = index.resolve(word)
    if hit:
        return hit.id
    if len(word) >= _FEWEST:
        ending = conn.execute("SELECT id FROM account WHERE substr(id, -?) = ?", [len(word), word]).fetchall()
        if len(ending) == 1:
            return ending[0][0]
    several = index.search(word, 3)
    names = [h.name for h in several or index.nearest(word, 3)]
    key = company_key(word)
    if len([h for h in several if company_key(h.name) == key]) > 1:
        raise ShellError("ambiguous", CONFLICT, name=word, entity=t("entity.account"), nearest=", ".join(names))
    raise ShellError(
        "no_row",
        NOT_FOUND,
        name=word,
        entity=t("entity.account"),
        near=near_words(names, t("cli.near.row", table="account")),
    )
