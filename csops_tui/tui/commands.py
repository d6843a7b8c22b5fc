"""Every command, declared once: key, footer, help, palette, documentation and the user's keymap derive from here.

A screen answers a command with its method `do_<action>`; a method `why_not_<action>` returns the key of the reason
while it cannot run. The words are `command.<id>` and `command.<id>.help`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One thing a person can do; `footer` is its place in the footer (0: not there), `verb` its twin in the shell."""

    id: str
    keys: tuple[str, ...]
    scope: str
    action: str
    footer: int = 0
    verb: str = ""


COMMANDS: tuple[Command, ...] = (
    # Everywhere
    Command("touch.log", ("l",), "app", "log", 10, "csops log"),
    Command("touch.repeat", (".",), "app", "repeat", 0),
    Command("go.today", ("1",), "app", "go_today", 0, "csops today"),
    Command("go.sheet", ("2",), "app", "go_sheet", 0, "csops sheet"),
    Command("go.touches", ("3",), "app", "go_touches", 0, "csops list touchpoint"),
    Command("go.churn", ("4",), "app", "go_churn", 0, "csops churn"),
    Command("go.renewals", ("5",), "app", "go_renewals", 0, "csops renewals"),
    Command("go.people", ("6",), "app", "go_people", 0, "csops list contact"),
    Command("go.routing", ("R",), "app", "go_routing", 0, "csops routing"),
    Command("go.capacity", ("M",), "app", "go_capacity", 0, "csops capacity"),
    Command("go.campaigns", ("T",), "app", "go_campaigns", 0, "csops campaign"),
    Command("go.segments", ("S",), "app", "go_segments", 0, "csops segment"),
    Command("go.cadences", ("F",), "app", "go_cadences", 0, "csops list cadence"),
    Command("go.revenue", ("dollar_sign",), "app", "go_revenue", 0, "csops revenue"),
    Command("go.reports", ("B",), "app", "go_reports", 0, "csops report"),
    Command("go.lookalikes", ("Y",), "app", "go_lookalikes", 0, "csops duplicates"),
    Command("go.captured", ("N",), "app", "go_captured", 0, "csops captured"),
    Command("go.sql", ("Q",), "app", "go_sql", 0, "csops sql"),
    Command("go.churn_analysis", ("J",), "app", "go_churn_analysis", 0, "csops churn analysis"),
    Command("go.survival", ("Z",), "app", "go_survival", 0, "csops survival"),
    Command("go.growth", ("ampersand",), "app", "go_growth", 0, "csops growth"),
    Command("go.codes", ("9",), "app", "go_codes", 0, "csops codes"),
    Command("go.anything", ("colon",), "app", "goto", 80),
    Command("palette", ("ctrl+p",), "app", "palette", 0),
    Command("find", ("slash",), "app", "find", 70, "csops search"),
    Command("undo", ("u",), "app", "undo", 0, "csops undo"),
    Command("redo", ("ctrl+r",), "app", "redo", 0, "csops redo"),
    Command("history", ("H",), "app", "history", 0, "csops history"),
    Command("help", ("question_mark",), "app", "help", 90, "csops keys"),
    Command("language", ("f2",), "app", "language", 0, "csops config language"),
    Command("theme", ("f3",), "app", "theme", 0, "csops config theme"),
    Command("member", ("f4",), "app", "member", 0, "csops config member"),
    Command("import", ("I",), "app", "import", 0, "csops import"),
    Command("own_book", ("O",), "app", "own_book", 0),
    Command("back", ("escape",), "app", "back", 0),
    Command("close", ("q",), "app", "close", 0),
    Command("quit", ("ctrl+q",), "app", "quit", 0),
    # On every list
    Command("list.filter", ("f",), "list", "filter", 40),
    Command("list.sort", ("s",), "list", "sort", 45),
    Command("list.new", ("n",), "list", "new", 30, "csops add"),
    Command("list.edit", ("e",), "list", "edit", 20, "csops edit"),
    Command("list.delete", ("D",), "list", "delete", 0),
    Command("list.export", ("x",), "list", "export", 60, "csops export"),
    Command("list.copy", ("y",), "list", "copy", 0),
    Command("list.define", ("K",), "list", "define", 0, "csops define"),
    Command("list.changes", ("i",), "list", "changes", 0, "csops history"),
    # On accounts
    Command("account.concern", ("c",), "account", "concern", 22, "csops add concern"),
    Command("account.task", ("t",), "account", "task", 24, "csops add task"),
    Command("account.past", ("less_than_sign",), "sheet", "past", 0, "csops sheet --as-of"),
    Command("account.later", ("greater_than_sign",), "sheet", "later", 0, "csops sheet --as-of"),
    Command("account.scope", ("a",), "sheet", "scope", 0),
    Command("list.views", ("v",), "sheet", "views", 42, "csops sheet --view"),
    Command("list.columns", ("C",), "sheet", "columns", 0, "csops sheet --columns"),
    Command("list.group", ("b",), "sheet", "group", 0),
    Command("account.changed", ("equals_sign",), "sheet", "changed", 0, "csops changes"),
    Command("review.start", ("w",), "sheet", "review", 35, "csops review start"),
    # On what changed
    Command("changes.past", ("less_than_sign",), "changes", "past", 50, "csops changes --since"),
    Command("changes.later", ("greater_than_sign",), "changes", "later", 51, "csops changes --since"),
    # In the SQL console
    Command("sql.run", ("ctrl+s", "ctrl+enter"), "sql", "run_sql", 10, "csops sql"),
    Command("sql.views", ("f5",), "sql", "views_sql", 11, "csops sql --views"),
    Command("sql.older", ("ctrl+up",), "sql", "older_sql", 0),
    Command("sql.newer", ("ctrl+down",), "sql", "newer_sql", 0),
    # In a review
    Command("review.fine", ("f",), "review", "fine", 26),
    Command("review.postpone", ("s",), "review", "postpone", 27),
    Command("review.back_one", ("b", "backspace", "left"), "review", "previous_item", 28),
    Command("review.forward", ("n", "right"), "review", "next_item", 29),
    Command("review.account", ("enter",), "review", "open_here", 30),
    Command("review.note", ("e",), "review", "note", 31),
    Command("review.end", ("E",), "review", "end_round", 0),
    Command("review.resume", ("w",), "round", "resume", 15),
    Command("review.rounds", ("W",), "rounds", "rounds", 0, "csops review list"),
    # On the churns, and in a churn review
    Command("churn_review.start", ("w",), "churn_reviewing", "churn_review", 35, "csops churn review start"),
    Command("churn_review.sessions", ("W",), "churn_reviewing", "sessions", 0, "csops churn review list"),
    Command("churn_review.present", ("w",), "churn_review", "present", 10),
    Command("churn_review.seen", ("v",), "churn_review", "seen", 11),
    Command("churn_review.acted", ("a",), "churn_review", "acted", 12),
    Command("churn_review.edit", ("e",), "churn_review", "edit", 13),
    Command("churn_review.action", ("n",), "churn_review", "action", 15),
    Command("churn_review.tick", ("d",), "churn_review", "tick", 10),
    Command("churn_review.signal", ("s",), "churn_review", "signal", 11, "csops signal add"),
    Command("churn_review.finish", ("f",), "churn_review", "finish", 14),
    Command("churn_review.back_one", ("b", "backspace", "left"), "churn_review", "previous_item", 18),
    Command("churn_review.forward", ("right",), "churn_review", "next_item", 19),
    Command("churn_review.account", ("enter",), "churn_review", "open_here", 20),
    Command("churn_review.end", ("E",), "churn_review", "end_session", 0),
    Command("churn_review.write", ("X",), "churn_minutes", "minutes", 21, "csops churn review minutes"),
    Command("churn_review.list", ("W",), "churn_review", "sessions", 0, "csops churn review list"),
    # On today's queue
    Command("today.done", ("d",), "today", "done", 12),
    Command("today.snooze", ("z",), "today", "snooze", 14),
    Command("today.skip", ("minus",), "today", "skip", 16),
    Command("today.whose", ("a",), "today", "whose", 26, "csops today --pool"),
    # On what was captured, also in today's queue
    Command("capture.record", ("r",), "captured", "capture_record", 11, "csops capture confirm"),
    Command("capture.ignore", ("X",), "captured", "capture_ignore", 11, "csops capture ignore"),
    Command("capture.start", ("n",), "capture_list", "capture_start", 10, "csops capture"),
    Command("capture.assign", ("a",), "capture_list", "capture_assign", 12, "csops edit proposal"),
    Command("capture.ignored", ("A",), "capture_list", "capture_ignored", 13, "csops captured --state"),
    Command("sheet.collect", ("plus",), "sheet", "collect", 0, "csops campaign add"),
    # On a campaign list
    Command("campaign.done", ("d",), "campaign", "done", 21, "csops campaign done"),
    Command("campaign.skip", ("minus",), "campaign", "skip", 23, "csops campaign skip"),
    Command("campaign.left", ("a",), "campaign", "left", 29, "csops campaign show --left"),
    # On segments and cadences
    Command("segment.apply", ("A",), "segment", "apply", 23, "csops segment apply"),
    Command("cadence.preset", ("P",), "cadence", "preset", 21),
    Command("moves.apply", ("ctrl+s", "ctrl+enter"), "moves", "apply", 10),
    # On contacts
    Command("contact.verified", ("V",), "people", "verified", 26, "csops edit contact"),
    Command("people.queue", ("a",), "people", "queue", 29),
    Command("contact.left", ("L",), "people", "left", 28, "csops edit contact"),
    # On rows that look alike
    Command("merge.merge", ("m",), "lookalikes", "merge", 12, "csops merge"),
    Command("merge.apart", ("minus",), "lookalikes", "apart", 14, "csops merge --distinct"),
    Command("merge.later", ("z",), "lookalikes", "later", 16),
    Command("merge.pick", ("p",), "merge", "pick", 11),
    # On signals and their episodes
    Command("signal.episodes", ("o",), "signal", "episodes", 25, "csops signal episodes"),
    Command("episode.acknowledge", ("a",), "episode", "acknowledge", 14, "csops signal ack"),
    Command("episode.snooze", ("z",), "episode", "snooze", 15, "csops signal snooze"),
    Command("episode.address", ("r",), "episode", "address", 16, "csops signal address"),
    # In a form
    Command("form.save", ("ctrl+s", "ctrl+enter"), "form", "save", 10),
    Command("form.outside", ("ctrl+e",), "form", "outside", 20),
    Command("form.fresh", ("ctrl+n",), "form", "fresh", 30),
    Command("form.close", ("ctrl+t",), "entry", "close", 15),
    # On the history
    Command("history.undo", ("U",), "history", "undo_step", 15, "csops undo EDIT"),
    # In the search
    Command("find.account", ("ctrl+o",), "find", "open_account", 20),
    # On an import: the file, its first rows, its columns, the dry run, the writing, the result
    Command("import.read", ("enter",), "import", "read", 10, "csops import"),
    Command("import.choose", ("down",), "import", "choose_name", 15),
    Command("import.choose_up", ("up",), "import", "choose_name_up", 0),
    Command("import.complete", ("tab",), "import", "complete_name", 20),
    # On a capture: the file or folder
    Command("capture.read", ("enter",), "capture_file", "read", 10, "csops capture"),
    Command("capture.choose", ("down",), "capture_file", "choose_name", 15),
    Command("capture.choose_up", ("up",), "capture_file", "choose_name_up", 0),
    Command("capture.complete", ("tab",), "capture_file", "complete_name", 20),
    Command("capture.bodies", ("ctrl+t",), "capture_file", "bodies", 25, "csops capture --bodies"),
    Command("preview.next", ("tab", "ctrl+s"), "import_preview", "next_step", 10),
    Command("preview.encoding", ("e",), "import_preview", "encoding", 20, "csops import --encoding"),
    Command("preview.delimiter", ("d",), "import_preview", "delimiter", 22),
    Command("preview.header", ("h",), "import_preview", "header", 24),
    Command("preview.sheet", ("w",), "import_preview", "sheet", 26),
    Command("preview.kind", ("o",), "import_preview", "kind", 28),
    Command("mapping.next", ("tab", "ctrl+s"), "import_mapping", "next_step", 10),
    Command("mapping.target", ("enter",), "import_mapping", "target", 12, "csops import --map"),
    Command("mapping.ignore", ("space", "delete"), "import_mapping", "ignore", 14),
    Command("mapping.order", ("d",), "import_mapping", "order", 16, "csops import --date-order"),
    Command("mapping.decimal", ("D",), "import_mapping", "decimal", 0, "csops import --decimal"),
    Command("mapping.kind", ("o",), "import_mapping", "kind", 18),
    Command("mapping.profile", ("P",), "import_mapping", "profile", 20),
    Command("mapping.preview", ("v",), "import_mapping", "preview", 22),
    Command("dry_run.apply", ("enter",), "import_dry_run", "apply_import", 10, "csops import"),
    Command("dry_run.apply_now", ("ctrl+s", "ctrl+enter"), "import_dry_run", "apply_now", 0),
    Command("dry_run.parts", ("tab",), "import_dry_run", "parts", 12),
    Command("dry_run.parts_back", ("shift+tab",), "import_dry_run", "parts_back", 0),
    Command("dry_run.row", ("i",), "import_dry_run", "row", 0),
    Command("dry_run.find", ("f",), "import_dry_run", "find_rows", 0),
    Command(
        "dry_run.forgive",
        ("a",),
        "import_dry_run",
        "forgive",
        30,
        "csops import --new-members --new-codes --skip-unknown",
    ),
    Command("dry_run.rejects", ("r",), "import_dry_run", "write_rejects", 40, "csops import --reject"),
    Command("dry_run.mapping", ("m",), "import_dry_run", "mapping", 42),
    Command("dry_run.preview", ("v",), "import_dry_run", "preview", 44),
    Command("import_done.contracts", ("tab",), "import_done", "contracts", 10),
    Command("import_done.rejects", ("r",), "import_done", "write_rejects", 12, "csops import --reject"),
    Command("import_done.show", ("s",), "import_done", "show", 14),
    Command("import_done.next_file", ("n",), "import_done", "next_file", 16),
    Command("import_done.profile", ("P",), "import_done", "profile", 18),
    # On the welcome
    Command("welcome.sample", ("d",), "welcome", "sample", 10, "csops demo"),
    Command("welcome.import", ("i",), "welcome", "import", 20, "csops import"),
    Command("welcome.empty", ("n",), "welcome", "empty", 30, "csops add account"),
    # On tasks
    Command("task.done", ("d",), "task", "done", 21, "csops edit task"),
    # On the registers: risks, complaints, growth beside risk
    Command("risk.reviewed", ("d",), "risk", "reviewed", 21, "csops risks reviewed"),
    Command("risk.close", ("r",), "risk", "close_risk", 22, "csops risks close"),
    Command("risk.raise", ("plus",), "risk", "raise_level", 23, "csops edit risk"),
    Command("risk.lower", ("minus",), "risk", "lower_level", 24, "csops edit risk"),
    Command("complaint.update", ("a",), "complaint", "update", 11, "csops complaints update"),
    Command("complaint.respond", ("r",), "complaint", "respond", 12, "csops complaints respond"),
    Command("complaint.resolve", ("d",), "complaint", "resolve", 13, "csops complaints resolve"),
    Command("growth.other", ("o",), "growth", "other_list", 11),
    Command("growth.propose", ("p",), "growth", "propose", 12, "csops add opportunity"),
    # On figures of the registers
    Command("register.span", ("d",), "register_span", "span", 13, "csops complaints --from"),
    # On figures
    Command("study.by", ("a",), "study", "by", 21, "csops stats --by"),
    Command("study.and", ("A",), "study_and", "and", 0, "csops stats --by A,B"),
    Command("study.period", ("p",), "study", "period", 22, "csops stats --by month"),
    Command("study.span", ("d",), "study", "span", 23, "csops stats --from"),
    # On the revenue
    Command("revenue.size", ("z",), "revenue", "size", 12),
    Command("revenue.measure", ("m",), "revenue", "measure", 24, "csops revenue cohorts --money"),
    # On the analysis of churns
    Command("churn.view", ("v",), "churn_study", "view", 11),
    Command("churn.view_back", ("V",), "churn_study", "view_back", 0),
    Command("churn.size", ("z",), "churn_study", "size", 12),
    Command("churn.money", ("m",), "churn_study", "money", 24, "csops churn analysis --mrr"),
    Command("churn.longer_early", ("plus",), "churn_study", "longer_early", 24, "csops survival --early"),
    Command("churn.shorter_early", ("minus",), "churn_study", "shorter_early", 25, "csops survival --early"),
    # On the routing between CS and CS Ops
    Command("routing.assign", ("a",), "routing", "assign", 21, "csops routing --apply"),
    Command("routing.all", ("A",), "routing", "all", 22, "csops routing --apply"),
    Command("routing.owner", ("o",), "routing", "owner", 23),
    Command("routing.raise_relationship", ("right_square_bracket",), "routing", "raise_relationship", 24),
    Command("routing.lower_relationship", ("left_square_bracket",), "routing", "lower_relationship", 0),
    Command("routing.raise_usage", ("plus",), "routing", "raise_usage", 25),
    Command("routing.lower_usage", ("minus",), "routing", "lower_usage", 0),
    Command("routing.figure", ("b",), "routing", "figure", 0),
    # On the renewals
    Command("renewal.renewed", ("r",), "renewal", "renewed", 11, "csops renewals decide"),
    Command("renewal.expanded", ("plus",), "renewal", "expanded", 12, "csops renewals decide"),
    Command("renewal.contracted", ("minus",), "renewal", "contracted", 13, "csops renewals decide"),
    Command("renewal.churned", ("X",), "renewal", "churned", 14, "csops renewals decide"),
    Command("renewal.will_renew", ("w",), "renewal", "will_renew", 0, "csops edit renewal"),
    Command("renewal.forecast", ("p",), "renewal", "forecast", 15, "csops edit renewal"),
    Command("renewal.which", ("a",), "renewal", "which", 16, "csops renewals"),
    Command("renewal.size", ("z",), "renewal", "size", 17),
    Command("renewal.owner", ("o",), "renewal", "owner", 31, "csops renewals --owner"),
    Command("renewal.past", ("less_than_sign",), "renewal", "past", 0, "csops renewals --month"),
    Command("renewal.later", ("greater_than_sign",), "renewal", "later", 0, "csops renewals --month"),
    # On a code list
    Command("code.replace", ("r",), "codes", "replace", 21, "csops codes replace"),
    Command("code.retire", ("minus",), "codes", "retire", 22, "csops codes retire"),
    Command("code.revive", ("plus",), "codes", "revive", 23, "csops codes revive"),
    # On the capacity
    Command("capacity.longer", ("plus",), "capacity", "longer", 21),
    Command("capacity.shorter", ("minus",), "capacity", "shorter", 22),
    Command("capacity.save", ("ctrl+s",), "capacity", "save", 23),
    # On the reports
    Command("report.write", ("x",), "report", "write", 10, "csops report --out"),
    Command("report.past", ("less_than_sign",), "report", "past", 21, "csops report --month"),
    Command("report.later", ("greater_than_sign",), "report", "later", 22, "csops report --month"),
    Command("report.account", ("a",), "report", "account", 23, "csops report --account"),
    Command("report.shape", ("o",), "report", "shape", 24, "csops report --format"),
    Command("report.templates", ("e",), "report", "templates", 0, "csops report copy"),
    # On one account's page, and wherever else a screen has parts
    # On one account's page
    Command("page.account", ("E",), "account_page", "account_form", 27, "csops edit account"),
    Command("page.briefing", ("b",), "account_page", "briefing", 46, "csops report briefing --account"),
    Command("page.handover", ("h",), "account_page", "handover", 47, "csops report handover --account"),
    Command("page.next", ("tab",), "page", "next_part", 26),
    Command("page.previous", ("shift+tab",), "page", "previous_part", 0),
)

