"""Words of the capture screen."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "capturing.path": "File or folder to capture (.ics, .eml, .mbox, Maildir, .vcf)",
    "capturing.path_hint": "e.g. ~/Downloads/calendar.ics or ~/Mail/",
    "capturing.known": "Captured before, and newest files",
    "capturing.newest": "Newest files",
    "capturing.no_newest": "There is no calendar, mail or card file nearby. Type the name of a file or folder.",
    "capturing.before": "captured before",
    "capturing.paste_hint": "Export your calendar as .ics, or save mails to a folder, and name it here.\nNothing is recorded until you confirm it; ^t keeps the texts as well.",
    "capturing.no_files": "enter captures this folder. There is no file in it that is read by its name.",
    "capturing.which": "Type the name of a file or folder, or choose one with ↓.",
    "capturing.no_path": "There is no {path}.",
    "capturing.reading": "Reading…",
    "capturing.files": "{done} of {n} files",
    "capturing.esc_stops": "esc stops; nothing is written then.",
    "capturing.stopped": "Stopped. Nothing was written.",
    "capturing.bodies": "The texts of mails and events will be kept in the notes.",
    "capturing.no_bodies": "The texts of mails and events will not be kept.",
    "capturing.why.reading": "Files are being read. esc stops that.",
    "capturing.why.done": "The capture is done. enter shows the list.",
    "capturing.next": "enter shows them in the list. u takes the whole capture back.",
    "capturing.nothing": "Nothing new to look through. esc closes this.",
    "capturing.unmatched": "{n} of them without an account (a in the list chooses it)",
    "capturing.no_members": "No member has a mail address, so what we sent and what we got cannot be told apart. Enter it under : Members, then capture again.",
}
