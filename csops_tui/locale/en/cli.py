"""Words of the shell."""

from csops_tui.locale.en.cli_book import WORDS as BOOK
from csops_tui.locale.en.cli_churn import WORDS as CHURN
from csops_tui.locale.en.cli_errors import WORDS as ERRORS
from csops_tui.locale.en.cli_exchange import WORDS as EXCHANGE
from csops_tui.locale.en.cli_records import WORDS as RECORDS
from csops_tui.locale.en.cli_register import WORDS as REGISTER
from csops_tui.locale.en.cli_said import WORDS as SAID
from csops_tui.locale.en.cli_studies import WORDS as STUDIES

WORDS = {
    "cli.help": "A local-first workbench for Customer Success Operations. Without a command the screen opens. Data goes to stdout, words to stderr.",
    "cli.usage": "Usage",
    "cli.commands": "Commands",
    "cli.options": "Options",
    "cli.global_options": "Everywhere",
    "cli.yes": "yes",
    "cli.no": "no",
    "cli.option.db": "The book's file (else CSOPS_DB, the setting, the usual place)",
    "cli.option.lang": "Language",
    "cli.option.as_of": "Take this day for today",
    "cli.option.member": "Who is acting",
    "cli.option.json": "Answer in JSON",
    "cli.option.csv": "Answer in CSV",
    "cli.option.tsv": "Answer in TSV",
    "cli.option.quiet": "No words on stderr",
    "cli.option.help": "Show this page",
    "cli.option.version": "Show the version",
    "cli.option.dry_run": "Show what would happen, write nothing",
    "cli.option.scope": "Which accounts: current (active and trial), churned, all; of the current ones unassigned (no owner) or no_contact (nobody valid to call)",
    "cli.option.columns": "The fields to show",
    "cli.option.sort": "Sort by this field; a leading - reverses",
    "cli.option.limit": "At most so many",
    "cli.option.no_mouse": "Leave the mouse to the terminal (for selecting text)",
    "cli.option.where": "Only the accounts that meet this condition (an SQL WHERE over the columns)",
    "cli.option.view": "The name of a view, saved or shipped",
    **REGISTER,
    **BOOK,
    **CHURN,
    **ERRORS,
    **EXCHANGE,
    **RECORDS,
    **REGISTER,
    **SAID,
    **STUDIES,
}
