"""The words of the first screen."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "welcome.title": "Welcome",
    "welcome.about": "A workbench for customer success. Your data stays on this computer.",
    "welcome.sample": "1,300 invented accounts with three years of touches, contracts and churn. Your own data is not touched.",
    "welcome.import": "A CSV of accounts, contacts or touches. You see what it would do first, and u takes it back.",
    "welcome.empty": "Enter your first account.",
    "welcome.making": "Making the sample.",
    "welcome.stop": "esc  stop",
    "welcome.stopped": "Stopped. Nothing was left behind.",
    "welcome.failed": "The sample could not be made. Check the free disk space and try again.",
    "welcome.why.making": "The sample is being made. esc stops it.",
}
