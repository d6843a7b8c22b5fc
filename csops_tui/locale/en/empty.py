"""Words of `empty`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "empty.list": "There is nothing here yet.\n\nn  add one",
    "empty.new": "n  add one",
    "empty.today": "Nobody needs you today.\n\nHere stand, in order: promises, tasks and complaint updates that are due,\nsignals, overdue touches, renewals whose runway begins, risks to review,\ncontacts to verify.\n\na  see the pool's and everybody's\n2  open the sheet\nF4 choose who you are",
    "empty.sheet": "Every account stands here in one row.\n\nn  add an account\nI  import a file\nesc  clear the filter",
    "empty.touches": "Every touch with a customer stands here.\n\nl  log one in a line\nI  import a file",
    "empty.churn": "Every churn with its reason stands here; reasons become early warnings.\n\nn  record a churn\nI  import a file",
    "empty.renewals": "What comes due stands here once contract lines have an end:\nwith the start of its runway and the last talk.\n\nI  import contract lines\n:  open the list of contract lines",
    "empty.people": "Contacts stand here, verified longest ago first.\n\nn  add one\nI  import a file",
    "empty.churn.saves": "What was tried to keep customers, and how it ended.\n\nn  add one (or enter it within the record of a churn)",
    "empty.churn.reviews": "Looks back at churns are listed here.\n\nw  begin one",
    "empty.tasks": "What is to be done stands here, due first.\n\nn  add a task\nOn the sheet t adds one, in the quick log >.",
    "empty.rounds": "Your review rounds stand here, newest first.\n\nesc w  back to the sheet and begin one",
    "empty.signals": "Signals stand here; thirteen come by themselves once there are accounts.\n\nn  add one of your own",
    "empty.episodes": "No signal is raised.",
    "empty.campaigns": "Accounts to work through by a day, chosen once and fixed.\n\n+ on the sheet makes a list of the marked rows or of all that are shown.\nn  make one of what the sheet shows",
    "empty.campaign": "There is no account on this list.\n\nn  add an account\n+ on the sheet adds many at once.",
    "empty.segments": "Parts of the book named by conditions. A changed condition is a new version, and one sees first who moves.\n\nn  make a segment, starting from the sheet's filter",
    "empty.cadences": "There are no target days between touches yet.\n\nn  choose for whom\nP  begin with the usual ones of a business phase",
    "empty.moves": "Nothing changes.",
    "empty.lookalikes": "Nothing looks alike: every customer is one row.\n\nI  import a file\n`csops merge account A B`  merge two accounts all the same",
    "empty.captured": "Touches, meetings and contacts from calendars, mail and cards wait here.\n\nn  choose a file or folder and capture it\n`csops capture FOLDER`  the same in the shell",
    "empty.captured.ignored": "Nothing was ignored.\n\nA  back to what waits, where X ignores",
    "empty.sql": "The answer stands here.\n\n^s  asks what is written above\nf5  lists the views, each with a question it answers",
    "empty.risks": "There is no risk here.\n\nn  enter one",
    "empty.complaints": "There is no complaint here.\n\nn  enter one",
    "empty.opportunities": "There is no opportunity here.\n\nn  enter one",
    "empty.churn_reviews": "Look back at churns one by one: what could be known, what was missed, what to improve, who does what.\n\nn  begin with the churns closed since the last session\n4 w  begin with the rows marked in the list of churns",
    "empty.codes": "This list has no codes.\n\nn  add one",
}
