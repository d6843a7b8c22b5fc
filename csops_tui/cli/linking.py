"""`csops login`: whose login is whose, across products."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.entities import SHORT, row_of
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t
from csops_tui.store import identities
from csops_tui.store.book import Book


@command("login")
@click.argument("what", type=click.Choice(["list", "link", "unlink"]), default="list")
@click.argument("person", required=False)
@click.argument("product", required=False)
@click.argument("key", required=False)
@option("--evidence", metavar="TEXT")
def login(what: str, person: str | None, product: str | None, key: str | None, evidence: str | None) -> None:
    """Show whose logins are whose, link one and unlink it."""
    book = session().book()
    contact = row_of(book.reader(), "contact", person) if person else ""
    if what == "list":
        _list(book, contact)
        return
    if not (contact and product and key):
        raise ShellError("login_words", USAGE)
    conn = book.reader()
    product_id = row_of(conn, "product", product)
    if what == "link":
        identities.link(book, contact, product_id, key, evidence or t("lookalikes.by_hand"))
    else:
        known = identities.find(conn, product_id, key)
        if (
            known is None
            or conn.execute("SELECT contact_id FROM identity WHERE id = ?", [known]).fetchone()[0] != contact
        ):
            raise ShellError("login_not_theirs", NOT_FOUND, key=key)
        contact = identities.unlink(book, known) or contact
    _list(book, contact)


def _list(book: Book, contact: str) -> None:
    shown = session().form == "table"
    columns = [
        Column("person", t("entity.contact")),
        Column("account", t("entity.account")),
        Column("product", t("entity.product")),
        Column("user_key", t("field.identity.user_key")),
        Column("registered", t("field.identity.registered"), "day"),
        Column("last_active", t("field.identity.last_active"), "day"),
        Column("evidence", t("field.identity.evidence")),
        Column("contact", "id"),
    ]
    rows = [
        (one.person, one.account, *one[4:], one.contact[-SHORT:] if shown else one.contact)
        for one in identities.logins(book.reader(), contact)
    ]
    emit(columns, rows)
