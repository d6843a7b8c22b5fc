"""`csops doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import FAILURE, OK
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.locale import t


@command("doctor")
@option("--deep", is_flag=True)
@option("--repair", is_flag=True)
def doctor(deep: bool, repair: bool) -> int:
    """Check the book."""
    from csops_tui.store.doctor import examine
    from csops_tui.store.doctor import repair as mend

    held = session()
    if repair:
        for name in mend(held.path):
            held.say(t("cli.doctor.mended", name=name))
    found = examine(held.path, deep)
    if held.form == "json":
        emit_json([one.to_dict() for one in found])
    else:
        rows = [(t(f"cli.doctor.{one.level}"), one.name, str(one)) for one in found]
        emit([Column(name, t(f"cli.column.{name}")) for name in ("result", "check", "detail")], rows)
    if not repair and any(one.repairable for one in found):
        held.say(t("cli.doctor.repairable"))
    return FAILURE if any(one.level == "fail" for one in found) else OK