BY_ID = {command.id: command for command in COMMANDS}


def of_scopes(scopes: Iterable[str]) -> list[Command]:
    """The commands that are at home in any of these scopes, in declared order."""
    wanted = set(scopes)
    return [command for command in COMMANDS if command.scope in wanted]


# The names of keys that are no letters or digits, and what people read for them.
_SIGNS = {
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "dollar_sign": "$",
    "ampersand": "&",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "space": "␣",
    "escape": "esc",
    "down": "↓",
    "up": "↑",
    "shift+tab": "⇧tab",
    "left": "←",
    "right": "→",
    "backspace": "⌫",
}
_NAMES = {sign: name for name, sign in _SIGNS.items()} | {" ": "space"}


def key_name(character: str) -> str:
    """The name of the key that types `character`: `colon` for `:`, `j` for `j`."""
    return _NAMES.get(character, character)


def key_label(key: str) -> str:
    """A key as people read it: `:` for colon, `^r` for ctrl+r."""
    if key in _SIGNS:
        return _SIGNS[key]
    if key.startswith("ctrl+"):
        return "^" + key_label(key.removeprefix("ctrl+"))
    return key.upper() if key[0] == "f" and key[1:].isdigit() else key


def with_keymap(command: Command, keymap: dict[str, str]) -> tuple[str, ...]:
    """The keys of a command under the user's keymap (`id = "key,key"`)."""
    own = keymap.get(command.id)
    return tuple(part.strip() for part in own.split(",") if part.strip()) if own else command.keys
